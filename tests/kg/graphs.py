"""A few words enter, document graphs leave: hand-made articles for tests of stores and derivations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    "douma": Kind.LOCATION,
    "rebels": Kind.GROUP,
    "council": Kind.ORGANIZATION,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What an article is to say: who does what to whom, and how it is told. `times` sentences say it."""

    source: str
    type: str
    target: str | None
    polarity: Polarity = Polarity.POSITIVE
    modality: Modality = Modality.ACTUAL
    date: str | None = None
    confidence: float = 0.8
    speaker: str | None = None
    says: str | None = None
    place: str | None = None
    times: int = 1

    @property
    def entities(self) -> tuple[str, ...]:
        """The ids of all who take part."""
        return tuple(id for id in (self.source, self.target, self.speaker, self.place) if id is not None)

    @property
    def when(self) -> PartialDate | None:
        """The date, read."""
        return None if self.date is None else PartialDate.parse(self.date)

    def id_in(self, document: str) -> str:
        """The id of the statement that a document makes of this."""
        ends = (self.source, self.target)
        return statement_id(document, ends, self.type, self.polarity, self.modality, self.when)


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """Words by which an article calls an entity."""

    words: str
    form: Form = Form.NAME


Naming = Mapping[str, Sequence[Called]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One sentence to be, and what it tells or calls."""

    words: str
    told: Told | None = None
    calls: tuple[str, Called] | None = None
    silence: str | None = None


def graph_of(
    id: str,
    told: Sequence[Told] = (),
    *,
    prologue: str = "",
    published: str | None = None,
    publisher: str | None = None,
    reader: str = "hand/1",
    called: Naming | None = None,
    silences: Sequence[tuple[str, str]] = (),
) -> DocumentGraph:
    """Write an article whose sentences say what was told; `prologue` makes texts differ.

    `called` tells what it calls an entity (else its id): the first words in what is told, the others in sentences of
    their own. `silences` are sentences that give nothing, with reasons.
    """
    told = list({item.id_in(id): item for item in reversed(told)}.values())[::-1]
    lines = list(_lines(f"{prologue or id} reports.", told, called or {}, silences))
    text = " ".join(line.words for line in lines)
    placed = list(zip(lines, _bounds(lines), strict=True))
    return DocumentGraph(
        document=Document(
            id=id,
            text=text,
            title=f"Of {id}",
            source=publisher,
            published=None if published is None else PartialDate.parse(published),
            metadata=(("words", f"{len(text)}"),),
        ),
        reader=reader,
        sentences=tuple(Sentence(index=n, start=a, end=b) for n, (_, (a, b)) in enumerate(placed)),
        entities=tuple(_entities(told, called or {}, text, placed)),
        statements=tuple(_statement(id, text, item, placed, called or {}) for item in told),
        silences=tuple(
            Silence(sentence=Quote.of(text, *bounds), reason=line.silence, detail="reports")
            for line, bounds in placed
            if line.silence is not None
        ),
    )


def _lines(head: str, told: Sequence[Told], called: Naming, silences: Sequence[tuple[str, str]]) -> Iterator[_Line]:
    yield _Line(words=head, silence="no_frame")
    for item in told:
        for n in range(item.times):
            yield _Line(words=("Again " if n else "") + _sentence(item, called), told=item)
    for id, calls in called.items():
        yield from (_Line(words=f"It is {call.words}.", calls=(id, call)) for call in calls[1:])
    yield from (_Line(words=words, silence=reason) for words, reason in silences)


def _sentence(told: Told, called: Naming) -> str:
    ends = [told.source, told.polarity, told.modality, told.type, told.target, told.date, told.speaker, told.place]
    words = [_first_call(part, called).words if part in told.entities else str(part) for part in ends if part]
    return " ".join([*words, *([told.says] if told.says else [])]) + "."


def _first_call(id: str, called: Naming) -> Called:
    calls = called.get(id, ())
    return calls[0] if calls else Called(words=id)


def _bounds(lines: Sequence[_Line]) -> list[tuple[int, int]]:
    bounds, start = [], 0
    for line in lines:
        bounds.append((start, start + len(line.words)))
        start += len(line.words) + 1
    return bounds


_Placed = Sequence[tuple[_Line, tuple[int, int]]]


def _entities(told: Sequence[Told], called: Naming, text: str, placed: _Placed) -> Iterator[DocumentEntity]:
    for id in dict.fromkeys([id for item in told for id in item.entities] + list(called)):
        mentions = tuple(_mentions(id, called, text, placed))
        names = [mention.quote.text for mention in mentions if mention.form is Form.NAME]
        name = max(names or [mention.quote.text for mention in mentions], key=len, default=id)
        yield DocumentEntity(id=id, kind=KINDS.get(id, Kind.PERSON), name=name, mentions=mentions)


def _mentions(id: str, called: Naming, text: str, placed: _Placed) -> Iterator[Mention]:
    for line, (start, _) in placed:
        call = None
        if line.told is not None and id in line.told.entities:
            call = _first_call(id, called)
        elif line.calls is not None and line.calls[0] == id:
            call = line.calls[1]
        if call is not None:
            yield Mention(quote=_quote(text, call.words, start), form=call.form)


def _statement(id: str, text: str, told: Told, placed: _Placed, called: Naming) -> Statement:
    said = told.speaker is not None or told.says is not None
    return Statement(
        id=told.id_in(id),
        document=id,
        source=told.source,
        type=told.type,
        target=told.target,
        evidence=tuple(_evidence(text, told, bounds, called) for line, bounds in placed if line.told is told),
        confidence=told.confidence,
        polarity=told.polarity,
        modality=told.modality,
        attribution=Attribution(entity=told.speaker, text=None if told.speaker else told.says) if said else None,
        date=told.when,
        date_text=told.date,
        place=told.place,
    )


def _evidence(text: str, told: Told, bounds: tuple[int, int], called: Naming) -> Evidence:
    start, _ = bounds
    target = None if told.target is None else _quote(text, _first_call(told.target, called).words, start)
    return Evidence(
        sentence=Quote.of(text, *bounds),
        trigger=_quote(text, told.type, start),
        source=_quote(text, _first_call(told.source, called).words, start),
        target=target,
        rule="hand",
    )


def _quote(text: str, words: str, start: int = 0) -> Quote:
    at = text.index(words, start)
    return Quote.of(text, at, at + len(words))
