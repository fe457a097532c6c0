"""Paragraphs -> their words as arrays, one paragraph after the other, so that a whole batch is looked at at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg_loaders.extract.judging.arrays import Hashes, Integers, hashes_of, mixed, spans
from kg_loaders.extract.tree import Tree

_COLUMNS = ("LOWER", "LEMMA", "DEP", "HEAD")
_CASE = hashes_of("case")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of paragraphs: spaCy's hashes of small letters, lemma and label, and where each one's head stands.

    `case` tells the prepositions and other case marks of each word, in any order; 0 if it has none. `starts` holds
    where each paragraph begins.
    """

    lower: Hashes
    lemma: Hashes
    dep: Hashes
    head: Integers
    case: Hashes
    starts: Integers

    @classmethod
    def of(cls, docs: Sequence[Tree]) -> Words:
        """Read parsed paragraphs."""
        lower, lemma, dep, offset = (np.concatenate([doc.column(name) for doc in docs]) for name in _COLUMNS)
        head = offset.astype(np.int64) + np.arange(len(offset))
        case = np.zeros(len(offset), np.uint64)
        marks = np.nonzero(dep == _CASE[0])[0]
        np.add.at(case, head[marks], mixed(lower[marks], dep[marks]))
        lengths = np.array([len(doc) for doc in docs])
        return cls(lower, lemma, dep, head, case, np.cumsum(lengths) - lengths)

    def chains(self, at: Integers, length: int) -> Integers:
        """Return each word with those that govern it, `length` columns; -1 above the root."""
        chain = np.full((len(at), length), -1)
        chain[:, 0] = at
        for step in range(1, length):
            below = chain[:, step - 1]
            above = self.head[below]
            chain[:, step] = np.where((below >= 0) & (above != below), above, -1)
        return chain

    def children(self, at: Integers) -> tuple[Integers, Integers]:
        """Return the rows of `at` and their children, those of one word side by side."""
        order = np.argsort(self.head, kind="stable")
        order = order[self.head[order] != order]
        heads = self.head[order]
        first, last = np.searchsorted(heads, at), np.searchsorted(heads, at, side="right")
        row, position = spans(first, last - first)
        return row, order[position]
