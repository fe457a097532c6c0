"""An event enters, the key of its id leaves, and the other way round: who did what to whom, and when."""

from __future__ import annotations

import json

from kg.errors import ModelError
from kg.model import Event
from kg.partial_date import PartialDate
from kg.questions.occurrences import Ends, event_at
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code


def event_key(event: Event) -> str:
    """Return the key of an event: it is derived, so the key tells from what; documents that come later keep it."""
    date = None if event.date is None else str(event.date)
    return json.dumps([event.source, event.type, event.target, date], ensure_ascii=False, separators=(",", ":"))


async def event_of_key(info: Info, key: str) -> Event | None:
    """Return the event of a key, or what it has become; None if the graph tells of it no more."""
    ends, date = _parse(key)
    return event_at(await info.context.occurrences.load(ends), date)


def _parse(key: str) -> tuple[Ends, PartialDate | None]:
    try:
        found = json.loads(key)
        if not isinstance(found, list) or not all(isinstance(part, str | None) for part in found):
            raise ValueError("no list of texts")
        source, type, target, date = found
        ends = Ends(source=source or "", type=type or "", target=target)
        return ends, None if date is None else PartialDate.parse(date)
    except (ValueError, ModelError, RecursionError) as error:
        raise ApiError(Code.BAD_ID, "this is no id of an Event") from error
