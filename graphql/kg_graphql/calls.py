"""A field with an async resolver enters; the resolver with its arguments leaves, made once for all objects.

Strawberry and graphql-core make the arguments anew for each object, though they stand in the question once. Fields that
permissions or extensions watch stay theirs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from inspect import iscoroutinefunction
from typing import Any, TypeAlias

import strawberry
from graphql import GraphQLField, GraphQLResolveInfo
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.arguments import convert_arguments
from strawberry.types.field import StrawberryField
from strawberry.types.fields.resolver import StrawberryResolver

Together: TypeAlias = Callable[..., Awaitable[Sequence[Any]]]
_TOGETHER = "kg_graphql.together"


@dataclass(frozen=True, slots=True)
class Call:
    """A resolver and its arguments; `together` answers for many objects at once."""

    field: GraphQLField
    definition: StrawberryField
    resolve: Callable[..., Awaitable[Any]]
    together: Together | None
    has_self: bool
    info_class: type[strawberry.Info[Any, Any]]
    info_name: str | None
    arguments: Mapping[str, Any]

    def one(self, source: object, info: GraphQLResolveInfo[Any]) -> Awaitable[Any]:
        """Call the resolver of one object."""
        sources = (source,) if self.has_self else ()
        return self.resolve(*sources, **self._named(info))

    def all(self, sources: Sequence[object], info: GraphQLResolveInfo[Any]) -> Awaitable[Sequence[Any]]:
        """Answer for many objects."""
        if self.together is None:
            raise AssertionError(f"{self.definition.name} answers for one object only")
        return self.together(sources, **self._named(info))

    def _named(self, info: GraphQLResolveInfo[Any]) -> dict[str, Any]:
        if self.info_name is None:
            return {**self.arguments}
        return {self.info_name: self.info_class(_raw_info=info, _field=self.definition), **self.arguments}


def together(answer: Together) -> dict[str, Together]:
    """Return the metadata of a field that `answer` gives for many objects: it takes them first, then what one takes.

    The path in its info is that of the list. If it raises, each object is asked by itself, so that an error is told of
    the object that it concerns.
    """
    return {_TOGETHER: answer}


def call_of(field: GraphQLField, values: Mapping[str, Any], schema: strawberry.Schema) -> Call | None:
    """Return the call of a field with these values of its arguments; None if there is more to it."""
    definition = definition_of(field)
    resolver = None if definition is None else definition.base_resolver
    converter = schema.schema_converter
    if definition is None or resolver is None or converter._exception_handler_specs:
        return None
    if not iscoroutinefunction(resolver.wrapped_func) or resolver.root_parameter or resolver.parent_parameter:
        return None
    info = resolver.info_parameter
    arguments = convert_arguments(
        dict(values), definition.arguments, scalar_registry=converter.scalar_registry, config=schema.config
    )
    return Call(
        field=field,
        definition=definition,
        resolve=resolver.wrapped_func,
        together=definition.metadata.get(_TOGETHER),
        has_self=resolver.self_parameter is not None,
        info_class=schema.config.info_class,
        info_name=None if info is None else info.name,
        arguments=arguments,
    )


def definition_of(field: GraphQLField) -> StrawberryField | None:
    """Return what a field was made of; None if permissions or extensions must see who reads it."""
    definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return definition if isinstance(definition, StrawberryField) and not definition.extensions else None


def is_of_self_alone(resolver: StrawberryResolver[Any]) -> bool:
    """Whether a resolver takes its object and nothing else."""
    others = (resolver.info_parameter, resolver.root_parameter, resolver.parent_parameter)
    return resolver.self_parameter is not None and not any(others)
