"""Pipeline -> the same pipeline with other floats: half precision for the disk, single precision for use."""

from collections.abc import Iterator
from typing import Literal

from spacy.language import Language
from thinc.api import Model

Precision = Literal["float16", "float32"]


def set_precision(nlp: Language, precision: Precision) -> None:
    """Turn every weight of the pipeline into this precision, in place.

    The layers calculate in float32 only: float16 halves the files, and `load_pipeline` widens what it reads.
    """
    for node in _nodes(nlp):
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, node.get_param(name).astype(precision))  # type: ignore[arg-type]  # an array as before


def _nodes(nlp: Language) -> Iterator[Model[object, object]]:
    seen: set[int] = set()
    for _, component in nlp.components:
        model = getattr(component, "model", None)
        if isinstance(model, Model):
            for node in model.walk():
                if node.id not in seen:
                    seen.add(node.id)
                    yield node
