"""The reader reads at least as well as it did: floors for annotated articles and for our own sentences."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from kg.model import Document, Extraction
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg_loaders.extract import SpacyExtractor
from tests.kg_loaders.test_sentences import ROWS, canonical, is_event, said
from tests.kg_loaders.test_silences import bundled_articles
from training.reading.__main__ import read_all
from training.reading.figures import Found, Share, figures
from training.reading.gold import read_gold

HERE = Path(__file__).parent
FLOORS: dict[str, dict[str, float]] = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def reader() -> SpacyExtractor:
    """The reader as users get it who set nothing."""
    return SpacyExtractor()


@pytest.fixture(scope="module")
def of_articles(reader: SpacyExtractor) -> dict[str, float]:
    return dict(named(figures(read_all(reader, HERE / "articles.jsonl"))))


def named(found: dict[str, Found | Share]) -> list[tuple[str, float]]:
    """Name each figure by one name: `type P`, `type R`, `type F1`, `date`."""
    flat: list[tuple[str, float]] = []
    for name, figure in found.items():
        if isinstance(figure, Share):
            flat.append((name, figure.value))
        else:
            values = {"P": figure.precision.value, "R": figure.recall.value, "F1": figure.f1}
            flat += [(f"{name} {letter}", value) for letter, value in values.items()]
    return flat


def table(values: dict[str, float]) -> str:
    return "".join(f"\n  {name:28} {value:.3f}" for name, value in values.items())


def test_articles_are_read_no_worse_than_the_floors(of_articles: dict[str, float]) -> None:
    below = [name for name, floor in FLOORS["articles"].items() if of_articles[name] < floor]
    above = [name for name, ceiling in FLOORS["ceilings"].items() if of_articles[name] > ceiling]

    assert (below, above) == ([], []), f"measured:{table(of_articles)}"


def test_floors_are_not_left_behind(of_articles: dict[str, float]) -> None:
    """A floor far below what is measured guards nothing."""
    far = [name for name, floor in FLOORS["articles"].items() if of_articles[name] > floor + 0.1]

    assert far == [], f"raise the floors; measured:{table(of_articles)}"


def test_own_sentences_are_read_no_worse_than_the_floors(reader: SpacyExtractor) -> None:
    published = PartialDate.parse("2018-03-19")
    right = told = asked = 0
    for n, row in enumerate(ROWS):
        (read,) = reader.extract([Document(id=f"d{n}", text=row.text, published=published)])
        assert isinstance(read, Extraction)
        lines = [said(read, statement) for statement in read.statements]
        for wanted, events in ((row.says, True), (row.states, False)):
            if wanted is None:
                continue
            found = {canonical(line) for line in lines if is_event(line) is events}
            expected = {canonical(line) for line in wanted}
            right, told, asked = right + len(found & expected), told + len(found), asked + len(expected)
    measured = {"P": right / told, "R": right / asked}

    assert asked > 500
    assert [name for name, floor in FLOORS["sentences"].items() if measured[name] < floor] == [], table(measured)


def test_the_articles_are_the_bundled_ones_and_quoted_as_they_are() -> None:
    texts = {document.id: document.text for document in bundled_articles()}

    for article in read_gold(HERE / "articles.jsonl"):
        text = article.document.text
        assert text == texts[article.document.id]
        assert all(text[said.start : said.end] == said.sentence for said in article.statements)
        assert all(said.trigger in said.sentence for said in article.statements)
        assert {said.type for said in article.statements} <= load_ontology().types.keys()
