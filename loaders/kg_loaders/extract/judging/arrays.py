"""Small tools on arrays: one hash for several, ragged rows, the highest value beside one's own."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from spacy.strings import get_string_id

Integers = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

_ODD = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)


def mixed(value: Hashes, part: Hashes) -> Hashes:
    """Return one hash for two; the order counts. Arrays of any shapes that go together."""
    both = (value ^ part) * _ODD
    return both ^ (both >> _HALF)


def codes(values: npt.NDArray[np.generic] | list[int]) -> Hashes:
    """Return small numbers as hashes take them; no two of those up to 2^32 are alike."""
    return (np.asarray(values).astype(np.uint64) + np.uint64(1)) * _ODD


def number_of_code(code: int) -> int:
    """Return the number that `codes` made a hash of."""
    return (code * pow(int(_ODD), -1, 1 << 64) - 1) % (1 << 64)


def hashes_of(words: str) -> Hashes:
    """Return spaCy's hashes of words, sorted."""
    return np.array(sorted(get_string_id(word) for word in words.split()), np.uint64)


def spans(starts: Integers, counts: Integers) -> tuple[Integers, Integers]:
    """Return the rows of ragged lists and the positions of their items: list k holds `starts[k]` and what follows."""
    row = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return row, np.arange(len(row)) - before[row] + starts[row]


def highest_beside(groups: Integers, values: Floats, rows: Integers, columns: Integers) -> Floats:
    """Return for some cells of a table the highest value of the column in the other rows of the group; 0 if alone."""
    order = np.argsort(groups, kind="stable")
    ordered, asked = groups[order], groups[rows]
    first, last = np.searchsorted(ordered, asked), np.searchsorted(ordered, asked, side="right")
    cell, at = spans(first, last - first)
    other = order[at]
    beside = np.where(other == rows[cell], 0, values[other, columns[cell]])
    return np.maximum.reduceat(beside, starts_of(cell)) if len(cell) else np.zeros(0, np.float32)


def starts_of(groups: Integers) -> Integers:
    """Return where each group begins in rows that stand group by group."""
    is_start = np.ones(len(groups), np.bool_)
    is_start[1:] = groups[1:] != groups[:-1]
    return np.nonzero(is_start)[0]
