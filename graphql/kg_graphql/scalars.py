"""Dates and type names as JSON strings enter, values of the model leave, and the other way round."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from kg import model
from kg.errors import ModelError, QueryError
from kg.ontology import Ontology, load_ontology
from kg.partial_date import PartialDate

StatementType = NewType("StatementType", str)
strawberry.enum(model.Kind, description="What an entity is.")
strawberry.enum(model.Polarity, description="Whether a document says that it is so, or that it is not.")
strawberry.enum(model.Modality, description="Whether an act happened, is planned, may be, or is demanded.")


@cache
def ontology() -> Ontology:
    """Return the ontology that names in questions are checked against."""
    return load_ontology()


@cache
def symmetric_types() -> frozenset[str]:
    """Return the types whose ends may change places."""
    return ontology().symmetric


def read_date(value: object) -> PartialDate:
    """Read a date as a client writes it.

    >>> read_date("2018-03")
    PartialDate(year=2018, month=3, day=None)
    """
    if not isinstance(value, str):
        raise GraphQLError("a date is a string: 2018, 2018-03 or 2018-03-18")
    try:
        return PartialDate.parse(value[:40])
    except ModelError as error:
        raise GraphQLError(str(error)) from error


@lru_cache(maxsize=4096)
def write_date(date: PartialDate) -> str:
    """Write a date; most answers tell of the same few thousand days.

    >>> write_date(PartialDate(year=2018, month=3))
    '2018-03'
    """
    return str(date)


def read_type(value: object) -> StatementType:
    """Read the name of a statement type, or say that there is none such."""
    if not isinstance(value, str):
        raise GraphQLError("a statement type is a name; the field `ontology` lists them")
    try:
        return StatementType(ontology().type(value[:60]).name)
    except QueryError as error:
        raise GraphQLError(str(error)) from error


SCALARS: dict[object, ScalarDefinition] = {
    PartialDate: strawberry.scalar(
        name="PartialDate",
        description="A date as far as it is known: 2018, 2018-03 or 2018-03-18; of an instant the day counts.",
        serialize=write_date,
        parse_value=read_date,
    ),
    StatementType: strawberry.scalar(
        name="StatementType",
        description="The name of a statement type: one of those that the field `ontology` lists.",
        serialize=str,
        parse_value=read_type,
    ),
}
