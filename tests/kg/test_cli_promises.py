"""What holds for every command: `--json`, the exit codes of docs/cli.md, nothing costly for a light answer."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from kg.cli.app import app
from tests.kg.shell import PYTHONPATH, ROOT, Shell, built, extraction, run

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined] # a click group, which typer types as a command
ELSEWHERE = {
    "cypher": "it needs a server: test_cli_neo4j.py",
    "serve": "it runs until it is stopped: tests/kg_graphql/test_serving.py",
}
PRINTING_JSON = {
    "demo": [],
    "build": ["{rows}", "none.txt"],
    "extract": ["{rows}", "none.txt"],
    "show": ["Assad"],
    "statements": [],
    "path": ["Assad", "Ghouta"],
    "timeline": ["Ghouta"],
    "search": ["ghou"],
    "explain": ["{statement}"],
    "silences": [],
    "review": [],
    "export": ["{folder}/graph.graphml"],
    "copy": ["{url}", "sqlite:///{folder}/copy.db"],
    "documents": [],
    "retry": [],
    "delete": ["d1", "none"],
    "ontology": ["--frames", "visits"],
    "doctor": [],
}
ONE_OBJECT = {"build", "show", "explain", "export", "copy", "retry", "serve", "doctor"}

EXIT_CODES = [
    (["documents"], 0),
    (["show", "Nobody"], 1),
    (["statements", "--since", "Sunday"], 2),
]
COSTLY = "spacy numpy py3langid datasketch trafilatura lxml networkx neo4j strawberry starlette uvicorn".split()
FOR_TERMINALS = ["rich.console", "rich.progress", "rich.table", "rich.markdown"]


@pytest.fixture
def kg(tmp_path: Path) -> Shell:
    shell = built(tmp_path)
    shell.rows.write_text(json.dumps(doubtful("d2")) + "\n")
    shell("build", str(shell.rows))
    return shell


def doubtful(id: str) -> dict[str, object]:
    """A document that brings a pair in doubt: a last name, and a longer name that has it."""
    text = "Odile Varnay spoke. Mayor Varnay left."
    names = ["Odile Varnay", "Varnay"]
    entities = [
        {
            "id": f"e{at}",
            "kind": "PERSON",
            "name": name,
            "mentions": [
                {"text": name, "start": text.rindex(name), "end": text.rindex(name) + len(name), "form": "name"}
            ],
        }
        for at, name in enumerate(names, 1)
    ]
    return extraction(id) | {
        "text": text,
        "sentences": [[0, 19], [20, len(text)]],
        "entities": entities,
        "statements": [],
        "silences": [],
    }


# ---- --json ----


def test_every_command_prints_json() -> None:
    without = [
        name for name, command in COMMANDS.items() if not any("--json" in param.opts for param in command.params)
    ]

    assert without == []
    assert {*PRINTING_JSON, *ELSEWHERE} == set(COMMANDS)


@pytest.mark.parametrize("command", PRINTING_JSON)
def test_json_is_one_object_a_line_and_nothing_else_on_stdout(kg: Shell, command: str) -> None:
    statement = json.loads(kg("statements", "--json", "--limit", "1")[1])["id"]
    known = {"rows": kg.rows, "folder": kg.folder, "url": kg.url, "statement": statement}
    arguments = [text.format(**known) for text in PRINTING_JSON[command]]
    store = ["--store", f"sqlite:///{kg.folder / 'demo.db'}"] if command == "demo" else []

    _, stdout, _ = kg(command, *arguments, *store, "--json")

    rows = [json.loads(line) for line in stdout.splitlines()]
    assert rows
    assert {type(row) for row in rows} == {dict}
    assert command not in ONE_OBJECT or len(rows) == 1


def test_docs_name_the_commands_that_print_one_object() -> None:
    (line,) = re.findall(r"^\| `--json` \|.*$", (ROOT / "docs" / "cli.md").read_text("utf-8"), re.MULTILINE)

    assert set(re.findall(r"`kg (\w+)`", line)) == ONE_OBJECT


# ---- exit codes ----


def test_docs_list_the_exit_codes() -> None:
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")

    codes = [int(code) for code in re.findall(r"^\| (\d+) \|", page.partition("| exit code |")[2], re.MULTILINE)]

    assert codes == [*(code for _, code in EXIT_CODES), 130]  # the last: test_cli_terminal.py


@pytest.mark.parametrize(("arguments", "code"), EXIT_CODES)
def test_process_ends_with_its_exit_code(kg: Shell, arguments: list[str], code: int) -> None:
    result = run(*arguments, cwd=kg.folder, NEWSKG_STORE=kg.url)

    assert (result.returncode, bool(result.stdout)) == (code, code == 0)
    assert "Traceback" not in result.stderr


# ---- what is loaded ----


def loaded(names: list[str], *arguments: str, **env: str) -> list[str]:
    """Which of these modules are loaded once a command has answered."""
    code = (
        "import sys\nfrom kg.cli import main\ntry: main()\nexcept SystemExit as end: assert not end.code\n"
        f"print([name for name in {names!r} if name in sys.modules], file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": PYTHONPATH, **env},
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[str] = json.loads(result.stderr.splitlines()[-1].replace("'", '"'))
    return found


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["build", "--help"]])
def test_help_loads_nothing_costly(arguments: list[str]) -> None:
    by_typer = ["pydantic"] * (len(arguments) > 1)  # it reads the arguments of a command with it

    assert loaded([*COSTLY, *FOR_TERMINALS, "pydantic", "kg.settings", "sqlite3"], *arguments) == by_typer


@pytest.mark.parametrize(
    "arguments", [["show", "Assad"], ["statements"], ["search", "ghou"], ["documents"], ["ontology"]]
)
def test_questions_to_a_file_load_neither_reader_nor_server(kg: Shell, arguments: list[str]) -> None:
    assert loaded([*COSTLY, *FOR_TERMINALS], *arguments, NEWSKG_STORE=kg.url) == []
