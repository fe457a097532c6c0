"""Date words -> PartialDate. Words, tense of the clause and day of publication decide; nothing is padded."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from kg.errors import ModelError
from kg.partial_date import PartialDate
from kg_loaders.extract.tree import Span, Token

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january,jan february,feb march,mar april,apr may june,jun july,jul august,aug "
            "september,sept,sep october,oct november,nov december,dec"
        ).split(),
        1,
    )
    for name in names.split(",")
}
_WEEKDAYS = {
    name: number for number, name in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())
}
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
}
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY, _YEAR = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\b", r"(?P<year>(?:1[5-9]|20)\d\d)\b"
_ABSOLUTE = [
    re.compile(r"(?P<year>\d{4})-(?P<month_number>\d\d)-(?P<day>\d\d)"),
    re.compile(rf"{_MONTH} {_DAY}(?:,? {_YEAR})?"),
    re.compile(rf"{_DAY}(?: of)? {_MONTH}(?:,? {_YEAR})?"),
    re.compile(rf"{_MONTH},? (?:of )?{_YEAR}"),
]
_BARE_MONTH, _BARE_YEAR = re.compile(_MONTH), re.compile(rf"(?:in |the year )?{_YEAR}")
_WEEKDAY = re.compile(r"\b(" + "|".join(_WEEKDAYS) + r")\b")
_AGO = re.compile(r"(?P<count>\d+|" + "|".join(_NUMBERS) + r") (?P<unit>day|week|month|year)s? (?P<way>ago|earlier)")
_RELATIVE = re.compile(r"\b(?P<which>last|next|this|past) (?P<unit>week|month|year)\b")
DAYS = {"yesterday": -1, "last night": -1, "last evening": -1, "tomorrow": 1, "today": 0, "tonight": 0}
_NEAR = 45  # days ahead that a past tense may tell of: "was slated for October 15"
_PART = re.compile(r"^(?:the )?(?:early |late |mid[- ]|(?:end|start|beginning|middle) of )(?:the )?")
_SAME_DAY = re.compile(r"\b(?:[Tt]hat|[Ss]ame) day\b")
_OTHER_DAY = re.compile(r"\b(?P<way>next|following|previous) day\b")
_AWAY = re.compile(r"(?P<count>\d+|" + "|".join(_NUMBERS) + r") days? (?P<way>earlier|later)")
_NINE_ELEVEN = re.compile(r"9/11|(?:sept|september)\.? 11(?:th)?|11(?:th)? september")
_STRIKES = frozenset("attack hijacker hijacking plot".split())
_EXPLICIT_YEAR = re.compile(_YEAR)
_DATELINE = re.compile(  # "LUND, March 19, 2018 (Press) - Ana Kerr ..."
    r"[A-Z][A-Z .'-]{2,30}(?:, [A-Z][\w .]{1,20})?, (?P<day>[\w .,]{8,30}?)(?: \([^()]{1,40}\))? ?(?:-+|\u2013|\u2014) "
)
_VAGUE = re.compile(r"\b(since|until|before|after|between|every|each)\b|\d0s\b")


def read_date(words: str, *, published: PartialDate | None, is_future: bool) -> PartialDate | None:
    """Return the date that words mean in an article of a day, as far as it is certain; None if they are no date.

    >>> monday = PartialDate.parse("2018-03-19")
    >>> [str(read_date(w, published=monday, is_future=False)) for w in ("on Sunday", "in March", "last year", "2015")]
    ['2018-03-18', '2018-03', '2017', '2015']
    >>> str(read_date("this week", published=monday, is_future=False))
    '2018-03'
    >>> str(read_date("Friday", published=monday, is_future=True))
    '2018-03-23'
    """
    text = words.lower().strip()
    try:
        return _absolute(text, published, is_future) or _relative(text, published, is_future)
    except ModelError:  # "February 30": words that look like a date and are none
        return None


def day_of(text: str) -> PartialDate | None:
    """Return the day that the first line of a text tells: alone, or behind the place and before the dash.

    >>> str(day_of("Monday, March 19, 2018\\n\\nAna Kerr met Dan Orr.")), day_of("On March 19, 2018, Ana Kerr met Orr.")
    ('2018-03-19', None)
    >>> str(day_of("LUND, March 19, 2018 (Press) - Ana Kerr met Dan Orr."))
    '2018-03-19'
    """
    line = text.lstrip().split("\n", 1)[0]
    dateline = _DATELINE.match(line)
    line = _WEEKDAY.sub("", (line if dateline is None else dateline["day"]).lower()).strip(" ,.")
    if not any(pattern.fullmatch(line) for pattern in _ABSOLUTE):
        return None
    found = read_date(line, published=None, is_future=False)
    return found if found is not None and found.day is not None else None


def most_precise(
    spans: Iterable[Span], *, published: PartialDate | None, is_future: bool
) -> tuple[PartialDate, str] | None:
    """Return the date that date words tell, and its words; of several the most precise one."""
    read = [(_read(span, published, is_future), span.text) for span in spans]
    found = [(date, words) for date, words in read if date is not None]
    return max(found, key=lambda item: len(str(item[0])), default=None)


def _read(span: Span, published: PartialDate | None, is_future: bool) -> PartialDate | None:
    """The date of date words; "that day", "the next day", "in August" take theirs from what was told before."""
    days = _days_from_told(span.text)
    if days is None:
        if _is_nine_eleven(span):
            return PartialDate(year=2001, month=9, day=11)
        text = span.text + _running_year(span, goes_on=published is None)
        return read_date(text, published=published, is_future=is_future)
    read = (_read(other, published, is_future) for other in _before(span))
    told = next((date for date in read if date is not None and date.day is not None), None)
    return None if told is None else PartialDate.of_day(told.first_day + timedelta(days=days))


def _is_nine_eleven(span: Span) -> bool:
    """Whether a name of an attack is that of one day: "the 9/11 attacks", "the September 11 attacks"."""
    word = span.text.lower().removeprefix("the ")
    if _NINE_ELEVEN.fullmatch(word) is None:
        return False
    return word == "9/11" or any(token.lemma in _STRIKES for token in span.doc[span.end : span.end + 2])


def _before(span: Span) -> list[Span]:
    """Return the date words before some, the nearest first."""
    return [other for other in reversed(span.doc.ents) if other.label_ == span.label_ and other.end <= span.start]


def _days_from_told(text: str) -> int | None:
    """How many days lie between date words and the day that was told before; None if they do not count from it."""
    if _SAME_DAY.search(text) is not None:
        return 0
    if (match := _OTHER_DAY.search(text)) is not None:
        return -1 if match["way"] == "previous" else 1
    if (match := _AWAY.fullmatch(text.lower())) is None:
        return None
    count = int(match["count"]) if match["count"].isdigit() else _NUMBERS[match["count"]]
    return -count if match["way"] == "earlier" else count


def _running_year(span: Span, *, goes_on: bool) -> str:
    """The year that goes on in a sentence: "in May 2008 they met, and in August they parted".

    Where it `goes_on` behind the sentence, as in an article without a day of its own, a month must be told with it.
    """
    month = _BARE_MONTH.search(span.text.lower())
    if month is None or _EXPLICIT_YEAR.search(span.text) is not None:
        return ""
    told = next((other for other in _before(span) if _EXPLICIT_YEAR.search(other.text)), None)
    before = None if told is None else _BARE_MONTH.search(told.text.lower())
    is_inside = told is not None and told.start >= span.sent.start
    if told is None or not (is_inside or (goes_on and before is not None and not _year_told(span))):
        return _year_told(span)
    is_later = before is None or _MONTHS[before["month"]] <= _MONTHS[month["month"]]
    return f", {_EXPLICIT_YEAR.findall(told.text)[0]}" if is_later else ""


def _year_told(span: Span) -> str:
    """The year that a name tells before, in a sentence: "in the 2016 elections Orr lost, and in May he left"."""
    years = [token.text for token in span.doc[span.sent.start : span.start] if token.ent_type_ and _is_year(token)]
    return f", {years[-1]}" if len(set(years)) == 1 else ""


def _is_year(token: Token) -> bool:
    return _EXPLICIT_YEAR.fullmatch(token.text) is not None


def _absolute(text: str, published: PartialDate | None, is_future: bool) -> PartialDate | None:
    for pattern in _ABSOLUTE:
        match = pattern.search(text)
        if match is None:
            continue
        parts = match.groupdict()
        month = int(parts["month_number"]) if "month_number" in parts else _MONTHS[parts["month"]]
        day = int(parts["day"]) if parts.get("day") else None
        if parts.get("year"):
            return PartialDate(year=int(parts["year"]), month=month, day=day)
        by_weekday = None if day is None else _year_of_weekday(text, month, day, published)
        return by_weekday or _nearest_year(month, day, published, is_future)
    if _VAGUE.search(text):
        return None
    text = _PART.sub("", text)
    if (match := _BARE_YEAR.fullmatch(text)) is not None:
        return PartialDate(year=int(match["year"]))
    if (match := _BARE_MONTH.search(text)) is not None:
        return _nearest_year(_MONTHS[match["month"]], None, published, is_future)
    return None


def _nearest_year(month: int, day: int | None, published: PartialDate | None, is_future: bool) -> PartialDate | None:
    if published is None or published.month is None:
        return None
    guess = PartialDate(year=published.year, month=month, day=day)
    anchor = published if day is not None else PartialDate(year=published.year, month=published.month)
    is_near = day is not None and abs((guess.first_day - anchor.first_day).days) <= _NEAR
    if not is_future and guess > anchor and not is_near:
        return PartialDate(year=published.year - 1, month=month, day=day)
    if is_future and guess < anchor:
        return PartialDate(year=published.year + 1, month=month, day=day)
    return guess


def _year_of_weekday(text: str, month: int, day: int, published: PartialDate | None) -> PartialDate | None:
    """The date near the publication that falls on the weekday beside it: "Tuesday, January 21"."""
    match = _WEEKDAY.search(text)
    if match is None or published is None:
        return None
    near = [PartialDate(year=published.year + more, month=month, day=day) for more in (0, 1, -1)]
    return next((guess for guess in near if guess.first_day.weekday() == _WEEKDAYS[match[1]]), None)


def _relative(text: str, published: PartialDate | None, is_future: bool) -> PartialDate | None:
    if published is None or published.day is None:
        return None
    today = published.first_day
    for word, days in DAYS.items():
        if word in text:
            return PartialDate.of_day(today + timedelta(days=days))
    if (match := _WEEKDAY.search(text)) is not None:
        return PartialDate.of_day(_weekday(today, _WEEKDAYS[match[1]], text, is_future))
    if (match := _AGO.search(text)) is not None and match["way"] == "ago":
        count = int(match["count"]) if match["count"].isdigit() else _NUMBERS[match["count"]]
        return _shifted(today, match["unit"], -count)
    if (match := _RELATIVE.search(text)) is not None:
        return _shifted(today, match["unit"], {"last": -1, "past": -1, "next": 1, "this": 0}[match["which"]])
    return None


def _weekday(today: date, weekday: int, text: str, is_future: bool) -> date:
    if is_future or "next" in text:
        ahead = (weekday - today.weekday()) % 7
        return today + timedelta(days=ahead)
    back = (today.weekday() - weekday) % 7
    return today - timedelta(days=7 if back == 0 and "last" in text else back)


def _shifted(today: date, unit: str, count: int) -> PartialDate | None:
    """Days are days; weeks are known to the month if all their days lie in it; months and years are what they say."""
    if unit == "day":
        return PartialDate.of_day(today + timedelta(days=count))
    if unit == "week":
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=count)
        sunday = monday + timedelta(days=6)
        return PartialDate(year=monday.year, month=monday.month) if monday.month == sunday.month else None
    if unit == "month":
        months = today.year * 12 + today.month - 1 + count
        return PartialDate(year=months // 12, month=months % 12 + 1)
    return PartialDate(year=today.year + count)
