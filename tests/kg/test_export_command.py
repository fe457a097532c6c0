"""`kg export`: formats, filters, what it says and what it refuses."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest
from click.testing import Result
from typer.testing import CliRunner

from kg import open_store
from kg.cli import app
from kg.cli.keeping import ExportFormat
from kg.export.graph_files import FORMATS
from tests.kg.graphs import Told, graph_of

Export = Callable[..., Result]
VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18")
BACKS = Told(source="iran", type="BACKS", target="syria", date="2019", confidence=0.4)


@pytest.fixture
def export(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Export:
    """Run the command on a small graph, in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSKG_STORE", "sqlite:///small.db")
    with closing(open_store("sqlite:///small.db")) as store:
        store.write([graph_of("d1", [VISIT, BACKS]), graph_of("d2", [VISIT], prologue="Quite other words")])
    return lambda *arguments: CliRunner().invoke(app, ["export", *arguments])


def types(path: str, column: str = "type") -> list[str]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    ("arguments", "files", "counts"),
    [
        (["g.gexf"], ["g.gexf"], {"nodes": 4, "edges": 2}),
        (["g.csv"], ["g-nodes.csv", "g-edges.csv"], {"nodes": 4, "edges": 2}),
        (
            ["g.parquet"],
            ["g-nodes.parquet", "g-edges.parquet", "g-statements.parquet"],
            {"nodes": 4, "edges": 2, "statements": 3},
        ),
        (["e.csv", "--format", "events"], ["e.csv"], {"events": 3}),
        (["g.txt", "--format", "json"], ["g.txt"], {"nodes": 4, "edges": 2}),
    ],
)
def test_files_are_written_and_counted(
    export: Export, arguments: list[str], files: list[str], counts: dict[str, int]
) -> None:
    result = export(*arguments, "--json")

    assert result.exit_code == 0
    assert json.loads(result.stdout) == {"file": arguments[0], **counts}
    assert result.stderr.startswith(f"written: {', '.join(files)}, ")
    assert {path.name for path in Path().iterdir()} - {"small.db"} >= set(files)


def test_the_import_tool_gets_its_files(export: Export) -> None:
    result = export("g.args")

    listed = Path("g.args").read_text("utf-8").splitlines()
    assert result.exit_code == 0
    assert '"--nodes=g-entities.csv"' in listed
    assert all(Path(line.strip('"').partition("=")[2]).exists() for line in listed if ".csv" in line)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--type", "visits"], ["VISITS"]),
        (["--kind", "country", "--kind", "LOCATION"], ["BACKS"]),
        (["--since", "2019"], ["BACKS"]),
        (["--until", "2019"], ["VISITS"]),
        (["--min-origins", "2"], ["VISITS"]),
        (["--threshold", "0.5"], ["VISITS"]),
    ],
)
def test_options_narrow_what_is_written(export: Export, options: list[str], expected: list[str]) -> None:
    assert export("g.csv", *options).exit_code == 0

    assert types("g-edges.csv") == expected


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["g.docx"], 1, "cannot tell the format of 'g.docx' by its suffix; known: .args, .csv"),
        (["nowhere/g.csv"], 1, "cannot write nowhere/g-nodes.csv: No such file or directory"),
        (["g.csv", "--kind", "PEOPLE"], 2, "PEOPLE"),
        (["g.csv", "--format", "docx"], 2, "docx"),
        (["g.csv", "--type", "VISIT"], 2, "did you mean VISITS"),
    ],
)
def test_what_cannot_be_done_is_told(export: Export, arguments: list[str], code: int, message: str) -> None:
    result = export(*arguments)

    assert (result.exit_code, result.stdout) == (code, "")
    assert message in result.stderr


def test_every_format_can_be_chosen() -> None:
    annotated = get_args(ExportFormat)[0]  # Literal[...] | None

    assert get_args(get_args(annotated)[0]) == tuple(FORMATS)
