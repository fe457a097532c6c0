"""Gold articles in own words and what the reader makes of them: matches, figures, causes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kg_loaders.extract import SpacyExtractor
from training.reading.__main__ import read_all
from training.reading.causes import errors_of
from training.reading.figures import Read, by_type, false_alarms, figures, found_at
from training.reading.gold import read_gold
from training.reading.matching import Level, group_of, is_same, names_of

SENTENCES = [
    "Ana Kerr visited Berlin on Sunday.",
    "Minister Paul Ott criticised Kenya.",
    "The weather was fine.",
    "Chad has denied backing the rebels.",
]
TEXT = " ".join(SENTENCES)


def entity(id: str, kind: str, name: str, *mentions: str) -> dict[str, object]:
    return {"id": id, "kind": kind, "name": name, "mentions": [name, *mentions]}


def said(n: int, source: str, type: str, target: str | None, trigger: str, **more: object) -> dict[str, object]:
    plain = {"polarity": "positive", "modality": "actual", "attribution": None, "date": None, "place": None}
    row = {"source": source, "type": type, "target": target, "sentence": SENTENCES[n], "trigger": trigger}
    return {**plain, "core": True, **row, **more}


ARTICLE = {
    "id": "a",
    "date": "2021-05-10",
    "text": TEXT,
    "entities": [
        entity("e1", "PERSON", "Ana Kerr"),
        entity("e2", "LOCATION", "Berlin"),
        entity("e3", "PERSON", "Paul Ott", "Minister Paul Ott"),
        entity("e4", "COUNTRY", "Kenya"),
        entity("e5", "COUNTRY", "Chad"),
        entity("e6", "GROUP", "the rebels"),
    ],
    "statements": [
        said(0, "e1", "VISITS", "e2", "visited", date="2021-05-09"),
        said(1, "e3", "ACCUSES", "e4", "criticised", also="COMMENTS_ON"),
        said(3, "e5", "BACKS", "e6", "backing", polarity="negative"),
        said(0, "e2", "LOCATED_IN", "e4", "quux", core=False),
        said(0, "e2", "PART_OF", "e5", "quux", core=False, optional=True),
    ],
}


@pytest.fixture(scope="module")
def reads(tmp_path_factory: pytest.TempPathFactory) -> list[Read]:
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    path.write_text(json.dumps(ARTICLE) + "\n", encoding="utf-8")
    return read_all(SpacyExtractor(), path)


def test_what_is_right_counts_and_what_is_optional_does_not(reads: list[Read]) -> None:
    found = found_at(reads, Level.TYPE)

    assert (found.recall.part, found.recall.whole) == (3, 4)
    assert figures(reads)["core recall"].value == 1.0  # type: ignore[union-attr] # a share
    assert by_type(reads)["VISITS"].f1 == 1.0


def test_a_miss_has_a_cause(reads: list[Read]) -> None:
    missed = [error for error in errors_of(reads[0]) if error.expected.startswith("Berlin LOCATED_IN")]

    assert [error.cause for error in missed] == ["coreference: an end is not known in the sentence"]


def test_sentences_without_statement_are_counted(reads: list[Read]) -> None:
    assert (false_alarms(reads).part, false_alarms(reads).whole) == (0, 1)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("U.N.", "UN", True),
        ("Ana Kerr", "Minister Ana Kerr", True),
        ("Café Zoë", "cafe zoe", True),
        ("the president", "president Ana Kerr", False),
        ("Kerr", "Ana Kerrigan", False),
        ("Ott", "Paul van der Ott of Lund town", False),
    ],
)
def test_names_meet_by_whole_words(one: str, other: str, expected: bool) -> None:
    assert is_same(names_of([one]), names_of([other])) is expected


def test_types_have_groups() -> None:
    assert group_of("VISITS") == group_of("MEETS") != group_of("ATTACKS")


def test_a_wrong_line_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps({**ARTICLE, "statements": [said(0, "e9", "VISITS", "e2", "visited")]}), encoding="utf-8")

    with pytest.raises(ValueError, match=r"gold\.jsonl:1: .*'e9' is no entity"):
        list(read_gold(path))


def test_the_command_prints_figures_and_errors(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(ARTICLE) + "\n", encoding="utf-8")
    command = [sys.executable, "-m", "training.reading", str(path), "--types", "--confusions", "3", "--errors", "3"]

    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert "core recall                 1.000 (3/3)" in printed
    assert "errors by cause:" in printed
    assert "Berlin LOCATED_IN Kenya [quux]" in printed
    assert "nsubj <- visited" in printed
