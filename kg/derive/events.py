"""Plain statements of event types -> events: what is told of the same ends, type and time is one occurrence."""

from __future__ import annotations

from collections.abc import Iterable

from kg.derive.relationships import ends_of
from kg.model import Event, Statement, content_id
from kg.partial_date import PartialDate

_Key = tuple[str, str, str | None]


def events_of(
    statements: Iterable[Statement], *, event_types: frozenset[str], symmetric: frozenset[str]
) -> tuple[Event, ...]:
    """Group plain statements into events, sorted by id.

    A coarser date joins the first finer one that it may mean; undated statements of a pair are one event of their own
    unless exactly one dated event could be meant.
    """
    groups: dict[_Key, list[Statement]] = {}
    for statement in statements:
        if statement.is_plain and statement.type in event_types:
            groups.setdefault(event_ends(statement, symmetric), []).append(statement)
    events = [_event(key, when, part) for key, group in groups.items() for when, part in _occurrences(group)]
    return tuple(sorted(events, key=lambda event: event.id))


def event_ends(statement: Statement, symmetric: frozenset[str]) -> tuple[str, str, str | None]:
    """Return source, type and target of the event that a statement tells of; of a symmetric type in order of id."""
    ends = ends_of(statement, symmetric)
    source, target = ends if ends is not None else (statement.source, statement.target)
    return source, statement.type, target


def _occurrences(group: list[Statement]) -> list[tuple[PartialDate | None, list[Statement]]]:
    parts: dict[PartialDate | None, list[Statement]] = {}
    for statement in sorted(group, key=lambda item: (-len(str(item.date or "")), str(item.date or ""), item.id)):
        when = statement.date
        dated = [date for date in parts if date is not None]
        meant = [date for date in dated if when is None or when.includes(date)]
        fits = meant if when is not None or len(meant) == 1 else []
        parts.setdefault(fits[0] if fits else when, []).append(statement)
    return list(parts.items())


def _event(key: _Key, when: PartialDate | None, statements: list[Statement]) -> Event:
    source, type_name, target = key
    return Event(
        id=content_id("event", source, type_name, target, None if when is None else str(when)),
        source=source,
        type=type_name,
        target=target,
        date=when,
        statements=tuple(sorted(statement.id for statement in statements)),
    )
