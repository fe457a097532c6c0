"""The judge's weights: a file enters, both stages leave."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kg.errors import LexiconError
from kg.ontology import Ontology
from kg_loaders.extract.judging.arrays import Floats
from kg_loaders.extract.judging.first_stage import FirstStage
from kg_loaders.extract.judging.proposals import NUMBERS, TypeTable
from kg_loaders.extract.judging.trees import Trees


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


def save_model(model: JudgeModel, path: Path, ontology: Ontology) -> None:
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
        value=trees.value,
        start=np.float64(trees.start),
        types=np.array(types.names),
        groups=types.groups,
        ontology=np.array(list(ontology.types)),
        numbers=np.int64(NUMBERS),
        accept=np.array([model.accept_event, model.accept_state]),
    )


def load_model(path: Path, ontology: Ontology) -> JudgeModel:
    """Read a model; one made for another reader or other types raises LexiconError."""
    with np.load(path, allow_pickle=False) as part:
        if int(part["numbers"]) != NUMBERS:
            raise LexiconError(f"judges by {part['numbers']} numbers, this reader gives {NUMBERS}", path=path)
        if part["ontology"].tolist() != list(ontology.types):
            raise LexiconError("was trained with other statement types, or in another order", path=path)
        first = FirstStage(*(part[name] for name in ("keys", "rows", "scale", "bias", "out", "out_bias")))
        arrays = {name: part[name] for name in ("feature", "threshold", "left", "value")}
        trees = Trees(**arrays, start=float(part["start"]))
        types = TypeTable.of([str(name) for name in part["types"]], part["groups"].tolist(), ontology)
        accept_event, accept_state = (float(value) for value in part["accept"])
    return JudgeModel(first=first, trees=trees, types=types, accept_event=accept_event, accept_state=accept_state)
