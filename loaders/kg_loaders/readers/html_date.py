"""A web page enters; the day of its publication leaves, as far as the page tells it outside of its running text."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import TYPE_CHECKING

from kg.partial_date import PartialDate

if TYPE_CHECKING:
    from lxml.html import HtmlElement

# a day in the article is not the article's; an image's address often holds the day of its upload
_RUNNING_TEXT = (
    ".//p | .//li | .//blockquote | .//pre | .//dd | .//figcaption | "
    ".//td[not(.//p or .//div or .//table or .//h1)]"  # others lay out the page, and may hold its dateline
)
_IMAGES = ".//img | .//picture | .//meta[contains(@property, 'image') or contains(@name, 'image')]"
_LONGEST_DATELINE = 80  # characters: "By Ana Kerr in Northport, published on Monday, 10 May 2021, 10:15 GMT"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()


def find_published(tree: HtmlElement) -> PartialDate | None:
    """Return the date that a page declares in its head or its address, or prints beside its article."""
    from htmldate import find_date
    from lxml.html import tostring

    page = deepcopy(tree)
    for element in page.xpath(_RUNNING_TEXT):
        if len(element.text_content()) > _LONGEST_DATELINE:
            element.clear(keep_tail=True)
    for element in page.xpath(_IMAGES):
        element.drop_tree()
    told = tostring(page, encoding="unicode")
    day = find_date(
        page,
        original_date=True,
        extensive_search=False,  # it takes a copyright line for a date
        deferred_url_extractor=True,
        min_date="1900-01-01",  # bounds that do not move with today
        max_date="2100-01-01",
    )
    return date_as_told(day, told)


def date_as_told(day: str | None, html: str) -> PartialDate | None:
    """Drop the month and the day that the page does not spell: a finder of dates completes "May 2019" by its own.

    >>> str(date_as_told("2019-05-30", "printed in May 2019"))
    '2019-05'
    >>> str(date_as_told("2019-05-30", "<time>30 May 2019</time>"))
    '2019-05-30'
    """
    if day is None:
        return None
    date = PartialDate.parse(day)
    if _says_day(date, html):
        return date
    if _says_month(date, html):
        return PartialDate(year=date.year, month=date.month)
    return PartialDate(year=date.year) if re.search(rf"(?<!\d){date.year}(?!\d)", html) else None


def _says_day(date: PartialDate, html: str) -> bool:
    year, month, day = str(date.year), f"0?{date.month}", f"0?{date.day}"
    name = _MONTHS[(date.month or 1) - 1] + r"[a-z]*\.?"
    spellings = (
        rf"{year}(\D{month}\D{day}|{date.month:02d}{date.day:02d})",
        rf"{day}\D{month}\D{year}",
        rf"{month}\D{day}\D{year}",
        rf"{name}\s+{day}(st|nd|rd|th)?,?\s+{year}",
        rf"{day}(st|nd|rd|th)?\s+(of\s+)?{name},?\s+{year}",
    )
    return any(re.search(rf"(?<!\d){spelling}(?!\d)", html, re.IGNORECASE) for spelling in spellings)


def _says_month(date: PartialDate, html: str) -> bool:
    name = _MONTHS[(date.month or 1) - 1] + r"[a-z]*\.?"
    spellings = (rf"(?<!\d){date.year}\D0?{date.month}(?!\d)", rf"\b{name},?\s+{date.year}(?!\d)")
    return any(re.search(spelling, html, re.IGNORECASE) for spelling in spellings)
