"""A name -> a spaCy pipeline: the one that ships with newskg, or any installed one."""

import logging
from pathlib import Path

import spacy
from spacy.language import Language

from kg.errors import PipelineError

# importing these registers the architecture and the components that the shipped model names
from kg_loaders.extract import (  # noqa: F401
    date_spans,
    gazetteer_embedding,
    known_groups,
    nationalities,
    ud_lemmatizer,
)
from kg_loaders.extract.half_precision import set_precision
from kg_loaders.extract.matrix_product import openblas

MODEL = Path(__file__).parent.parent / "model"

log = logging.getLogger(__name__)


def load_pipeline(name: str | None = None) -> Language:
    """Load the shipped pipeline, or the installed package or the folder of this name; nothing is downloaded.

    It multiplies matrices by OpenBLAS (see `matrix_product`); other pipelines in the process do not.
    """
    source = MODEL if name is None else name
    with openblas():
        nlp = _load(source)
    set_precision(nlp, "float32")
    log.debug("loaded %s: %s", source, nlp.pipe_names)
    return nlp


def _load(source: str | Path) -> Language:
    try:
        return spacy.load(source)
    except OSError as error:
        raise PipelineError(_advice(source)) from error


def _advice(source: str | Path) -> str:
    if source == MODEL:
        return f"the pipeline of newskg is missing from {MODEL}; install newskg again or name another one"
    return (
        f"no spaCy pipeline {str(source)!r}; install it (python -m spacy download {source}), "
        "give the path of its folder, or give no name: newskg has a pipeline of its own"
    )
