"""Entities enter; what happened to them, and what they did, leaves in order of time."""

from __future__ import annotations

from kg.derive.events import events_of
from kg.errors import QueryError
from kg.model import Event, Modality, Polarity, Statement
from kg.ontology import Ontology, load_ontology
from kg.store.copying import pages
from kg.store.cursors import page_of, sort_of
from kg.store.orders import ID, Key, Sort, check_size, place, sort_values, stretch
from kg.store.protocol import MAX_PAGE, GraphStore, Page, PageRequest, StatementQuery, TimelineQuery

MAX_STATEMENTS = 20_000  # read for one time line
_KEYS = (Key("date", missing="~"), ID)


def timeline(store: GraphStore, query: TimelineQuery) -> Page[Event]:
    """Return a page of events; statements of one pair, type and compatible dates are one event."""
    check_size(query.page)
    ontology = load_ontology()
    types = _event_types(query, ontology)
    found = events_of(_statements(store, query, types), event_types=frozenset(types), symmetric=ontology.symmetric)
    events, after = sorted(found, key=_place), sort_of(query, _KEYS)
    total = len(events) if query.page.with_total else None
    shown = stretch(events, _place, None if after is None else place(_KEYS, after), query.page)
    return page_of(query, shown, total, _sort)


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


def _sort(event: Event) -> Sort:
    return sort_values(_KEYS, {"date": event.date, "id": event.id})


def _place(event: Event) -> tuple[object, ...]:
    return place(_KEYS, _sort(event))
