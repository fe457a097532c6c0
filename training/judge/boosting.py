"""Numbers of proposals, and which are right -> boosted trees on histograms, grown leaf by leaf (LightGBM's way)."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

from kg_loaders.extract.judging.trees import Trees

Array = np.ndarray
_BINS = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """The numbers of a training."""

    trees: int = 120
    leaves: int = 12
    rate: float = 0.08
    least: int = 30  # rows in a leaf
    l2: float = 5.0
    sample: float = 0.6  # of the rows, for each tree
    seed: int = 0


@dataclass(slots=True)
class _Tree:
    feature: list[int] = field(default_factory=list)
    bin: list[int] = field(default_factory=list)
    left: list[int] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    value: list[float] = field(default_factory=list)
    depth: list[int] = field(default_factory=list)

    def add(self, value: float, depth: int) -> int:
        """Add a leaf and return its number."""
        at = len(self.value)
        for column, item in ((self.feature, 0), (self.bin, 0), (self.left, at), (self.right, at), (self.depth, depth)):
            column.append(item)
        self.value.append(value)
        return at

    def questions(self) -> list[int]:
        """Return the nodes that are no leaves."""
        return [at for at, left in enumerate(self.left) if left != at]

    def leaves(self, below: int = 0) -> list[int]:
        """Return the leaves below a node, from left to right."""
        if self.left[below] == below:
            return [below]
        return [*self.leaves(self.left[below]), *self.leaves(self.right[below])]


def grow(numbers: Array, truth: Array, growth: Growth) -> Trees:
    """Train on rows."""
    edges = [_edges(column) for column in numbers.T]
    binned = np.stack([np.searchsorted(edge, column) for edge, column in zip(edges, numbers.T, strict=True)], axis=1)
    codes = (binned + np.arange(numbers.shape[1]) * _BINS).astype(np.int32)
    share = float(np.clip(truth.mean(), 1e-4, 1 - 1e-4))
    start = float(np.log(share / (1 - share)))
    score = np.full(len(truth), start)
    chance = np.random.default_rng(growth.seed)
    trees = []
    for _ in range(growth.trees):
        p = 1 / (1 + np.exp(-score))
        part = np.nonzero(chance.random(len(truth)) < growth.sample)[0]
        tree = _Grower(codes, p - truth, p * (1 - p), growth).tree(part)
        score += np.array(tree.value)[_leaf_of(tree, binned)]
        trees.append(tree)
    return _as_arrays(trees, edges, start)


def _edges(column: Array) -> Array:
    """Upper bounds of bins with about as many rows each."""
    values = np.unique(column)
    if len(values) >= _BINS:
        values = np.unique(np.quantile(column, np.linspace(0, 1, _BINS)[1:], method="lower"))
    return values[:-1] if len(values) > 1 else values


class _Grower:
    def __init__(self, codes: Array, gradient: Array, curvature: Array, growth: Growth) -> None:
        self._codes, self._gradient, self._curvature, self._growth = codes, gradient, curvature, growth
        self._width = codes.shape[1] * _BINS

    def tree(self, rows: Array) -> _Tree:
        """Grow one tree, the most useful split first."""
        tree = _Tree()
        sums = self._sums(rows)
        root = tree.add(self._value(sums), 0)
        waiting = [(*self._best(sums), root, rows, sums)]
        while waiting and len(tree.value) < 2 * self._growth.leaves - 1:
            minus_gain, feature, bin, at, rows, sums = heapq.heappop(waiting)
            if minus_gain >= -1e-6:
                break
            is_left = self._codes[rows, feature] <= feature * _BINS + bin
            low, high = rows[is_left], rows[~is_left]
            small = self._sums(low if len(low) < len(high) else high)
            of_low, of_high = (small, sums - small) if len(low) < len(high) else (sums - small, small)
            tree.feature[at], tree.bin[at] = feature, bin
            for side, part, total in (("left", low, of_low), ("right", high, of_high)):
                leaf = tree.add(self._value(total), tree.depth[at] + 1)
                getattr(tree, side)[at] = leaf
                heapq.heappush(waiting, (*self._best(total), leaf, part, total))
        return tree

    def _sums(self, rows: Array) -> Array:
        """Gradient, curvature and count in each bin of each feature."""
        codes = self._codes[rows].ravel()
        each = self._codes.shape[1]
        weights = (np.repeat(self._gradient[rows], each), np.repeat(self._curvature[rows], each), None)
        return np.stack([np.bincount(codes, weight, self._width) for weight in weights]).reshape(3, each, _BINS)

    def _value(self, sums: Array) -> float:
        gradient, curvature = sums[0, 0].sum(), sums[1, 0].sum()
        return float(-self._growth.rate * gradient / (curvature + self._growth.l2))

    def _best(self, sums: Array) -> tuple[float, int, int]:
        below = sums.cumsum(axis=2)
        whole = below[:, :, -1:]
        above = whole - below
        l2 = self._growth.l2
        gain = below[0] ** 2 / (below[1] + l2) + above[0] ** 2 / (above[1] + l2) - whole[0] ** 2 / (whole[1] + l2)
        gain[(below[2] < self._growth.least) | (above[2] < self._growth.least)] = 0
        best = int(gain.argmax())
        return (-float(gain.flat[best]), best // _BINS, best % _BINS)


def _leaf_of(tree: _Tree, binned: Array) -> Array:
    feature, bin, left, right = (np.array(part) for part in (tree.feature, tree.bin, tree.left, tree.right))
    rows, node = np.arange(len(binned)), np.zeros(len(binned), dtype=np.int64)
    for _ in range(max(tree.depth)):
        node = np.where(binned[rows, feature[node]] <= bin[node], left[node], right[node])
    return node


def _as_arrays(trees: list[_Tree], edges: list[Array], start: float) -> Trees:
    """Put trees side by side; a bin becomes its upper bound."""
    leaves = max(len(tree.leaves()) for tree in trees)
    shape = (len(trees), leaves - 1)
    feature, threshold = np.zeros(shape, np.int16), np.full(shape, np.inf, np.float32)
    left, value = np.full(shape, 0xFFFF, np.uint16), np.zeros((len(trees), leaves), np.float32)
    for number, tree in enumerate(trees):
        order = tree.leaves()
        value[number, : len(order)] = [tree.value[leaf] for leaf in order]
        for at, node in enumerate(tree.questions()):
            bounds = edges[tree.feature[node]]
            feature[number, at] = tree.feature[node]
            threshold[number, at] = bounds[min(tree.bin[node], len(bounds) - 1)]
            left[number, at] = 0xFFFF - sum(1 << order.index(leaf) for leaf in tree.leaves(tree.left[node]))
    return Trees(feature, threshold, left, value, start)
