"""Why a statement was read so: the way, the frame and the words that decided; reading again gives the same ids."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli.app import app
from kg.model import Document, Extraction
from kg.partial_date import PartialDate
from kg_loaders.extract import SpacyExtractor
from tests.kg_loaders.test_silences import bundled_articles

PUBLISHED = PartialDate.parse("2021-05-10")


@pytest.fixture(scope="module")
def judging() -> SpacyExtractor:
    return SpacyExtractor(judge=True)


def reasons_of(extractor: SpacyExtractor, text: str, type: str) -> dict[str, str]:
    document = Document(id="a", text=text, published=PUBLISHED)
    (read,) = extractor.extract([document])
    assert isinstance(read, Extraction)
    (said,) = [statement for statement in read.statements if statement.type == type]
    found = extractor.explain(document, said.id)
    assert found is not None
    return dict(found[0].reasons)


@pytest.mark.parametrize(
    ("text", "type", "expected"),
    [
        (
            "Ana Kerr visited Berlin on Sunday.",
            "VISITS",
            {
                "tree": "Ana Kerr <-nsubj- visited -obj-> Berlin",
                "frame": "verb “visit”: source as subject, target as object",
                "polarity": "positive: no word says otherwise",
                "modality": "actual: no word says otherwise",
                "date": "2021-05-09, from “Sunday”; published 2021-05-10",
            },
        ),
        (
            "On Sunday a fire broke out in Berlin.\n\nAna Kerr visited Nairobi.",
            "VISITS",
            {"date": "2021-05-09, from “Sunday”, told before; published 2021-05-10"},
        ),
        ("Ana Kerr did not visit Berlin.", "VISITS", {"polarity": "negative: “not”"}),
        (
            "Officials said Ana Kerr would visit Berlin.",
            "VISITS",
            {"modality": "planned: “would”", "attribution": "Officials: “said”"},
        ),
        ("Ana Kerr flies to Berlin on Friday.", "VISITS", {"modality": "planned: a present tense with “Friday”"}),
        (
            "According to Ana Kerr, Chad has denied shelling the rebels in Kabul.",
            "ATTACKS",
            {
                "tree": "Chad <-nsubj- denied -xcomp-> shelling -obj-> the rebels",
                "polarity": "negative: “denied”",
                "attribution": "Ana Kerr: “According”",
                "place": "Kabul, “in Kabul”",
            },
        ),
        (
            "Ana Kerr accused Kenya of an attack on Chad.",
            "ATTACKS",
            {"modality": "possible: “accused”", "attribution": "Ana Kerr: “accused”"},
        ),
        (
            "Ana Kerr said Kenya has a plan. “Chad has killed many of the soldiers in the south.”",
            "KILLS",
            {"attribution": "Ana Kerr: the quotation around it"},
        ),
        ("Syrian-backed rebels spoke.", "BACKS", {"frame": "compound “backed”: source as left, target as modified"}),
        (
            "Ana Kerr says Chad violated the truce.",
            "ACCUSES",
            {
                "tree": "Ana Kerr <-nsubj- says -ccomp-> violated -nsubj-> Chad",
                "frame": "verb “violate”: source as giver, target as subject",
            },
        ),
        ("Chad vowed to help Kenya.", "PLEDGES_TO", {"frame": "verb “help”: source as adjunct, target as object"}),
        (
            "Ana Kerr called the government's plan illegal.",
            "ACCUSES",
            {"frame": "adjective “illegal”: source as giver, target as owner"},
        ),
        (
            "Rebels set the officers free.",
            "RELEASES",
            {"frame": "verb “set free”: source as subject, target as object"},
        ),
    ],
)
def test_reasons_name_the_words_that_decided(
    extractor: SpacyExtractor, text: str, type: str, expected: dict[str, str]
) -> None:
    assert reasons_of(extractor, text, type).items() >= expected.items()


def test_what_somebody_does_by_speaking_is_attributed_to_nobody(extractor: SpacyExtractor) -> None:
    assert "attribution" not in reasons_of(extractor, "Ana Kerr said that she backs Wim Ott.", "BACKS")


def test_the_judge_says_what_spoke_for_a_statement(judging: SpacyExtractor, extractor: SpacyExtractor) -> None:
    text = "Ana Kerr visited Berlin on Sunday."

    assert re.fullmatch(r"0\.\d\d sure; for it: [^;]+(; [^;]+)*", reasons_of(judging, text, "VISITS")["judge"])
    assert "judge" not in reasons_of(extractor, text, "VISITS")


def test_a_statement_that_a_document_does_not_make_has_no_reasons(extractor: SpacyExtractor) -> None:
    assert extractor.explain(Document(id="a", text="Ana Kerr visited Berlin."), "0" * 20) is None


@pytest.mark.parametrize("name", ["extractor", "judging"], ids=["frames alone", "with the judge"])
def test_reading_a_document_again_explains_each_of_its_statements(name: str, request: pytest.FixtureRequest) -> None:
    reader: SpacyExtractor = request.getfixturevalue(name)

    explained = 0
    for extraction in reader.extract(bundled_articles()[:4]):
        assert isinstance(extraction, Extraction)
        for statement in extraction.statements:
            found = reader.explain(extraction.document, statement.id)
            assert found is not None
            assert {one.trigger for one in found} == {one.trigger.start for one in statement.evidence}
            explained += 1
    assert explained > 20


# ---- on the command line ----


def kg(*args: str) -> str:
    result = CliRunner().invoke(app, list(args), env={"COLUMNS": "200"}, catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout


@pytest.fixture
def store(tmp_path: Path) -> str:
    (tmp_path / "a.txt").write_text("Minister Ana Kerr did not visit Berlin. She met rebels.")
    url = f"sqlite:///{tmp_path / 'kg.db'}"
    kg("build", str(tmp_path / "a.txt"), "--no-judge", "--store", url)
    return url


def visit_in(store: str) -> str:
    return str(json.loads(kg("statements", "--type", "VISITS", "--store", store, "--json"))["id"])


def test_explain_tells_words_rules_and_who_is_who(store: str) -> None:
    lines = kg("explain", visit_in(store), "--store", store).splitlines()

    assert "[source: Ana Kerr] did not [trigger: visit] [target: Berlin]." in lines[5]
    assert "  tree: Ana Kerr <-nsubj- visit -obj-> Berlin" in lines
    assert "  polarity: negative: “not”" in lines
    (who,) = [line for line in lines if line.startswith("who: Ana Kerr")]
    assert who.startswith("who: Ana Kerr is person/ana-kerr: its own name, which says enough for all documents; here")
    assert "“She”" in who
    assert not any(line.startswith("read again") for line in lines)


def test_explain_as_json_holds_the_same(store: str) -> None:
    row = json.loads(kg("explain", visit_in(store), "--store", store, "--json"))

    assert row["reasons"][0]["polarity"] == "negative: “not”"
    assert [who["id"] for who in row["who"]] == ["person/ana-kerr", "location/berlin"]
    assert row["read_again"]["says_so"] is True


def test_explain_says_when_another_reader_does_not_find_it(store: str, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "f.toml").write_text('[[frame]]\ntype = "HOSTS"\nverbs = "visit"\ntarget = ["object"]\n')

    shown = kg("explain", visit_in(store), "--store", store, "--lexicon", str(tmp_path / "own"))

    assert "the document does not say this now" in shown
    assert "  tree:" not in shown
