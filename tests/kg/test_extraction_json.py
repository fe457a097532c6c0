"""Extractions go through a line of JSON and come back; broken lines are refused with path, line and field."""

import json
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import LoadError
from kg.export.extraction_json import extraction_from_json, extraction_to_json
from kg.model import (
    Attribution,
    Document,
    DocumentEntity,
    Evidence,
    Extraction,
    Form,
    Kind,
    Mention,
    Modality,
    Polarity,
    Quote,
    Sentence,
    Silence,
    Statement,
)
from kg.ontology import load_ontology
from kg.partial_date import PartialDate

TEXT = "🙂 Kerr may not visit Łódź in May, reports say.\nOrr wept."
PERSON, TRIGGER, PLACE = Quote.of(TEXT, 2, 6), Quote.of(TEXT, 15, 20), Quote.of(TEXT, 21, 25)
SENTENCE = Quote.of(TEXT, 0, 46)
STATEMENT = Statement(
    id="s1",
    document="d1",
    source="e1",
    type="VISITS",
    target="e2",
    polarity=Polarity.NEGATIVE,
    modality=Modality.POSSIBLE,
    attribution=Attribution(text="reports"),
    date=PartialDate.parse("2021-05"),
    date_text="May",
    place="e2",
    evidence=(Evidence(sentence=SENTENCE, trigger=TRIGGER, source=PERSON, target=PLACE, rule="visit"),),
    confidence=0.87,
)
DOCUMENT = Document(
    id="d1",
    text=TEXT,
    title='A "visit"',
    url="https://example.org/1",
    source="Example",
    author="Ana",
    published=PartialDate.parse("2021-04-30"),
    language="en",
    metadata=(("licence", '"own"'), ("tags", '["a", 1, null]')),
)
FULL = Extraction(
    document=DOCUMENT,
    reader="newskg 1",
    sentences=(Sentence(index=0, start=0, end=46), Sentence(index=1, start=47, end=56)),
    entities=(
        DocumentEntity(id="e1", kind=Kind.PERSON, name="Kerr", mentions=(Mention(quote=PERSON, form=Form.NAME),)),
        DocumentEntity(id="e2", kind=Kind.LOCATION, name="Łódź", mentions=(Mention(quote=PLACE, form=Form.NAME),)),
    ),
    statements=(STATEMENT,),
    silences=(Silence(sentence=Quote.of(TEXT, 47, 56), reason="no-target", detail="wept"),),
)
NO_TARGET = replace(STATEMENT, type="DEPLOYS_TO", target=None, evidence=(replace(STATEMENT.evidence[0], target=None),))
PATH = Path("a.jsonl")


def read(line: str) -> Extraction:
    return extraction_from_json(json.loads(line), path=PATH, line=3, ontology=load_ontology())


@pytest.mark.parametrize(
    "extraction",
    [
        FULL,
        replace(FULL, statements=(replace(STATEMENT, attribution=Attribution(entity="e1")),)),
        replace(FULL, statements=(replace(STATEMENT, attribution=None, date=None, place=None),)),
        replace(FULL, statements=(NO_TARGET,)),
        Extraction(document=Document(id="x", text="x"), reader="r", sentences=(), entities=(), statements=()),
    ],
)
def test_extraction_comes_back_the_same(extraction: Extraction) -> None:
    assert read(extraction_to_json(extraction)) == extraction


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip))
def test_any_text_passes_as_one_line(text: str) -> None:
    sentences = (Sentence(index=0, start=0, end=len(text)),)
    extraction = replace(
        FULL,
        document=Document(id=text.replace("\0", "0"), text=text),
        sentences=sentences,
        entities=(),
        statements=(),
        silences=(),
    )

    line = extraction_to_json(extraction)

    assert len(line.splitlines()) == 1
    assert read(line) == extraction


def test_keys_stand_in_the_order_that_others_rely_on() -> None:
    row = json.loads(extraction_to_json(FULL))

    assert " ".join(row) == (
        "format reader id title url source author published language sha256 metadata text"
        " sentences entities statements silences"
    )
    assert " ".join(row["statements"][0]) == (
        "id source type target polarity modality attribution date date_text place confidence evidence"
    )
    assert " ".join(row["statements"][0]["evidence"][0]) == "start end sentence trigger source target rule"
    assert " ".join(row["entities"][0]["mentions"][0]) == "text start end form"
    assert " ".join(row["silences"][0]) == "start end sentence reason detail"


def test_letters_are_written_as_they_are() -> None:
    assert "🙂 Kerr may not visit Łódź" in extraction_to_json(FULL)


def test_unknown_keys_become_metadata() -> None:
    row = {**json.loads(extraction_to_json(FULL)), "rating": 5}

    assert ("rating", "5") in read(json.dumps(row)).document.metadata


def changed(place: str, value: object) -> str:
    """Return the full line with the value at a place such as `statements.0.type` replaced; ... removes it."""
    row = json.loads(extraction_to_json(FULL))
    *folders, last = (int(part) if part.isdigit() else part for part in place.split("."))
    part = row
    for folder in folders:
        part = part[folder]
    if value is ...:
        del cast("dict[str, object]", part)[str(last)]
    else:
        part[last] = value
    return json.dumps(row)


BROKEN = [
    ("format", "newskg-extraction/9", "format: is 'newskg-extraction/9'"),
    ("id", ..., "id: must be text, not null"),
    ("id", 7, "id: must be text, not the number 7"),
    ("text", " ", "text is empty"),
    ("text", TEXT + "!", "sha256: is not that of the text"),
    ("title", "\ud800", "title: holds half of a surrogate pair"),
    ("published", "May", "published: not a date: 'May'"),
    ("metadata", [], "metadata: must be an object, not a list"),
    ("sentences", {}, "sentences: must be a list, not an object"),
    ("sentences.1", [47], "sentences[1]: must be [start, end], not 1 numbers"),
    ("sentences.1", [40, 56], "sentences[1].start: 40 lies before 46"),
    ("entities.0", "e1", "entities[0]: must be an object, not text"),
    ("entities.0.kind", "CITY", "entities[0].kind: unknown kind 'CITY'; known: PERSON"),
    ("entities.0.mentions.0.start", True, "entities[0].mentions[0].start: must be a whole number"),
    ("entities.0.mentions.0.form", "verb", "entities[0].mentions[0].form: unknown form 'verb'"),
    ("entities.0.mentions.0.text", "Karr", "entities[0].mentions[0]: quotes 'Karr'"),
    ("statements.0.type", "VISIT", "statements[0].type: unknown statement type 'VISIT'"),
    ("statements.0.source", "e9", "statements[0].source: no entity has the id 'e9'"),
    ("statements.0.modality", "maybe", "statements[0].modality: unknown modality 'maybe'"),
    ("statements.0.confidence", 0, "statements[0]: confidence must be in (0, 1], not 0"),
    ("statements.0.confidence", 10**400, "statements[0].confidence: is too large"),
    ("statements.0.evidence", [], "statements[0]: statement s1 has no evidence"),
    (
        "statements.0.evidence.0.start",
        "0",
        "statements[0].evidence[0].start: must be a whole number, not text",
    ),
    ("statements.0.evidence.0.end", 45, "statements[0].evidence[0]: "),
    (
        "statements.0.evidence.0.trigger",
        [15, 99],
        "statements[0].evidence[0].trigger: [15, 99) is not within",
    ),
    ("silences.0.reason", None, "silences[0].reason: must be text, not null"),
]


@pytest.mark.parametrize(("place", "value", "message"), BROKEN)
def test_broken_line_is_refused_with_its_field(place: str, value: object, message: str) -> None:
    with pytest.raises(LoadError) as caught:
        read(changed(place, value))

    assert str(caught.value).startswith(f"a.jsonl:3: {message}")
