"""A query enters; what its answer is sorted by leaves: the same keys on every store, so that pages join alike."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeAlias, TypeVar

from kg.errors import QueryError
from kg.model import Document, Entity, Relationship, Statement
from kg.names import fold_name
from kg.store.queries import MAX_PAGE, Direction, EntityQuery, PageRequest, RelationshipQuery, StatementQuery

T = TypeVar("T")
Sort: TypeAlias = list[str | int | float]
_DATES = frozenset({"date", "recorded", "published", "first_date", "last_date"})


@dataclass(frozen=True, slots=True)
class Key:
    """One value that an answer is sorted by; text that may be missing sorts as `missing`: last, whichever way."""

    name: str
    kind: type = str
    is_down: bool = False
    missing: str = ""

    def value(self, found: object) -> str | int | float:
        """Return the value that a cursor holds."""
        value: str | int | float = self.missing if found is None else self.kind(found)
        return value


ID = Key("id")
DOCUMENT_KEYS = (Key("published", is_down=True), ID)
SILENCE_KEYS = (Key("document"), Key("n", int))
PROBLEM_KEYS = (ID,)
_STRENGTH = (Key("origins", int, is_down=True), Key("statements", int, is_down=True))


def entity_keys(query: EntityQuery) -> tuple[Key, ...]:
    """Return what entities are sorted by.

    >>> [(key.name, key.is_down) for key in entity_keys(EntityQuery(order="documents"))]
    [('documents', True), ('name', False), ('id', False)]
    """
    name = Key("name", is_down=query.order == "name" and query.direction == "desc")
    if query.order == "name":
        return name, ID
    return Key("documents", int, is_down=query.direction != "asc"), name, ID


def statement_keys(query: StatementQuery) -> tuple[Key, ...]:
    """Return what statements are sorted by."""
    first = _key(query.order, query.direction)
    return (first, ID) if query.order == "date" else (first, _key("date", "desc"), ID)


def relationship_keys(query: RelationshipQuery) -> tuple[Key, ...]:
    """Return what relationships are sorted by."""
    first = _key(query.order, query.direction)
    return (first, *(key for key in _STRENGTH if key.name != first.name), ID)


def _key(name: str, direction: Direction) -> Key:
    is_down = direction == "desc"
    if name in _DATES:
        return Key(name, is_down=is_down, missing="" if is_down else "~")  # before, or behind, every date as text
    return Key(name, float if name == "confidence" else int, is_down)


def document_values(document: Document) -> dict[str, object]:
    """Return what a document may be sorted by."""
    return {"published": document.published, "id": document.id}


def entity_values(entity: Entity) -> dict[str, object]:
    """Return what an entity may be sorted by."""
    return {"name": fold_name(entity.name), "documents": entity.documents, "id": entity.id}


def statement_values(statement: Statement, recorded: str | None = None) -> dict[str, object]:
    """Return what a statement may be sorted by; when it was recorded, only its store knows."""
    return {
        "date": statement.date,
        "confidence": statement.confidence,
        "recorded": recorded,
        "id": statement.id,
    }


def relationship_values(edge: Relationship) -> dict[str, object]:
    """Return what a relationship may be sorted by."""
    return {key: getattr(edge, key) for key in ("origins", "statements", "first_date", "last_date", "confidence", "id")}


def sort_values(keys: Sequence[Key], values: Mapping[str, object]) -> Sort:
    """Return the values of sort keys, as a cursor holds them."""
    return [key.value(values[key.name]) for key in keys]


def towards(keys: Sequence[Key], page: PageRequest) -> tuple[Key, ...]:
    """Return the keys in the direction in which a page goes."""
    return tuple(replace(key, is_down=not key.is_down) for key in keys) if page.is_backward else tuple(keys)


def check_size(page: PageRequest) -> int:
    """Return how many items to fetch: one more than the page has, which tells whether more follow."""
    if not 1 <= page.first <= MAX_PAGE:
        raise QueryError(f"a page has 1 to {MAX_PAGE} items, not {page.first}")
    return page.first + 1


class Down:
    """A value that sorts the other way round."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Down) and bool(self.value == other.value)

    def __lt__(self, other: Down) -> bool:
        return bool(other.value < self.value)


def place(keys: Sequence[Key], sort: Sort) -> tuple[Any, ...]:
    """Return what sorts as the values of the keys do.

    >>> down = (Key("documents", int, is_down=True), ID)
    >>> place(down, [3, "b"]) < place(down, [2, "a"]) < place(down, [2, "b"])
    True
    """
    return tuple(Down(value) if key.is_down else value for key, value in zip(keys, sort, strict=True))


def stretch(items: Sequence[T], place_of: Callable[[T], Any], start: Any | None, page: PageRequest) -> Sequence[T]:
    """Return what a page fetches of a list that is sorted by places; backward, the last comes first."""
    size = check_size(page)
    if page.is_backward:
        end = len(items) if start is None else bisect_left(items, start, key=place_of)
        return items[max(0, end - size) : end][::-1]
    begin = 0 if start is None else bisect_right(items, start, key=place_of)
    return items[begin : begin + size]
