"""Rows with types -> the first stage: binary features, one hidden layer, a softmax over types and "none" (Adagrad)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp  # type: ignore[import-untyped]  # comes with datasketch; only training needs it

from kg_loaders.extract.judging.first_stage import FirstStage, slots_of

Array = np.ndarray
_START = 3e-5  # of Adagrad's sums: small, so that the first steps are large
_GAIN = 8.0  # the gradient is of the batch's mean: this many times


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The numbers of a training."""

    hidden: int = 64
    epochs: int = 8
    batch: int = 256
    rate: float = 0.12
    last_rate: float = 0.012
    feature_dropout: float = 0.2
    hidden_dropout: float = 0.3
    decay: float = 0.05
    min_count: int = 25  # of rows, those of articles twice
    seed: int = 0


def matrix(features: Sequence[Array], keys: Array) -> sp.csr_matrix:
    """Return known features as a matrix; a row's sum of squares is 16 however many it has."""
    known = [_known(row, keys) for row in features]
    counts = np.array([len(row) for row in known])
    values = np.repeat(4 / np.sqrt(np.maximum(counts, 1)), counts).astype(np.float32)
    ends = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    indices = np.concatenate(known).astype(np.int32) if known else np.zeros(0, np.int32)
    return sp.csr_matrix((values, indices, ends), shape=(len(known), len(keys)))


def _known(row: Array, keys: Array) -> Array:
    at = np.searchsorted(keys, row)
    at[at == len(keys)] = 0
    return np.sort(at[keys[at] == row])


def softmax(z: Array) -> Array:
    """Return probabilities."""
    z = np.exp(z - z.max(1, keepdims=True))
    return np.asarray(z / z.sum(1, keepdims=True))


def frequent(features: Sequence[Array], min_count: int) -> Array:
    """Return the keys that are in at least so many rows, sorted; of those that share a place the most frequent."""
    keys, counts = np.unique(np.concatenate(features), return_counts=True)
    keys, counts = keys[counts >= min_count], counts[counts >= min_count]
    order = np.lexsort((-counts, slots_of(keys)))
    slots = slots_of(keys)[order]
    return np.sort(keys[order[np.concatenate([[True], slots[1:] != slots[:-1]])]])


def train(features: Sequence[Array], truth: Array, recipe: Recipe) -> FirstStage:
    """Train on rows; `truth` has a column a type and a last one for none, and sums to 1."""
    keys = frequent(features, recipe.min_count)
    x = matrix(features, keys)
    chance = np.random.default_rng(recipe.seed)
    learner = _Learner(
        weights={
            "rows": chance.normal(0, 0.05, (len(keys), recipe.hidden)).astype(np.float32),
            "bias": np.zeros(recipe.hidden, np.float32),
            "out": chance.normal(0, recipe.hidden**-0.5, (recipe.hidden, truth.shape[1])).astype(np.float32),
            "out_bias": np.zeros(truth.shape[1], np.float32),
        },
        recipe=recipe,
        chance=chance,
    )
    truth = truth.astype(np.float32)
    for epoch in range(recipe.epochs):
        share = epoch / max(1, recipe.epochs - 1)
        rate = recipe.rate * (recipe.last_rate / recipe.rate) ** share
        for part in _parts(len(truth), recipe.batch, chance):
            learner.step(x[part], truth[part], rate)
        for name in ("rows", "out"):
            learner.weights[name] *= 1 - recipe.decay
    return _in_bytes(keys, learner.weights)


def _in_bytes(keys: Array, weights: dict[str, Array]) -> FirstStage:
    """Keep the first weights in a byte each, with a scale a column."""
    scale = (np.abs(weights["rows"]).max(axis=0) / 127 + 1e-9).astype(np.float32)
    rows = np.round(weights["rows"] / scale).astype(np.int8)
    return FirstStage(keys, rows, scale, weights["bias"], weights["out"], weights["out_bias"])


def _parts(count: int, size: int, chance: np.random.Generator) -> Iterator[Array]:
    order = chance.permutation(count)
    for start in range(0, count, size):
        yield order[start : start + size]


class _Learner:
    def __init__(self, weights: dict[str, Array], recipe: Recipe, chance: np.random.Generator) -> None:
        self.weights, self._recipe, self._chance = weights, recipe, chance
        self._sums = {name: np.full_like(weight, _START) for name, weight in weights.items()}

    def step(self, x: sp.csr_matrix, truth: Array, rate: float) -> None:
        """Go one step down the gradient of a batch."""
        weights, recipe = self.weights, self._recipe
        x.data *= self._chance.random(len(x.data)) >= recipe.feature_dropout
        seen, indices = np.unique(x.indices, return_inverse=True)
        x = sp.csr_matrix((x.data, indices, x.indptr), shape=(len(truth), len(seen)))
        before = x @ weights["rows"][seen] + weights["bias"]
        kept = (self._chance.random(before.shape) >= recipe.hidden_dropout) / np.float32(1 - recipe.hidden_dropout)
        hidden = np.maximum(before, 0) * kept
        error = (softmax(hidden @ weights["out"] + weights["out_bias"]) - truth) * np.float32(_GAIN / len(truth))
        below = (error @ weights["out"].T) * (before > 0) * kept
        everything = slice(None)
        self._move("out", everything, hidden.T @ error, rate)
        self._move("out_bias", everything, error.sum(0), rate)
        self._move("rows", seen, x.T @ below, rate)
        self._move("bias", everything, below.sum(0), rate)

    def _move(self, name: str, at: Array | slice, gradient: Array, rate: float) -> None:
        sums = self._sums[name]
        sums[at] += gradient * gradient
        self.weights[name][at] -= rate * gradient / np.sqrt(sums[at])
