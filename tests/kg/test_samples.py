"""The bundled articles are whole, and say whose they are."""

from __future__ import annotations

import json
from importlib.resources import files

ROWS = [json.loads(line) for line in files("kg.samples").joinpath("articles.jsonl").read_text("utf-8").splitlines()]


def test_there_are_about_a_dozen_articles_with_ids_of_their_own() -> None:
    assert len(ROWS) >= 12
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(row["text"].strip() and row["published"] and row["title"] for row in ROWS)


def test_each_article_names_its_licence_and_its_source_is_in_attribution() -> None:
    attribution = files("kg.samples").joinpath("ATTRIBUTION.md").read_text("utf-8")

    for row in ROWS:
        if row["source"] == "Wikinews":
            assert row["licence"] == "CC BY 2.5"
            assert row["url"] in attribution
        else:
            assert (row["id"], row["licence"]) == ("ghouta", "Apache-2.0")
