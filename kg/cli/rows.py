"""Nouns enter, rows for `--json` leave, with the keys of docs/formats.md."""

from __future__ import annotations

import json

from kg.cli.naming import Known
from kg.model import Document, Entity, Event, Evidence, Problem, Quote, Relationship, Statement
from kg.store.protocol import PlacedSilence

Row = dict[str, object]


def entity_row(entity: Entity) -> Row:
    """Describe an entity."""
    return {
        "id": entity.id,
        "kind": entity.kind.value,
        "name": entity.name,
        "aliases": list(entity.aliases),
        "documents": entity.documents,
    }


def end_row(known: Known, id: str | None) -> Row | None:
    """Describe one end of a statement or relationship: its id, name and kind."""
    if id is None:
        return None
    entity = known.entities[id]
    return {"id": entity.id, "name": entity.name, "kind": entity.kind.value}


def document_row(document: Document, *, with_text: bool = False) -> Row:
    """Describe a document; its text only on demand."""
    row: Row = {
        "id": document.id,
        "title": document.title,
        "url": document.url,
        "source": document.source,
        "author": document.author,
        "published": None if document.published is None else str(document.published),
        "language": document.language,
        "sha256": document.sha256,
        "metadata": {key: json.loads(value) for key, value in document.metadata},
    }
    return {**row, "text": document.text} if with_text else row


def problem_row(problem: Problem) -> Row:
    """Describe what is not in the graph; the document itself is kept in the store."""
    return {"id": problem.id, "status": problem.status, "reason": problem.reason, "path": problem.path}


def silence_row(placed: PlacedSilence) -> Row:
    """Describe a silence."""
    silence = placed.silence
    where = {"start": silence.sentence.start, "end": silence.sentence.end}
    words = {"sentence": silence.sentence.text, "reason": silence.reason, "detail": silence.detail}
    return {"document": placed.document, **where, **words}


def event_row(event: Event, known: Known) -> Row:
    """Describe an event."""
    return {
        "id": event.id,
        "date": None if event.date is None else str(event.date),
        "source": end_row(known, event.source),
        "type": event.type,
        "target": end_row(known, event.target),
        "statements": list(event.statements),
    }


def statement_row(statement: Statement, known: Known) -> Row:
    """Describe a statement with its evidence."""
    return {
        "id": statement.id,
        "document": statement.document,
        "source": end_row(known, statement.source),
        "type": statement.type,
        "target": end_row(known, statement.target),
        "polarity": statement.polarity.value,
        "modality": statement.modality.value,
        "attribution": _speaker(statement, known),
        "date": None if statement.date is None else str(statement.date),
        "date_text": statement.date_text,
        "place": end_row(known, statement.place),
        "confidence": statement.confidence,
        "evidence": [_evidence_row(item) for item in statement.evidence],
    }


def relationship_row(edge: Relationship, known: Known) -> Row:
    """Describe a relationship."""
    return {
        "id": edge.id,
        "source": end_row(known, edge.source),
        "type": edge.type,
        "target": end_row(known, edge.target),
        "statements": edge.statements,
        "documents": edge.documents,
        "origins": edge.origins,
        "first_date": None if edge.first_date is None else str(edge.first_date),
        "last_date": None if edge.last_date is None else str(edge.last_date),
        "confidence": edge.confidence,
        "is_contested": edge.is_contested,
        "example": edge.example,
    }


def _speaker(statement: Statement, known: Known) -> Row | str | None:
    if statement.attribution is None:
        return None
    return statement.attribution.text or end_row(known, statement.attribution.entity)


def _evidence_row(evidence: Evidence) -> Row:
    return {
        "start": evidence.sentence.start,
        "end": evidence.sentence.end,
        "sentence": evidence.sentence.text,
        "trigger": _span(evidence.trigger),
        "source": _span(evidence.source),
        "target": None if evidence.target is None else _span(evidence.target),
        "rule": evidence.rule,
    }


def _span(quote: Quote) -> list[int]:
    return [quote.start, quote.end]
