"""The questions that a client may ask; `python -m kg_graphql.schema` prints them as SDL."""

from __future__ import annotations

import sys

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
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
        config=StrawberryConfig(scalar_map=SCALARS, sort_schema=is_sorted),
    )
    describe(schema._schema)
    return schema


def print_schema() -> str:
    """Return the schema as SDL, sorted: the content of graphql/schema.graphql."""
    return create_schema(is_sorted=True).as_str() + "\n"


if __name__ == "__main__":
    sys.stdout.write(print_schema())
