"""What Python users import: public names, what they load, and the page that shows them."""

from __future__ import annotations

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")
COSTLY = (
    "spacy numpy networkx pandas pyarrow strawberry starlette neo4j pydantic datasketch py3langid trafilatura typer"
    " rich"
).split()
ENVIRONMENT = {**os.environ, "PYTHONPATH": os.pathsep.join(str(ROOT / root) for root in (".", "loaders", "graphql"))}


def documented(package: str) -> set[str]:
    """The names in the table of a package."""
    table = PAGE.partition(f"| from `{package}` | is |\n|---|---|\n")[2].partition("\n\n")[0]
    return {name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])}


@pytest.mark.parametrize("package", ["kg", "kg_loaders"])
def test_what_is_public_is_listed(package: str) -> None:
    module = importlib.import_module(package)

    assert documented(package) == set(module.__all__)
    assert set(module.__all__) <= set(dir(module))
    assert all(getattr(module, name) is not None for name in module.__all__)
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'to_rdf'"):
        _ = module.to_rdf


@pytest.mark.parametrize(
    "code",
    [
        "import kg, kg_loaders",
        "import kg; kg.open_store('sqlite://').close()",
        "from kg import Document, StatementQuery, open_store; import kg.export, kg_loaders",
    ],
)
def test_nothing_costly_is_loaded_before_it_is_used(code: str) -> None:
    shown = f"{code}\nimport sys, json\nprint(json.dumps([name for name in {COSTLY!r} if name in sys.modules]))"

    done = subprocess.run([sys.executable, "-c", shown], env=ENVIRONMENT, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == []


def test_the_page_about_python_runs_from_top_to_bottom(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "a.txt").write_text(
        "Ana Kerr visited Berlin on 3 May 2021. Tom Weller met Ana Kerr on 4 May 2021."
    )
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    names: dict[str, object] = {}

    for block in blocks:
        exec(compile(block, "docs/python.md", "exec"), names)  # the page is ours

    assert len(blocks) == 5
    assert names["report"].statements >= 2
    assert len(names["edges"]) == 1  # type: ignore[arg-type] # a DataFrame
    assert names["graph"].number_of_edges() >= 1  # type: ignore[attr-defined] # a graph
    names["store"].close()  # type: ignore[attr-defined] # a store
