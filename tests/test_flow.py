"""One article walks the whole river: a file goes in, a graph comes out, and one can ask it."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from strawberry.types import ExecutionResult

from kg.cli import main
from kg.export import to_networkx
from kg.model import Extraction
from kg.ontology import load_ontology
from kg.pipeline import IngestReport, ingest, read_extractions
from kg.resolve import RuleResolver
from kg.store import open_store
from kg.store.protocol import GraphStore, StatementQuery, StoreCounts
from kg_graphql.batching import Context
from kg_graphql.schema import create_schema
from kg_loaders.extract import SpacyExtractor
from kg_loaders.readers import read_paths

QUESTION = """
query Visits($who: String!) {
  statements(filter: {source: {name: $who}, type: {in: ["VISITS"]}}) {
    nodes {
      source { name } target { name } date polarity modality
      evidence { sentence { text start end } trigger { text } document { title } }
      document { published }
    }
  }
}
"""


@pytest.fixture(scope="module")
def extractor() -> SpacyExtractor:
    return SpacyExtractor()


@pytest.fixture
def article(tmp_path: Path) -> Path:
    line = files("kg.samples").joinpath("articles.jsonl").read_text("utf-8").splitlines()[0]
    path = tmp_path / "article.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    return path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[GraphStore]:
    with closing(open_store(f"sqlite:///{tmp_path / 'kg.db'}")) as opened:
        yield opened


def build(article: Path, extractor: SpacyExtractor, store: GraphStore) -> IngestReport:
    readings = read_paths([article], ontology=load_ontology())
    return ingest(readings, extractor=extractor, resolver=RuleResolver(), store=store)


def test_article_becomes_a_graphql_answer(article: Path, extractor: SpacyExtractor, store: GraphStore) -> None:
    text = json.loads(article.read_text("utf-8"))["text"]
    build(article, extractor, store)

    answer = asyncio.run(
        create_schema().execute(QUESTION, variable_values={"who": "assad"}, context_value=Context(store))
    )

    assert isinstance(answer, ExecutionResult)
    assert answer.errors is None
    assert answer.data is not None
    (visit,) = answer.data["statements"]["nodes"]
    assert (visit["source"]["name"], visit["target"]["name"]) == ("Bashar al-Assad", "Eastern Ghouta")
    assert (visit["date"], visit["polarity"], visit["modality"]) == ("2018-03-18", "POSITIVE", "ACTUAL")
    sentence = visit["evidence"][0]["sentence"]
    assert text[sentence["start"] : sentence["end"]] == sentence["text"]
    assert visit["document"]["published"] == "2018-03-19"


def test_the_article_becomes_a_networkx_graph(article: Path, extractor: SpacyExtractor, store: GraphStore) -> None:
    build(article, extractor, store)

    graph = to_networkx(store)

    names = {graph.nodes[node]["name"]: node for node in graph}
    assert graph.has_edge(names["Russia"], names["Assad regime"], "BACKS")
    assert graph.has_edge(names["Iran"], names["Assad regime"], "BACKS")
    assert graph.has_edge(names["Wael Alwan"], names["Failaq al-Rahman"], "SPOKESPERSON_FOR")


def test_a_denied_and_a_planned_act_are_statements_and_no_relationships(
    article: Path, extractor: SpacyExtractor, store: GraphStore
) -> None:
    build(article, extractor, store)

    statements = store.statements(StatementQuery(types=("KILLS", "MEETS"))).items

    assert {(item.type, item.polarity.value, item.modality.value) for item in statements} == {
        ("KILLS", "negative", "actual"),
        ("MEETS", "positive", "planned"),
    }
    assert not {"KILLS", "MEETS"} & {key for _, _, key in to_networkx(store).edges(keys=True)}


def test_same_file_twice_gives_the_same_graph(article: Path, extractor: SpacyExtractor, store: GraphStore) -> None:
    build(article, extractor, store)
    first = store.graphs_by_id(["ghouta"])

    report = build(article, extractor, store)

    assert [outcome.status for outcome in report.outcomes] == ["unchanged"]
    assert store.graphs_by_id(["ghouta"]) == first


def test_deleting_the_article_leaves_nothing(article: Path, extractor: SpacyExtractor, store: GraphStore) -> None:
    build(article, extractor, store)

    store.delete(["ghouta"])

    assert store.counts() == StoreCounts(documents=0, entities=0, statements=0, relationships=0, silences=0)


def test_an_extraction_read_back_builds_the_same_graph(
    article: Path,
    extractor: SpacyExtractor,
    store: GraphStore,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "argv", ["kg", "extract", str(article), "--jsonl"])
    with pytest.raises(SystemExit):
        main()
    lines = tmp_path / "extraction.jsonl"
    lines.write_text(capsys.readouterr().out, encoding="utf-8")

    (again,) = read_extractions(read_paths([lines], ontology=load_ontology()), extractor)
    (first,) = read_extractions(read_paths([article], ontology=load_ontology()), extractor)

    assert isinstance(again, Extraction)
    assert again == first
