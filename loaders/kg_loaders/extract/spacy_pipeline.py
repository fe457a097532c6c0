"""A name -> a spaCy pipeline: the one that ships with newskg, or any installed one."""

import logging
from collections.abc import Iterable
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
from kg_loaders.extract.clearnlp_labels import MARKS
from kg_loaders.extract.entity_labels import ENTITY_LABELS
from kg_loaders.extract.half_precision import set_precision
from kg_loaders.extract.matrix_product import openblas

MODEL = Path(__file__).parent.parent / "model"

_OWN_COMPONENTS = ("known_groups", "date_spans", "nationalities")  # the reading needs them behind any recognizer
_OWN_ENTITY_LABELS = frozenset(ENTITY_LABELS.values())
_NEEDS = {
    "token.tag": "no tagger: the reader tells participles and plurals by their tags",
    "token.pos": "no parts of speech: the reader needs a morphologizer, or an attribute_ruler behind the tagger",
    "token.dep": "no parser: the reader sees in trees who does what to whom",
    "token.lemma": "no lemmatizer: the lexicon lists verbs and nouns by their lemmas",
    "doc.ents": "no ner: the reader starts from the names of people, organisations and places",
}

log = logging.getLogger(__name__)


def load_pipeline(name: str | None = None) -> Language:
    """Load the shipped pipeline, or the installed package or the folder of this name; nothing is downloaded.

    It multiplies matrices by OpenBLAS (see `matrix_product`); other pipelines in the process do not. A whole pipeline
    of other makers gets the components that the reading lacks; a part, such as training makes, stays as it is.
    """
    source = MODEL if name is None else name
    with openblas():
        nlp = _load(source)
    set_precision(nlp, "float32")
    if not _lacks(nlp):
        _add_missing(nlp)
    log.debug("loaded %s: %s", source, nlp.pipe_names)
    return nlp


def check_pipeline(nlp: Language, name: str | None = None) -> None:
    """Refuse a pipeline that cannot give what the reading is made of."""
    lacks = _lacks(nlp)
    if lacks is not None:
        raise PipelineError(
            f"pipeline {str(MODEL) if name is None else name!r} has {lacks}; name one that fits, or none: "
            "newskg has a pipeline of its own"
        )


def _lacks(nlp: Language) -> str | None:
    if nlp.lang != "en":
        return f"language {nlp.lang!r}: the lexicon of newskg is English, 'en'"
    given = {value for name in nlp.pipe_names for value in _assigned(nlp, name)}
    return next((lack for value, lack in _NEEDS.items() if value not in given), None)


def _assigned(nlp: Language, name: str) -> Iterable[str]:
    meta = nlp.get_pipe_meta(name)
    # spaCy declares nothing for it, as its patterns may set anything; in English pipelines they set parts of speech
    return ["token.pos"] if meta.factory == "attribute_ruler" else meta.assigns


def _add_missing(nlp: Language) -> None:
    """Add what turns the labels of other makers into ours, and our own components, each only where it is missing."""
    entity_labels = _labels(nlp, "doc.ents")
    wanted = [] if entity_labels and entity_labels <= _OWN_ENTITY_LABELS else ["entity_labels"]
    wanted += _OWN_COMPONENTS
    wanted += ["clearnlp_trees"] if MARKS & _labels(nlp, "token.dep") else []
    for name in wanted:
        if name not in nlp.pipe_names:
            nlp.add_pipe(name)


def _labels(nlp: Language, assigned: str) -> set[str]:
    """The labels of the components that assign something: of the parser, of the recognizers."""
    labels = nlp.pipe_labels
    return {label for name in labels if assigned in _assigned(nlp, name) for label in labels[name]}


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
