"""Predicates and candidates -> what frames claim of two ends, wider than they match: nested, turned, half.

A mention fills a slot directly, or stands below what fills it ("U.S. officials" for "the U.S."): then nested.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    """The frames of one word, those of one type side by side; slots are bits, numbered for this word.

    `rows` hold type, source, target, and what of the target is paired. `asking` are the frames that want an object or
    slots, by number.
    """

    start: int  # of its rows in the table of all words
    names: tuple[str, ...]
    rows: Integers
    asking: tuple[tuple[int, Frame], ...]

    @classmethod
    def of(cls, start: int, frames: Sequence[Frame], types: Sequence[str]) -> _Frames:
        names = tuple(sorted({name for frame in frames for name in (*frame.source, *frame.target)}))
        ordered = sorted(frames, key=lambda frame: types.index(frame.type))

        def bits(slots: Iterable[str]) -> int:
            return sum(1 << names.index(slot) for slot in set(slots))

        rows = [
            (types.index(one.type), bits(one.source), bits(one.target), bits(PAIRED.intersection(one.target)))
            for one in ordered
        ]
        asking = tuple((number, frame) for number, frame in enumerate(ordered) if frame.is_asking)
        return cls(start, names, np.array(rows), asking)


class ClaimReader:
    """Asks the frames of predicates what they claim."""

    def __init__(self, ontology: Ontology) -> None:
        """Hold the types."""
        self._types = tuple(ontology.types)
        self._known: dict[tuple[str, str], _Frames] = {}  # by class and word
        self._table = np.zeros((0, 4), np.int64)  # the rows of all words met so far, as far as they were put together
        self._count = 0  # of the rows of all words met so far

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
        return _claims(candidates, asked, self._rows()) if asked else _none()

    def _frames(self, frames: tuple[Frame, ...]) -> _Frames:
        key = (frames[0].word_class, frames[0].word)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = _Frames.of(self._count, frames, self._types)
            self._count += len(found.rows)
        return found

    def _rows(self) -> Integers:
        """The rows of all words, put together anew where words have come."""
        if len(self._table) < self._count:
            self._table = np.concatenate([known.rows for known in self._known.values()])
        return self._table


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


def _claims(candidates: Candidates, asked: Sequence[_Asked], table: Integers) -> Claims:
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
    return _best(candidates, _Claiming.of(asked, table), at, of_predicate, candidate, ends)


@dataclass(frozen=True, slots=True)
class _Met:
    """Slots that the ends of a pair fill, as bits, and whether they fill them themselves."""

    source: Integers
    source_itself: Flags
    target: Integers
    target_itself: Flags

    def taken(self, rows: Integers) -> _Met:
        return _Met(self.source[rows], self.source_itself[rows], self.target[rows], self.target_itself[rows])


@dataclass(frozen=True, slots=True)
class _Claiming:
    """The frames of predicates: where the rows of each one's begin in a table, and how many there are.

    `complete` tells, predicate by predicate, of which frames the object and the slots that they want are there.
    """

    table: Integers
    starts: Integers
    counts: Integers
    complete: Flags

    @classmethod
    def of(cls, asked: Sequence[_Asked], table: Integers) -> _Claiming:
        counts = np.array([len(one.frames.rows) for one in asked])
        complete = np.ones(int(counts.sum()), np.bool_)
        for one, before in zip(asked, (np.cumsum(counts) - counts).tolist(), strict=True):
            for number, frame in one.frames.asking:
                complete[before + number] = fits(frame, one.predicate.slots)
        return cls(table, np.array([one.frames.start for one in asked]), counts, complete)

    def of_predicates(self, predicates: Integers) -> tuple[Integers, Integers, Flags]:
        """Return rows, the row of the table of each frame of the predicate of a row, and whether it is complete."""
        row, at = spans(self.starts[predicates], self.counts[predicates])
        _, own = spans((np.cumsum(self.counts) - self.counts)[predicates], self.counts[predicates])
        return row, self.table[at], self.complete[own]


def _best(
    candidates: Candidates, claiming: _Claiming, at: Integers, of_predicate: Integers, candidate: Integers, ends: _Met
) -> Claims:
    """The best frame of each type, of each predicate, for each pair of ends."""
    row, frame, is_complete = claiming.of_predicates(of_predicate)
    fit = _fit(frame[:, 1], frame[:, 2], frame[:, 3], ends.taken(row))
    fitting = np.nonzero(fit < _NO_FIT)[0]
    if not len(fitting):
        return _none()
    row, type, fit = row[fitting], frame[fitting, 0], fit[fitting]
    rank = np.where(is_complete[fitting], 0, len(FITS)) + fit
    starts = starts_of(row * (int(type.max()) + 1) + type)
    rank = np.minimum.reduceat(rank, starts)
    row, kind = row[starts], type[starts]
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
