"""For tests of the command line: an extraction written by hand, a graph of it, the command in and out of process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from kg.cli import app

ROOT = Path(__file__).parents[2]
PYTHONPATH = os.pathsep.join(str(ROOT / root) for root in (".", "loaders", "graphql"))
KG = (sys.executable, "-c", "from kg.cli import main; main()")
TEXT = "Assad visited Ghouta on Sunday. Russia did not attack Ghouta."


def span(words: str, after: int = 0) -> list[int]:
    start = TEXT.index(words, after)
    return [start, start + len(words)]


def entity(id: str, kind: str, name: str, after: int = 0) -> dict[str, object]:
    start, end = span(name, after)
    mention = {"text": name, "start": start, "end": end, "form": "name"}
    return {"id": id, "kind": kind, "name": name, "mentions": [mention]}


def statement(
    source: str, type: str, polarity: str, date: str | None, words: dict[str, list[int]]
) -> dict[str, object]:
    start, end = (0, 31) if polarity == "positive" else (32, len(TEXT))
    evidence = {"start": start, "end": end, "sentence": TEXT[start:end], "rule": f"verb:test:{type}", **words}
    return {
        "id": f"{type.lower()}-1",
        "source": source,
        "type": type,
        "target": "e2",
        "polarity": polarity,
        "modality": "actual",
        "attribution": None,
        "date": date,
        "date_text": "Sunday" if date else None,
        "place": None,
        "confidence": 0.9 if date else 0.6,
        "evidence": [evidence],
    }


def extraction(id: str) -> dict[str, object]:
    visited = {"trigger": span("visited"), "source": span("Assad"), "target": span("Ghouta")}
    attack = {"trigger": span("attack"), "source": span("Russia"), "target": span("Ghouta", 32)}
    return {
        "format": "newskg-extraction/1",
        "reader": "by hand",
        "id": id,
        "title": "Assad in [bold]Ghouta[/bold]\x1b[2J",
        "published": "2018-03-19",
        "text": TEXT,
        "sentences": [[0, 31], [32, len(TEXT)]],
        "entities": [
            entity("e1", "PERSON", "Assad"),
            entity("e2", "LOCATION", "Ghouta"),
            entity("e3", "COUNTRY", "Russia"),
        ],
        "statements": [
            statement("e1", "VISITS", "positive", "2018-03-18", visited),
            statement("e3", "ATTACKS", "negative", None, attack),
        ],
        "silences": [{"start": 0, "end": 31, "sentence": TEXT[:31], "reason": "no-target", "detail": ""}],
    }


class Shell:
    """A folder with a graph in it, and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'kg.db'}"
        self.rows = folder / "rows.jsonl"

    def __call__(self, *args: str, input: str | None = None) -> tuple[int, str, str]:
        result = CliRunner().invoke(app, list(args), input=input, env={"NEWSKG_STORE": self.url, "COLUMNS": "200"})
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result.exit_code, result.stdout, result.stderr


def built(folder: Path) -> Shell:
    """A shell in whose graph is one document."""
    shell = Shell(folder)
    shell.rows.write_text(json.dumps(extraction("d1")) + "\n")
    code, _, stderr = shell("build", str(shell.rows))
    assert code == 0, stderr
    return shell


def run(*args: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process of its own."""
    return subprocess.run(
        [*KG, *args],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": PYTHONPATH, **env},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
