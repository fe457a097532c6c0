"""`--format` and `--columns` of the command line, and what a person is told who gets them wrong."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli.app import app

TABLE = "head,story,day\nKerr,Ana Kerr visited Berlin on Sunday.,2021-05-10\n"
OPTIONS = ("--columns", "text=story,title=head", "--columns", "published=day")


def kg(*args: str, input: bytes | str = "", store: Path | None = None) -> tuple[int, str, str]:
    env = {"COLUMNS": "200"} | ({} if store is None else {"NEWSKG_STORE": f"sqlite:///{store}"})
    result = CliRunner().invoke(app, list(args), input=input, env=env)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    ("format", "data"), [("csv", TABLE), ("csv", TABLE.replace(",", ";")), (".CSV.gz", gzip.compress(TABLE.encode()))]
)
def test_table_from_stdin_gives_statements(format: str, data: bytes | str) -> None:
    code, stdout, stderr = kg("extract", "-", "--format", format, *OPTIONS, "--jsonl", input=data)

    assert (code, stderr) == (0, "")
    row = json.loads(stdout)
    assert (row["title"], row["published"], row["statements"][0]["date"]) == ("Kerr", "2021-05-10", "2021-05-09")


def test_table_that_failed_for_its_columns_is_read_again_by_retry(tmp_path: Path) -> None:
    path, store = tmp_path / "a.csv", tmp_path / "kg.db"
    path.write_text(TABLE)

    code, _, stderr = kg("build", str(path), store=store)
    assert code == 1
    assert f"{path}:1:text: the header has no such column, only 'head', 'story', 'day'; say which it is" in stderr

    code, _, stderr = kg("retry", *OPTIONS, store=store)
    assert (code, "1 done" in stderr) == (0, True)
    assert "Ana Kerr VISITS Berlin" in kg("statements", store=store)[1]
    assert kg("documents", "--status", "failed", store=store)[1] == ""


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (("--format", "docx"), "no loader for '.docx'; known: .csv, .htm, .html, .jsonl"),
        (("--format", "gz"), "no loader for a file without suffix; known: .csv"),
        (("--columns", "body"), "not FIELD=COLUMN: 'body'; columns are told so: text=body,published=date"),
        (("--columns", "body=text"), "a document has no field 'body'; its fields: id, text, title"),
        (("--columns", "text=a", "--columns", "text=b"), "the field 'text' is given two columns"),
    ],
)
@pytest.mark.parametrize("command", ["build", "extract"])
def test_option_that_makes_no_sense_is_wrong_usage(
    tmp_path: Path, command: str, args: tuple[str, ...], message: str
) -> None:
    code, stdout, stderr = kg(command, "-", *args, store=tmp_path / "kg.db")

    assert (code, stdout) == (2, "")
    assert message in " ".join(stderr.split())
    assert not (tmp_path / "kg.db").exists()
