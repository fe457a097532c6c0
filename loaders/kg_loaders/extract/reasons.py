"""A found statement -> why it was read so: the way through the tree, the frame, the words that decided its status.

What a word decided is told by trial: the status is read again as if the lexicon did not know the word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise

from kg.model import Modality, Polarity
from kg.ontology import Ontology
from kg.partial_date import PartialDate
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.found import Filler, FoundStatement
from kg_loaders.extract.frame_matching import FrameMatcher, Predicate
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.slots import Slots
from kg_loaders.extract.statements import StatementFinder
from kg_loaders.extract.status import Status
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import Frame, FrameLexicon, WordLists

Reason = tuple[str, str]  # what is explained, and why it is so
_DECIDING = ("modality_", "reporting_", "syntax_light")  # the lists whose words set a status
_FORM = "the form of its clause"  # what decides where no word does


@dataclass(frozen=True, slots=True, kw_only=True)
class Reasons:
    """Why one sentence says a statement; `trigger` is the offset of the word that says it."""

    trigger: int
    reasons: tuple[Reason, ...]


class ReasonFinder:
    """Explains statements; holds the lexicon that read them."""

    def __init__(self, frames: FrameLexicon, words: WordLists, ontology: Ontology) -> None:
        """Hold the lexicon."""
        self._frames, self._words, self._ontology = frames, words, ontology
        self._matcher = FrameMatcher(frames, ontology, RoleReader(words))

    def explain(
        self, found: FoundStatement, fillers: ParagraphFillers, published: PartialDate | None, judgement: Sequence[str]
    ) -> Reasons:
        """Return the reasons of one found statement; `judgement` is what spoke for it, if a judge was asked."""
        reasons = [("tree", way_of(found)), *self._frame(found, fillers), *_judged(found, judgement)]
        reasons += self._status(found)
        if found.date is not None:
            anchor = "" if published is None else f"; published {published}"
            reasons.append(("date", f"{found.date}, from {_date_words(found)}{anchor}"))
        if found.place is not None:
            reasons.append(("place", f"{found.place.name}, {_place_words(found, found.place)}"))
        return Reasons(
            trigger=found.paragraph.start + found.match.predicate.idx,
            reasons=tuple(reasons),
        )

    # -- the frame ------------------------------------------------------------------------------------------------

    def _frame(self, found: FoundStatement, fillers: ParagraphFillers) -> Iterator[Reason]:
        told = [
            _frame_phrase(frame, found, predicate.slots, fillers)
            for predicate in self._predicates(found.match.predicate, fillers)
            for frame in predicate.frames
            if frame.name == found.match.rule
        ]
        if told:
            yield "frame", max(told, key=lambda phrase: phrase[1])[0]

    def _predicates(self, telling: Token, fillers: ParagraphFillers) -> Iterator[Predicate]:
        """Yield the word that tells a statement, and what it says: of "Toll says Arvania violated it" both verbs.

        Of "put Orr on trial" also what may hang on Orr.
        """
        children = telling.children
        below = [*children, *(part for child in children for part in child.children)]
        found = (self._matcher.predicate(token, fillers) for token in (telling, *below))
        return (predicate for predicate in found if predicate is not None)

    # -- polarity, modality, attribution --------------------------------------------------------------------------

    def _status(self, found: FoundStatement) -> Iterator[Reason]:
        """Name for each value the words without which it would be another."""
        read = self._status_without(found, frozenset())
        polarity, modality = found.status.polarity, found.status.modality
        yield "polarity", self._why(found, polarity.value, lambda status: status.polarity is read.polarity)
        if modality is read.modality:
            yield "modality", self._why(found, modality.value, lambda status: status.modality is read.modality)
        else:  # "flies to Lund on Friday"
            yield "modality", f"{modality.value}: a present tense with {_quoted(found.date_text or 'a day')}"
        if (speaker := found.speaker) is not None:
            name = speaker.name if isinstance(speaker, Cluster) else speaker
            form = "the quotation around it" if found.status.is_quoted else _FORM
            yield "attribution", self._why(found, name, lambda status: status.speaker is read.speaker, form)

    def _why(self, found: FoundStatement, value: str, stays: Callable[[Status], bool], form: str = _FORM) -> str:
        words = [word for word in self._deciding_words(found) if not stays(self._status_without(found, _forms(word)))]
        if words:
            return f"{value}: {', '.join(_quoted(word.text) for word in words)}"
        is_plain = value in (Polarity.POSITIVE, Modality.ACTUAL)
        return f"{value}: no word says otherwise" if is_plain else f"{value}: {form}"

    def _deciding_words(self, found: FoundStatement) -> list[Token]:
        words = {word for name in _deciding_lists() for word in getattr(self._words, name)}
        known = words | {word.partition("_")[0] for word in words}
        return [token for token in found.sentence if not known.isdisjoint(_forms(token))]

    def _status_without(self, found: FoundStatement, forms: frozenset[str]) -> Status:
        lists = {name: _without(getattr(self._words, name), forms) for name in _deciding_lists()}
        finder = StatementFinder(self._frames, replace(self._words, **lists), self._ontology)
        return finder.status_of(found.match.predicate, found.match.type)


def _deciding_lists() -> list[str]:
    return [field.name for field in fields(WordLists) if field.name.startswith(_DECIDING)]


def _without(words: frozenset[str], forms: frozenset[str]) -> frozenset[str]:
    """A list as if it did not know a word; of `according_to` its first half is enough."""
    return frozenset(word for word in words if word not in forms and word.partition("_")[0] not in forms)


def _forms(token: Token) -> frozenset[str]:
    return frozenset([token.lower_, token.lemma])


def _quoted(text: str) -> str:
    return f"\u201c{text}\u201d"


def _judged(found: FoundStatement, judgement: Sequence[str]) -> Iterator[Reason]:
    if found.confidence is not None:
        yield (
            "judge",
            f"{found.confidence:.2f} sure; for it: {'; '.join(judgement) or 'what it has in common with others'}",
        )


# -- in words ----------------------------------------------------------------------------------------------------


def way_of(found: FoundStatement) -> str:
    """Return the way through the tree from source to trigger to target: `Kerr <-nsubj- visited -obj-> Berlin`."""
    predicate, match = found.match.predicate, found.match
    ends = [end.mention for end in (match.source, match.target) if end is not None]
    heads = [mention.head if mention.head.doc is predicate.doc else predicate for mention in ends]
    names = {head: mention.span.text for head, mention in zip(heads, ends, strict=True) if head != predicate}
    steps = [heads[0], predicate, *heads[1:]]
    parts = [_way(one, other, names) for one, other in pairwise(steps) if one != other]
    return "".join([names.get(steps[0], steps[0].text), *parts])


def _way(start: Token, end: Token, names: Mapping[Token, str]) -> str:
    """Up from a token to where both meet, and down to the other."""
    up, above_end = [start, *start.ancestors], [end, *end.ancestors]
    meeting = next((token for token in up if token in above_end), None)
    if meeting is None:
        return f" ... {names.get(end, end.text)}"  # of another sentence
    rising = [f" <-{token.dep_}- {names.get(token.head, token.head.text)}" for token in up[: up.index(meeting)]]
    falling = [f" -{token.dep_}-> {names.get(token, token.text)}" for token in above_end[: above_end.index(meeting)]]
    return "".join([*rising, *reversed(falling)])


def _frame_phrase(frame: Frame, found: FoundStatement, slots: Slots, fillers: ParagraphFillers) -> tuple[str, int]:
    """Say where a frame found its ends, and how many of them stand there."""
    sides = [("source", frame.source, found.match.source), ("target", frame.target, found.match.target)]
    told: list[str] = []
    count = 0
    for side, names, end in sides:
        if end is not None:
            slot = _slot_of(names, end, slots, fillers)
            count += slot is not None
            told.append(f"{side} as {slot or _filled(names, slots)}")
    word = f"{frame.word_class[:-1]} {_quoted(frame.word.replace('_', ' '))}"
    return f"{word}: {', '.join(told)}", count


def _slot_of(names: Sequence[str], end: Filler, slots: Slots, fillers: ParagraphFillers) -> str | None:
    return next((name for name in names if any(end in fillers.meant_by(token) for token in slots[name])), None)


def _filled(names: Sequence[str], slots: Slots) -> str:
    """The slot that holds a word for the end, not the end itself: "accused each other"."""
    return next((name for name in names if slots[name]), " or ".join(names))


def _date_words(found: FoundStatement) -> str:
    words = found.date_text or ""
    return _quoted(words) if words in found.sentence.text else f"{_quoted(words)}, told before"


def _place_words(found: FoundStatement, place: Cluster) -> str:
    """The words of the sentence that name the place, with the preposition before them."""
    inside = range(found.sentence.start, found.sentence.end)
    mentions = [mention for mention in place.mentions if mention.head.doc is found.sentence.doc]
    here = [mention for mention in mentions if mention.head.i in inside]
    if not here:
        return "from another sentence"
    cases = [child.text for child in here[0].head.children if child.dep_ == "case" and child.i < here[0].head.i]
    return _quoted(" ".join([*cases, here[0].span.text]))
