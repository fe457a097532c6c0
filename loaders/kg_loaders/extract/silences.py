"""Sentences that looked like statements and gave none -> silences that say why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.model import Quote, Silence
from kg_loaders.extract.entities import ParsedParagraph, trimmed
from kg_loaders.extract.found import Miss
from kg_loaders.silence_reasons import REASONS


def silences_of(paragraph: ParsedParagraph, spoken: set[int], misses: Sequence[Miss], text: str) -> Iterator[Silence]:
    """Yield a silence for each sentence with a trigger or two actors that no statement came from.

    `spoken` holds the first token of each sentence that gave a statement.
    """
    actors = {mention.head.i for mention in paragraph.mentions if mention.kind.is_actor}
    for sentence in paragraph.doc.sentences:
        if sentence.start in spoken:
            continue
        inside = range(sentence.start, sentence.end)
        here = [miss for miss in misses if miss.predicate.i in inside]
        lack = _nearest(here) if here else _no_trigger(actors, inside)
        if lack is not None:
            words = trimmed(sentence)
            quote = Quote.of(text, paragraph.start + words.start_char, paragraph.start + words.end_char)
            yield Silence(sentence=quote, reason=lack[0], detail=lack[1])


def _nearest(misses: Sequence[Miss]) -> tuple[str, str]:
    """Return what the miss lacks that came nearest to a statement."""
    return min((miss.explain() for miss in misses), key=lambda lack: REASONS.index(lack[0]))


def _no_trigger(heads: set[int], inside: range) -> tuple[str, str] | None:
    actors = sum(head in inside for head in heads)
    return ("no-trigger", f"{actors} actors, no word of the lexicon") if actors > 1 else None
