"""Dates stay as partial as they are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ModelError
from kg.partial_date import PartialDate

days = st.dates().map(PartialDate.of_day)
months = days.map(lambda day: PartialDate(year=day.year, month=day.month))
years = days.map(lambda day: PartialDate(year=day.year))
dates = st.one_of(days, months, years)


@pytest.mark.parametrize("text", ["2018", "2018-03", "2018-03-18"])
def test_a_date_prints_as_it_was_read(text: str) -> None:
    assert str(PartialDate.parse(text)) == text


@pytest.mark.parametrize(
    "text", ["", "18", "2018-3", "2018-13", "2018-02-30", "2018-03-18x", "0000", "March 2018", "２０１８"]
)
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ModelError):
        PartialDate.parse(text)


def test_of_an_instant_the_day_is_kept() -> None:
    assert str(PartialDate.parse("2018-03-18T23:30:00+02:00")) == "2018-03-18"


def test_a_day_needs_a_month() -> None:
    with pytest.raises(ModelError, match="no month"):
        PartialDate(year=2018, day=3)


def test_dates_sort_by_time_the_coarser_first() -> None:
    texts = ["2017-12-31", "2018", "2018-01", "2018-01-01", "2018-03"]

    assert [str(date) for date in sorted(map(PartialDate.parse, reversed(texts)))] == texts


@given(dates)
def test_every_date_survives_printing(date: PartialDate) -> None:
    assert PartialDate.parse(str(date)) == date


@given(dates, dates)
def test_order_agrees_with_the_first_days(left: PartialDate, right: PartialDate) -> None:
    if left < right:
        assert left.first_day <= right.first_day


@given(dates, dates)
def test_a_date_includes_exactly_what_lies_within_it(left: PartialDate, right: PartialDate) -> None:
    within = left.first_day <= right.first_day and right.last_day <= left.last_day
    is_as_fine = len(str(left)) <= len(str(right))
    assert left.includes(right) == (within and is_as_fine)
