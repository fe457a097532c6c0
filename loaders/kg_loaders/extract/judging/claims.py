"""Predicates and candidates -> what frames claim of two ends, wider than they match: nested, turned, half.

A mention fills a slot directly, or stands below what fills it ("U.S. officials" for "the U.S."): then nested.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg.ontology import Ontology
from kg_loaders.extract.frame_matching import PAIRED, Predicate, fits
from kg_loaders.extract.judging.arrays import Flags, Integers, hashes_of, spans, starts_of
from kg_loaders.extract.judging.candidates import Candidates
from kg_loaders.lexicon import Frame

FITS = ("strict", "nested", "turned", "source", "target")  # the best first
STRICT, NESTED, TURNED, SOURCE, TARGET = range(len(FITS))
_NO_FIT = len(FITS)
_NESTING = hashes_of("nmod nmod:poss nmod:desc nmod:unmarked amod compound appos flat conj")
_MAX_NESTING = 3  # steps below the word that fills a slot


@dataclass(frozen=True, slots=True)
class Claims:
    """Frames that two ends fit, the best fit of each candidate, predicate and type, candidate by candidate."""

    candidate: Integers
    type: Integers  # in the order of the ontology
    fit: Integers  # strict, nested, turned (ends swapped), source or target (only that end)
    predicate: Integers  # a word of the batch
    is_complete: Flags  # whether the frame has the object and the slots that it needs
    is_near: Flags  # whether the predicate is on the way between the ends


@dataclass(frozen=True, slots=True)
class _Frames:
    """The frames of one word, those of one type side by side; slots are bits, numbered for this word."""

    frames: tuple[Frame, ...]
    names: tuple[str, ...]
    type: Integers
    source: Integers
    target: Integers
    paired: Integers

    @classmethod
    def of(cls, frames: Sequence[Frame], types: Sequence[str]) -> _Frames:
        names = tuple(sorted({name for frame in frames for name in (*frame.source, *frame.target)}))
        ordered = tuple(sorted(frames, key=lambda frame: types.index(frame.type)))

        def bits(slots: Sequence[str]) -> int:
            return sum(1 << names.index(slot) for slot in set(slots))

        return cls(
            ordered,
            names,
            np.array([types.index(frame.type) for frame in ordered]),
            np.array([bits(frame.source) for frame in ordered]),
            np.array([bits(frame.target) for frame in ordered]),
            np.array([bits([slot for slot in frame.target if slot in PAIRED]) for frame in ordered]),
        )


class ClaimReader:
    """Asks the frames of predicates what they claim."""

    def __init__(self, ontology: Ontology) -> None:
        """Hold the types."""
        self._types = tuple(ontology.types)
        self._known: dict[tuple[str, str], _Frames] = {}  # by class and word

    def claims_of(self, candidates: Candidates, predicates: Sequence[Sequence[Predicate]]) -> Claims:
        """Return what frames claim of candidates; `predicates` are those with frames of each paragraph."""
        place_of = {(place.paragraph, place.span.start): number for number, place in enumerate(candidates.places)}
        asked: list[_Asked] = []
        for paragraph, inside in enumerate(predicates):
            offset = int(candidates.words.starts[paragraph])
            for predicate in inside:
                number = place_of.get((paragraph, predicate.sentence))
                if number is not None:
                    asked.append(_Asked(predicate, self._frames(predicate.frames), number, offset))
        return _claims(candidates, asked) if asked else _none()

    def _frames(self, frames: tuple[Frame, ...]) -> _Frames:
        key = (frames[0].word_class, frames[0].word)
        if key not in self._known:
            self._known[key] = _Frames.of(frames, self._types)
        return self._known[key]


@dataclass(frozen=True, slots=True)
class _Asked:
    predicate: Predicate
    frames: _Frames
    place: int
    offset: int  # of its paragraph among the words

    @property
    def at(self) -> int:
        return self.offset + self.predicate.token.i

    def filled(self) -> dict[int, int]:
        """Which slots each word fills, as bits."""
        found: dict[int, int] = {}
        for number, name in enumerate(self.frames.names):
            for head in self.predicate.slots[name]:
                at = self.offset + head.i
                found[at] = found.get(at, 0) | 1 << number
        return found


def _claims(candidates: Candidates, asked: Sequence[_Asked]) -> Claims:
    place, at = np.array([one.place for one in asked]), np.array([one.at for one in asked])
    filled = _Filled.of(candidates, asked, place, at)
    by_place = candidates.place  # ascends
    first, last = np.searchsorted(by_place, place), np.searchsorted(by_place, place, side="right")
    of_predicate, candidate = spans(first, last - first)
    heads = candidates.ends.head
    source = filled.of_word(of_predicate, heads[candidates.source[candidate]])
    target = filled.of_word(of_predicate, heads[candidates.target[candidate]])
    is_touched = (source[0] != 0) | (target[0] != 0)
    of_predicate, candidate = of_predicate[is_touched], candidate[is_touched]
    ends = _Met(*(part[is_touched] for part in (*source, *target)))
    return _best(candidates, asked, at, of_predicate, candidate, ends)


@dataclass(frozen=True, slots=True)
class _Met:
    """Slots that the ends of a pair fill, as bits, and whether they fill them themselves."""

    source: Integers
    source_itself: Flags
    target: Integers
    target_itself: Flags

    def taken(self, rows: Integers) -> _Met:
        return _Met(self.source[rows], self.source_itself[rows], self.target[rows], self.target_itself[rows])


def _best(
    candidates: Candidates,
    asked: Sequence[_Asked],
    at: Integers,
    of_predicate: Integers,
    candidate: Integers,
    ends: _Met,
) -> Claims:
    """The best frame of each type, of each predicate, for each pair of ends."""
    counts = np.array([len(one.frames.frames) for one in asked])
    type, source, target, paired = (
        np.concatenate([getattr(one.frames, name) for one in asked]) for name in ("type", "source", "target", "paired")
    )
    complete = np.array([fits(frame, one.predicate.slots) for one in asked for frame in one.frames.frames])
    row, frame = spans((np.cumsum(counts) - counts)[of_predicate], counts[of_predicate])
    fit = _fit(source[frame], target[frame], paired[frame], ends.taken(row))
    fitting = np.nonzero(fit < _NO_FIT)[0]
    if not len(fitting):
        return _none()
    row, frame, fit = row[fitting], frame[fitting], fit[fitting]
    rank = np.where(complete[frame], 0, len(FITS)) + fit
    starts = starts_of(row * (int(type.max()) + 1) + type[frame])
    rank = np.minimum.reduceat(rank, starts)
    row, kind = row[starts], type[frame[starts]]
    order = np.argsort(candidate[row], kind="stable")
    row, kind, rank = row[order], kind[order], rank[order]
    found, predicate = candidate[row], at[of_predicate[row]]
    return Claims(found, kind, rank % len(FITS), predicate, rank < len(FITS), _is_near(candidates, found, predicate))


def _fit(source: Integers, target: Integers, paired: Integers, ends: _Met) -> Integers:
    """How ends fit frames: the best of FITS, or _NO_FIT."""
    has_source, has_target = (ends.source & source) != 0, (ends.target & target) != 0
    is_pair = (ends.source & ends.target & paired) != 0
    is_turned = ((ends.target & source) != 0) & ((ends.source & target) != 0)
    return np.select(
        [
            (is_pair | (has_source & has_target)) & ends.source_itself & ends.target_itself,
            is_pair | (has_source & has_target),
            is_turned,
            has_source,
            has_target,
        ],
        [STRICT, NESTED, TURNED, SOURCE, TARGET],
        _NO_FIT,
    )


def _is_near(candidates: Candidates, candidate: Integers, predicate: Integers) -> Flags:
    way = np.concatenate([candidates.up, candidates.top[:, None], candidates.down], axis=1)
    is_met: Flags = (way[candidate] == predicate[:, None]).any(axis=1)
    return is_met


@dataclass(frozen=True, slots=True)
class _Filled:
    """For each predicate the slots that each word of its sentence fills: one row of words after the other."""

    bits: Integers
    is_direct: Flags
    offset: Integers  # of a predicate: add a word to find it

    @classmethod
    def of(cls, candidates: Candidates, asked: Sequence[_Asked], place: Integers, at: Integers) -> _Filled:
        words, places = candidates.words, candidates.places
        starts, ends = np.array([one.start for one in places])[place], np.array([one.end for one in places])[place]
        before = np.cumsum(ends - starts) - (ends - starts)
        of_predicate, word = spans(starts, ends - starts)
        direct = np.zeros(len(word), np.int64)
        offset = before - starts
        for number, one in enumerate(asked):
            for filling, slots in one.filled().items():
                if starts[number] <= filling < ends[number]:
                    direct[offset[number] + filling] = slots
        head = words.head[word]
        is_nested = np.isin(words.dep[word], _NESTING) & (head != at[of_predicate]) & (direct == 0)
        above = offset[of_predicate] + head
        bits = direct
        for _ in range(_MAX_NESTING):
            bits = np.where(is_nested, bits[above], direct)
        return cls(bits, direct != 0, offset)

    def of_word(self, predicate: Integers, word: Integers) -> tuple[Integers, Flags]:
        """Return the slots that words fill towards predicates, and whether they do so themselves."""
        at = self.offset[predicate] + word
        return self.bits[at], self.is_direct[at]


def _none() -> Claims:
    numbers, flags = np.zeros(0, np.int64), np.zeros(0, np.bool_)
    return Claims(numbers, numbers, numbers, numbers, flags, flags)
