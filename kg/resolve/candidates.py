"""Entities of a graph enter; pairs leave that may be one thing, but that no rule merged: a person decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations, product
from math import comb

from kg.model import Entity, Kind
from kg.resolve.alias_table import AliasTable, shipped_table
from kg.resolve.identity import LOCAL, known_id
from kg.resolve.name_keys import acronym_key, name_key
from kg.resolve.person_names import is_full, last_name, without_titles
from kg.resolve.transliteration import loose_key

_FEWEST_INITIALS = 2
_FIRST, _LAST = "first ", "last "


class Reason(StrEnum):
    """Why two entities may be one."""

    KNOWN_NAME = "known-name"
    LONE_NAME = "lone-name"
    ACRONYM = "acronym"
    MIDDLE_NAME = "middle-name"
    SPELLING = "spelling"
    SAME_NAME = "same-name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Two entities that may be one thing; the ids are in order.

    `left_out` is not 0 in the last pair of a group that is too long to show: so many more pairs have the same reason.
    """

    left: str
    right: str
    reason: Reason
    detail: str
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Entities that one reason brings together: each of the first with each of the second, or all with one another."""

    reason: Reason
    detail: str
    first: Sequence[Entity]
    second: Sequence[Entity] | None = None

    def pairs(self) -> Iterator[tuple[Entity, Entity]]:
        return combinations(self.first, 2) if self.second is None else product(self.first, self.second)

    def size(self) -> int:
        return comb(len(self.first), 2) if self.second is None else len(self.first) * len(self.second)


def candidates(
    entities: Iterable[Entity],
    *,
    decided: Collection[tuple[str, str]] = (),
    most: int = 20,
    table: AliasTable | None = None,
) -> tuple[Candidate, ...]:
    """Return the pairs to decide, sorted by reason and id; of each group at most so many that are not decided yet.

    A pair that several reasons bring together has the first of them, in the order of `Reason`.
    """
    known = shipped_table() if table is None else table
    ordered = sorted(entities, key=lambda entity: (-entity.documents, entity.id))
    settled = {_in_order(*pair) for pair in decided}
    found: list[Candidate] = []
    for find in _FINDERS:
        for group in find(ordered, known):
            shown = _shown(group, settled, most)
            settled.update((candidate.left, candidate.right) for candidate in shown)
            found += shown
    places = list(Reason)
    return tuple(sorted(found, key=lambda pair: (places.index(pair.reason), pair.left, pair.right)))


def _shown(group: _Group, settled: Collection[tuple[str, str]], most: int) -> list[Candidate]:
    """Turn a group into candidates, largest entities first; the last one tells how many pairs were not looked at."""
    seen = 0
    chosen: list[tuple[str, str]] = []
    for left, right in group.pairs():
        if len(chosen) == most:
            break
        seen += 1
        pair = _in_order(left.id, right.id)
        if left.id != right.id and pair not in settled:
            chosen.append(pair)
    left_out = group.size() - seen
    return [
        Candidate(left=left, right=right, reason=group.reason, detail=group.detail, left_out=left_out * (at == most))
        for at, (left, right) in enumerate(chosen, start=1)
    ]


def _in_order(left: str, right: str) -> tuple[str, str]:
    return (left, right) if left <= right else (right, left)


def _is_local(entity: Entity) -> bool:
    return LOCAL in entity.id


def _has_proper_name(entity: Entity) -> bool:
    """Whether the name ends in a capitalised word: "Iraqi officials" and "the president" are none."""
    return entity.name.split()[-1][:1].isupper()


def _locals(entities: Iterable[Entity]) -> Iterator[Entity]:
    return (entity for entity in entities if _is_local(entity) and _has_proper_name(entity))


def _known_names(entities: Sequence[Entity], table: AliasTable) -> Iterator[_Group]:
    """Bring an ambiguous name together with the known things that bear it."""
    by_id = {entity.id: entity for entity in entities}
    for (kind, key), group in _grouped(_locals(entities), lambda entity: [_name(entity)]):
        ids = (known_id(kind, name) for name in table.bearers[kind].get(key, ()))
        bearers = [by_id[id] for id in ids if id in by_id]
        if bearers:
            yield _Group(reason=Reason.KNOWN_NAME, detail=f"{group[0].name!r} may name it", first=group, second=bearers)


def _lone_names(entities: Sequence[Entity], table: AliasTable) -> Iterator[_Group]:
    """Bring one name of a person together with the full names that begin or end with it."""
    full = dict(_grouped(filter(_is_full_person, entities), _ends))
    for key, group in _grouped(filter(_is_lone_person, _locals(entities)), _end):
        if key in full:
            yield _Group(reason=Reason.LONE_NAME, detail=f"{group[0].name!r} alone", first=group, second=full[key])


def _acronyms(entities: Sequence[Entity], table: AliasTable) -> Iterator[_Group]:
    """Bring an acronym together with the organisations that have its initials."""
    full = dict(_grouped(entities, _initials))
    for key, group in _grouped(_locals(entities), _capitals):
        if key in full:
            yield _Group(reason=Reason.ACRONYM, detail=f"initials {group[0].name!r}", first=group, second=full[key])


def _middle_names(entities: Sequence[Entity], table: AliasTable) -> Iterator[_Group]:
    """Bring together full names with the same first and last word."""
    for _, group in _grouped(filter(_is_full_person, entities), _first_and_last):
        if len(group) > 1:
            detail = f"{group[0].name!r} with or without what is between"
            yield _Group(reason=Reason.MIDDLE_NAME, detail=detail, first=group)


def _spellings(entities: Sequence[Entity], table: AliasTable) -> Iterator[_Group]:
    """Bring together full names that are alike but for transliteration, where no rule merged them."""
    for _, group in _grouped(filter(_is_full_person, entities), lambda entity: [loose_key(_name(entity))]):
        if len(group) > 1:
            yield _Group(reason=Reason.SPELLING, detail=f"spellings of {group[0].name!r}", first=group)


def _same_names(entities: Sequence[Entity], table: AliasTable) -> Iterator[_Group]:
    """Bring together documents that use one name that says nothing across documents: the first with each other."""
    for _, group in _grouped(_locals(entities), lambda entity: [entity.id.partition(LOCAL)[0]]):
        if len(group) > 1 and group[0].kind is not Kind.GROUP:
            yield _Group(
                reason=Reason.SAME_NAME, detail=f"both called {group[0].name!r}", first=group[:1], second=group[1:]
            )


_FINDERS: tuple[Callable[[Sequence[Entity], AliasTable], Iterator[_Group]], ...] = (
    _known_names,
    _lone_names,
    _acronyms,
    _middle_names,
    _spellings,
    _same_names,
)


def _grouped(
    entities: Iterable[Entity], keys: Callable[[Entity], Iterable[str]]
) -> list[tuple[tuple[Kind, str], list[Entity]]]:
    """Put entities under their kind and each of their keys, in order of the keys."""
    groups: defaultdict[tuple[Kind, str], list[Entity]] = defaultdict(list)
    for entity in entities:
        for key in set(keys(entity)):
            groups[entity.kind, key].append(entity)
    return sorted(groups.items())


def _name(entity: Entity) -> str:
    return name_key(entity.kind, without_titles(entity.name) if entity.kind is Kind.PERSON else entity.name)


def _is_full_person(entity: Entity) -> bool:
    return entity.kind is Kind.PERSON and _has_proper_name(entity) and is_full(_name(entity))


def _is_lone_person(entity: Entity) -> bool:
    return entity.kind is Kind.PERSON and not is_full(_name(entity))


def _end(entity: Entity) -> list[str]:
    """Return the last name in its coarse spelling, and as it is, which may be a first name: Saddam."""
    last = last_name(_name(entity))
    return [_LAST + loose_key(last), _FIRST + last]


def _ends(entity: Entity) -> list[str]:
    name = _name(entity)
    return [_LAST + loose_key(last_name(name)), _FIRST + name.split()[0]]


def _first_and_last(entity: Entity) -> list[str]:
    name = _name(entity)
    return [loose_key(f"{name.split()[0]} {last_name(name)}")]


def _capitals(entity: Entity) -> list[str]:
    capitals = acronym_key(entity.name) if entity.kind is Kind.ORGANIZATION else None
    return [] if capitals is None else [capitals]


def _initials(entity: Entity) -> list[str]:
    """Return the initials of an organisation's capitalised words, if it has several."""
    if entity.kind is not Kind.ORGANIZATION or not _has_proper_name(entity):
        return []
    initials = "".join(word[0] for word in entity.name.replace("-", " ").split() if word[0].isupper())
    return [initials] if len(initials) >= _FEWEST_INITIALS and acronym_key(entity.name) is None else []
