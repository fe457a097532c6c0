"""The house stands as drawn: two source roots with one package each, and nobody hides somebody else's package."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import graphql
import pytest

ROOT = Path(__file__).parent.parent
HEAVY = ("spacy", "strawberry", "networkx", "numpy", "neo4j", "datasketch", "pandas", "pyarrow", "trafilatura")
IMPORTED = (
    "datasketch graphql htmldate lxml neo4j networkx numpy pandas pyarrow pydantic_settings rich spacy starlette"
    " strawberry thinc trafilatura typer uvicorn"
).split()
MACHINE_PATH = re.compile(r"(?<![\w.:/])/(?:home|root|work|Users|tmp|mnt|srv)/\w")


@pytest.mark.parametrize(("root", "package"), [("graphql", "kg_graphql"), ("loaders", "kg_loaders")])
def test_a_source_root_holds_one_package_and_no_module(root: str, package: str) -> None:
    packages = [path.parent.name for path in (ROOT / root).glob("*/__init__.py")]

    assert packages == [package]
    assert not list((ROOT / root).glob("*.py"))


def test_graphql_is_graphql_core() -> None:
    assert graphql.__file__ is not None
    assert "site-packages" in Path(graphql.__file__).parts
    assert not (ROOT / "tests" / "graphql").exists()


def test_no_module_bears_the_name_of_a_package_that_we_import() -> None:
    folders = [ROOT / "kg", ROOT / "loaders" / "kg_loaders", ROOT / "graphql" / "kg_graphql"]
    paths = [path for folder in folders for path in folder.rglob("*.py")]
    names = {path.stem for path in paths} | {path.parent.name for path in paths}

    assert not names & set(IMPORTED)


@pytest.mark.parametrize("module", ["kg", "kg.cli", "kg_loaders", "kg_loaders.readers", "kg.store", "kg.pipeline"])
def test_light_modules_load_nothing_heavy(module: str) -> None:
    script = f"import sys, {module}; print(*[name for name in {HEAVY!r} if name in sys.modules])"

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout.strip() == ""


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    rooms = [ROOT / name for name in ("kg", "loaders", "graphql/kg_graphql", "docs", "tests", "training", "bench")]
    files = [path for room in rooms for path in room.rglob("*") if path.suffix in {".py", ".md", ".toml", ".cfg"}]
    files += [*ROOT.glob("*.md"), ROOT / "pyproject.toml", ROOT / ".ci" / "run"]

    assert len(files) > 100
    assert [str(path) for path in files if MACHINE_PATH.search(path.read_text("utf-8"))] == []
