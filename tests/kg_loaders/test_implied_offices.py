"""Titles without their body: of the one body that the article names, and of none if it names several."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LexiconError
from kg.model import Document, Extraction
from kg_loaders.extract import SpacyExtractor
from kg_loaders.lexicon import load_offices


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


def test_a_wrong_office_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "offices.toml"
    path.write_text('pope = "Holy See"\n')

    with pytest.raises(LexiconError, match=r"offices\.toml: pope: must be a list of names"):
        load_offices(path)
