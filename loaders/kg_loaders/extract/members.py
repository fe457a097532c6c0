"""A plural -> the several entities that it means: names beside it, two spoken of last, those joined by "and".

"American astronauts Ana Kerr and Wim Ott" are these two; so are "the two leaders" if just two were named, and "they"
after "Kerr and Ott said".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kg.model import Kind
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.pronouns import Row, is_subject
from kg_loaders.extract.tree import Token

_PLURAL = ("NNS", "NNPS")
_JOINING = frozenset([",", "and", "&"])
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6}
_PEOPLE = frozenset([Kind.PERSON])
_COUNTRIES = frozenset([Kind.COUNTRY])
_BODIES = frozenset([Kind.ORGANIZATION])
_ACTORS = frozenset([Kind.COUNTRY, Kind.ORGANIZATION])
_THEY = frozenset("they them their theirs themselves".split())
_SIDES = frozenset([Kind.COUNTRY, Kind.ORGANIZATION, Kind.GROUP])
_ANY_BODY = frozenset("body organisation organization group side institution government".split())
_MAX_CLIMB = 6
_KINDS = {
    **dict.fromkeys("country state nation neighbor neighbour".split(), _COUNTRIES),
    **dict.fromkeys("side government party rival group enemy foe ally".split(), _ACTORS),
}


def names_after(head: Token, entity_at: Callable[[Token], Cluster | None]) -> tuple[Cluster, ...]:
    """Return the people named right behind a plural; behind a comma or colon only as many as are counted."""
    if head.tag_ not in _PLURAL:
        return ()
    tokens, start = head.doc.tokens, head.i + 1
    is_apart = start < len(tokens) and tokens[start].text in (",", ":", "-", "--", "–", "—")
    found = _people_from(tokens, start + is_apart, entity_at)
    if is_apart:
        counted = [_NUMBERS.get(child.lower_) for child in head.children if child.dep_ == "nummod"]
        return found if counted == [len(found)] else ()
    return found if len(found) > 1 else ()


def _people_from(
    tokens: Sequence[Token], start: int, entity_at: Callable[[Token], Cluster | None]
) -> tuple[Cluster, ...]:
    found: dict[int, Cluster] = {}
    for token in tokens[start:]:
        cluster = entity_at(token)
        if cluster is not None and cluster.kind is Kind.PERSON:
            found[id(cluster)] = cluster
        elif token.lower_ not in _JOINING:
            break
    return tuple(found.values())


def two_of(mention: FoundMention, sentence: int, recent: Sequence[Row]) -> tuple[Cluster, ...]:
    """Return the two of the sentence that last named such: people for "the two leaders", actors for "both sides".

    Of more than two the pair that "and" joins: "Iran and Chad discussed Kenya".
    """
    lemma = mention.head.lemma
    if (mention.head.tag_ not in _PLURAL and lemma != "two") or not is_of_two(mention.head):
        return ()
    kinds = _KINDS.get(lemma, _BODIES if mention.kind is Kind.ORGANIZATION else _PEOPLE)
    near = [row for row in recent if sentence - 2 <= row.sentence <= sentence]
    rows = [row for row in near if row.cluster.kind in kinds and row.cluster.is_named]
    if mention.kind is Kind.ORGANIZATION and lemma not in _ANY_BODY:
        rows = [row for row in rows if lemma in row.cluster.name.lower().split()]
    for first in (sentence, sentence - 1, sentence - 2):
        found = {id(row.cluster): row.cluster for row in rows if row.sentence >= first}
        if len(found) > 1:
            return tuple(found.values()) if len(found) == 2 else _joined_pair(rows, first)
    return _joined_pair([row for row in near if row.cluster.kind in _SIDES], sentence - 2) if lemma == "side" else ()


def _joined_pair(rows: Sequence[Row], first: int) -> tuple[Cluster, ...]:
    """The one pair of neighbours joined by "and": Iran and Chad of "Iran and Chad met in Kenya"."""
    at = {(id(row.mention.head.doc), row.mention.head.i): row.cluster for row in rows}
    pairs: dict[frozenset[int], tuple[Cluster, ...]] = {}
    for row in rows:
        if row.sentence < first:
            continue
        joined = [child for child in row.mention.head.children if child.dep_ == "conj"]
        other = at.get((id(row.mention.head.doc), joined[0].i)) if len(joined) == 1 else None
        if other is not None and other is not row.cluster:
            pairs[frozenset((id(row.cluster), id(other)))] = (row.cluster, other)
    return next(iter(pairs.values())) if len(pairs) == 1 else ()


def is_of_two(head: Token) -> bool:
    """Whether a plural says that it means two that are known: "both sides", "the two leaders"."""
    words = {child.lower_ for child in head.children if child.i < head.i} | {head.lower_} & {"two"}
    if "other" in words:
        return False
    return "both" in words or ("two" in words and not words.isdisjoint(("the", "these", "those")))


def joined_by_and(
    pronoun: Token, sentence: int, recent: Sequence[Row], entity_at: Callable[[Token], Cluster | None]
) -> tuple[Cluster, ...]:
    """Return whom "they" means after several subjects: "Kerr and Ott said they left", "Kerr and Ott met. They"."""
    if pronoun.lower_ not in _THEY:
        return ()
    token = pronoun
    for _ in range(_MAX_CLIMB):
        below, token = token, token.head
        if below == token:
            break
        subjects = [child for child in token.children if child.dep_ in ("nsubj", "nsubj:pass")]
        subject = next((child for child in subjects if child.i < pronoun.i and child != below), None)
        if subject is not None and not (below == pronoun and pronoun.dep_ in ("obj", "iobj", "obl")):
            return _all_of(subject, entity_at)
    if any(row.sentence == sentence and is_subject(row.mention.head) for row in recent):
        return ()
    mains = {row.mention.head.i: row.mention.head for row in recent if row.sentence == sentence - 1 and _is_main(row)}
    return _all_of(next(iter(mains.values())), entity_at) if len(mains) == 1 else ()


def _is_main(row: Row) -> bool:
    head = row.mention.head
    return head.dep_ in ("nsubj", "nsubj:pass") and head.head.dep_ == "ROOT"


def _all_of(subject: Token, entity_at: Callable[[Token], Cluster | None]) -> tuple[Cluster, ...]:
    """Those whom a subject joins by "and", if all are known and more than one."""
    heads = [subject, *(child for child in subject.children if child.dep_ == "conj")]
    found = {id(cluster): cluster for head in heads if (cluster := entity_at(head)) is not None}
    is_joined = any(part.lower_ in ("and", "&") for head in heads for part in head.children if part.dep_ == "cc")
    return tuple(found.values()) if is_joined and len(found) == len(heads) > 1 else ()
