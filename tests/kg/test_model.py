"""The nouns keep their own rules."""

from __future__ import annotations

import dataclasses

import pytest

from kg.errors import ModelError
from kg.model import (
    Attribution,
    Document,
    Evidence,
    Kind,
    Modality,
    Polarity,
    Quote,
    Statement,
    content_id,
    statement_id,
)
from kg.partial_date import PartialDate


def quote(text: str) -> Quote:
    return Quote.of(text, 0, len(text))


def statement(**changes: object) -> Statement:
    words = quote("Ana met Orr.")
    evidence = (Evidence(sentence=words, trigger=quote("met"), source=quote("Ana"), target=None, rule="r"),)
    whole = {"id": "s", "document": "d", "source": "a", "type": "MEETS", "target": "b", "evidence": evidence}
    return Statement(**{**whole, "confidence": 0.5, **changes})  # type: ignore[arg-type] # a test's shorthand


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 3), (4, 1)])
def test_offsets_are_half_open_and_never_empty(start: int, end: int) -> None:
    with pytest.raises(ModelError, match="0 <= start < end"):
        Quote(start=start, end=end, text="abc")


def test_a_quote_is_as_long_as_its_offsets_say() -> None:
    with pytest.raises(ModelError, match="is not 2 characters long"):
        Quote(start=0, end=2, text="abc")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"text": " \n"}, "text is empty"),
        ({"id": ""}, "needs an id"),
        ({"title": "half \ud800"}, "title holds half of a surrogate pair at character 5"),
    ],
)
def test_a_document_needs_text_and_an_id_that_can_be_written(changes: dict[str, str], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        Document(**{"id": "d", "text": "t", **changes})  # type: ignore[arg-type] # strings only


def test_nouns_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Document(id="d", text="t").text = "u"  # type: ignore[misc] # what the test is about


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"evidence": ()}, "has no evidence"), ({"confidence": 0.0}, "confidence"), ({"confidence": 1.5}, "confidence")],
)
def test_a_statement_has_evidence_and_a_confidence(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ModelError, match=message):
        statement(**changes)


@pytest.mark.parametrize(
    ("polarity", "modality", "is_plain"),
    [
        (Polarity.POSITIVE, Modality.ACTUAL, True),
        (Polarity.NEGATIVE, Modality.ACTUAL, False),
        (Polarity.POSITIVE, Modality.PLANNED, False),
        (Polarity.POSITIVE, Modality.POSSIBLE, False),
        (Polarity.POSITIVE, Modality.DEMANDED, False),
    ],
)
def test_only_what_is_said_to_be_so_is_plain(polarity: Polarity, modality: Modality, is_plain: bool) -> None:
    assert statement(polarity=polarity, modality=modality).is_plain is is_plain


def test_an_attribution_is_an_entity_or_words() -> None:
    with pytest.raises(ModelError, match="either an entity or words"):
        Attribution()
    with pytest.raises(ModelError, match="either an entity or words"):
        Attribution(entity="e1", text="reports")


def test_a_location_is_no_actor() -> None:
    assert [kind for kind in Kind if not kind.is_actor] == [Kind.LOCATION]


def test_ids_come_from_content_and_tell_parts_apart() -> None:
    assert content_id("a", "b") == content_id("a", "b")
    assert len({content_id("a", "b"), content_id("b", "a"), content_id("ab"), content_id("a", None)}) == 4


def test_the_id_of_a_statement_holds_status_and_date() -> None:
    when = PartialDate.parse("2018-03")
    ids = {
        statement_id("d", ("a", "b"), "MEETS", polarity, modality, date)
        for polarity in Polarity
        for modality in Modality
        for date in (None, when)
    }

    assert len(ids) == 16
