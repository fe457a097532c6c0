"""The clock of every store: instants -> texts that sort by time, and back. Tests set it."""

from __future__ import annotations

from datetime import UTC, datetime

from kg.errors import QueryError


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def now_text() -> str:
    """Return this instant as stores keep it."""
    return instant_text(now())


def instant_text(at: datetime) -> str:
    """Return an instant as a text of fixed length: in UTC, to the microsecond.

    >>> instant_text(datetime.fromisoformat("2018-03-18T12:00+02:00"))
    '2018-03-18T10:00:00.000000+00:00'
    """
    if at.utcoffset() is None:
        raise QueryError(f"{at.isoformat()} has no time zone; write {at.isoformat()}Z for UTC")
    try:
        return at.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError as error:
        raise QueryError(f"{at.isoformat()} is before or after all that a calendar holds") from error


def instant_of(text: str | None) -> datetime | None:
    """Read an instant as it is kept."""
    return None if text is None else datetime.fromisoformat(text)
