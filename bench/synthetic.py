"""Document graphs of any number, made up but shaped like news: few actors are in many documents, many in few."""

from __future__ import annotations

import random
from bisect import bisect
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate

from kg.model import (
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
    Statement,
    statement_id,
)
from kg.ontology import load_ontology
from kg.partial_date import PartialDate

STATEMENTS = 5  # a document
_KINDS = (Kind.PERSON, Kind.ORGANIZATION, Kind.GROUP, Kind.COUNTRY)
_FILLER = 120  # words
_FIRST_DAY = date(2015, 1, 1)


class World:
    """So many actors, the n-th in proportion to 1/n (Zipf's law), and a vocabulary; the seed decides everything."""

    def __init__(self, actors: int = 5000, *, seed: int = 1) -> None:
        self._random = random.Random(seed)
        self._actors = [(f"{kind.lower()}/actor-{n}", kind, f"Actor{n} Name{n}") for n, kind in self._kinds(actors)]
        self._weights = list(accumulate(1 / (n + 1) for n in range(actors)))
        self._types = {
            (a, b): [name for name, kind in load_ontology().types.items() if a in kind.domain and b in kind.range]
            for a in _KINDS
            for b in _KINDS
        }
        self._words = [f"word{n}" for n in range(5000)]

    def _kinds(self, actors: int) -> Iterator[tuple[int, Kind]]:
        return ((n, _KINDS[n % len(_KINDS)]) for n in range(actors))

    def ids(self) -> list[str]:
        """Return the ids of all actors, the most frequent first."""
        return [id for id, _, _ in self._actors]

    def documents(self, count: int) -> Iterator[DocumentGraph]:
        """Yield documents of five statements each."""
        return (self._document(f"doc-{n:06}") for n in range(count))

    def _document(self, id: str) -> DocumentGraph:
        told = [self._told() for _ in range(STATEMENTS)]
        filler = " ".join(self._random.choices(self._words, k=_FILLER)).capitalize() + "."
        sentences = [f"{source[2]} {type} {target[2]} on {day}." for source, type, target, day in told] + [filler]
        text = " ".join(sentences)
        starts = [0, *accumulate(len(sentence) + 1 for sentence in sentences)]
        bounds = [(start, start + len(sentence)) for start, sentence in zip(starts, sentences, strict=False)]
        day = max(day for *_, day in told)
        return DocumentGraph(
            document=Document(id=id, text=text, title=f"Title {id}", source="Wire", published=PartialDate.of_day(day)),
            reader="synthetic/1",
            sentences=tuple(Sentence(index=n, start=a, end=b) for n, (a, b) in enumerate(bounds)),
            entities=_entities(text, [end for source, _, target, _ in told for end in (source, target)]),
            statements=tuple(_statements(id, text, told, bounds)),
        )

    def _told(self) -> tuple[tuple[str, Kind, str], str, tuple[str, Kind, str], date]:
        source = target = self._actor()
        while target == source:
            target = self._actor()
        day = _FIRST_DAY + timedelta(days=self._random.randrange(3650))
        return source, self._random.choice(self._types[source[1], target[1]]), target, day

    def _actor(self) -> tuple[str, Kind, str]:
        at = bisect(self._weights, self._random.random() * self._weights[-1])
        return self._actors[min(at, len(self._actors) - 1)]


def _entities(text: str, ends: list[tuple[str, Kind, str]]) -> tuple[DocumentEntity, ...]:
    return tuple(
        DocumentEntity(id=id, kind=kind, name=name, mentions=(Mention(quote=_quote(text, name), form=Form.NAME),))
        for id, kind, name in sorted(set(ends))
    )


def _statements(
    document: str,
    text: str,
    told: list[tuple[tuple[str, Kind, str], str, tuple[str, Kind, str], date]],
    bounds: list[tuple[int, int]],
) -> Iterator[Statement]:
    seen: set[str] = set()
    for (source, type, target, day), (start, end) in zip(told, bounds, strict=False):
        when = PartialDate.of_day(day)
        id = statement_id(document, (source[0], target[0]), type, Polarity.POSITIVE, Modality.ACTUAL, when)
        if id in seen:
            continue
        seen.add(id)
        evidence = Evidence(
            sentence=Quote.of(text, start, end),
            trigger=_quote(text, f" {type} ", start, trim=1),
            source=_quote(text, source[2], start),
            target=_quote(text, target[2], start),
            rule="synthetic",
        )
        yield Statement(
            id=id,
            document=document,
            source=source[0],
            type=type,
            target=target[0],
            evidence=(evidence,),
            confidence=0.8,
            date=when,
            date_text=str(day),
        )


def _quote(text: str, words: str, start: int = 0, *, trim: int = 0) -> Quote:
    at = text.index(words, start)
    return Quote.of(text, at + trim, at + len(words) - trim)
