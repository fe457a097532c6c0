"""Sentences that looked like statements and gave none -> silences that say why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.model import Quote, Silence
from kg_loaders.extract.entities import ParsedParagraph, trimmed
from kg_loaders.extract.found import Miss

# nearest to a statement first
REASONS = ("same-entity", "wrong-kind", "no-source", "no-target", "frame-incomplete", "no-trigger")


def silences_of(paragraph: ParsedParagraph, spoken: set[int], misses: Sequence[Miss], text: str) -> Iterator[Silence]:
    """Yield a silence for each sentence with a trigger or two actors that no statement came from.

    `spoken` holds the first token of each sentence that gave a statement.
    """
    for sentence in paragraph.doc.sents:
        if sentence.start in spoken:
            continue
        here = [miss for miss in misses if sentence.start <= miss.predicate.i < sentence.end]
        actors = {
            mention.head.i
            for mention in paragraph.mentions
            if sentence.start <= mention.head.i < sentence.end and mention.kind.is_actor
        }
        words = trimmed(sentence)
        quote = Quote.of(text, paragraph.start + words.start_char, paragraph.start + words.end_char)
        if here:
            reason, detail = min((miss.explain() for miss in here), key=lambda lack: REASONS.index(lack[0]))
            yield Silence(sentence=quote, reason=reason, detail=detail)
        elif len(actors) > 1:
            yield Silence(sentence=quote, reason="no-trigger", detail=f"{len(actors)} actors, no word of the lexicon")
