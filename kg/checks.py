"""What a document says enters, and leaves unchanged if every noun keeps its promises; else one is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from kg.errors import ModelError
from kg.model import DocumentGraph, Extraction, Kind, Quote, Sentence, Statement
from kg.ontology import Ontology

T = TypeVar("T", Extraction, DocumentGraph)
Fault = tuple[str, str]


def check_extraction(extraction: T, ontology: Ontology) -> T:
    """Return what came in, or raise a ModelError that names the document, the noun and the field."""
    for field, reason in extraction_faults(extraction, ontology):
        raise ModelError(f"document {extraction.document.id!r}: {field}: {reason}")
    return extraction


def extraction_faults(extraction: Extraction | DocumentGraph, ontology: Ontology) -> Iterator[Fault]:
    """Give (field, reason) for each broken promise, in the order of the nouns."""
    text = extraction.document.text
    yield from _sentence_faults(extraction.sentences, len(text))
    yield from _repeated("entities", (entity.id for entity in extraction.entities))
    for at, entity in enumerate(extraction.entities):
        yield from _entity_faults(f"entities[{at}]", entity.id, entity.name)
        for number, mention in enumerate(entity.mentions):
            yield from _quote_faults(f"entities[{at}].mentions[{number}]", mention.quote, text)
    kinds = {entity.id: entity.kind for entity in extraction.entities}
    yield from _repeated("statements", (statement.id for statement in extraction.statements))
    for at, statement in enumerate(extraction.statements):
        if statement.document != extraction.document.id:
            yield f"statements[{at}].document", f"is {statement.document!r}"
        yield from _end_faults(f"statements[{at}]", statement, kinds, ontology)
        yield from _evidence_faults(f"statements[{at}]", statement, text)
    for at, silence in enumerate(extraction.silences):
        yield from _quote_faults(f"silences[{at}]", silence.sentence, text)


def _sentence_faults(sentences: Iterable[Sentence], length: int) -> Iterator[Fault]:
    reached = 0
    for at, sentence in enumerate(sentences):
        if sentence.index != at:
            yield f"sentences[{at}].index", f"is {sentence.index}, not its position"
        if not sentence.start < sentence.end <= length:
            yield (
                f"sentences[{at}]",
                f"[{sentence.start}, {sentence.end}) is not within the text's {length} characters",
            )
        if sentence.start < reached:
            yield (
                f"sentences[{at}].start",
                f"{sentence.start} lies before {reached}, where the one before ends",
            )
        reached = max(reached, sentence.end)


def _entity_faults(field: str, id: str, name: str) -> Iterator[Fault]:
    if not id:
        yield f"{field}.id", "is empty"
    if not name.strip():
        yield f"{field}.name", "is empty"


def _repeated(field: str, ids: Iterable[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, id in enumerate(ids):
        if id in seen:
            yield f"{field}[{at}].id", f"{id!r} is there twice"
        seen.add(id)


def _quote_faults(field: str, quote: Quote, text: str) -> Iterator[Fault]:
    found = text[quote.start : quote.end]
    if found != quote.text:
        yield field, f"quotes {quote.text!r}, but the text has {found!r} at [{quote.start}, {quote.end})"


def _end_faults(field: str, statement: Statement, kinds: Mapping[str, Kind], ontology: Ontology) -> Iterator[Fault]:
    speaker = None if statement.attribution is None else statement.attribution.entity
    ends = {
        "source": statement.source,
        "target": statement.target,
        "attribution": speaker,
        "place": statement.place,
    }
    for name, id in ends.items():
        if id is not None and id not in kinds:
            yield f"{field}.{name}", f"no entity has the id {id!r}"
    if statement.type not in ontology.types:
        yield f"{field}.type", f"unknown statement type {statement.type!r}"
        return
    type = ontology.types[statement.type]
    if statement.target is None and not type.is_target_optional:
        yield f"{field}.target", f"{type.name} needs a target"
    for name, id, allowed in (
        ("source", statement.source, type.domain),
        ("target", statement.target, type.range),
    ):
        if id is not None and id in kinds and kinds[id] not in allowed:
            yield (
                f"{field}.{name}",
                f"{type.name} takes no {kinds[id]}; it takes {', '.join(sorted(allowed))}",
            )


def _evidence_faults(field: str, statement: Statement, text: str) -> Iterator[Fault]:
    for at, evidence in enumerate(statement.evidence):
        quotes = (evidence.sentence, evidence.trigger, evidence.source, evidence.target)
        for name, quote in zip(("sentence", "trigger", "source", "target"), quotes, strict=True):
            if quote is not None:
                yield from _quote_faults(f"{field}.evidence[{at}].{name}", quote, text)
        if (evidence.target is None) != (statement.target is None):
            yield f"{field}.evidence[{at}].target", "is there exactly if the statement has a target"
