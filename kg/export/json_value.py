"""A parsed JSON value and its place enter; Python values of the asked form leave, or an error with place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from kg.errors import LoadError, ModelError

E = TypeVar("E", bound=StrEnum)
N = TypeVar("N")


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonValue:
    """One value of a line of JSON: `value["id"]` is a member, which reads as null where it is missing."""

    value: object
    field: str
    path: Path
    line: int

    def error(self, reason: str) -> LoadError:
        """Make the error that names path, line and field."""
        return LoadError(reason, path=self.path, line=self.line, field=self.field or None)

    def __getitem__(self, key: str) -> JsonValue:
        """Return a member of this object."""
        field = f"{self.field}.{key}" if self.field else key
        return replace(self, value=self.members().get(key), field=field)

    @property
    def is_null(self) -> bool:
        """Whether the value is null or missing."""
        return self.value is None

    def members(self) -> dict[str, object]:
        """Return the members of this object."""
        if not isinstance(self.value, dict):
            raise self.error(f"must be an object, not {_form(self.value)}")
        return self.value

    def optional_members(self) -> dict[str, JsonValue]:
        """Return the members of this object by key; none where it is missing."""
        return {} if self.is_null else {key: self[key] for key in self.members()}

    def items(self) -> Iterator[JsonValue]:
        """Give the items of this list."""
        if not isinstance(self.value, list):
            raise self.error(f"must be a list, not {_form(self.value)}")
        for at, item in enumerate(self.value):
            yield replace(self, value=item, field=f"{self.field}[{at}]")

    def optional_items(self) -> Iterator[JsonValue]:
        """Give the items of this list; none where it is missing."""
        return iter(()) if self.is_null else self.items()

    def text(self) -> str:
        """Return a text."""
        if not isinstance(self.value, str):
            raise self.error(f"must be text, not {_form(self.value)}")
        return self._encodable(self.value)

    def optional_text(self) -> str | None:
        """Return a text, or None where it is missing."""
        return None if self.is_null else self.text()

    def integer(self) -> int:
        """Return a whole number."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.error(f"must be a whole number, not {_form(self.value)}")
        return self.value

    def number(self) -> float:
        """Return a number."""
        if not isinstance(self.value, int | float) or isinstance(self.value, bool):
            raise self.error(f"must be a number, not {_form(self.value)}")
        try:
            return float(self.value)
        except OverflowError as error:
            raise self.error("is too large a number") from error

    def pair(self) -> tuple[int, int]:
        """Return start and end."""
        numbers = [item.integer() for item in self.items()]
        if len(numbers) != 2:
            raise self.error(f"must be [start, end], not {len(numbers)} numbers")
        return numbers[0], numbers[1]

    def member_of(self, names: type[E]) -> E:
        """Return the name that the value is one of."""
        text = self.text()
        if text not in set(names):
            raise self.error(f"unknown {names.__name__.lower()} {text!r}; known: {', '.join(names)}")
        return names(text)

    def dumped(self) -> str:
        """Return the value as JSON text; its key must be fit for a file too."""
        self._encodable(self.field)
        return self._encodable(json.dumps(self.value, ensure_ascii=False))

    def noun(self, make: Callable[[], N]) -> N:
        """Make a noun of this value's parts; the rule that it breaks is named with this place."""
        try:
            return make()
        except ModelError as error:
            raise self.error(str(error)) from error

    def _encodable(self, text: str) -> str:
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise self.error(f"holds half of a surrogate pair at character {error.start}") from error
        return text


def _form(value: object) -> str:
    names = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return names.get(type(value), f"the number {value}")
