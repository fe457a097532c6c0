"""The questions that a client may ask; `python -m kg_graphql.schema` prints them as SDL."""

from __future__ import annotations

import sys
from collections.abc import Iterable

import strawberry
from graphql import (
    GraphQLArgument,
    GraphQLError,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
)
from strawberry.schema.config import StrawberryConfig
from strawberry.schema.name_converter import NameConverter
from strawberry.types import ExecutionContext

from kg_graphql.compiled import CompiledExecutor
from kg_graphql.descriptions import describe
from kg_graphql.errors import ErrorCodes
from kg_graphql.graph_questions import GraphQuestions
from kg_graphql.known_documents import known_documents
from kg_graphql.limits import Limits, limiter
from kg_graphql.lists import Lists
from kg_graphql.lookups import Lookups
from kg_graphql.scalars import SCALARS
from kg_graphql.types import Actor, Location


@strawberry.type
class Query(Lookups, Lists, GraphQuestions):
    """What the graph can be asked."""


class _KnownNames(NameConverter):
    """Names of the schema as Python has them -> as GraphQL has them; each is made once, arguments ask at every call."""

    def __init__(self) -> None:
        super().__init__()
        self._names: dict[str, str] = {}

    def apply_naming_config(self, name: str) -> str:
        """Return a name in camel case."""
        found = self._names.get(name)
        if found is None:
            found = self._names[name] = super().apply_naming_config(name)
        return found


class Schema(strawberry.Schema):
    """Our schema; errors are logged by ErrorCodes, which knows whose mistake they are."""

    def process_errors(self, errors: list[GraphQLError], execution_context: ExecutionContext | None = None) -> None:
        """Leave errors to ErrorCodes."""


def create_schema(limits: Limits | None = None, *, is_sorted: bool = False) -> Schema:
    """Return the schema, held to the limits; a sorted one is for printing: its enums would arrive as strings."""
    schema = Schema(
        query=Query,
        types=[Actor, Location],
        extensions=[ErrorCodes, known_documents(), limiter(limits or Limits())],
        execution_context_class=CompiledExecutor,
        config=StrawberryConfig(scalar_map=SCALARS, sort_schema=is_sorted, name_converter=_KnownNames()),
    )
    describe(schema._schema)
    _forget_nulls(schema._schema)
    return schema


def _forget_nulls(schema: GraphQLSchema) -> None:
    """Take `= null` off what may be left out: the code says None by itself, and a value less is made a field."""
    for kind in schema.type_map.values():
        if isinstance(kind, GraphQLInputObjectType):
            _forget_null(kind.fields.values())
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not kind.name.startswith("__"):
            for field in kind.fields.values():
                _forget_null(field.args.values())


def _forget_null(values: Iterable[GraphQLArgument | GraphQLInputField]) -> None:
    for value in values:
        if value.default_value is None:
            value.default_value = Undefined


def print_schema() -> str:
    """Return the schema as SDL, sorted: the content of graphql/schema.graphql."""
    return create_schema(is_sorted=True).as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(print_schema())
