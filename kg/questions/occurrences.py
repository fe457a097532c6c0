"""Ends and types of events enter; all events that the graph tells of them leave: how an event is found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.derive.events import event_ends, events_of
from kg.errors import QueryError
from kg.model import Event, Modality, Polarity, Statement
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg.store.protocol import GraphStore, PageRequest, StatementQuery

MAX_STATEMENTS = 20_000  # read for one question
PAGE = 200  # read at once of one event: of a hundred events together no more than that


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Who did what to whom; of a symmetric type in order of id."""

    source: str
    type: str
    target: str | None


def ends_of_event(statement: Statement) -> Ends | None:
    """Return the ends of the event that a statement tells of; None if it is denied, not actual, or of no event type."""
    ontology = load_ontology()
    if not statement.is_plain or not ontology.types[statement.type].is_event:
        return None
    source, type, target = event_ends(statement, ontology.symmetric)
    return Ends(source=source, type=type, target=target)


def occurrences(store: GraphStore, asked: Sequence[Ends]) -> list[tuple[Event, ...]]:
    """Return all events of some ends, in the order of the ends; one look at the store if none has many statements."""
    ontology = load_ontology()
    event_types = frozenset(name for name, kind in ontology.types.items() if kind.is_event)
    queries = [_query(ends, ontology.symmetric) for ends in asked]
    return [
        tuple(
            event
            for event in events_of(statements, event_types=event_types, symmetric=ontology.symmetric)
            if (event.source, event.type, event.target) == (ends.source, ends.type, ends.target)
        )
        for ends, statements in zip(asked, _statements(store, queries), strict=True)
    ]


def event_at(events: Sequence[Event], date: PartialDate | None) -> Event | None:
    """Return the event of a date, or the one that it has become: since then a document told the date more finely."""
    for event in events:
        if event.date == date:
            return event
    dated = sorted((event for event in events if event.date is not None), key=lambda event: _fineness(event.date))
    if date is None:
        return dated[0] if len(dated) == 1 else None
    return next((event for event in dated if event.date is not None and date.includes(event.date)), None)


def _fineness(date: PartialDate | None) -> tuple[int, str]:
    return -len(str(date)), str(date)


def _query(ends: Ends, symmetric: frozenset[str]) -> StatementQuery:
    sources: tuple[str, ...] = (ends.source,)
    targets: tuple[str, ...] | None = None if ends.target is None else (ends.target,)
    if ends.type in symmetric and ends.target is not None:
        sources = targets = (ends.source, ends.target)
    return StatementQuery(
        sources=sources,
        targets=targets,
        types=(ends.type,),
        polarity=Polarity.POSITIVE,
        modalities=(Modality.ACTUAL,),
        page=PageRequest(first=PAGE),
    )


def _statements(store: GraphStore, queries: Sequence[StatementQuery]) -> list[list[Statement]]:
    pages = store.statement_pages(queries)
    found = [list(page.items) for page in pages]
    for number, (query, page) in enumerate(zip(queries, pages, strict=True)):
        cursor = page.cursor
        while cursor is not None:
            if sum(map(len, found)) > MAX_STATEMENTS:
                raise QueryError(f"more than {MAX_STATEMENTS} statements tell of these events")
            more = store.statements(replace(query, page=replace(query.page, after=cursor)))
            found[number] += more.items
            cursor = more.cursor
    return found
