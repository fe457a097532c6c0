"""A schema enters; what it says of its types and fields are the docstrings of the code behind them."""

from __future__ import annotations

import inspect
from collections.abc import Mapping

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema

from kg_graphql.scalars import ontology

_OURS = "strawberry-definition"
_VALUES: Mapping[str, Mapping[str, str]] = {
    "ActorSort": {"NAME": "By name.", "DOCUMENT_COUNT": "By how many documents mention them."},
    "Direction": {"ASC": "The least, or oldest, first.", "DESC": "The greatest, or newest, first."},
    "GroupBy": {
        "TYPE": "The type of statement.",
        "SOURCE": "Who does it.",
        "TARGET": "To whom it is done.",
        "PLACE": "Where it is done.",
        "SPEAKER": "In whose mouth the document puts it.",
        "PUBLISHER": "Who printed the document.",
        "POLARITY": "Whether it is said to be so.",
        "MODALITY": "Whether it happened, or is only planned, possible or demanded.",
        "YEAR": "The year in which it is done.",
        "MONTH": "The month in which it is done, or the year if no more is known.",
        "DAY": "The day on which it is done, or the month or year if no more is known.",
    },
    "Match": {"NAME": "A name or alias of an actor or location.", "SENTENCE": "A sentence that is evidence."},
    "Modality": {
        "ACTUAL": "It happened, or is so.",
        "PLANNED": "It is intended or announced.",
        "POSSIBLE": "It may be: suspected, feared, hoped, conditional.",
        "DEMANDED": "It is asked for.",
    },
    "Polarity": {"POSITIVE": "The document says that it is so.", "NEGATIVE": "The document says that it is not so."},
    "ProblemStatus": {"SKIPPED": "Left out on purpose.", "FAILED": "Could not be read."},
    "RelationshipSort": {
        "ORIGIN_COUNT": "By how many independent origins tell of it.",
        "STATEMENT_COUNT": "By how many statements say so.",
        "FIRST_DATE": "By the first date that a statement gives.",
        "LAST_DATE": "By the last date that a statement gives.",
        "CONFIDENCE": "By how sure it is.",
    },
    "Role": {"SOURCE": "It does something.", "TARGET": "Something is done to it.", "ANY": "Either."},
    "StatementSort": {
        "DATE": "By the day on which it is done.",
        "RECORDED_AT": "By its `recordedAt`.",
        "CONFIDENCE": "By how sure the reading is.",
    },
}


def describe(schema: GraphQLSchema) -> None:
    """Give every type and every field with a resolver its docstring, where nothing else describes it."""
    for kind in schema.type_map.values():
        if (definition := kind.extensions.get(_OURS)) is None:
            continue
        if isinstance(kind, GraphQLEnumType):
            kind.description = kind.description or inspect.getdoc(definition.wrapped_cls)
            _describe_values(kind)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            kind.description = kind.description or inspect.getdoc(definition.origin)
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            _describe_fields(kind)


def _describe_fields(kind: GraphQLObjectType | GraphQLInterfaceType) -> None:
    for field in kind.fields.values():
        resolver = field.extensions[_OURS].base_resolver
        field.description = field.description or (resolver and inspect.getdoc(resolver.wrapped_func))


def _describe_values(kind: GraphQLEnumType) -> None:
    glosses = {of.name: gloss for of, gloss in ontology().kinds.items()} if kind.name == "Kind" else _VALUES[kind.name]
    for name, value in kind.values.items():
        value.description = glosses[name]
