"""The judge's weights: a file enters; hashes of features give how likely each type is, numbers of proposals how right.

Stage one is a network of one hidden layer whose first weights are kept in a byte each; stage two are boosted trees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kg.errors import LexiconError
from kg.ontology import Ontology
from kg_loaders.extract.judge_proposals import NUMBERS, TypeTable
from kg_loaders.extract.judge_trees import Trees

Floats = npt.NDArray[np.float32]
Hashes = npt.NDArray[np.uint32]
_SCALE = 4.0  # of a row of features: its sum of squares is 16 however many are known


@dataclass(frozen=True, slots=True)
class FirstStage:
    """`keys` are sorted hashes; each has a row of bytes, which `scale` widens; then come the weights above them."""

    keys: Hashes
    rows: npt.NDArray[np.int8]
    scale: Floats
    bias: Floats
    out: Floats
    out_bias: Floats

    def likely(self, features: Sequence[Hashes]) -> Floats:
        """Return how likely each type holds of each candidate; what is left of 1 is that none does."""
        hidden = np.maximum(self._summed(features) * self.scale + self.bias, 0)
        z = hidden @ self.out + self.out_bias
        z = np.exp(z - z.max(axis=1, keepdims=True))
        return np.asarray((z / z.sum(axis=1, keepdims=True))[:, :-1], dtype=np.float32)

    def weights(self, hashes: Hashes, column: int) -> Floats:
        """Return how much each feature of one candidate speaks for a type; 0 where it is not known.

        The parts of the hidden layer that are at rest say nothing, so the sum is what moves the type's score.
        """
        known = np.minimum(np.searchsorted(self.keys, hashes), len(self.keys) - 1)
        is_known = self.keys[known] == hashes
        active = (self._summed([hashes]) * self.scale + self.bias)[0] > 0
        each = self.rows[known] * (self.scale * _SCALE / np.sqrt(max(1, int(is_known.sum()))))
        return np.asarray(np.where(is_known, each @ (self.out[:, column] * active), 0), dtype=np.float32)

    def _summed(self, features: Sequence[Hashes]) -> Floats:
        hashes = np.concatenate(features)
        at = np.minimum(np.searchsorted(self.keys, hashes), len(self.keys) - 1)
        is_known = self.keys[at] == hashes
        of_row = np.repeat(np.arange(len(features)), [len(row) for row in features])[is_known]
        counts = np.bincount(of_row, minlength=len(features))
        sums = np.zeros((len(features), self.rows.shape[1]), np.float32)
        has_any = counts > 0
        if has_any.any():
            starts = (np.cumsum(counts) - counts)[has_any]
            sums[has_any] = np.add.reduceat(self.rows[at[is_known]], starts, axis=0, dtype=np.int32)
        return np.asarray(sums * (_SCALE / np.sqrt(np.maximum(counts, 1)))[:, None], dtype=np.float32)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeModel:
    """Both stages, the types they know, and how sure a statement must be."""

    first: FirstStage
    trees: Trees
    types: TypeTable
    accept_event: float
    accept_state: float

    @property
    def accept(self) -> Floats:
        """How sure a statement of each type must be."""
        return np.where(self.types.is_event, self.accept_event, self.accept_state).astype(np.float32)


def save_model(model: JudgeModel, path: Path) -> None:
    """Write a model; the same one gives the same bytes."""
    first, trees, types = model.first, model.trees, model.types
    np.savez_compressed(
        path,
        keys=first.keys,
        rows=first.rows,
        scale=first.scale,
        bias=first.bias,
        out=first.out,
        out_bias=first.out_bias,
        feature=trees.feature,
        threshold=trees.threshold,
        left=trees.left,
        right=trees.right,
        value=trees.value,
        start=np.float64(trees.start),
        depth=np.int64(trees.depth),
        types=np.array(types.names),
        groups=types.groups,
        numbers=np.int64(NUMBERS),
        accept=np.array([model.accept_event, model.accept_state]),
    )


def load_model(path: Path, ontology: Ontology) -> JudgeModel:
    """Read a model; one made for another reader raises LexiconError."""
    with np.load(path, allow_pickle=False) as part:
        if int(part["numbers"]) != NUMBERS:
            raise LexiconError(f"judges by {part['numbers']} numbers, this reader gives {NUMBERS}", path=path)
        first = FirstStage(*(part[name] for name in ("keys", "rows", "scale", "bias", "out", "out_bias")))
        trees = Trees(
            part["feature"],
            part["threshold"],
            part["left"],
            part["right"],
            part["value"],
            start=float(part["start"]),
            depth=int(part["depth"]),
        )
        types = TypeTable.of([str(name) for name in part["types"]], part["groups"].tolist(), ontology)
        accept_event, accept_state = (float(value) for value in part["accept"])
    return JudgeModel(first=first, trees=trees, types=types, accept_event=accept_event, accept_state=accept_state)
