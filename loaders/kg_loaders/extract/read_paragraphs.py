"""A paragraph as frames leave it: what they looked at, what they matched, what they missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from kg_loaders.extract.entities import ParsedParagraph
from kg_loaders.extract.found import Match, Miss
from kg_loaders.extract.frame_matching import Predicate
from kg_loaders.extract.paragraph_fillers import ParagraphFillers


@dataclass(frozen=True, slots=True)
class ReadParagraph:
    """A paragraph with its predicates; the judge decides which matches hold."""

    paragraph: ParsedParagraph
    fillers: ParagraphFillers
    predicates: Sequence[Predicate]
    matches: Sequence[Match]
    misses: Sequence[Miss]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What is thought of a match; `confidence` is how often such a one is right, None where nobody judged it."""

    match: Match
    holds: bool
    confidence: float | None

    def as_miss(self) -> Miss:
        """Return why a match that does not hold made no statement."""
        return Miss(predicate=self.match.predicate, explain=self._lack)

    def _lack(self) -> tuple[str, str]:
        return "unlikely", f"{self.match.predicate.text}: {self.match.type.name}, {self.confidence:.2f} sure"
