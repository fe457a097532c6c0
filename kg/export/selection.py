"""Filters as people write them enter; a selection leaves: the questions that an export asks of a store."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import TypedDict, TypeVar

from kg.errors import ModelError, QueryError
from kg.model import Entity, Kind
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg.store.protocol import PageRequest, RelationshipQuery, StatementQuery

PAGE = PageRequest(first=500)
T = TypeVar("T")
ALL = RelationshipQuery()


class Filters(TypedDict, total=False):
    """What of a graph is wanted; None asks nothing. `of` holds ids of entities: only what is said of one of them."""

    types: Collection[str] | None
    kinds: Collection[str] | None
    of: Collection[str] | None
    since: str | PartialDate | None
    until: str | PartialDate | None
    min_origins: int
    min_confidence: float
    is_contested: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which relationships and statements are wanted; `kinds` are those that both ends must be of."""

    relationships: RelationshipQuery
    kinds: frozenset[Kind] | None = None

    @property
    def statements(self) -> StatementQuery:
        """The statements that are told of the wanted types, times and ends; origins do not count here."""
        asked = self.relationships
        return StatementQuery(
            sources=asked.sources,
            targets=asked.targets,
            either=asked.either,
            types=asked.types,
            since=asked.since,
            until=asked.until,
            min_confidence=asked.min_confidence,
            direction="asc",
            page=PAGE,
        )

    def takes(self, *ends: Entity | None) -> bool:
        """Whether ends (None: there is none) are of the wanted kinds."""
        return self.kinds is None or all(end is None or end.kind in self.kinds for end in ends)


def select(query: RelationshipQuery, filters: Filters) -> Selection:
    """Narrow a query by filters; a type, a kind or a date that is none is a QueryError.

    >>> select(ALL, {"types": ["VISITS"], "since": "2018-03"}).relationships.types
    ('VISITS',)
    """
    if unknown := filters.keys() - Filters.__annotations__.keys():
        known = ", ".join(Filters.__annotations__)
        raise QueryError(f"unknown filter {', '.join(sorted(unknown))}; known: {known}")
    kinds = _several(filters.get("kinds"), _kind)
    return Selection(
        relationships=replace(
            query,
            types=_first(_several(filters.get("types"), _type), query.types),
            either=_first(_several(filters.get("of"), str), query.either),
            since=_first(_date(filters.get("since")), query.since),
            until=_first(_date(filters.get("until")), query.until),
            min_origins=filters.get("min_origins", query.min_origins),
            min_confidence=filters.get("min_confidence", query.min_confidence),
            is_contested=_first(filters.get("is_contested"), query.is_contested),
            page=replace(PAGE, after=query.page.after),
        ),
        kinds=None if kinds is None else frozenset(kinds),
    )


def _first(given: T | None, otherwise: T | None) -> T | None:
    return otherwise if given is None else given


def _several(names: Collection[str] | None, read: Callable[[str], T]) -> tuple[T, ...] | None:
    if names is None:
        return None
    return tuple(map(read, [names] if isinstance(names, str) else names))


def _type(name: str) -> str:
    return load_ontology().type(name).name


def _kind(name: str) -> Kind:
    if name not in set(Kind):
        raise QueryError(f"unknown kind {name!r}; known: {', '.join(Kind)}")
    return Kind(name)


def _date(given: str | PartialDate | None) -> PartialDate | None:
    try:
        return PartialDate.parse(given) if isinstance(given, str) else given
    except ModelError as error:
        raise QueryError(str(error)) from error
