"""What each corpus marks comes out as a name under our labels."""

from pathlib import Path

import pytest
import spacy

from training.conllu import read_documents
from training.docs import NamedSentence, name_doc, sentence_names
from training.gum_names import gum_names
from training.name_corpora import tagged_names
from training.name_spans import UNKNOWN, NameSpan, trim_characters
from training.re3d import Re3dDocument, re3d_doc
from training.recipe import RECIPE, Recipe

TINY = (Path(__file__).parent / "tiny.conllu").read_text(encoding="utf-8")
RECIPE_DATA = Recipe.from_file(RECIPE).data
SENTENCES = [sentence for document in read_documents(TINY) for sentence in document.sentences]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (0, [("Jane Roe", "PERSON"), ("Ruritania", "LOC")]),
        (1, [("Red Front", "ORG"), ("Port Hope", "LOC")]),
        (2, []),
        (3, [("John Doe", "PERSON"), ("Syldavia", "LOC")]),
    ],
)
def test_gum_mentions_are_cut_to_their_names(number: int, expected: list[tuple[str, str]]) -> None:
    sentence = SENTENCES[number]

    names = [name for name in gum_names(sentence) if name.label != UNKNOWN]

    words = [token.form for token in sentence]
    assert [(" ".join(words[name.start : name.end]), name.label) for name in names] == expected


def test_known_names_without_title_and_demonyms_become_entities() -> None:
    words = ["The", "Syrian", "President", "John", "Doe", "met", "Kurds"]
    names = [NameSpan(start=0, end=5, label="PERSON")]
    sentence = NamedSentence(words=words, spaces=[True] * len(words), names=names)

    doc = name_doc(spacy.blank("en").vocab, [sentence])

    assert [(entity.text, entity.label_) for entity in doc.ents] == [
        ("Syrian", "NORP"),
        ("John Doe", "PERSON"),
        ("Kurds", "NORP"),
    ]


def test_unknown_words_are_missing_and_the_rest_is_outside() -> None:
    sentence = NamedSentence(
        words=["Roe", "met", "Doe"], spaces=[True] * 3, names=[NameSpan(start=0, end=1, label=UNKNOWN)]
    )

    doc = name_doc(spacy.blank("en").vocab, [sentence])

    assert [token.ent_iob_ for token in doc] == ["", "O", "O"]


def test_place_that_is_a_demonym_becomes_norp() -> None:
    sentence = NamedSentence(words=["Syrians"], spaces=[False], names=[NameSpan(start=0, end=1, label="LOC")])

    assert sentence_names(sentence) == [NameSpan(start=0, end=1, label="NORP")]


def test_first_style_of_iob_starts_a_name_without_b() -> None:
    rows = [("Jane", "I-PER"), ("Roe", "I-PER"), ("of", "O"), ("Chad", "I-LOC")]

    names = tagged_names(rows, {"PER": "PERSON", "LOC": "LOC"})

    assert [(name.start, name.end, name.label) for name in names] == [(0, 2, "PERSON"), (3, 4, "LOC")]


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("the White House", "White House"),
        ("President Jane Roe's", "Jane Roe"),
        ('"Jane Roe"', "Jane Roe"),
        ("Syrian Colonel John Doe", "John Doe"),
    ],
)
def test_mention_in_raw_text_is_trimmed_to_its_name(mention: str, name: str) -> None:
    start, end = trim_characters(mention, 0, len(mention), is_person=True)

    assert mention[start:end] == name


@pytest.mark.parametrize(
    ("kind", "value", "names"),
    [
        ("Person", "the Foreign Secretary", []),
        ("Person", "Minister Jane Roe", [("Jane Roe", "PERSON")]),
        ("Location", "north-eastern Ruritania", [("Ruritania", "LOC")]),
        ("Location", "35.03°N 43.64°E", []),
        ("Organisation", "It", []),
        ("Organisation", "all Syrians", [("Syrians", "NORP")]),
    ],
)
def test_mention_of_re3d_is_cut_to_its_name(kind: str, value: str, names: list[tuple[str, str]]) -> None:
    text = f"Then {value} stayed."
    entity = {"begin": 5, "end": 5 + len(value), "type": kind, "value": value, "confidence": 1.0}

    doc = re3d_doc(spacy.blank("en"), Re3dDocument(number=1, text=text, entities=[entity]), RECIPE_DATA)

    assert [(found.text, found.label_) for found in doc.ents] == names
