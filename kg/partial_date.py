"""Dates as far as they are known. Text or a calendar day enters, a PartialDate leaves; no month or day is invented."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Literal, Self

from kg.errors import ModelError

Precision = Literal["year", "month", "day"]
_ISO = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)


@total_ordering
@dataclass(frozen=True, slots=True, kw_only=True)
class PartialDate:
    """A date as far as it is known: a year, a month of a year, or a day. Never padded.

    Dates sort by their first day, the coarser before the finer.

    >>> str(PartialDate.parse("2018-03")), PartialDate.parse("2018-03").precision
    ('2018-03', 'month')
    >>> PartialDate.parse("2018") < PartialDate.parse("2018-01-01") < PartialDate.parse("2018-03")
    True
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ModelError(f"a date has a day ({self.day}) but no month")
        try:
            date(self.year, self.month or 1, self.day or 1)
        except ValueError as error:
            raise ModelError(f"no such date: {self.year}, {self.month}, {self.day}") from error

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2018`, `2018-03` or `2018-03-18`; of an instant (`2018-03-18T10:00Z`) the day as written."""
        match = _ISO.fullmatch(text.partition("T")[0].strip())
        if match is None:
            raise ModelError(f"not a date: {text!r}; write 2018, 2018-03 or 2018-03-18")
        year, month, day = (int(part) if part else None for part in match.groups())
        return cls(year=year or 0, month=month, day=day)

    @classmethod
    def of_day(cls, day: date) -> Self:
        """Return the date of one calendar day."""
        return cls(year=day.year, month=day.month, day=day.day)

    @property
    def precision(self) -> Precision:
        """How much of the date is known."""
        return "year" if self.month is None else "month" if self.day is None else "day"

    @property
    def first_day(self) -> date:
        """The earliest day that the date may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day that the date may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def includes(self, other: PartialDate) -> bool:
        """Whether `other` lies within this date: 2018 includes 2018-03."""
        return str(other).startswith(str(self))

    def __str__(self) -> str:
        known = [f"{self.year:04d}"] + [f"{part:02d}" for part in (self.month, self.day) if part is not None]
        return "-".join(known)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.year, self.month or 0, self.day or 0) < (other.year, other.month or 0, other.day or 0)
