"""Orders as clients write them enter, queries of the store in these orders leave."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum
from typing import Annotated, TypeVar

import strawberry

from kg.store.protocol import EntityQuery, RelationshipQuery, StatementQuery
from kg_graphql.errors import ApiError, Code

T = TypeVar("T")


@strawberry.enum
class Direction(StrEnum):
    """Which way an order runs; what has no date comes last either way."""

    ASC = "asc"
    DESC = "desc"


@strawberry.enum
class ActorSort(StrEnum):
    """What actors and locations can be ordered by."""

    NAME = "name"
    DOCUMENT_COUNT = "documents"


@strawberry.input
class ActorOrder:
    """An order of actors or locations; equal ones come in order of name and id."""

    field: ActorSort = strawberry.field(description="What to order by.")
    direction: Direction | None = strawberry.field(
        default=None, description="Which way; if left out, names from A to Z, most documents first."
    )


@strawberry.enum
class StatementSort(StrEnum):
    """What statements can be ordered by."""

    DATE = "date"
    RECORDED_AT = "recorded"
    CONFIDENCE = "confidence"


@strawberry.input
class StatementOrder:
    """An order of statements; equal ones come newest first, then in order of id."""

    field: StatementSort = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which way it runs.")


@strawberry.enum
class RelationshipSort(StrEnum):
    """What relationships can be ordered by."""

    ORIGIN_COUNT = "origins"
    STATEMENT_COUNT = "statements"
    FIRST_DATE = "first_date"
    LAST_DATE = "last_date"
    CONFIDENCE = "confidence"


@strawberry.input
class RelationshipOrder:
    """An order of relationships; equal ones come by origins and statements, most first, then in order of id."""

    field: RelationshipSort = strawberry.field(description="What to order by.")
    direction: Direction = strawberry.field(default=Direction.DESC, description="Which way it runs.")


EntityOrders = Annotated[list[ActorOrder] | None, strawberry.argument(description="One order; if left out, by name.")]
StatementOrders = Annotated[
    list[StatementOrder] | None, strawberry.argument(description="One order; if left out, newest first.")
]
RelationshipOrders = Annotated[
    list[RelationshipOrder] | None, strawberry.argument(description="One order; if left out, most origins first.")
]


def statements_in_order(query: StatementQuery, order: list[StatementOrder] | None) -> StatementQuery:
    """Return the query in the order that is asked for."""
    asked = _one_order(order)
    return query if asked is None else replace(query, order=asked.field.value, direction=asked.direction.value)


def relationships_in_order(query: RelationshipQuery, order: list[RelationshipOrder] | None) -> RelationshipQuery:
    """Return the query in the order that is asked for."""
    asked = _one_order(order)
    return query if asked is None else replace(query, order=asked.field.value, direction=asked.direction.value)


def entities_in_order(query: EntityQuery, order: list[ActorOrder] | None) -> EntityQuery:
    """Return the query in the order that is asked for."""
    asked = _one_order(order)
    if asked is None:
        return query
    return replace(query, order=asked.field.value, direction=None if asked.direction is None else asked.direction.value)


def _one_order(order: list[T] | None) -> T | None:
    if order and len(order) > 1:
        raise ApiError(Code.BAD_REQUEST, f"{len(order)} orders; a page has one")
    return order[0] if order else None
