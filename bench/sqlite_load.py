"""Prints how fast SQLite is written, a document a transaction, beside a loader of the same rows written by hand.

The loader knows beforehand which rows each document adds and only inserts them, into the same tables with the same
indexes and the same care for the disk; it checks, compares and derives nothing. Both write a new file, in turn, and
the medians of the rounds' ratios are told.
"""

from __future__ import annotations

import argparse
import sqlite3
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter

from bench.synthetic import World
from kg.model import DocumentGraph
from kg.store.sqlite_store import SqliteStore
from kg.store.sqlite_words import statement_sentences, words_of

Insert = tuple[str, list[tuple[object, ...]]]
# tables in the order in which rows may be inserted, and where the document of a row is told
_NAMED = "SELECT min(a.document) FROM appearance a JOIN naming g ON g.k = a.naming WHERE g.entity = "
_DOCUMENT_OF = {
    "document": "SELECT k, * FROM document",
    "entity": f"SELECT ({_NAMED} t.k), * FROM entity t",
    "alias": f"SELECT ({_NAMED} t.entity), * FROM alias t",
    "naming": "SELECT (SELECT min(document) FROM appearance WHERE naming = t.k), * FROM naming t",
    "sentence": "SELECT document, * FROM sentence",
    "silence": "SELECT document, * FROM silence",
    "appearance": "SELECT document, * FROM appearance",
    "mention": "SELECT document, * FROM mention",
    "statement": "SELECT document, * FROM statement",
    "evidence": "SELECT (SELECT document FROM statement WHERE k = t.statement), * FROM evidence t",
    "edge": """SELECT (SELECT min(document) FROM statement s WHERE (s.source, s.type, s.target) IN
 ((t.source, t.type, t.target), (t.target, t.type, t.source))), * FROM edge t""",
    "origin": "SELECT document, * FROM origin",
    "band": "SELECT document, * FROM band",
}


def main() -> None:
    """Time both in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000, metavar="N")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    graphs = list(World().documents(asked.documents))
    with tempfile.TemporaryDirectory() as folder:
        rows = _rows_by_document(graphs, Path(folder) / "rows.db")
        ratios = []
        for number in range(asked.rounds):
            hand = _load_by_hand(rows, Path(folder) / f"hand-{number}.db")
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


def _load_by_hand(documents: list[list[Insert]], path: Path) -> float:
    SqliteStore(str(path)).close()
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    start = perf_counter()
    for inserts in documents:
        connection.execute("BEGIN IMMEDIATE")
        for text, rows in inserts:
            connection.executemany(text, rows)
        connection.execute("COMMIT")
    seconds = perf_counter() - start
    connection.close()
    return seconds


def _rows_by_document(graphs: list[DocumentGraph], path: Path) -> list[list[Insert]]:
    """Load once, and tell the rows apart by the document that brings them first."""
    store = SqliteStore(str(path))
    store.write(graphs)
    store.close()
    found: defaultdict[int, list[Insert]] = defaultdict(list)
    connection = sqlite3.connect(path)
    for table, question in _DOCUMENT_OF.items():
        for document, rows in _grouped(connection, question).items():
            places = ",".join("?" * len(rows[0]))
            found[document].append((f"INSERT INTO {table} VALUES ({places})", rows))
    for document, insert in _words(connection):
        found[document].append(insert)
    connection.close()
    return [found[document] for document in sorted(found)]


def _grouped(connection: sqlite3.Connection, question: str) -> dict[int, list[tuple[object, ...]]]:
    groups: defaultdict[int, list[tuple[object, ...]]] = defaultdict(list)
    for document, *row in connection.execute(question):
        groups[document].append(tuple(row))
    return groups


def _words(connection: sqlite3.Connection) -> Iterator[tuple[int, Insert]]:
    documents = dict(connection.execute("SELECT k, document FROM statement").fetchall())
    sentences = statement_sentences(connection, set(documents.values()))
    for statement, document in documents.items():
        row = (statement, words_of(sentences[statement]))
        yield document, ("INSERT INTO statement_words (rowid, words) VALUES (?, ?)", [row])
    firsts = _grouped(connection, _DOCUMENT_OF["entity"])
    for document, entities in firsts.items():
        rows: list[tuple[object, ...]] = [(entity[0], words_of([str(entity[3])])) for entity in entities]
        yield document, ("INSERT INTO entity_words (rowid, words) VALUES (?, ?)", rows)


if __name__ == "__main__":
    main()
