"""Titles without their body: of the one body that the article names, and of none if it names several."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LexiconError
from kg.model import Document, Extraction
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.geography import country_of
from kg_loaders.lexicon import load_offices
from kg_loaders.lexicon.leaders import load_leaders


def leaders(extractor: SpacyExtractor, text: str) -> set[tuple[str, str]]:
    (extraction,) = extractor.extract([Document(id="d", text=text)])
    assert isinstance(extraction, Extraction)
    name = {entity.id: entity.name for entity in extraction.entities}
    return {(name[s.source], name[s.target or ""]) for s in extraction.statements if s.type == "LEADS"}


def test_the_one_body_that_the_article_names_is_meant(extractor: SpacyExtractor) -> None:
    text = "The U.N. Security Council voted for a truce. Secretary-General Ana Kerr called it late. The U.N. waits."

    assert leaders(extractor, text) == {("Ana Kerr", "U.N.")}


@pytest.mark.parametrize(
    "text",
    [
        "Secretary-General Ana Kerr called it late.",
        "NATO met the United Nations. Secretary-General Ana Kerr called it late.",
    ],
)
def test_none_or_two_bodies_give_nothing(extractor: SpacyExtractor, text: str) -> None:
    assert leaders(extractor, text) == set()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Finland voted. Finland's parliament met. Norway waits. President Ana Kerr was glad.",
            {("Ana Kerr", "Finland")},
        ),
        ("Finland voted. Norway waits. President Ana Kerr was glad.", set()),
        ("Finland voted. Ana Kerr became prime minister in 1999.", {("Ana Kerr", "Finland")}),
        ("Finland voted. Ana Kerr was sworn in as prime minister.", {("Ana Kerr", "Finland")}),
        ("Finland voted. Ana Kerr became president of the Lund Bank.", {("Ana Kerr", "Lund Bank")}),
        ("Finland voted. Norway waits. Ana Kerr became prime minister.", set()),
    ],
)
def test_the_country_named_most_is_meant_by_a_bare_title(
    extractor: SpacyExtractor, text: str, expected: set[tuple[str, str]]
) -> None:
    assert leaders(extractor, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("President Macron visited Rome after France voted.", {("Macron", "France")}),
        ("France waits. Norway waits. Sweden met Emmanuel Macron, the president.", {("Emmanuel Macron", "France")}),
        ("Norway waits. President Macron visited Rome.", set()),  # his own country is not named
        ("France, Jordan and Saudi Arabia wait for King Abdullah.", set()),  # two kings
        ("France and Saudi Arabia wait for King Abdullah.", {("Abdullah", "Saudi Arabia")}),
    ],
)
def test_a_known_leader_leads_his_own_country(
    extractor: SpacyExtractor, text: str, expected: set[tuple[str, str]]
) -> None:
    assert leaders(extractor, text) == expected


def test_leaders_are_of_countries_by_their_usual_names() -> None:
    lands = {land for countries in load_leaders().countries.values() for land in countries}

    assert {land for land in lands if country_of(land) != land} == set()


def test_wrong_leaders_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "leaders.toml"
    path.write_text('[president]\nFrance = ["Macron"]\n')

    with pytest.raises(LexiconError, match=r'leaders\.toml: president: must be a table of country = "name, name"'):
        load_leaders(path)


def test_a_wrong_office_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "offices.toml"
    path.write_text('pope = "Holy See"\n')

    with pytest.raises(LexiconError, match=r"offices\.toml: pope: must be a list of names"):
        load_offices(path)
