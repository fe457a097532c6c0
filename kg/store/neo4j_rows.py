"""What a document says -> rows: the properties of its node, of its mentions and of its statements."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import TypeAlias

from kg.derive.origins import bands_of, sketch_of
from kg.derive.relationships import ends_of, relationship_id
from kg.model import Document, DocumentEntity, DocumentGraph, Form, Kind, Problem, Relationship, Statement
from kg.store.fingerprints import PrintedGraph, document_fingerprint
from kg.store.indexed_words import words_of

Row: TypeAlias = dict[str, object]
MAX_TERM = 100  # characters; the whitespace analyzer cuts terms after 255 units of UTF-16
MAX_SORTED = 900  # characters that sort; a range index takes 8 kB
_BLANK = re.compile(r"\s")
_LAST = "\ud7ff"  # the last character before UTF-16's surrogates; no language writes it


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Whom a statement speaks of, and how: what it is evidence for or against."""

    id: str
    source: str
    type: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement, the edge that it speaks of, if any, and the properties of its node."""

    statement: Statement
    edge: Edge | None
    row: Row


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All rows of one document; those of mentions by entity."""

    id: str
    sketch: bytes
    kinds: dict[str, Kind]
    document: Row
    called: dict[str, tuple[str, ...]]
    mentions: dict[str, Row]
    statements: tuple[Said, ...]


def facts_of(printed: PrintedGraph, symmetric: frozenset[str]) -> Facts:
    """Return the rows of a document; its origin is decided where the other documents are known."""
    graph, fingerprint = printed
    id, sketch = graph.document.id, sketch_of(graph.document.text)
    return Facts(
        id=id,
        sketch=sketch,
        kinds={entity.id: entity.kind for entity in graph.entities},
        document=_document_row(graph, fingerprint, sketch),
        called={entity.id: (entity.name, *_surfaces(entity)) for entity in graph.entities},
        mentions={entity.id: _mention_row(n, entity) for n, entity in enumerate(graph.entities)},
        statements=tuple(_said(n, statement, symmetric) for n, statement in enumerate(graph.statements)),
    )


def edge_of(statement: Statement, symmetric: frozenset[str]) -> Edge | None:
    """Return the edge that a statement speaks of, if any."""
    ends = ends_of(statement, symmetric)
    if ends is None:
        return None
    id = relationship_id(ends[0], statement.type, ends[1])
    return Edge(id=id, source=ends[0], type=statement.type, target=ends[1])


def relationship_row(edge: Relationship) -> Row:
    """Return the properties of a derived edge."""
    return {
        "id": edge.id,
        "statements": edge.statements,
        "documents": edge.documents,
        "origins": edge.origins,
        "first_date": None if edge.first_date is None else str(edge.first_date),
        "last_date": None if edge.last_date is None else str(edge.last_date),
        "confidence": edge.confidence,
        "is_contested": edge.is_contested,
        "example_id": edge.example,
    }


def rank_of(origins: int, statements: int, id: str) -> str:
    """Return a text that sorts relationships: origins, statements (most first), then id."""
    return f"{999_999_999 - origins:09d} {999_999_999 - statements:09d} {id}"


def problem_row(problem: Problem) -> Row:
    """Return the properties of a problem."""
    return {
        "id": problem.id,
        "status": problem.status,
        "reason": problem.reason,
        "path": problem.path,
        "input": None if problem.input is None else _document_json(problem.input),
    }


def bands_text(sketch: bytes) -> str:
    """Return the bands of a sketch as words: of near-copies one is the same."""
    return " ".join(f"{band:x}" for band in bands_of(sketch))


def name_terms(folded: str) -> list[str]:
    """Return a folded name as terms without blanks: one, or of a long name parts that overlap by half.

    >>> name_terms("bashar al assad"), [len(term) for term in name_terms("x" * 210)]
    (['bashar\xa0al\xa0assad'], [100, 100, 100, 60])
    """
    joined = _BLANK.sub("\u00a0", folded)  # which is no blank to the analyzer
    half = MAX_TERM // 2
    return [joined[start : start + MAX_TERM] for start in range(0, max(1, len(joined) - half), half)]


def order_key(text: str) -> str:
    """Return a text whose order in UTF-16, by which Neo4j compares parameters, is the order of the given by character.

    >>> order_key("Zoë") == "Zoë", sorted(["\U0001f600", "\ufb01"], key=order_key) == ["\ufb01", "\U0001f600"]
    (True, True)
    """
    if all(character < _LAST for character in text):
        return text
    return "".join(char if char < _LAST else f"{_LAST}{ord(char):05x}" for char in text)


def order_of(id: str) -> str | None:
    """Return the order key of an id if it is another text."""
    key = order_key(id)
    return None if key == id else key


def _document_row(graph: DocumentGraph, fingerprint: str, sketch: bytes) -> Row:
    document, silences = graph.document, graph.silences
    return {
        "id": document.id,
        "text": document.text,
        "title": document.title,
        "url": document.url,
        "source": document.source,
        "publisher": None if document.source is None else document.source[:MAX_SORTED],
        "author": document.author,
        "published": None if document.published is None else str(document.published),
        "undated": document.id if document.published is None else None,
        "language": document.language,
        "metadata": json.dumps(document.metadata, ensure_ascii=False) if document.metadata else None,
        "reader": graph.reader,
        "sentences": [at for sentence in graph.sentences for at in (sentence.start, sentence.end)],
        "silence_offsets": [at for silence in silences for at in (silence.sentence.start, silence.sentence.end)],
        "silence_reasons": [silence.reason for silence in silences],
        "silence_details": [silence.detail for silence in silences],
        "fingerprint": fingerprint,
        "read_fingerprint": document_fingerprint(document),
        "sketch": sketch,
        "bands": bands_text(sketch),
        "order": order_of(document.id),
    }


def _surfaces(entity: DocumentEntity) -> list[str]:
    return sorted({mention.quote.text for mention in entity.mentions if mention.form is Form.NAME})


def _mention_row(n: int, entity: DocumentEntity) -> Row:
    mentions = entity.mentions
    return {
        "n": n,
        "entity_id": entity.id,
        "name": entity.name,
        "surfaces": _surfaces(entity),
        "offsets": [at for mention in mentions for at in (mention.quote.start, mention.quote.end)],
        "forms": [mention.form.value for mention in mentions],
    }


def _said(n: int, statement: Statement, symmetric: frozenset[str]) -> Said:
    edge = edge_of(statement, symmetric)
    return Said(statement=statement, edge=edge, row=_statement_row(n, statement, edge))


def _statement_row(n: int, statement: Statement, edge: Edge | None) -> Row:
    said, best = statement.attribution, statement.evidence[0].sentence.text
    return {
        "id": statement.id,
        "n": n,
        "document_id": statement.document,
        "source_id": statement.source,
        "type": statement.type,
        "target_id": statement.target,
        "polarity": statement.polarity.value,
        "modality": statement.modality.value,
        "speaker_id": None if said is None else said.entity,
        "attribution": None if said is None else said.text,
        "date": None if statement.date is None else str(statement.date),
        "undated": statement.id if statement.date is None else None,
        "date_text": statement.date_text,
        "place_id": statement.place,
        "confidence": statement.confidence,
        "edge": None if edge is None else edge.id,
        "sentence": best,
        "evidence": _evidence_json(statement),
        "words": words_of(evidence.sentence.text for evidence in statement.evidence),
        "order": order_of(statement.id),
    }


def _evidence_json(statement: Statement) -> str:
    best = statement.evidence[0].sentence.text
    rows = []
    for evidence in statement.evidence:
        sentence, trigger, source, target = evidence.sentence, evidence.trigger, evidence.source, evidence.target
        shown = None if sentence.text == best else sentence.text  # the best one's stands in `sentence`
        ends = (None, None) if target is None else (target.start, target.text)
        starts = (sentence.start, shown, trigger.start, trigger.text, source.start, source.text)
        rows.append([evidence.rule, *starts, *ends])
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _document_json(document: Document) -> str:
    published = None if document.published is None else str(document.published)
    return json.dumps({**asdict(document), "published": published}, ensure_ascii=False)
