"""Entities enter; what happened to them, and what they did, leaves in order of time."""

from __future__ import annotations

from bisect import bisect_right

from kg.derive.events import events_of
from kg.errors import QueryError
from kg.model import Event, Modality, Polarity, Statement
from kg.ontology import Ontology, load_ontology
from kg.store.copying import pages
from kg.store.cursors import page_of, sort_of
from kg.store.protocol import MAX_PAGE, GraphStore, Page, PageRequest, StatementQuery, TimelineQuery

MAX_STATEMENTS = 20_000  # read for one time line
_UNDATED = "~"  # behind every date


def timeline(store: GraphStore, query: TimelineQuery) -> Page[Event]:
    """Return a page of events; statements of one pair, type and compatible dates are one event."""
    if not 1 <= query.page.first <= MAX_PAGE:
        raise QueryError(f"a page has 1 to {MAX_PAGE} items, not {query.page.first}")
    ontology = load_ontology()
    symmetric = ontology.symmetric
    types = _event_types(query, ontology)
    events = sorted(
        events_of(_statements(store, query, types), event_types=frozenset(types), symmetric=symmetric), key=_sort
    )
    after = sort_of(query, (str, str))
    start = 0 if after is None else bisect_right(events, (str(after[0]), str(after[1])), key=_sort)
    total = len(events) if query.page.with_total else None
    return page_of(query, events[start : start + query.page.first + 1], total, lambda event: [*_sort(event)])


def _event_types(query: TimelineQuery, ontology: Ontology) -> tuple[str, ...]:
    known = tuple(name for name, kind in ontology.types.items() if kind.is_event)
    return known if query.types is None else tuple(name for name in query.types if name in known)


def _statements(store: GraphStore, query: TimelineQuery, types: tuple[str, ...]) -> list[Statement]:
    found: list[Statement] = []
    asked = StatementQuery(
        either=query.of,
        types=types,
        polarity=Polarity.POSITIVE,
        modalities=(Modality.ACTUAL,),
        since=query.since,
        until=query.until,
        min_confidence=query.min_confidence,
        as_of=query.as_of,
        direction="asc",
        page=PageRequest(first=MAX_PAGE),
    )
    for items in pages(store.statements, asked):
        found += items
        if len(found) > MAX_STATEMENTS:
            raise QueryError(f"more than {MAX_STATEMENTS} statements tell of these; narrow the dates or the types")
    return found


def _sort(event: Event) -> tuple[str, str]:
    return _UNDATED if event.date is None else str(event.date), event.id
