"""A build that is killed goes on where it was, to the graph that an undisturbed one gives."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

from kg.pipeline import BATCH
from kg.store import open_store
from kg.store.canonical import canonical_export

KG = [sys.executable, "-c", "from kg.cli import main; main()"]
DOCUMENTS = 3 * BATCH
PATIENCE_S = 300


def write_articles(path: Path) -> None:
    rows = (
        {
            "id": f"a{number}",
            "text": f"Ana Kerr visited Berlin on Sunday. Report {number} of the day.",
            "published": "2021-05-10",
        }
        for number in range(DOCUMENTS)
    )
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


def build(articles: Path, store: str) -> dict[str, object]:
    done = subprocess.run(
        [*KG, "build", str(articles), "--store", store, "--json"], capture_output=True, text=True, check=True
    )
    report: dict[str, object] = json.loads(done.stdout)
    return report


def documents_in(path: Path) -> int:
    if not path.exists():
        return 0
    with closing(open_store(f"sqlite:///{path}")) as store:
        return store.counts().documents


def graph_in(path: Path) -> str:
    with closing(open_store(f"sqlite:///{path}", create=False)) as store:
        return canonical_export(store)


def test_a_killed_build_goes_on_where_it_was(tmp_path: Path) -> None:
    articles, disturbed, undisturbed = (
        tmp_path / name for name in ("articles.jsonl", "disturbed.db", "undisturbed.db")
    )
    write_articles(articles)
    process = subprocess.Popen([*KG, "build", str(articles), "--store", f"sqlite:///{disturbed}"])
    until = monotonic() + PATIENCE_S
    while documents_in(disturbed) < BATCH and monotonic() < until:
        sleep(0.05)
    process.kill()
    process.wait()
    kept = documents_in(disturbed)

    report = build(articles, f"sqlite:///{disturbed}")

    assert BATCH <= kept < DOCUMENTS, "killed too late: nothing was left to do"
    assert (report["unchanged"], report["done"]) == (kept, DOCUMENTS - kept)
    assert build(articles, f"sqlite:///{undisturbed}")["done"] == DOCUMENTS
    assert graph_in(disturbed) == graph_in(undisturbed)
