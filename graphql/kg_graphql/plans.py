"""A selection enters; how its fields are read leaves: plain ones by one function, the others by graphql-core.

A field is plain if it is an attribute without arguments or extensions, or a method that asks nobody, and if its type
is a leaf, a list, or an object all of whose selected fields are plain; of an interface, all objects that may stand
there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLSchema,
)
from graphql.execution.collect_fields import CollectedFields, FieldDetailsList, GroupedFieldSet
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition

from kg_graphql.calls import definition_of, is_of_self_alone
from kg_graphql.converters import Convert, Converter, Field, leaf, list_of, object_of, one_of, reader_of

Collect: TypeAlias = Callable[[GraphQLObjectType, FieldDetailsList], CollectedFields]
_TYPENAME = "__typename"


@dataclass(frozen=True, slots=True)
class Plan:
    """How the fields of one selection are read."""

    fields: GroupedFieldSet  # kept so that its id, by which the plan is found, is not given to another
    plain: Mapping[str, Field]
    others: GroupedFieldSet
    read: Convert  # of all that is plain
    is_in_order: bool  # whether the plain ones come first


@dataclass(slots=True)
class Plans:
    """The plans of one operation."""

    schema: GraphQLSchema
    collect: Collect
    known: dict[tuple[int, str], Plan]

    def of(self, parent: GraphQLObjectType, fields: GroupedFieldSet) -> Plan:
        """Return the plan of a selection."""
        key = (id(fields), parent.name)
        plan = self.known.get(key)
        if plan is None:
            plan = self.known[key] = self._made(parent, fields)
        return plan

    def converter(self, type: GraphQLOutputType, details: FieldDetailsList) -> Converter | None:
        """Return what makes the value of a field; None if not all of it is plain."""
        if isinstance(type, GraphQLNonNull):
            return self._of_present(type.of_type, details)
        found = self._of_present(type, details)
        return None if found is None else found.or_none()

    def _made(self, parent: GraphQLObjectType, fields: GroupedFieldSet) -> Plan:
        found = {name: self._plain(parent, details) for name, details in fields.items()}
        plain = {name: field for name, field in found.items() if field is not None}
        others = {name: details for name, details in fields.items() if name not in plain}
        return Plan(fields, plain, others, reader_of(plain), [*plain, *others] == [*fields])

    def _plain(self, parent: GraphQLObjectType, details: FieldDetailsList) -> Field | None:
        name = details[0].node.name.value
        if name == _TYPENAME:
            return Field("__class__", Converter(lambda _: parent.name))
        found = self.schema.get_field(parent, name)
        definition = None if found is None or found.args else definition_of(found)
        if found is None or definition is None:
            return None
        resolve = definition.base_resolver
        if resolve is None:
            is_attribute = definition.default_resolver is getattr and getattr(found.resolve, "_is_default", False)
            if not is_attribute:
                return None
        elif resolve.is_async or not is_of_self_alone(resolve):
            return None
        converter = self.converter(found.type, details)
        if converter is None:
            return None
        return Field(definition.python_name, converter, resolve)

    def _of_present(self, type: GraphQLOutputType, details: FieldDetailsList) -> Converter | None:
        if isinstance(type, GraphQLScalarType | GraphQLEnumType):
            return leaf(type)
        if isinstance(type, GraphQLObjectType):
            found = self._object(type, details)
            return None if found is None else Converter(found[1])
        if isinstance(type, GraphQLList):
            item = self.converter(type.of_type, details)
            return None if item is None else list_of(item)
        if isinstance(type, GraphQLInterfaceType):
            return self._interface(type, details)
        return None

    def _interface(self, type: GraphQLInterfaceType, details: FieldDetailsList) -> Converter | None:
        definition = type.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if not isinstance(definition, StrawberryObjectDefinition) or definition.resolve_type is not None:
            return None
        found = [self._object(kind, details) for kind in self.schema.get_possible_types(type)]
        kinds = dict(kind for kind in found if kind is not None)
        return one_of(kinds) if len(kinds) == len(found) else None

    def _object(self, type: GraphQLObjectType, details: FieldDetailsList) -> tuple[type, Convert] | None:
        """Return the class of an object and what makes its value."""
        definition = type.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if not isinstance(definition, StrawberryObjectDefinition) or definition.is_type_of is not None:
            return None
        collected = self.collect(type, details)
        if collected.new_defer_usages:
            return None
        fields = {name: self._plain(type, parts) for name, parts in collected.grouped_field_set.items()}
        plain = {name: field for name, field in fields.items() if field is not None}
        if len(plain) < len(fields):
            return None
        return definition.origin, object_of(plain, definition.origin, is_strict=type.is_type_of is not None)
