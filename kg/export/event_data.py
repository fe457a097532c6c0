"""A store and a selection -> rows of event data, with the columns that users of POLECAT and ICEWS know.

A row is a statement: what is denied, planned, possible or demanded says so in `Auxiliary Modes` and has no `Event ID`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from sys import intern
from typing import TypeAlias

from kg.derive.relationships import ends_of
from kg.export.rows import Columns, Named, Row, speaker_of
from kg.export.selection import Selection
from kg.export.tables import Table, wanted_statements
from kg.model import Modality, Polarity, Statement, content_id
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg.store.protocol import GraphStore, StatementQuery

EVENT_COLUMNS: Columns = {
    "Event ID": str, "Statement ID": str, "Event Date": str, "Event Type": str, "Event Mode": str,
    "Auxiliary Modes": str, "Quad Code": str, "CAMEO Code": str, "Statement Type": str, "Polarity": str,
    "Modality": str, "Actor ID": str, "Actor Name": str, "Actor Kind": str, "Actor Name Raw": str,
    "Recipient ID": str, "Recipient Name": str, "Recipient Kind": str, "Recipient Name Raw": str, "Placename": str,
    "Attribution": str, "Confidence": float, "Document ID": str, "Headline": str, "Publisher": str,
    "Publication Date": str, "URL": str, "Sentence": str,
}  # fmt: skip

_QUADS = {
    "st": "STATEMENT",
    "vc": "VERBAL COOPERATION",
    "mc": "MATERIAL COOPERATION",
    "vx": "VERBAL CONFLICT",
    "mx": "MATERIAL CONFLICT",
}
# PLOVER has four auxiliary modes; its `historical` compares two dates, which are both in the row
_MODES = {Modality.PLANNED: "future", Modality.POSSIBLE: "hypothetical", Modality.DEMANDED: "hypothetical"}

_Pair: TypeAlias = tuple[str, str, str | None]
_Dates: TypeAlias = Mapping[_Pair, tuple[PartialDate, ...]]


def event_rows(store: GraphStore, selection: Selection) -> Iterator[Row]:
    """Yield the wanted statements of types that have a CAMEO code, oldest first.

    Of all occurrences that have a date the ends, type and date are held, as the identity of an event hangs on them.
    """
    query = _coded(selection.statements)
    dates = _dates(store, selection, query)
    for statement, named in wanted_statements(store, selection, query):
        yield _row(statement, named, dates)


EVENTS = Table(name="events", columns=EVENT_COLUMNS, rows=event_rows)


def auxiliary_modes(statement: Statement) -> str:
    """Return PLOVER's auxiliary modes of a statement, joined by commas; none where it is said to have happened."""
    negation = ["negation"] if statement.polarity is Polarity.NEGATIVE else []
    mode = _MODES.get(statement.modality)
    return ",".join([*negation, *([] if mode is None else [mode])])


def _coded(query: StatementQuery) -> StatementQuery:
    types = load_ontology().types
    coded = (name for name, type in types.items() if type.is_event and type.cameo is not None)
    return replace(query, types=tuple(name for name in coded if query.types is None or name in query.types))


def _dates(store: GraphStore, selection: Selection, query: StatementQuery) -> _Dates:
    """Return the dates of the occurrences of each pair and type, by the rule of kg.derive.events."""
    told: dict[_Pair, set[PartialDate]] = {}
    dated = replace(
        query,
        polarity=Polarity.POSITIVE,
        modalities=(Modality.ACTUAL,),
        since=query.since or PartialDate(year=1),  # leaves out what has no date
    )
    for statement, _ in wanted_statements(store, selection, dated):
        if statement.date is not None:
            told.setdefault(_pair(statement), set()).add(statement.date)
    return {pair: _occurrences(dates) for pair, dates in told.items()}


def _occurrences(dates: set[PartialDate]) -> tuple[PartialDate, ...]:
    """Leave out dates that may mean a finer one."""
    finest_first = sorted(dates, key=lambda date: (-len(str(date)), str(date)))
    return tuple(date for date in finest_first if not any(date.includes(other) for other in dates - {date}))


def _event_id(statement: Statement, dates: _Dates) -> str | None:
    if not statement.is_plain:
        return None
    pair, when = _pair(statement), statement.date
    known = dates.get(pair, ())
    if when is None:
        meant = known[0] if len(known) == 1 else None
    else:
        meant = next(date for date in known if when.includes(date))
    source, type, target = pair
    return content_id("event", source, type, target, None if meant is None else str(meant))


def _pair(statement: Statement) -> _Pair:
    ends = ends_of(statement, load_ontology().symmetric)
    source, target = ends if ends is not None else (statement.source, statement.target)
    return intern(source), intern(statement.type), None if target is None else intern(target)


def _row(statement: Statement, named: Named, dates: _Dates) -> Row:
    type, evidence = load_ontology().types[statement.type], statement.evidence[0]
    actor, recipient = named.entity(statement.source), named.entity(statement.target)
    document = named.documents[statement.document]
    return {
        "Event ID": _event_id(statement, dates),
        "Statement ID": statement.id,
        "Event Date": None if statement.date is None else str(statement.date),
        "Event Type": type.plover,
        "Event Mode": type.mode,
        "Auxiliary Modes": auxiliary_modes(statement),
        "Quad Code": None if type.quad is None else _QUADS[type.quad],
        "CAMEO Code": type.cameo,
        "Statement Type": type.name,
        "Polarity": statement.polarity.value,
        "Modality": statement.modality.value,
        "Actor ID": statement.source,
        "Actor Name": None if actor is None else actor.name,
        "Actor Kind": None if actor is None else actor.kind.value,
        "Actor Name Raw": evidence.source.text,
        "Recipient ID": statement.target,
        "Recipient Name": None if recipient is None else recipient.name,
        "Recipient Kind": None if recipient is None else recipient.kind.value,
        "Recipient Name Raw": None if evidence.target is None else evidence.target.text,
        "Placename": named.name(statement.place),
        "Attribution": speaker_of(statement, named),
        "Confidence": statement.confidence,
        "Document ID": document.id,
        "Headline": document.title,
        "Publisher": document.source,
        "Publication Date": None if document.published is None else str(document.published),
        "URL": document.url,
        "Sentence": evidence.sentence.text,
    }
