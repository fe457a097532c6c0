"""Selections of plain attributes -> functions that read them all at once; the unusual stays with graphql-core.

graphql-core resolves and completes a value at a time. A field is plain here if it is an attribute without arguments,
resolver or extensions whose type is a leaf, a list, or an object all of whose selected fields are plain. What such a
function meets and does not expect (a missing attribute, null where none may be, a value of another class) it does not
judge: that field alone is executed by graphql-core, so that errors, nulls and coercion are those of the specification.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from operator import attrgetter
from types import CodeType
from typing import Any, TypeAlias

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLString,
    Undefined,
)
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField

Convert: TypeAlias = Callable[[Any], Any]
_TYPENAME = "__typename"
_MAX_INT = 2**31  # what GraphQL calls an Int has 32 bits


class Unusual(Exception):  # noqa: N818  # no error: it never leaves this module
    """A value that graphql-core must judge."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How the fields of one selection are read: plain ones by a function each, the others by graphql-core."""

    fields: GroupedFieldSet  # kept so that its id, by which the plan is found, is not given to another
    plain: Mapping[str, Convert]
    others: GroupedFieldSet


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor with plain selections compiled, once a request."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[int, str], Plan] = {}

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Any:
        """Execute the fields of one object; extensions that watch every field see every field."""
        watched = self.middleware_manager is not None and self.middleware_manager.middlewares
        if watched or position_context is not None:
            return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)
        plan = self._plan_of(parent_type, grouped_field_set)
        found: dict[str, Any] = {}
        for name, convert in plan.plain.items():
            try:
                found[name] = convert(source_value)
            except Exception:  # noqa: BLE001  # whatever it is, graphql-core meets it again and tells
                continue
        others = plan.others
        if len(found) < len(plan.plain):  # in the order of the question, so that the same error comes first
            others = {name: details for name, details in grouped_field_set.items() if name not in found}
        if not others:
            return found
        rest = super().execute_fields(parent_type, source_value, path, others, position_context)
        if isinstance(rest, dict):
            return _in_order(grouped_field_set, found, rest)

        async def joined() -> dict[str, Any]:
            return _in_order(grouped_field_set, found, await rest)

        return joined()

    # -- plans ----------------------------------------------------------------------------------------------------

    def _plan_of(self, parent_type: GraphQLObjectType, fields: GroupedFieldSet) -> Plan:
        key = (id(fields), parent_type.name)
        plan = self._plans.get(key)
        if plan is None:
            found = {name: self._plain(parent_type, details) for name, details in fields.items()}
            plain = {name: _reading(*field) for name, field in found.items() if field is not None}
            others = {name: details for name, details in fields.items() if name not in plain}
            plan = self._plans[key] = Plan(fields, plain, others)
        return plan

    def _plain(self, parent_type: GraphQLObjectType, details: FieldDetailsList) -> tuple[str, Convert] | None:
        """Return the attribute that a field reads and what makes its value; None if there is more to it."""
        name = details[0].node.name.value
        if name == _TYPENAME:
            return "__class__", lambda _: parent_type.name
        field = self.schema.get_field(parent_type, name)
        if field is None or field.args:
            return None
        definition = field.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        # a field with permissions or extensions has a default resolver too, and must not be read past them
        if not isinstance(definition, StrawberryField) or not definition.is_basic_field:
            return None
        if definition.default_resolver is not getattr or not getattr(field.resolve, "_is_default", False):
            return None
        convert = self._converter(field.type, details)
        return None if convert is None else (definition.python_name, convert)

    def _converter(self, type: GraphQLOutputType, details: FieldDetailsList) -> Convert | None:
        if isinstance(type, GraphQLNonNull):
            return self._converter_of_present(type.of_type, details)
        convert = self._converter_of_present(type, details)
        return None if convert is None else lambda value: None if value is None else convert(value)

    def _converter_of_present(self, type: GraphQLOutputType, details: FieldDetailsList) -> Convert | None:
        if isinstance(type, GraphQLScalarType | GraphQLEnumType):
            return _leaf(type)
        if isinstance(type, GraphQLObjectType):
            return self._object(type, details)
        if isinstance(type, GraphQLList):
            item = self._converter(type.of_type, details)
            return None if item is None else _list_of(item)
        return None

    def _object(self, type: GraphQLObjectType, details: FieldDetailsList) -> Convert | None:
        collected = self.collect_subfields(type, details)
        definition = type.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if collected.new_defer_usages or not isinstance(definition, StrawberryObjectDefinition):
            return None
        if definition.is_type_of is not None:
            return None
        fields = {name: self._plain(type, parts) for name, parts in collected.grouped_field_set.items()}
        plain = {name: field for name, field in fields.items() if field is not None}
        if len(plain) < len(fields):
            return None
        return _object_of(plain, definition.origin, is_strict=type.is_type_of is not None)


def _in_order(fields: GroupedFieldSet, found: Mapping[str, Any], rest: Mapping[str, Any]) -> dict[str, Any]:
    both = {**found, **rest}
    return {name: both[name] for name in fields if name in both}


# -- what makes values -----------------------------------------------------------------------------------------------


def _reading(attribute: str, convert: Convert) -> Convert:
    read = attrgetter(attribute)
    return lambda source: convert(read(source))


def _object_of(fields: Mapping[str, tuple[str, Convert]], origin: type, *, is_strict: bool) -> Convert:
    """Return what reads the fields of an object; of a type that others share an interface with, only its own class.

    It is written as Python: that takes a third of the time of a loop over the fields. The text has names only, of the
    question and of our attributes.
    """
    check = "type(value) is not origin" + ("" if is_strict else " and is_unusual(value)")
    parts = ", ".join(
        f"{name!r}: convert_{number}(value.{attribute})" for number, (name, (attribute, _)) in enumerate(fields.items())
    )
    scope: dict[str, Any] = {"origin": origin, "is_unusual": _is_unusual, "Unusual": Unusual}
    scope.update({f"convert_{number}": convert for number, (_, convert) in enumerate(fields.values())})
    exec(_code(f"def convert_object(value):\n if {check}: raise Unusual\n return {{{parts}}}"), scope)
    converted: Convert = scope["convert_object"]
    return converted


@lru_cache(maxsize=512)
def _code(text: str) -> CodeType:
    return compile(text, "<selection>", "exec")


def _list_of(item: Convert) -> Convert:
    def convert_list(value: Any) -> list[Any]:
        if type(value) is not list and type(value) is not tuple:
            raise Unusual
        return [item(part) for part in value]

    return convert_list


def _leaf(type: GraphQLScalarType | GraphQLEnumType) -> Convert:
    if type in _BUILT_IN:
        return _BUILT_IN[type]
    coerce = type.coerce_output_value

    def convert_leaf(value: Any) -> Any:
        found = None if _is_unusual(value) else coerce(value)
        if found is None or found is Undefined:
            raise Unusual
        return found

    return _enum(type, convert_leaf) if isinstance(type, GraphQLEnumType) else convert_leaf


def _enum(enum: GraphQLEnumType, convert: Convert) -> Convert:
    """Return what names members; each is looked up among all of them once only."""
    names: dict[tuple[type, object], str] = {}

    def convert_member(value: Any) -> Any:
        key = (type(value), value)
        found = names.get(key)
        if found is None:
            found = names[key] = convert(value)
        return found

    return convert_member


def _is_unusual(value: object) -> bool:
    """Whether a value is none at all: null, or an error in the place of one."""
    return value is None or isinstance(value, Exception)


def _exact(kind: type) -> Convert:
    def convert_exact(value: Any) -> Any:
        if type(value) is not kind:
            raise Unusual
        return value

    return convert_exact


def _int(value: Any) -> int:
    if type(value) is int and -_MAX_INT <= value < _MAX_INT:
        return value
    raise Unusual


def _float(value: Any) -> float:
    if type(value) is float and isfinite(value):
        return value
    raise Unusual


_BUILT_IN: Mapping[GraphQLScalarType | GraphQLEnumType, Convert] = {
    GraphQLString: _exact(str),
    GraphQLID: _exact(str),
    GraphQLBoolean: _exact(bool),
    GraphQLInt: _int,
    GraphQLFloat: _float,
}
