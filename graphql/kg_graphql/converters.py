"""Types of a schema enter; functions that make plain values of attributes leave, and raise on whatever is unusual.

Objects are read by functions that are written as Python: that takes a third of the time of a loop over the fields, and
most leaves are judged in place. The text has names only, of the question and of our attributes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from math import isfinite
from types import CodeType
from typing import Any, NoReturn, TypeAlias

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLFloat,
    GraphQLID,
    GraphQLInt,
    GraphQLScalarType,
    GraphQLString,
    Undefined,
)

Convert: TypeAlias = Callable[[Any], Any]
_MAX_INT = 2**31  # what GraphQL calls an Int has 32 bits
_TEXTS = 256  # of one scalar: there are fewer types of statements


class Unusual(Exception):  # noqa: N818  # no error: it never leaves the executor
    """A value that graphql-core must judge."""


@dataclass(frozen=True, slots=True)
class Converter:
    """What makes a value; `usual` is a condition, in Python, under which the value `{0}` is left as it is."""

    call: Convert
    usual: str | None = None

    def or_none(self) -> Converter:
        """Return what leaves null alone too."""
        call = self.call
        return Converter(
            lambda value: None if value is None else call(value),
            None if self.usual is None else f"{{0}} is None or {self.usual}",
        )


@dataclass(frozen=True, slots=True)
class Field:
    """The attribute that a field reads, or the function that it calls with the object; and what makes its value."""

    attribute: str
    converter: Converter
    resolve: Convert | None = None


def object_of(fields: Mapping[str, Field], origin: type, *, is_strict: bool) -> Convert:
    """Return what reads the fields of an object; of a type that others share an interface with, only its own class."""
    if is_strict:
        return reader_of(fields, "if type(value) is not origin: raise Unusual", {"origin": origin})
    return reader_of(fields, "if value is None or isinstance(value, Exception): raise Unusual")


def reader_of(fields: Mapping[str, Field], check: str = "", names: Mapping[str, Any] | None = None) -> Convert:
    """Return what reads fields of an object."""
    scope: dict[str, Any] = {"Unusual": Unusual, "unusual": _unusual, "isfinite": isfinite}
    scope.update(names or {})
    lines, parts = [check or "pass"], []
    for number, (name, field) in enumerate(fields.items()):
        local = f"v{number}"
        scope[f"convert_{number}"], scope[f"resolve_{number}"] = field.converter.call, field.resolve
        read = f"value.{field.attribute}" if field.resolve is None else f"resolve_{number}(value)"
        condition = field.converter.usual
        if condition is None:
            parts.append(f"{name!r}: convert_{number}({read})")
        else:
            lines.append(f"{local} = {read}")
            parts.append(f"{name!r}: {local} if {condition.format(local)} else unusual()")
    body = "\n ".join([*lines, f"return {{{', '.join(parts)}}}"])
    exec(_code(f"def read_fields(value):\n {body}"), scope)
    found: Convert = scope["read_fields"]
    return found


@lru_cache(maxsize=512)
def _code(text: str) -> CodeType:
    return compile(text, "<selection>", "exec")


def list_of(item: Converter) -> Converter:
    """Return what makes lists."""
    convert = item.call

    def convert_list(value: Any) -> list[Any]:
        if type(value) is not list and type(value) is not tuple:
            raise Unusual
        return [convert(part) for part in value]

    return Converter(convert_list)


def one_of(kinds: Mapping[type, Convert]) -> Converter:
    """Return what makes values of an interface or a union, by their classes."""

    def convert_kind(value: Any) -> Any:
        convert = kinds.get(type(value))
        if convert is None:
            raise Unusual
        return convert(value)

    return Converter(convert_kind)


def leaf(type: GraphQLScalarType | GraphQLEnumType) -> Converter:
    """Return what makes values of a leaf type."""
    if type in _BUILT_IN:
        return _BUILT_IN[type]
    coerce = type.coerce_output_value

    def convert_leaf(value: Any) -> Any:
        # null is none, and an error may stand in the place of one
        found = None if value is None or isinstance(value, Exception) else coerce(value)
        if found is None or found is Undefined:
            raise Unusual
        return found

    return Converter(_member(convert_leaf) if isinstance(type, GraphQLEnumType) else _text(convert_leaf))


def _member(convert: Convert) -> Convert:
    """Return what names members; each is looked up among all of them once only."""
    names: dict[int, tuple[object, str]] = {}  # by ids, which stay those of the members that are kept

    def convert_member(value: Any) -> Any:
        known = names.get(id(value))
        if known is not None:
            return known[1]
        found = convert(value)
        if isinstance(value, Enum):
            names[id(value)] = (value, found)
        return found

    return convert_member


def _text(convert: Convert) -> Convert:
    """Return what writes scalars; of the same text the same is made, mostly once only."""
    known = lru_cache(maxsize=_TEXTS)(convert)

    def convert_text(value: Any) -> Any:
        return known(value) if type(value) is str else convert(value)

    return convert_text


def _unusual() -> NoReturn:
    raise Unusual


def _exact(kind: type) -> Converter:
    def convert_exact(value: Any) -> Any:
        if type(value) is not kind:
            raise Unusual
        return value

    return Converter(convert_exact, f"type({{0}}) is {kind.__name__}")


def _int(value: Any) -> int:
    if type(value) is int and -_MAX_INT <= value < _MAX_INT:
        return value
    raise Unusual


def _float(value: Any) -> float:
    if type(value) is float and isfinite(value):
        return value
    raise Unusual


_BUILT_IN: Mapping[GraphQLScalarType | GraphQLEnumType, Converter] = {
    GraphQLString: _exact(str),
    GraphQLID: _exact(str),
    GraphQLBoolean: _exact(bool),
    GraphQLInt: Converter(_int, f"type({{0}}) is int and {-_MAX_INT} <= {{0}} < {_MAX_INT}"),
    GraphQLFloat: Converter(_float, "type({0}) is float and isfinite({0})"),
}
