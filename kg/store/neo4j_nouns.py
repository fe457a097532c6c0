"""Rows as Neo4j gives them -> documents, what they say, statements, entities, relationships, problems."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from kg.model import (
    Attribution,
    Document,
    DocumentEntity,
    DocumentGraph,
    Entity,
    Evidence,
    Form,
    Kind,
    Mention,
    Modality,
    Polarity,
    Problem,
    Quote,
    Relationship,
    Sentence,
    Silence,
    Statement,
)
from kg.partial_date import PartialDate

Properties: TypeAlias = Mapping[str, Any]  # what a database gives has no types; the nouns check themselves

# projections: what a noun needs of its node, without sketches, words and other people's properties
_TOLD = ".id, .text, .title, .url, .source, .author, .published, .language, .metadata"
_SILENT = ".silence_offsets, .silence_reasons, .silence_details"
DOCUMENT = f"{{{_TOLD}}}"
SILENCES = f"{{{_SILENT}}}"
READ = f"{{{_TOLD}, {_SILENT}, .reader, .sentences}}"
STATEMENT = """{.id, .n, .document_id, .source_id, .type, .target_id, .polarity, .modality, .speaker_id, .attribution,
.date, .date_text, .place_id, .confidence, .sentence, .evidence}"""
ENTITY = "{.id, .kind, .name, .aliases, .documents}"
RELATIONSHIP = """{.id, .statements, .documents, .origins, .first_date, .last_date, .confidence, .is_contested,
.example_id, type: type(e), source: startNode(e).id, target: endNode(e).id}"""
PROBLEM = "{.id, .status, .reason, .path, .input}"


def document_of(found: Properties) -> Document:
    """Make a document from its properties."""
    return Document(
        id=found["id"],
        text=found["text"],
        title=found["title"],
        url=found["url"],
        source=found["source"],
        author=found["author"],
        published=date_of(found["published"]),
        language=found["language"],
        metadata=_pairs(json.loads(found["metadata"] or "[]")),
    )


def graph_of(row: Properties) -> DocumentGraph:
    """Make all that a document says from `document`, `entities` and `statements`, as read."""
    document, found = document_of(row["document"]), row["document"]
    entities = sorted(row["entities"], key=lambda entity: entity["n"])
    statements = sorted(row["statements"], key=lambda statement: statement["n"])
    return DocumentGraph(
        document=document,
        reader=found["reader"],
        sentences=tuple(
            Sentence(index=n, start=start, end=end) for n, (start, end) in enumerate(_spans(found["sentences"]))
        ),
        entities=tuple(_document_entity(document.text, entity) for entity in entities),
        statements=tuple(statement_of(statement) for statement in statements),
        silences=silences_of(document.text, found),
    )


def silences_of(text: str, found: Properties) -> tuple[Silence, ...]:
    """Make the silences of a document from its text and its lists."""
    spans = _spans(found["silence_offsets"])
    return tuple(
        Silence(sentence=Quote.of(text, start, end), reason=reason, detail=detail)
        for (start, end), reason, detail in zip(spans, found["silence_reasons"], found["silence_details"], strict=True)
    )


def statement_of(found: Properties) -> Statement:
    """Make a statement from its properties."""
    speaker, words = found["speaker_id"], found["attribution"]
    return Statement(
        id=found["id"],
        document=found["document_id"],
        source=found["source_id"],
        type=found["type"],
        target=found["target_id"],
        evidence=tuple(_evidence(found["evidence"], found["sentence"])),
        confidence=found["confidence"],
        polarity=Polarity(found["polarity"]),
        modality=Modality(found["modality"]),
        attribution=None if speaker is None and words is None else Attribution(entity=speaker, text=words),
        date=date_of(found["date"]),
        date_text=found["date_text"],
        place=found["place_id"],
    )


def entity_of(found: Properties) -> Entity:
    """Make an entity from its properties."""
    return Entity(
        id=found["id"],
        kind=Kind(found["kind"]),
        name=found["name"],
        aliases=tuple(found["aliases"]),
        documents=found["documents"],
    )


def relationship_of(found: Properties, type: str) -> Relationship:
    """Make a relationship from the properties of a derived edge."""
    return Relationship(
        id=found["id"],
        source=found["source"],
        type=type,
        target=found["target"],
        statements=found["statements"],
        documents=found["documents"],
        origins=found["origins"],
        first_date=date_of(found["first_date"]),
        last_date=date_of(found["last_date"]),
        confidence=found["confidence"],
        is_contested=found["is_contested"],
        example=found["example_id"],
    )


def problem_of(found: Properties) -> Problem:
    """Make a problem from its properties."""
    kept = found["input"]
    return Problem(
        id=found["id"],
        status=found["status"],
        reason=found["reason"],
        path=found["path"],
        input=None if kept is None else _input(json.loads(kept)),
    )


@lru_cache(maxsize=16_384)  # one object for each date: thousands of statements about one pair compare faster
def date_of(text: str | None) -> PartialDate | None:
    """Read a date as it is stored."""
    return None if text is None else PartialDate.parse(text)


def _document_entity(text: str, found: Properties) -> DocumentEntity:
    mentions = zip(_spans(found["offsets"]), found["forms"], strict=True)
    return DocumentEntity(
        id=found["entity_id"],
        kind=Kind(found["kind"]),
        name=found["name"],
        mentions=tuple(Mention(quote=Quote.of(text, start, end), form=Form(form)) for (start, end), form in mentions),
    )


def _evidence(kept: str, best: str) -> Iterator[Evidence]:
    for rule, sentence_at, sentence, trigger_at, trigger, source_at, source, target_at, target in json.loads(kept):
        yield Evidence(
            sentence=_quote(sentence_at, best if sentence is None else sentence),
            trigger=_quote(trigger_at, trigger),
            source=_quote(source_at, source),
            target=None if target is None else _quote(target_at, target),
            rule=rule,
        )


def _quote(start: int, text: str) -> Quote:
    return Quote(start=start, end=start + len(text), text=text)


def _spans(offsets: Sequence[int]) -> Iterator[tuple[int, int]]:
    return zip(offsets[::2], offsets[1::2], strict=True)


def _input(kept: Properties) -> Document:
    return Document(**{**kept, "published": date_of(kept["published"]), "metadata": _pairs(kept["metadata"])})


def _pairs(kept: Sequence[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    return tuple((key, value) for key, value in kept)
