"""A statement and its document -> HTML by displaCy: the sentence with its mentions and the trigger marked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spacy import displacy

from kg.errors import QueryError
from kg.model import DocumentGraph, Evidence, Extraction, Kind, Modality, Polarity, Quote, Statement

_TRIGGER = "#ffd54f"
_COLOURS = {
    Kind.PERSON.value: "#bbdefb",
    Kind.ORGANIZATION.value: "#c8e6c9",
    Kind.COUNTRY.value: "#ffccbc",
    Kind.GROUP.value: "#e1bee7",
    Kind.LOCATION.value: "#d7ccc8",
}


class Html(str):
    """HTML that Jupyter shows as such."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return str(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """Words of the sentence and what is written on them."""

    quote: Quote
    label: str
    is_argument: bool = False

    def overlaps(self, other: _Mark) -> bool:
        """Whether two marks share a character."""
        return self.quote.start < other.quote.end and other.quote.start < self.quote.end


def render_sentence(read: Extraction | DocumentGraph, statement: Statement | str) -> Html:
    """Return the best sentence of a statement as HTML, with its mentions, their kinds and the trigger marked.

    `read` is what was read of the statement's document, `statement` one of its statements or its id. Text is escaped.
    """
    told = _statement(read, statement if isinstance(statement, str) else statement.id)
    sentence, label = told.evidence[0].sentence, _label(told)
    ends = {told.source, told.target}
    marks = _apart([_Mark(quote=told.evidence[0].trigger, label=label), *_mentions(read, told.evidence[0], ends)])
    spans = [
        {"start": mark.quote.start - sentence.start, "end": mark.quote.end - sentence.start, "label": mark.label}
        for mark in marks
    ]
    parsed = {"text": sentence.text, "ents": spans, "title": None}
    options = {"colors": {**_COLOURS, label: _TRIGGER}}
    return Html(displacy.render(parsed, style="ent", manual=True, jupyter=False, options=options))


def _statement(read: Extraction | DocumentGraph, id: str) -> Statement:
    found = next((item for item in read.statements if item.id == id), None)
    if found is None:
        raise QueryError(f"document {read.document.id!r} has no statement {id!r}")
    return found


def _label(statement: Statement) -> str:
    negated = "NOT " if statement.polarity is Polarity.NEGATIVE else ""
    modality = "" if statement.modality is Modality.ACTUAL else f" ({statement.modality.value.upper()})"
    return f"{negated}{statement.type}{modality}"


def _mentions(read: Extraction | DocumentGraph, evidence: Evidence, ends: set[str | None]) -> Iterator[_Mark]:
    inside, arguments = evidence.sentence, (evidence.source, evidence.target)
    for entity in read.entities:
        for mention in entity.mentions:
            quote = mention.quote
            if inside.start <= quote.start and quote.end <= inside.end:
                is_argument = entity.id in ends and quote in arguments
                yield _Mark(quote=quote, label=entity.kind.value, is_argument=is_argument)


def _apart(marks: list[_Mark]) -> list[_Mark]:
    """Leave out marks that overlap a better one: first the trigger, then source and target, then the longest."""
    kept = marks[:1]
    for mark in sorted(marks[1:], key=lambda item: (not item.is_argument, item.quote.start - item.quote.end)):
        if not any(mark.overlaps(other) for other in kept):
            kept.append(mark)
    return kept
