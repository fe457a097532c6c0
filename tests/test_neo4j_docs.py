"""docs/neo4j.md cannot lie: its queries answer on the demo graph, its names are in it, its style styles all of it."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest

from kg.ontology import load_ontology
from kg.pipeline import ingest
from kg.resolve import RuleResolver
from kg.samples import sample_articles
from kg.settings import Neo4jSettings
from kg.store import open_store
from kg.store.neo4j_connection import Neo4jConnection
from kg.store.neo4j_graph import KIND_LABELS, LABELS
from kg.store.neo4j_reading_only import CypherRows, run_user_cypher
from kg_loaders.extract import SpacyExtractor
from kg_loaders.readers import read_paths

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "neo4j.md").read_text("utf-8")
SAVED = (DOCS / "neo4j" / "queries.cypher").read_text("utf-8")
STYLE = (DOCS / "neo4j" / "newskg.grass").read_text("utf-8")

SHOWN = re.findall(r"```cypher\n(.*?)\n```", PAGE, re.DOTALL)
NUMBERED = re.findall(r"^### (\d+)\. (.*?)$.*?```cypher\n(.*?)\n```", PAGE, re.DOTALL | re.MULTILINE)
LABELS_HERE = {*LABELS, *(label for labels in KIND_LABELS.values() for label in labels)}
TYPES = load_ontology().types
PALETTE = {"#0072B2", "#CC79A7", "#009E73", "#E69F00", "#F0E442", "#D55E00"}  # Okabe and Ito, for all eyes
SIZES = {"50px", "65px", "80px"}  # of those that Browser offers
CONFLICT, COOPERATION, NEITHER = "#D55E00", "#0072B2", "#6E7781"
ARROWS = {"vx": CONFLICT, "mx": CONFLICT, "vc": COOPERATION, "mc": COOPERATION}
QUOTED = re.compile(r"'[^']*'")
NOT_A_LINE = "neither JSON nor a document\n"


@pytest.fixture(scope="module")
def demo(
    neo4j_uri: str, neo4j_settings: Neo4jSettings, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Neo4jConnection]:
    """The demo graph in a database that other tests empty too, and one line that could not be read."""
    broken = tmp_path_factory.mktemp("broken") / "broken.jsonl"
    broken.write_text(NOT_A_LINE, "utf-8")
    with closing(Neo4jConnection(neo4j_uri, neo4j_settings)) as connection, sample_articles() as articles:
        empty(connection)
        with closing(open_store(neo4j_uri, neo4j=neo4j_settings)) as store:
            readings = read_paths([str(articles), str(broken)], ontology=load_ontology())
            ingest(readings, extractor=SpacyExtractor(), resolver=RuleResolver(), store=store)
        yield connection
        empty(connection)


def empty(connection: Neo4jConnection) -> None:
    connection.write(lambda transaction: transaction.run("MATCH (n) WHERE NOT n:Store DETACH DELETE n").consume())


def asked(connection: Neo4jConnection, text: str, **parameters: object) -> CypherRows:
    return run_user_cypher(connection, text, timeout_s=60, parameters=parameters)


def saved_queries() -> list[tuple[str, str]]:
    return re.findall(r"^// newskg (.*?)\n(.*?);\n", SAVED, re.DOTALL | re.MULTILINE)


def names_in(text: str) -> set[str]:
    """Labels and relationship types in a query."""
    return set(re.findall(r"(?<=[:|])[A-Z]\w*", QUOTED.sub("''", text)))


def properties_in(text: str) -> set[str]:
    """Properties that a query names, after a variable or in a map."""
    bare = QUOTED.sub("''", text)
    return set(re.findall(r"\b(?!db\.)[a-z]+\.(\w+)\b(?![.(])", bare)) | set(re.findall(r"\{([a-z]\w*):", bare))


def cells(heading: str) -> dict[str, list[str]]:
    """A table of the page: what its first cells name in code -> what their rows name in code."""
    table = PAGE.partition(f"\n| {heading} |")[2].partition("\n\n")[0]
    rows = [line.split(" | ") for line in table.splitlines()[2:]]
    coded = [(re.findall(r"`(\w+)`", row[0]), re.findall(r"`(\w+)`", " ".join(row[1:]))) for row in rows]
    return {name: properties for names, properties in coded for name in names}


def parsed(text: str) -> dict[str, dict[str, str]]:
    """A style as Browser 5 reads it: it knows no comments, and a value must not hold a colon."""
    rules: dict[str, dict[str, str]] = {}
    selector = body = ""
    is_quoted = is_inside = False
    for character in text:
        if character in "'\"":
            is_quoted = not is_quoted
        elif character == "{" and not is_quoted:
            is_inside = True
        elif character == "}" and not is_quoted:
            pairs = [part.split(":") for part in body.split(";")]
            rules[selector] = {pair[0].strip(): pair[1].strip() for pair in pairs if len(pair) == 2}
            selector, body, is_inside = "", "", False
        elif is_inside:
            body += character
        else:
            selector += character.strip()
    assert (selector, is_quoted, is_inside) == ("", False, False)
    return rules


def look(*labels: str) -> Mapping[str, str]:
    """What a node with these labels looks like: later rules win."""
    style: dict[str, str] = {}
    for selector, rule in parsed(STYLE).items():
        if selector == "node" or (selector.startswith("node.") and selector[5:] in labels):
            style |= rule
    return style


def contrast(first: str, second: str) -> float:
    """Contrast of two colours as WCAG defines it, 1 to 21."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


# ---- queries ----


def test_page_and_saved_queries_are_the_same_ten() -> None:
    assert [(f"{int(number):02}: {title}", query) for number, title, query in NUMBERED] == saved_queries()
    assert len(NUMBERED) == 10


def test_zip_holds_the_saved_queries(tmp_path: Path) -> None:
    script = runpy.run_path(str(DOCS / "neo4j" / "queries_zip.py"))
    written = script["write_zip"](Path(copy(DOCS / "neo4j" / "queries.cypher", tmp_path)))

    assert (DOCS / "neo4j" / "queries.zip").read_bytes() == written.read_bytes()


@pytest.mark.parametrize("query", SHOWN, ids=[query.splitlines()[0][:60] for query in SHOWN])
def test_query_is_answered_by_reading_only(demo: Neo4jConnection, query: str) -> None:
    assert asked(demo, query).rows


def test_query_for_the_command_line_is_answered(demo: Neo4jConnection) -> None:
    ((query, name),) = re.findall(r"^kg cypher '(.*?)' --param name=\"(.*?)\"$", PAGE, re.MULTILINE)

    assert asked(demo, query, name=name).rows


def test_last_query_leads_to_the_characters_of_the_text(demo: Neo4jConnection) -> None:
    (row,) = demo.read(NUMBERED[-1][2])
    (document,) = demo.read("MATCH (d:Document {title: $title}) RETURN d.text AS text", {"title": row["document"]})

    assert document["text"][row["starts_at"] :].startswith(row["sentence"])


# ---- names ----


@pytest.mark.parametrize("query", SHOWN, ids=[query.splitlines()[0][:60] for query in SHOWN])
def test_names_of_a_query_are_in_the_graph(demo: Neo4jConnection, query: str) -> None:
    assert names_in(query) - names_in_graph(demo) == set()
    assert properties_in(query) - properties_in_graph(demo) == set()


def names_in_graph(demo: Neo4jConnection) -> set[str]:
    rows = demo.read("MATCH (n) UNWIND labels(n) AS name RETURN DISTINCT name")
    return {row["name"] for row in rows} | types_in_graph(demo)


def types_in_graph(demo: Neo4jConnection) -> set[str]:
    return {row["name"] for row in demo.read("MATCH ()-[e]->() RETURN DISTINCT type(e) AS name")}


def properties_in_graph(demo: Neo4jConnection) -> set[str]:
    rows = [
        *demo.read("MATCH (n) UNWIND keys(n) AS name RETURN DISTINCT name"),
        *demo.read("MATCH ()-[e]->() UNWIND keys(e) AS name RETURN DISTINCT name"),
    ]
    return {row["name"] for row in rows}


def test_labels_and_their_properties_are_in_the_graph(demo: Neo4jConnection) -> None:
    found = {
        label: [row["key"] for row in demo.read(f"MATCH (n:{label}) UNWIND keys(n) AS key RETURN DISTINCT key")]
        for label in cells("label")
    }

    assert set(found) == set(LABELS)
    for label, keys in found.items():
        assert set(cells("label")[label]) - set(keys) == set(), label


def test_relationship_types_and_their_properties_are_in_the_graph(demo: Neo4jConnection) -> None:
    named = cells("relationship type")
    told = demo.read("MATCH ()-[e:VISITS]->() UNWIND keys(e) AS key RETURN DISTINCT key")

    assert types_in_graph(demo) - set(TYPES) == set(named) - {"VISITS"}
    assert set(named["VISITS"]) - {row["key"] for row in told} == set()


# ---- style ----


def test_style_has_a_rule_for_every_label_and_every_type(demo: Neo4jConnection) -> None:
    rules = parsed(STYLE)
    links = types_in_graph(demo) - set(TYPES)

    assert {name[5:] for name in rules if name.startswith("node.")} == LABELS_HERE
    assert {name[13:] for name in rules if name.startswith("relationship.")} == {*TYPES, *links}
    assert len(rules) == len(LABELS_HERE) + len(TYPES) + len(links) + 2  # and what all nodes and all relationships get


def test_style_says_what_browser_understands() -> None:
    for selector, rule in parsed(STYLE).items():
        assert "color" in rule, selector
        colours = [value for name, value in rule.items() if "color" in name]
        assert [value for value in colours if not re.fullmatch("#[0-9A-F]{6}", value)] == []
        assert rule.get("diameter", "50px") in SIZES, selector
        assert rule.get("caption", "<type>") == "<type>" or selector.startswith("node."), selector


def test_captions_are_properties_of_their_nodes(demo: Neo4jConnection) -> None:
    for label in LABELS_HERE:
        (name,) = re.findall(r"^\{(\w+)\}$", look(label)["caption"])
        assert demo.read(f"MATCH (n:{label}) WHERE n[$name] IS NOT NULL RETURN 1 AS n LIMIT 1", {"name": name}), label


def test_kinds_have_colours_of_their_own_that_all_can_tell_apart_and_read() -> None:
    looks = [look(*labels) for labels in KIND_LABELS.values()]

    assert len({style["color"] for style in looks}) == len(KIND_LABELS)
    assert {style["color"] for style in looks} <= PALETTE
    assert [style for style in looks if contrast(style["color"], style["text-color-internal"]) < 3] == []


def test_arrows_tell_conflict_from_cooperation() -> None:
    rules = parsed(STYLE)

    for name, type in TYPES.items():
        assert rules[f"relationship.{name}"]["color"] == ARROWS.get(type.penta or "", NEITHER), name


@pytest.mark.parametrize("name", ["browser.png", "evidence.png"])
def test_picture_is_shown_and_small(name: str) -> None:
    assert f"](neo4j/{name})" in PAGE
    assert (DOCS / "neo4j" / name).stat().st_size < 250_000
