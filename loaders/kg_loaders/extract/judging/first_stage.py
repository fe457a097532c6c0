"""The judge's first stage: hashes of features enter, how likely each type of statement is leaves.

It is a network of one hidden layer; its first weights are kept in a byte each. Its last product is of whole numbers, so
that a candidate gets the same figures beside whatever others it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from kg_loaders.extract.judging.arrays import Floats, Hashes, Integers, spans, starts_of
from kg_loaders.extract.judging.features import Family, Features

Keys = npt.NDArray[np.uint32]
Rows = npt.NDArray[np.uint16]  # of features, from 1; a model has at most 65,535
Sums = npt.NDArray[np.int16]  # of bytes: 258 of them at most
SLOT_BITS = 20
_MOST_LOOSE = 120  # features of a candidate beside those that families give, which are at most 110
_FEW = 4  # where fewer than one in so many things has a feature, only these are looked at
_SCALE = 4.0  # of a row of features: its sum of squares is 16 however many are known
_GRAIN = 4096.0  # parts of 1 that the last product counts in
_TOP = np.uint64(32)


def keys_of(hashes: Hashes) -> Keys:
    """Return the upper half of hashes, which names features in a model."""
    return (hashes >> _TOP).astype(np.uint32)


def slots_of(keys: Keys) -> npt.NDArray[np.uint32]:
    """Return where keys stand in the table of a model: no two of its keys share a place."""
    return keys >> np.uint32(32 - SLOT_BITS)


@dataclass(frozen=True)
class FirstStage:
    """`keys` each have a row of bytes, which `scale` widens; then come the weights above them."""

    keys: Keys
    rows: npt.NDArray[np.int8]
    scale: Floats
    bias: Floats
    out: Floats
    out_bias: Floats

    def likely(self, features: Features) -> Floats:
        """Return how likely each type holds of each candidate; what is left of 1 is that none does."""
        return self._likely(self._hidden(*self._summed(features)))

    def likely_by_keys(self, keys: Sequence[Keys]) -> Floats:
        """Return the same of candidates whose features are given by their keys."""
        sums, counts = self._nothing(len(keys))
        candidate = np.repeat(np.arange(len(keys)), [len(row) for row in keys])
        self._add_loose(candidate, np.concatenate(keys), sums, counts)
        return self._likely(self._hidden(sums, counts))

    def _likely(self, hidden: Floats) -> Floats:
        whole = np.round(hidden.astype(np.float64) * _GRAIN) @ np.round(self.out.astype(np.float64) * _GRAIN)
        z = (whole / _GRAIN**2 + self.out_bias).astype(np.float32)
        z = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray((z / z.sum(axis=1, keepdims=True))[:, :-1], dtype=np.float32)

    def _hidden(self, sums: Sums, counts: Integers) -> Floats:
        scale = (_SCALE / np.sqrt(np.maximum(counts, 1)))[:, None]
        return np.maximum(sums * scale * self.scale + self.bias, 0).astype(np.float32)

    def _summed(self, features: Features) -> tuple[Sums, Integers]:
        """The rows of each candidate's features together, and how many of them are known."""
        sums, counts = self._nothing(features.count)
        for family in features.families:
            inside, known = self._family(family)
            sums += inside if family.of_candidate is None else inside[family.of_candidate]
            counts += known if family.of_candidate is None else known[family.of_candidate]
        if features.loose:
            parts = [(one.candidate, one.keys(at)) for one in features.loose for at in range(len(one.templates))]
            candidate, hashes = (np.concatenate(part) for part in zip(*parts, strict=True))
            self._add_loose(candidate, keys_of(hashes), sums, counts)
        return sums, counts

    def _nothing(self, count: int) -> tuple[Sums, Integers]:
        return np.zeros((count, self.rows.shape[1]), np.int16), np.zeros(count, np.int64)

    def _family(self, family: Family) -> tuple[Sums, Integers]:
        """The same of each row of a family."""
        every = np.concatenate([family.keys(at) for at in range(len(family.templates))], axis=1)
        at = self._rows_of(keys_of(every))
        is_known = at > 0
        sums = np.zeros((len(at), self.rows.shape[1]), np.int16)
        taken = np.empty_like(sums)
        for column, count in zip(np.ascontiguousarray(at.T), is_known.sum(axis=0).tolist(), strict=True):
            if count * _FEW < len(column):
                known = np.nonzero(column)[0]
                sums[known] += self._wide[column[known]]
            else:  # several times faster a row, `clip` too, for it spares a copy
                sums += np.take(self._wide, column, axis=0, out=taken, mode="clip")
        return sums, is_known.sum(axis=1)

    def _add_loose(self, candidate: Integers, keys: Keys, sums: Sums, counts: Integers) -> None:
        """Add features one by one."""
        at = self._rows_of(keys)
        order = np.argsort(candidate[at > 0], kind="stable")
        candidate, at = candidate[at > 0][order], at[at > 0][order]
        starts = starts_of(candidate)
        lengths = np.minimum(np.diff(np.append(starts, len(candidate))), _MOST_LOOSE)
        row, kept = spans(starts, lengths)
        if len(kept):
            sums[candidate[starts]] += np.add.reduceat(self._wide[at[kept]], starts_of(row), axis=0, dtype=np.int16)
            counts[candidate[starts]] += lengths

    def _rows_of(self, keys: Keys) -> Rows:
        """The row of each feature; 0, which adds nothing, for those that are not known."""
        at = self._places[slots_of(keys)]
        return np.where(self._keys_by_row[at] == keys, at, 0)

    @cached_property
    def _places(self) -> Rows:
        places = np.zeros(1 << SLOT_BITS, np.uint16)
        places[slots_of(self.keys)] = np.arange(1, len(self.keys) + 1)
        return places

    @cached_property
    def _keys_by_row(self) -> Keys:
        return np.concatenate([np.zeros(1, np.uint32), self.keys])

    @cached_property
    def _wide(self) -> npt.NDArray[np.int16]:
        """The rows with one of zeros before them."""
        return np.concatenate([np.zeros((1, self.rows.shape[1]), np.int16), self.rows.astype(np.int16)])

    def weights(self, keys: Keys, column: int) -> tuple[Keys, Floats]:
        """Return the known features of one candidate, given by their keys, and how much each speaks for a type.

        The parts of the hidden layer that are at rest say nothing, so the sum is what moves the type's score.
        """
        at = self._rows_of(keys)
        known, at = keys[at > 0], at[at > 0]
        sums, counts = self._nothing(1)
        self._add_loose(np.zeros(len(known), np.int64), known, sums, counts)
        active = self._hidden(sums, counts)[0] > 0
        each = self._wide[at] * (self.scale * _SCALE / np.sqrt(max(1, len(known))))
        return known, np.asarray(each @ (self.out[:, column] * active), dtype=np.float32)
