"""Predicates of a sentence -> what their frames claim of two ends, wider than the frames match: nested, turned, half.

A mention fills a slot directly, or stands below what fills it ("U.S. officials" for "the U.S."): then nested.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from kg_loaders.extract.candidates import Candidate, ParagraphWords
from kg_loaders.extract.frame_matching import PAIRED, PREDICATES, FrameMatcher, fits
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.lexicon import Frame

_NESTING = frozenset("nmod nmod:poss nmod:desc nmod:unmarked amod compound appos flat conj".split())
FITS = ("strict", "nested", "turned", "source", "target")  # the best first
_MAX_NESTING = 3  # steps below the word that fills a slot

_Filled = tuple[frozenset[str], bool]  # slots, and whether the word fills them itself


@dataclass(frozen=True, slots=True)
class Claim:
    """A frame that two ends fit: `fit` is strict, nested, turned (ends swapped), source or target (only that end)."""

    predicate: int
    type: str
    fit: str
    is_complete: bool  # whether the frame has the object and the slots that it needs
    is_near: bool = False  # whether the predicate is on the way between the ends


@dataclass(frozen=True, slots=True)
class PredicateSlots:
    """One predicate with its frames, and which slots each word of the sentence fills."""

    predicate: int
    frames: Sequence[tuple[Frame, bool]]
    direct: Mapping[int, frozenset[str]]

    def slots_at(self, at: int, words: ParagraphWords) -> _Filled:
        """Return the slots of a word and whether it fills them itself; those of the phrase around it otherwise."""
        for step in range(_MAX_NESTING + 1):
            if at in self.direct:
                return self.direct[at], step == 0
            if words.deps[at] not in _NESTING or words.heads[at] == self.predicate:
                break
            at = words.heads[at]
        return frozenset(), False


class FrameClaims(FrameMatcher):
    """Asks the frames of a sentence what they claim."""

    __slots__ = ()

    def slots_of_sentence(
        self, sentence: Span, fillers: ParagraphFillers, words: ParagraphWords
    ) -> list[PredicateSlots]:
        """Return every predicate of a sentence that has frames."""
        found: list[PredicateSlots] = []
        for token in words.tokens[sentence.start : sentence.end]:
            frames = self._frames(token, fillers.named) if token.pos in PREDICATES else ()
            if frames:
                found.append(self._predicate_slots(token, frames))
        return found

    def _predicate_slots(self, token: Token, frames: Sequence[Frame]) -> PredicateSlots:
        slots = self._slots(token)
        names = {name for frame in frames for name in (*frame.source, *frame.target)}
        filled: dict[int, set[str]] = {}
        for name in names:
            for head in slots[name]:
                filled.setdefault(head.i, set()).add(name)
        direct = {at: frozenset(found) for at, found in filled.items()}
        return PredicateSlots(token.i, [(frame, fits(frame, slots)) for frame in frames], direct)


class ClaimTable:
    """What the frames of one sentence claim; most pairs stand towards a predicate as another pair does."""

    def __init__(self, predicates: Sequence[PredicateSlots], words: ParagraphWords) -> None:
        """Hold the predicates that have frames."""
        self._predicates, self._words = predicates, words
        self._filled: dict[int, list[_Filled]] = {}
        self._known: dict[tuple[int, _Filled, _Filled, bool], tuple[Claim, ...]] = {}

    def claims_of(self, candidate: Candidate) -> tuple[Claim, ...]:
        """Return what frames claim of two ends, the best fit of each type and predicate."""
        if not self._predicates:
            return ()
        way = {*candidate.between, *candidate.up, *candidate.down}
        of_source, of_target = self._at(candidate.source.mention.head.i), self._at(candidate.target.mention.head.i)
        found: list[Claim] = []
        for one, source, target in zip(self._predicates, of_source, of_target, strict=True):
            if source[0] or target[0]:
                found += self._claims(one, source, target, one.predicate in way)
        return tuple(found)

    def _at(self, head: int) -> list[_Filled]:
        if head not in self._filled:
            self._filled[head] = [one.slots_at(head, self._words) for one in self._predicates]
        return self._filled[head]

    def _claims(self, one: PredicateSlots, source: _Filled, target: _Filled, is_near: bool) -> tuple[Claim, ...]:
        key = (one.predicate, source, target, is_near)
        if key not in self._known:
            self._known[key] = tuple(_best_claims(one, source, target, is_near))
        return self._known[key]


def _best_claims(one: PredicateSlots, source: _Filled, target: _Filled, is_near: bool) -> Iterator[Claim]:
    best: dict[str, Claim] = {}
    for frame, is_complete in one.frames:
        fit = _fit(frame, source, target)
        if fit is not None:
            claim = Claim(one.predicate, frame.type, fit, is_complete, is_near)
            if frame.type not in best or _rank(claim) < _rank(best[frame.type]):
                best[frame.type] = claim
    yield from best.values()


def _fit(frame: Frame, source: _Filled, target: _Filled) -> str | None:
    (of_source, is_source), (of_target, is_target) = source, target
    has_source, has_target = _meets(frame.source, of_source), _meets(frame.target, of_target)
    is_pair = not PAIRED.isdisjoint(frame.target) and not PAIRED.isdisjoint(of_source & of_target)
    if is_pair or (has_source and has_target):
        return "strict" if is_source and is_target else "nested"
    if _meets(frame.source, of_target) and _meets(frame.target, of_source):
        return "turned"
    if has_source:
        return "source"
    return "target" if has_target else None


def _rank(claim: Claim) -> tuple[bool, int]:
    return (not claim.is_complete, FITS.index(claim.fit))


def _meets(asked: tuple[str, ...], filled: frozenset[str]) -> bool:
    return any(slot in filled for slot in asked)
