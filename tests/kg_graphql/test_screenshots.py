"""The pictures in the docs are shown, small, and can be taken again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from kg.store.protocol import GraphStore
from tests.kg_graphql.test_playground import CHROMIUM, DRIVER
from tests.screenshots import DOCS, HEIGHT, MAX_BYTES, QUESTIONS, WIDTH, picture_playground

PAGES = [*DOCS.glob("*.md"), *DOCS.parent.glob("[!.]*/README.md"), DOCS.parent / "README.md"]
SHOWN = {
    (page.parent / target).resolve()
    for page in PAGES
    for target in re.findall(r"!\[[^\]]*\]\(([^)]+\.png)\)", page.read_text("utf-8"))
}


@pytest.mark.parametrize("path", sorted(DOCS.rglob("*.png")), ids=lambda path: path.name)
def test_picture_is_shown_and_small(path: Path) -> None:
    assert path in SHOWN
    assert path.stat().st_size <= MAX_BYTES


def test_every_picture_has_its_maker() -> None:
    made = {DOCS / "neo4j" / name for name in QUESTIONS}

    assert made | set((DOCS / "screenshots").glob("playground*.png")) == set(DOCS.rglob("*.png"))


@pytest.mark.skipif(CHROMIUM is None or DRIVER is None, reason="needs chromium and chromedriver")
def test_pictures_of_the_playground_can_be_taken_again(store: GraphStore, tmp_path: Path) -> None:
    pictures = picture_playground(store, tmp_path)

    assert {path.name for path in pictures} == {path.name for path in (DOCS / "screenshots").iterdir()}
    for path in pictures:
        with Image.open(path) as picture:
            assert picture.size == (WIDTH, HEIGHT)
            assert len(picture.getcolors() or ()) > 20  # something is to be seen
