"""Boosted trees as arrays: numbers of proposals enter, probabilities leave.

Every question of every tree is asked at once; each that is answered "no" rules out the leaves to its left, and the
first leaf that is left is the one (QuickScorer: Lucchese et al. 2015, 10.1145/2766462.2767733).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg_loaders.extract.judging.arrays import Floats

Small = npt.NDArray[np.int16]
Leaves = npt.NDArray[np.uint16]
MOST_LEAVES = 16
_FIRST_LEAF = np.array([(mask & -mask).bit_length() - 1 for mask in range(1 << MOST_LEAVES)], np.int8)


@dataclass(frozen=True, slots=True)
class Trees:
    """A row for each tree, a column for each question; leaves stand from left to right.

    A number up to its threshold answers yes, and leads left. `left` has a bit for each leaf that a no leaves possible.
    Questions that a small tree has not are answered by yes.
    """

    feature: Small
    threshold: Floats
    left: Leaves
    value: Floats  # of leaves
    start: float

    def predict(self, numbers: Floats) -> Floats:
        """Return the probability of each row."""
        is_no = numbers[:, self.feature.ravel()] > self.threshold.ravel()
        possible = np.where(is_no, self.left.ravel(), np.uint16(0xFFFF)).reshape(len(numbers), *self.feature.shape)
        leaf = _FIRST_LEAF[np.bitwise_and.reduce(possible, axis=2)]
        score = self.start + self.value[np.arange(len(self.value)), leaf].sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float32)
