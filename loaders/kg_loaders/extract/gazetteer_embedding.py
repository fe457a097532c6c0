"""Docs of spaCy -> one vector per token, out of hashed word shapes, gazetteer matches and word clusters."""

from collections.abc import Callable, Sequence
from functools import lru_cache

import numpy
from numpy.typing import NDArray
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import HashEmbed, Maxout, Model, chain, concatenate, list2ragged, ragged2list, with_array
from thinc.types import Floats2d

from kg_loaders.extract.phrase_lists import clusters, gazetteer

LIST_COLUMNS = ("place", "person name", "word class", "cluster", "cluster, 6 bits", "cluster, 10 bits")
Features = NDArray[numpy.uint64]

REMEMBERED_WORDS = 200_000
FIRST_SEED = 7


@registry.architectures("newskg.GazetteerHashEmbed.v1")  # type: ignore[untyped-decorator]  # as catalogue has it
def gazetteer_hash_embed(
    width: int, attrs: list[str], rows: list[int], list_rows: list[int]
) -> Model[list[Doc], list[Floats2d]]:
    """Build spaCy's MultiHashEmbed with six more columns, `list_rows` giving the table size of each."""
    if len(attrs) != len(rows) or len(list_rows) != len(LIST_COLUMNS):
        raise ValueError(f"one number of rows for each of {attrs} and for each of {LIST_COLUMNS}")
    tables: list[Model[Features, Floats2d]] = [
        HashEmbed(width, row_count, column=column, seed=FIRST_SEED + column, dropout=None)
        for column, row_count in enumerate([*rows, *list_rows])
    ]
    mixed = Maxout(width, width * len(tables), nP=3, dropout=0.0, normalize=True)
    return chain(
        token_features(attrs),
        list2ragged(),
        with_array(concatenate(*tables)),
        with_array(mixed),
        ragged2list(),
    )


def token_features(attrs: Sequence[str]) -> Model[list[Doc], list[Features]]:
    """Build the layer that turns tokens into rows of numbers: spaCy's attributes, then the list columns."""

    def forward(
        model: Model[list[Doc], list[Features]], docs: list[Doc], is_train: bool
    ) -> tuple[list[Features], Callable[[list[Features]], list[Doc]]]:
        rows = [_doc_features(doc, attrs) for doc in docs]
        return rows, lambda gradient: []

    return Model("newskg_token_features", forward)


def _doc_features(doc: Doc, attrs: Sequence[str]) -> Features:
    attributes = numpy.asarray(doc.to_array([*attrs]), dtype="uint64").reshape((len(doc), len(attrs)))
    return numpy.hstack([attributes, list_features([token.text for token in doc])])


def list_features(words: Sequence[str]) -> Features:
    """Return what the lists know of each word, one row a word, one column for each of LIST_COLUMNS."""
    features = numpy.asarray([_word_features(word) for word in words], dtype="uint64")
    features = features.reshape((len(words), len(LIST_COLUMNS)))
    places = gazetteer()
    covered = 0
    for start in range(len(words)):
        match = places.longest_place(words, start) if start >= covered else None
        if match is not None:
            length, place_class = match
            covered = start + length
            features[start, 0] = 2 * place_class + 1
            features[start + 1 : covered, 0] = 2 * place_class + 2
    return features


@lru_cache(maxsize=REMEMBERED_WORDS)
def _word_features(word: str) -> tuple[int, ...]:
    names = gazetteer()
    person = (word in names.first_names) + 2 * (word in names.last_names) if word[:1].isupper() else 0
    cluster = clusters().get(word) or clusters().get(word.lower()) or 0
    return (0, person, names.word_classes.get(word, 0), cluster + 1, (cluster & 63) + 1, (cluster & 1023) + 1)
