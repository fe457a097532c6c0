"""A gold article and its extraction -> which statement found which: once each, the better matches first."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from kg.model import DocumentEntity, Extraction, Form, Statement
from kg.ontology import load_ontology
from training.reading.gold import GoldArticle, GoldStatement

_GROUPS = Path(__file__).with_name("type_groups.toml")
_EMPTY = frozenset(
    "the a an his her its their this that these those of in and mr mrs ms dr sir president minister prime general"
    " secretary".split()
)  # words that name nobody by themselves
_MOST_MORE = 3  # words by which a name may be longer than another that it contains
_DOTTED = re.compile(r"\b([a-z])\.(?=[a-z]\.)")
Words = tuple[str, ...]
Names = frozenset[Words]


class Level(IntEnum):
    """How right a statement is whose ends are right."""

    DYAD = 1
    GROUP = 2
    TYPE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """The positions of a gold statement and of the one that found it."""

    gold: int
    found: int
    level: Level


@dataclass(frozen=True, slots=True)
class Pairing:
    """The names of both sides of one article, and its matches."""

    gold_names: Mapping[str, Names]
    found_names: Mapping[str, Names]
    matches: tuple[Match, ...]

    def is_same(self, gold: str | None, found: str | None) -> bool:
        """Whether two ends name the same thing; none is the same as none."""
        if gold is None or found is None:
            return gold is found
        return is_same(self.gold_names[gold], self.found_names[found])


def pair(gold: GoldArticle, extraction: Extraction) -> Pairing:
    """Match the statements of an article."""
    gold_names = {id: names_of(entity.texts) for id, entity in gold.entities.items()}
    found_names = {entity.id: names_of(texts_of(entity)) for entity in extraction.entities}
    pairing = Pairing(gold_names, found_names, ())
    possible = [
        (-level, statement.is_optional, statement.polarity is not found.polarity, i, j)
        for i, statement in enumerate(gold.statements)
        for j, found in enumerate(extraction.statements)
        if (level := level_of(statement, found, pairing)) is not None
    ]
    taken: set[int] = set()
    used: set[int] = set()
    matches: list[Match] = []
    for minus_level, _, _, i, j in sorted(possible):
        if i not in taken and j not in used:
            taken.add(i)
            used.add(j)
            matches.append(Match(gold=i, found=j, level=Level(-minus_level)))
    return Pairing(gold_names, found_names, tuple(matches))


def level_of(gold: GoldStatement, found: Statement, pairing: Pairing) -> Level | None:
    """Say how right a statement is; None if its ends are others. Direction counts unless a type is symmetric."""
    straight = pairing.is_same(gold.source, found.source) and pairing.is_same(gold.target, found.target)
    types = load_ontology().types
    may_turn = gold.target is not None and any(types[name].is_symmetric for name in (gold.type, found.type))
    turned = may_turn and pairing.is_same(gold.source, found.target) and pairing.is_same(gold.target, found.source)
    if not straight and not turned:
        return None
    if found.type in gold.types:
        return Level.TYPE
    groups = {group_of(type) for type in gold.types}
    return Level.GROUP if group_of(found.type) in groups else Level.DYAD


@cache
def _groups() -> Mapping[str, str]:
    groups = tomllib.loads(_GROUPS.read_text(encoding="utf-8"))
    return {type: group for group, types in groups.items() for type in types}


def group_of(type: str) -> str:
    """Return the group of a statement type; its own name where it stands alone."""
    return _groups().get(type, type)


# -- names -----------------------------------------------------------------------------------------------------------


def texts_of(entity: DocumentEntity) -> list[str]:
    """Return the texts by which an extraction calls an entity, pronouns left out."""
    said = [mention.quote.text for mention in entity.mentions if mention.form is not Form.PRONOUN]
    return [entity.name, *said]


def names_of(texts: Iterable[str]) -> Names:
    """Return texts as words: small letters, no accents, no possessive marks, acronyms without dots."""
    return frozenset(words for text in texts if (words := _words(text)))


@cache
def _words(text: str) -> Words:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'s", " ")
    return tuple(re.findall(r"[a-z0-9]+", _DOTTED.sub(r"\1", plain)))


def is_same(ones: Names, others: Names) -> bool:
    """Whether two things share a name, or a name of one stands within a name of the other."""
    if not ones.isdisjoint(others):
        return True
    return any(_stands_in(one, other) or _stands_in(other, one) for one in ones for other in others)


def _stands_in(short: Words, long: Words) -> bool:
    more = len(long) - len(short)
    if not 0 <= more <= _MOST_MORE or all(word in _EMPTY for word in short):
        return False
    return any(long[start : start + len(short)] == short for start in range(more + 1))
