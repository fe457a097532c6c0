"""Boosted trees as arrays: numbers of proposals enter, probabilities leave."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Small = npt.NDArray[np.int16]


@dataclass(frozen=True, slots=True)
class Trees:
    """A row for each tree, a column for each node, the root first. A leaf's children are itself."""

    feature: Small
    threshold: Floats  # a number up to it goes left
    left: Small
    right: Small
    value: Floats
    start: float
    depth: int

    def predict(self, numbers: Floats) -> Floats:
        """Return the probability of each row."""
        width = self.feature.shape[1]
        feature, threshold = self.feature.ravel(), self.threshold.ravel()
        left, right = self.left.ravel(), self.right.ravel()
        root = np.arange(len(self.feature), dtype=np.int32)[None, :] * width
        first = np.arange(len(numbers), dtype=np.int32)[:, None] * numbers.shape[1]
        at = np.repeat(root, len(numbers), axis=0)
        flat = np.ascontiguousarray(numbers).ravel()
        for _ in range(self.depth):
            goes_left = flat[first + feature[at]] <= threshold[at]
            at = root + np.where(goes_left, left[at], right[at])
        score = self.start + self.value.ravel()[at].sum(axis=1)
        return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float32)
