"""Prints how fast SQLite is written, a document a transaction, beside a loader of the same rows written by hand.

The loader is told beforehand which rows each document inserts, updates and deletes, and only does that: on the same
tables, with the same indexes and the same care for the disk. It checks, looks up, compares and derives nothing. Both
write a new file, in turn, and the median of the rounds' ratios is told.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Any
from unittest.mock import patch

from bench.synthetic import World
from kg.model import DocumentGraph
from kg.store.sqlite_store import SqliteStore

Change = tuple[str, list[Any]]  # a text that writes, and the values of one run of it or of several
_WRITING = ("INSERT", "UPDATE", "DELETE")


def main() -> None:
    """Time both in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000, metavar="N")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    graphs = list(World().documents(asked.documents))
    with tempfile.TemporaryDirectory() as folder:
        changes = _changes_by_document(graphs, Path(folder) / "told.db")
        ratios = []
        for number in range(asked.rounds):
            hand = _load_by_hand(changes, Path(folder) / f"hand-{number}.db")
            ours = _load(graphs, Path(folder) / f"ours-{number}.db")
            ratios.append(hand / ours)
            print(f"ours {asked.documents / ours:,.0f}, by hand {asked.documents / hand:,.0f} documents/s", flush=True)
    print(f"ours / by hand: {statistics.median(ratios):.2f}")


def _load(graphs: list[DocumentGraph], path: Path) -> float:
    store, start = SqliteStore(str(path)), perf_counter()
    for graph in graphs:
        store.write([graph])
    seconds = perf_counter() - start
    store.close()
    return seconds


def _load_by_hand(documents: list[list[Change]], path: Path) -> float:
    SqliteStore(str(path)).close()  # makes the tables
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-65536", "journal_size_limit=67108864"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    start = perf_counter()
    for changes in documents:
        connection.execute("BEGIN IMMEDIATE")
        for text, rows in changes:
            connection.executemany(text, rows)
        connection.execute("COMMIT")
    seconds = perf_counter() - start
    connection.close()
    return seconds


class _Recorder(sqlite3.Connection):
    """A connection that keeps what is written through it."""

    changes: list[Change]

    def execute(self, text: str, values: Any = (), /) -> sqlite3.Cursor:
        self._keep(text, [values])
        return super().execute(text, values)

    def executemany(self, text: str, rows: Iterable[Any], /) -> sqlite3.Cursor:
        rows = list(rows)
        self._keep(text, rows)
        return super().executemany(text, rows)

    def _keep(self, text: str, rows: list[Any]) -> None:
        if text.startswith(_WRITING):
            plain = text.partition("RETURNING")[0]  # the keys of new rows are known beforehand
            self.__dict__.setdefault("changes", []).append((plain, rows))


def _changes_by_document(graphs: list[DocumentGraph], path: Path) -> list[list[Change]]:
    """Write once, and keep what each document changes."""
    made: list[_Recorder] = []
    connect = sqlite3.connect

    def recording(*arguments: Any, **options: Any) -> _Recorder:
        made.append(connect(*arguments, factory=_Recorder, **options))
        return made[-1]

    with patch("sqlite3.connect", recording):
        store = SqliteStore(str(path))
        found = []
        for graph in graphs:
            for connection in made:
                connection.changes = []
            store.write([graph])
            found.append([change for connection in made for change in connection.changes])
        store.close()
    return found


if __name__ == "__main__":
    main()
