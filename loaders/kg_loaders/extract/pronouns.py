"""A pronoun and what was mentioned lately -> the entity it stands for, or none.

He and she take the last person that fits, subjects first; never who speaks, within a quotation. It and they take only
the subject that commands their clause ("the group said it had fired"), or the one subject of this or the previous
sentence. Before its subject a pronoun means that ("in her speech, Kerr said").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kg.model import Kind
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.dependencies import antecedent as noun_of_relative
from kg_loaders.extract.mentions import HE, SHE, FoundMention
from kg_loaders.extract.tree import Token

PERSON_WINDOW = 4  # sentences in which he and she find their antecedent: 95 % are in the same or the previous one
_NEUTER_WINDOW = 1
_MAX_CLIMB = 6
_SUBJECT = 1.2  # sentences by which a subject is nearer
_UNNAMED = 2.0  # by which who has no name is further away
_OFTEN, _MANY_TIMES = 0.15, 10  # by which each mention brings nearer, up to so many
_POSSESSIVE = frozenset(["its", "their"])
_PHRASES = frozenset("nmod nmod:unmarked obl obl:agent obj iobj flat conj appos".split())  # within a clause
_ONE = frozenset([Kind.ORGANIZATION, Kind.COUNTRY])
_MANY = frozenset([Kind.GROUP, Kind.ORGANIZATION])


NamedAt = Callable[[Token], Cluster | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A mention that has its entity, and the number of its sentence."""

    sentence: int
    mention: FoundMention
    cluster: Cluster


def antecedent(pronoun: Token, sentence: int, recent: Sequence[Row], named: NamedAt) -> Cluster | None:
    """Return the entity of a pronoun in a sentence of this number, given the mentions before it, and all names."""
    word = pronoun.lower_
    ahead = _subject_ahead(pronoun, named)
    if word in HE | SHE:
        gender = "he" if word in HE else "she"
        if ahead is not None and ahead.kind is Kind.PERSON and ahead.pronoun in (None, gender):
            return ahead
        return _person(gender, pronoun, sentence, recent)
    kinds = _ONE if word.startswith("it") else _MANY
    return ahead if ahead is not None and ahead.kind in kinds else _neuter(kinds, pronoun, sentence, recent)


def _subject_ahead(pronoun: Token, named: NamedAt) -> Cluster | None:
    """The named subject that follows the phrase in which a possessive opens its clause: "in her speech, Kerr said"."""
    if pronoun.dep_ != "nmod:poss":
        return None
    token = pronoun.head
    for _ in range(_MAX_CLIMB):
        below, token = token, token.head
        if below == token or token.i < pronoun.i:
            return None
        if token.pos_ in ("VERB", "AUX") and below.dep_ in ("obl", "advcl"):
            subject = next((c for c in token.children if c.dep_.startswith("nsubj") and c.i > pronoun.i), None)
            if subject is not None:
                return named(subject)
    return None


def _person(gender: str, pronoun: Token, sentence: int, recent: Sequence[Row]) -> Cluster | None:
    best: tuple[float, Cluster] | None = None
    is_quoted = is_in_quotes(pronoun)
    rival = _rival(pronoun)
    for row in recent:
        cluster, head = row.cluster, row.mention.head
        if cluster.kind is not Kind.PERSON or cluster.pronoun not in (None, gender):
            continue
        if row.sentence == sentence and (head.i >= pronoun.i or head == rival or (is_quoted and _says(head))):
            continue
        if row.sentence == sentence and _is_beside(head, pronoun):
            continue
        nearness = row.sentence - sentence + 0.001 * head.i
        salience = _SUBJECT * is_subject(head) + _OFTEN * min(len(cluster.mentions), _MANY_TIMES)
        score = nearness + salience - _UNNAMED * (not cluster.is_named)
        if best is None or score >= best[0]:
            best = (score, cluster)
    if best is None:
        return None
    best[1].pronoun = gender
    return best[1]


def _says(head: Token) -> bool:
    """Whether somebody stands before a quotation as its speaker, who is "I" within it, not "he"."""
    return is_subject(head) and not is_in_quotes(head)


def _rival(pronoun: Token) -> Token | None:
    """Who acts on a pronoun and so is not meant by it: Kerr in "Kerr met him", "Kerr, who met him"."""
    if pronoun.dep_ not in ("obj", "iobj", "obl") or pronoun.lower_.endswith("self"):
        return None
    verb = pronoun.head
    subject = next((child for child in verb.children if child.dep_.startswith("nsubj")), None)
    return None if subject is None else noun_of_relative(subject, verb)


def _is_beside(head: Token, pronoun: Token) -> bool:
    """Whether somebody takes part in what a pronoun does: "in an interview with Kerr, she said"."""
    if not pronoun.dep_.startswith("nsubj"):
        return False
    for _ in range(_MAX_CLIMB):
        if head.dep_ not in _PHRASES:
            return False
        head = head.head
        if head == pronoun.head:
            return True
    return False


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
        subjects = [child for child in token.children if child.dep_ in ("nsubj", "nsubj:pass") and child.i < pronoun.i]
        alone = not any(part.dep_ == "conj" for subject in subjects for part in subject.children)
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
            found = list(subjects.values())
            plain = [cluster for cluster in found if cluster.kind is Kind.GROUP]
            return found[0] if len(found) == 1 else plain[0] if len(plain) == 1 else None
    return None


def is_in_quotes(token: Token) -> bool:
    """Whether a word stands between quotation marks."""
    before = token.doc.words[: token.i]
    opened = before.count("“") - before.count("”")
    return opened > 0 or before.count('"') % 2 == 1


def is_subject(token: Token) -> bool:
    """Whether a name or noun is, or belongs to, the subject of a clause."""
    while token.dep_ in ("flat", "appos", "compound", "conj"):
        token = token.head
    return token.dep_.startswith("nsubj")
