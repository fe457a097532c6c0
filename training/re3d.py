"""re3d, raw text with entities by character offsets -> Docs with the names among them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from kg_loaders.extract.phrase_lists import name_words
from training.docs import set_names, with_demonyms
from training.held_out import rough_sentences
from training.name_spans import UNKNOWN, NameSpan, is_named, is_office, name_of_words, outermost, trim_characters
from training.recipe import DataRecipe
from training.sources import read_text

SOURCES = (
    "australian_department_of_foreign_affairs",
    "delegation_of_the_european_union_to_syria",
    "uk_government",
    "us_state_department",
    "wikipedia",
)
LABELS = {"Person": "PERSON", "Organisation": "ORG", "Location": "LOC", "Nationality": "NORP"}
PRONOUNS = frozenset(["i", "we", "he", "it"])
DIRECTION = re.compile(r"(?:(?:north|south|east|west|central|upper|lower)[a-z-]*\s+)+(?=[A-Z])")  # "eastern Aleppo"
OPENS_SENTENCE = '.\n"“'


@dataclass(frozen=True, slots=True, kw_only=True)
class Re3dDocument:
    """A document and its entities; `number` counts the documents of all sources, from 1."""

    number: int
    text: str
    entities: list[dict[str, Any]]

    @property
    def sentences(self) -> list[str]:
        """Rough sentences, for the fingerprints."""
        return rough_sentences(self.text)


def read_re3d(corpora: Path) -> Iterator[Re3dDocument]:
    """Yield the documents, without the entities whose offsets do not quote their value."""
    lines = [line for name in SOURCES for line in read_text(corpora, f"re3d/{name}.jsonl").splitlines()]
    for number, line in enumerate(lines, start=1):
        record = json.loads(line)
        text, entities = record["text"], record["entities"]
        quoted = [entity for entity in entities if text[entity["begin"] : entity["end"]] == entity["value"]]
        yield Re3dDocument(number=number, text=text, entities=quoted)


def re3d_doc(nlp: Language, document: Re3dDocument, recipe: DataRecipe) -> Doc:
    """Return a Doc with the named mentions as entities.

    Of low confidence are rejected suggestions and true nested names alike: unknown. Lists of countries often
    have no annotation at all: capitals in mid-sentence without one are unknown too.
    """
    doc = nlp.make_doc(document.text)
    words = [token.text for token in doc]
    names = list[NameSpan]()
    unknown = _unexplained_capitals(doc)
    for entity in document.entities:
        unknown += _unknown(doc, entity, recipe)
        names += _names(doc, entity, recipe)
    trimmed = [short for name in names if (short := name_of_words(words, name))]
    set_names(doc, [*with_demonyms(words, outermost(trimmed)), *unknown])
    return doc


def _names(doc: Doc, entity: dict[str, Any], recipe: DataRecipe) -> list[NameSpan]:
    label = LABELS.get(entity["type"])
    is_sure = entity["confidence"] >= recipe.re3d_confidence or label == "NORP"
    if label is None or not is_sure or not _is_name(entity["value"], label):
        return []
    start, end = trim_characters(doc.text, entity["begin"], entity["end"], is_person=label == "PERSON")
    if label == "LOC" and (direction := DIRECTION.match(doc.text, start, end)):
        start = direction.end()
    return [span for span in _spans(doc, start, end, label) if span.end - span.start <= recipe.longest_re3d_name]


def _is_name(value: str, label: str) -> bool:
    """Say whether a value is a name: no pronoun, office ("UK Special Representative"), crowd or pair of coordinates."""
    if not is_named(value) or value.lower() in PRONOUNS or not value[:1].isalpha():
        return False
    is_crowd = label != "NORP" and len(value.split()) > 1 and value.split()[-1] in name_words().demonyms
    return not is_crowd and not (label == "PERSON" and is_office(value))


def _unknown(doc: Doc, entity: dict[str, Any], recipe: DataRecipe) -> list[NameSpan]:
    is_unsure = entity["confidence"] < recipe.re3d_confidence
    if entity["type"] in LABELS and (is_unsure or is_named(entity["value"])):
        return _spans(doc, entity["begin"], entity["end"], UNKNOWN)
    return []


def _unexplained_capitals(doc: Doc) -> list[NameSpan]:
    return [
        NameSpan(start=token.i, end=token.i + 1, label=UNKNOWN)
        for token in doc
        if token.i > 0
        and token.is_title
        and doc[token.i - 1].text not in OPENS_SENTENCE
        and token.lower_ not in name_words().titles
    ]


def _spans(doc: Doc, start: int, end: int, label: str) -> list[NameSpan]:
    span = doc.char_span(start, end, alignment_mode="expand")
    return [NameSpan(start=span.start, end=span.end, label=label)] if span is not None else []
