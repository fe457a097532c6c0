"""The annotated news that comes with the source: every line is whole, and fits the ontology."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest

from kg.ontology import load_ontology
from training.reading.gold import read_gold

FOLDER = Path(__file__).parents[2] / "training" / "annotated"


@pytest.mark.parametrize("name", ["voa.jsonl", "wikinews.jsonl"])
def test_what_is_annotated_stands_in_the_text_and_fits_the_ontology(name: str) -> None:
    types = load_ontology().types
    articles = list(read_gold(FOLDER / name))

    assert len({article.document.id for article in articles}) == len(articles) > 100
    for article in articles:
        for told in article.statements:
            assert article.document.text[told.start : told.end] == told.sentence
            kinds = (article.entities[told.source].kind, told.target and article.entities[told.target].kind)
            assert told.target is None or kinds in product(types[told.type].domain, types[told.type].range)
            assert " ".join(told.trigger.split()) in " ".join(told.sentence.split())


@pytest.mark.parametrize("name", ["voa.jsonl", "wikinews.jsonl"])
def test_every_text_has_a_licence(name: str) -> None:
    rows = [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]

    assert all(row["licence"].startswith(("public domain", "CC BY 2.5")) for row in rows)
    assert all(row["url"] and row["title"] for row in rows if row["licence"].startswith("CC BY"))
