"""A pronoun and what was mentioned lately -> the entity it stands for, or none.

He and she take the last person that fits, subjects first. It and they take only the subject that commands their clause
("the group said it had fired"), or the one subject of this or the previous sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from kg.model import Kind
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import children_of
from kg_loaders.extract.mentions import HE, SHE, FoundMention

PERSON_WINDOW = 4  # sentences in which he and she find their antecedent: 95 % are in the same or the previous one
_NEUTER_WINDOW = 1
_MAX_CLIMB = 6
_POSSESSIVE = frozenset(["its", "their"])
_ONE = frozenset([Kind.ORGANIZATION, Kind.COUNTRY])
_MANY = frozenset([Kind.GROUP, Kind.ORGANIZATION])


@dataclass(frozen=True, slots=True)
class Row:
    """A mention that has its entity, and the number of its sentence."""

    sentence: int
    mention: FoundMention
    cluster: Cluster


def antecedent(pronoun: Token, sentence: int, recent: Sequence[Row]) -> Cluster | None:
    """Return the entity of a pronoun in a sentence of this number, given the mentions before it."""
    word = pronoun.lower_
    if word in HE | SHE:
        return _person("he" if word in HE else "she", pronoun, sentence, recent)
    return _neuter(_ONE if word.startswith("it") else _MANY, pronoun, sentence, recent)


def _person(gender: str, pronoun: Token, sentence: int, recent: Sequence[Row]) -> Cluster | None:
    best: tuple[float, Cluster] | None = None
    for row in recent:
        cluster, head = row.cluster, row.mention.head
        if cluster.kind is not Kind.PERSON or not cluster.is_named or cluster.pronoun not in (None, gender):
            continue
        if row.sentence == sentence and head.i >= pronoun.i:
            continue
        score = row.sentence - sentence + 1.2 * is_subject(head) + 0.001 * head.i
        if best is None or score >= best[0]:
            best = (score, cluster)
    if best is None:
        return None
    best[1].pronoun = gender
    return best[1]


def _neuter(kinds: frozenset[Kind], pronoun: Token, sentence: int, recent: Sequence[Row]) -> Cluster | None:
    here = {row.mention.head.i: row.cluster for row in recent if row.sentence == sentence}
    for subject in _commanding_subjects(pronoun):
        cluster = here.get(subject.i)
        if cluster is not None and cluster.kind in kinds:
            return cluster
    return _only_subject(kinds, pronoun, sentence, recent)


def _commanding_subjects(pronoun: Token) -> Iterator[Token]:
    """The subjects of the clauses around a pronoun, nearest first; its own clause's only for a possessive."""
    token = pronoun
    for _ in range(_MAX_CLIMB):
        if token.head == token:
            return
        own_clause = token == pronoun and pronoun.dep_.startswith("nsubj")
        token = token.head
        subjects = [
            child for child in children_of(token) if child.dep_ in ("nsubj", "nsubj:pass") and child.i < pronoun.i
        ]
        alone = not any(part.dep_ == "conj" for subject in subjects for part in children_of(subject))
        if subjects and alone and not own_clause and (pronoun.lower_ in _POSSESSIVE or token.i < pronoun.i):
            yield subjects[-1]


def _only_subject(kinds: frozenset[Kind], pronoun: Token, sentence: int, recent: Sequence[Row]) -> Cluster | None:
    for at in (sentence, sentence - _NEUTER_WINDOW):
        subjects = {
            id(row.cluster): row.cluster
            for row in recent
            if row.sentence == at
            and row.cluster.kind in kinds
            and is_subject(row.mention.head)
            and not (at == sentence and row.mention.head.i >= pronoun.i)
        }
        if subjects:
            return next(iter(subjects.values())) if len(subjects) == 1 else None
    return None


def is_subject(token: Token) -> bool:
    """Whether a name or noun is, or belongs to, the subject of a clause."""
    while token.dep_ in ("flat", "appos", "compound", "conj"):
        token = token.head
    return token.dep_.startswith("nsubj")
