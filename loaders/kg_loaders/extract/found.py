"""What reading finds on the way: fillers of slots, matches, misses, statements in terms of the parsed document."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kg.model import Evidence
from kg.ontology import StatementType
from kg.partial_date import PartialDate
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.entities import ParsedParagraph
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.status import Status
from kg_loaders.extract.tree import Span, Token


@dataclass(frozen=True, slots=True, kw_only=True)
class Filler:
    """A mention that fills a slot, and the entity it belongs to."""

    mention: FoundMention
    cluster: Cluster


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A predicate with its two ends; `rule` names the frame or pattern that put them together.

    `objects` are the nouns that a frame wants beside a verb: "sanctions" of "lifted sanctions".
    """

    predicate: Token
    rule: str
    type: StatementType
    source: Filler
    target: Filler | None
    objects: tuple[Token, ...] = ()

    def covers(self, other: Match) -> bool:
        """Whether the other reads one of the nouns by itself, which this one has read with its verb."""
        return (
            other.predicate in self.objects
            and other.source.cluster is self.source.cluster
            and (other.target and other.target.cluster) is (self.target and self.target.cluster)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A predicate of the lexicon that made no statement; `explain` gives the reason and a detail, when asked."""

    predicate: Token
    explain: Callable[[], tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStatement:
    """A match with all that its clause says besides: status, speaker, date, place."""

    paragraph: ParsedParagraph
    sentence: Span
    match: Match
    status: Status
    speaker: Cluster | str | None
    date: PartialDate | None
    date_text: str | None
    place: Cluster | None
    confidence: float | None = None  # the judge's; None: the rule's

    def is_told_by(self, evidence: Evidence) -> bool:
        """Whether a piece of evidence is of this statement."""
        start, match = self.paragraph.start, self.match
        ends = [match.source.mention] + ([] if match.target is None else [match.target.mention])
        quotes = [evidence.source] + ([] if evidence.target is None else [evidence.target])
        here = [n for n, mention in enumerate(ends) if mention.span.doc is match.predicate.doc]  # others lie elsewhere
        return (
            evidence.rule == match.rule
            and evidence.trigger.start == start + match.predicate.idx
            and len(quotes) == len(ends)
            and all(quotes[n].start == start + ends[n].span.start_char for n in here)
        )
