"""A few words enter, document graphs leave: hand-made articles for tests of stores and derivations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg.model import (
    Attribution,
    Document,
    DocumentEntity,
    DocumentGraph,
    Evidence,
    Form,
    Kind,
    Mention,
    Modality,
    Polarity,
    Quote,
    Sentence,
    Silence,
    Statement,
    statement_id,
)
from kg.partial_date import PartialDate

KINDS = {
    "assad": Kind.PERSON,
    "putin": Kind.PERSON,
    "syria": Kind.COUNTRY,
    "iran": Kind.COUNTRY,
    "ghouta": Kind.LOCATION,
    "rebels": Kind.GROUP,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One sentence to be: who does what to whom, and how it is told."""

    source: str
    type: str
    target: str
    polarity: Polarity = Polarity.POSITIVE
    modality: Modality = Modality.ACTUAL
    date: str | None = None
    confidence: float = 0.8
    speaker: str | None = None
    place: str | None = None

    @property
    def words(self) -> str:
        """The sentence."""
        parts = (self.source, self.polarity, self.modality, self.type, self.target, self.date, self.speaker, self.place)
        return " ".join(part for part in parts if part is not None) + "."

    @property
    def entities(self) -> tuple[str, ...]:
        """The ids of all who take part."""
        return tuple(id for id in (self.source, self.target, self.speaker, self.place) if id is not None)


def graph_of(
    id: str, told: Sequence[Told] = (), *, prologue: str = "", published: str | None = None, reader: str = "hand/1"
) -> DocumentGraph:
    """Write an article whose sentences say what was told; `prologue` makes texts differ."""
    told = list(dict.fromkeys(told))
    head = f"{prologue or id} reports."
    text = " ".join([head, *(item.words for item in told)])
    bounds = _bounds([head, *(item.words for item in told)])
    published_date = None if published is None else PartialDate.parse(published)
    return DocumentGraph(
        document=Document(
            id=id, text=text, title=f"Of {id}", published=published_date, metadata=(("words", f"{len(text)}"),)
        ),
        reader=reader,
        sentences=tuple(Sentence(index=n, start=a, end=b) for n, (a, b) in enumerate(bounds)),
        entities=_entities(told, text),
        statements=tuple(
            _statement(id, text, item, start, end) for item, (start, end) in zip(told, bounds[1:], strict=True)
        ),
        silences=(Silence(sentence=Quote.of(text, *bounds[0]), reason="no_frame", detail="reports"),),
    )


def _bounds(sentences: Sequence[str]) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for sentence in sentences:
        bounds.append((start, start + len(sentence)))
        start += len(sentence) + 1
    return bounds


def _entities(told: Sequence[Told], text: str) -> tuple[DocumentEntity, ...]:
    ids = dict.fromkeys(id for item in told for id in item.entities)
    return tuple(
        DocumentEntity(id=id, kind=KINDS[id], name=id, mentions=(Mention(quote=_quote(text, id), form=Form.NAME),))
        for id in ids
    )


def _statement(id: str, text: str, told: Told, start: int, end: int) -> Statement:
    date = None if told.date is None else PartialDate.parse(told.date)
    evidence = Evidence(
        sentence=Quote.of(text, start, end),
        trigger=_quote(text, told.type, start),
        source=_quote(text, told.source, start),
        target=_quote(text, told.target, start),
        rule="hand",
    )
    return Statement(
        id=statement_id(id, (told.source, told.target), told.type, told.polarity, told.modality, date),
        document=id,
        source=told.source,
        type=told.type,
        target=told.target,
        evidence=(evidence,),
        confidence=told.confidence,
        polarity=told.polarity,
        modality=told.modality,
        attribution=None if told.speaker is None else Attribution(entity=told.speaker),
        date=date,
        date_text=told.date,
        place=told.place,
    )


def _quote(text: str, words: str, start: int = 0) -> Quote:
    at = text.index(words, start)
    return Quote.of(text, at, at + len(words))
