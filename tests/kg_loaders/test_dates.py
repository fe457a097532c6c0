"""Date words, as a table; the article is of Monday 2018-03-19."""

from __future__ import annotations

import pytest

from kg.model import Document, Extraction
from kg.partial_date import PartialDate
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.dates import day_of, read_date

MONDAY = PartialDate.parse("2018-03-19")


@pytest.mark.parametrize(
    ("words", "past", "future"),
    [
        ("Sunday", "2018-03-18", "2018-03-25"),
        ("Monday", "2018-03-19", "2018-03-19"),
        ("last Monday", "2018-03-12", None),
        ("Tuesday", "2018-03-13", "2018-03-20"),
        ("today", "2018-03-19", "2018-03-19"),
        ("yesterday", "2018-03-18", None),
        ("tomorrow", None, "2018-03-20"),
        ("this week", "2018-03", "2018-03"),
        ("next week", None, ""),
        ("last month", "2018-02", None),
        ("this year", "2018", "2018"),
        ("three days ago", "2018-03-16", None),
        ("two weeks ago", "2018-03", None),
        ("March 18", "2018-03-18", "2019-03-18"),
        ("18 March 2011", "2011-03-18", "2011-03-18"),
        ("March 18, 2011", "2011-03-18", "2011-03-18"),
        ("April", "2017-04", "2018-04"),
        ("March", "2018-03", "2018-03"),
        ("March 2011", "2011-03", "2011-03"),
        ("2011", "2011", "2011"),
        ("2018-03-01", "2018-03-01", "2018-03-01"),
        ("early 2011", "2011", "2011"),
        ("late February", "2018-02", "2019-02"),
        ("mid-May 2011", "2011-05", "2011-05"),
        ("last night", "2018-03-18", None),
        ("April 5", "2018-04-05", "2018-04-05"),
        ("July 5", "2017-07-05", "2018-07-05"),
        ("Tuesday, May 21", "2019-05-21", "2019-05-21"),
        ("Monday, June 19", "2017-06-19", "2017-06-19"),
        ("the 1990s", "", ""),
        ("February 30", "", ""),
        ("recent days", "", ""),
    ],
)
def test_date_words_mean_what_they_say_and_no_more(words: str, past: str | None, future: str | None) -> None:
    for expected, is_future in ((past, False), (future, True)):
        if expected is not None:
            found = read_date(words, published=MONDAY, is_future=is_future)
            assert ("" if found is None else str(found)) == expected


def test_a_weekday_without_a_day_of_publication_is_no_date() -> None:
    assert read_date("Sunday", published=None, is_future=False) is None
    assert read_date("Sunday", published=PartialDate.parse("2018-03"), is_future=False) is None


def test_an_absolute_date_needs_no_publication_date() -> None:
    assert str(read_date("18 March 2011", published=None, is_future=False)) == "2011-03-18"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Monday, March 19, 2018\n\nAna Kerr met Dan Orr.", "2018-03-19"),
        ("19 March 2018\nAna Kerr met Dan Orr.", "2018-03-19"),
        ("2018-03-19", "2018-03-19"),
        ("LUND, March 19, 2018 (Press) - Ana Kerr met Dan Orr.", "2018-03-19"),
        ("LUND, Sweden, 19 March 2018 \u2014 Ana Kerr met Dan Orr.", "2018-03-19"),
        ("LUND, March 19 - Ana Kerr met Dan Orr.", ""),
        ("March 2018\nAna Kerr met Dan Orr.", ""),
        ("March 19\nAna Kerr met Dan Orr.", ""),
        ("On March 19, 2018, Ana Kerr met Dan Orr.", ""),
        ("Ana Kerr met Dan Orr.", ""),
        ("", ""),
    ],
)
def test_the_first_line_may_tell_the_day_of_an_article(text: str, expected: str) -> None:
    found = day_of(text)

    assert ("" if found is None else str(found)) == expected


@pytest.mark.parametrize(
    ("told", "expected"), [("On May 2, 2008, Dan Orr died.", "2008-05-10"), ("It is the first since 2008.", None)]
)
def test_the_year_goes_on_in_an_article_without_a_day(
    extractor: SpacyExtractor, told: str, expected: str | None
) -> None:
    (read,) = extractor.extract([Document(id="a", text=f"{told} Ana Kerr visited Nairobi on May 10.")])
    assert isinstance(read, Extraction)
    (said,) = [statement for statement in read.statements if statement.type == "VISITS"]
    assert (None if said.date is None else str(said.date)) == expected
