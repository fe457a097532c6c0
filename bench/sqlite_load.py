"""Prints how fast SQLite is written, a document a transaction, beside a loader of the same rows written by hand.

The loader is what one would write who trusts the documents, loads an empty file and never replaces anything: it makes
the rows of each document, keeps entities and relationships in dictionaries, and adds up. It checks nothing, compares
nothing with what is there, and finds no near-copies. Tables, indexes and durability are the same; what else SQLite can
be told, as when the log is copied, stays as it comes. The rows are the same: that both files hold one graph is checked.
Both write new files in turn; the median of the ratios is told.
"""

from __future__ import annotations

import argparse
import json
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from bench.synthetic import World
from kg.derive.origins import bands_of, sketch_of
from kg.derive.relationships import MAX_CONFIDENCE, relationship_id
from kg.model import DocumentEntity, DocumentGraph, Statement
from kg.names import fold_name, search_words
from kg.ontology import load_ontology
from kg.store.canonical import canonical_export
from kg.store.clock import now_text
from kg.store.fingerprints import document_fingerprint, graph_fingerprint
from kg.store.sqlite_store import SqliteStore

_PRAGMAS = ("synchronous=FULL", "foreign_keys=ON", "cache_size=-65536", "journal_size_limit=67108864")


def main() -> None:
    """Time both in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2000, metavar="N")
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    graphs = list(World().documents(asked.documents))
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(asked.rounds):
            hand, ours = (Path(folder) / f"{name}-{number}.db" for name in ("hand", "ours"))
            hand_s, ours_s = _load_by_hand(graphs, hand), _load(graphs, ours)
            ratios.append(hand_s / ours_s)
            rates = f"ours {asked.documents / ours_s:,.0f}, by hand {asked.documents / hand_s:,.0f} documents/s"
            print(rates, flush=True)
            if number == 0 and _graph_in(hand) != _graph_in(ours):
                sys.exit("the two files do not hold the same graph")
    print(f"ours / by hand: {statistics.median(ratios):.2f}")


def _load(graphs: Sequence[DocumentGraph], path: Path) -> float:
    store, start = SqliteStore(str(path)), perf_counter()
    for graph in graphs:
        store.write([graph])
    seconds = perf_counter() - start
    store.close()
    return seconds


def _load_by_hand(graphs: Sequence[DocumentGraph], path: Path) -> float:
    SqliteStore(str(path)).close()  # makes the tables
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    loader, start = HandLoader(connection), perf_counter()
    for graph in graphs:
        connection.execute("BEGIN IMMEDIATE")
        loader.load(graph)
        connection.execute("COMMIT")
    seconds = perf_counter() - start
    connection.close()
    return seconds


def _graph_in(path: Path) -> str:
    store = SqliteStore(str(path), create=False)
    try:
        return canonical_export(store)
    finally:
        store.close()


@dataclass(slots=True)
class _Edge:
    """A relationship that is added up: its key and ends, and what was told so far."""

    key: int
    id: str
    ends: tuple[int, str, int]
    statements: int = 0
    documents: set[int] = field(default_factory=set)
    dates: list[str] = field(default_factory=list)
    best: tuple[float, str] = (0.0, "")


class HandLoader:
    """Writes documents of one confident, positive statement a sentence, as bench/synthetic.py makes them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep in memory what was written."""
        self._connection = connection
        types = load_ontology().types.items()
        self._symmetric = {name for name, kind in types if kind.is_symmetric}
        self._entities: dict[str, int] = {}
        self._documents_of: dict[str, int] = {}
        self._namings: dict[str, int] = {}
        self._edges: dict[tuple[str, str, str], _Edge] = {}
        self._documents = self._statements = 0

    def load(self, graph: DocumentGraph) -> None:
        """Write one document."""
        self._documents += 1
        document, key = graph.document, self._documents
        sketch = sketch_of(document.text)
        row = (
            *(key, document.id, str(document.published), document.source, document.title, document.url),
            *(document.author, document.language, graph.reader, graph_fingerprint(graph)),
            *(document_fingerprint(document), json.dumps(document.metadata), sketch, document.text),
        )
        execute, many = self._connection.execute, self._connection.executemany
        execute(
            "INSERT INTO document (k, id, published, source, title, url, author, language, reader, fingerprint, held,"
            " metadata, sketch, text) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            row,
        )
        execute("INSERT INTO recorded (document, at) VALUES (?,?)", (key, now_text()))
        execute("INSERT INTO origin (document, first) VALUES (?,?)", (key, key))
        many("INSERT INTO band (key, document) VALUES (?,?)", [(band, key) for band in set(bands_of(sketch))])
        many("INSERT INTO sentence VALUES (?,?,?,?)", [(key, s.index, s.start, s.end) for s in graph.sentences])
        for n, entity in enumerate(graph.entities):
            self._entity(key, n, entity)
        for n, statement in enumerate(graph.statements):
            self._statement(key, n, statement)

    def _entity(self, document: int, n: int, entity: DocumentEntity) -> None:
        execute = self._connection.execute
        count = self._documents_of[entity.id] = self._documents_of.get(entity.id, 0) + 1
        key = self._entities.setdefault(entity.id, len(self._entities) + 1)
        if count == 1:
            folded = fold_name(entity.name)
            row = (key, entity.id, entity.kind.value, entity.name, folded)
            execute("INSERT INTO entity VALUES (?,?,?,?,?,'[]',1)", row)
            execute("INSERT INTO alias (entity, folded) VALUES (?,?)", (key, folded))
            words = " ".join(search_words(entity.name))
            execute("INSERT INTO entity_words (rowid, words) VALUES (?,?)", (key, words))
            surfaces = json.dumps([entity.name])
            execute(
                "INSERT INTO naming (k, entity, name, surfaces) VALUES (?,?,?,?)", (key, key, entity.name, surfaces)
            )
        else:
            execute("UPDATE entity SET documents = ? WHERE k = ?", (count, key))
        execute("INSERT INTO appearance (document, n, naming) VALUES (?,?,?)", (document, n, key))
        self._connection.executemany(
            'INSERT INTO mention (document, appearance, n, "start", "end", form) VALUES (?,?,?,?,?,?)',
            [
                (document, n, m, item.quote.start, item.quote.end, item.form.value)
                for m, item in enumerate(entity.mentions)
            ],
        )

    def _statement(self, document: int, n: int, item: Statement) -> None:
        assert item.target is not None
        self._statements += 1
        execute, key, evidence = self._connection.execute, self._statements, item.evidence[0]
        source, target, date = self._entities[item.source], self._entities[item.target], str(item.date)
        status = (item.polarity.value, item.modality.value, item.confidence)
        row = (key, item.id, document, n, source, item.type, target, *status, date, item.date_text)
        execute(
            "INSERT INTO statement (k, id, document, n, source, type, target, polarity, modality, confidence, date,"
            " date_text) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            row,
        )
        parts = (evidence.sentence, evidence.trigger, evidence.source, evidence.target)
        offsets = [at for part in parts if part is not None for at in (part.start, part.end)]
        execute("INSERT INTO evidence VALUES (?,0,?,?,?,?,?,?,?,?,?)", (key, *offsets, evidence.rule))
        words = " ".join(search_words(evidence.sentence.text))
        execute("INSERT INTO statement_words (rowid, words) VALUES (?,?)", (key, words))
        self._edge(document, item.source, item.type, item.target, item, date)

    def _edge(self, document: int, source: str, type: str, target: str, item: Statement, date: str) -> None:
        if type in self._symmetric and target < source:
            source, target = target, source
        edge = self._edges.get((source, type, target))
        is_new = edge is None
        if edge is None:
            ends = (self._entities[source], type, self._entities[target])
            edge = _Edge(key=len(self._edges) + 1, id=relationship_id(source, type, target), ends=ends)
            self._edges[source, type, target] = edge
        edge.statements += 1
        edge.dates.append(date)
        edge.documents.add(document)
        edge.best = min(edge.best, (-item.confidence, item.id))
        sure = round(min(1 - (1 - item.confidence) ** len(edge.documents), MAX_CONFIDENCE), 3)
        documents = len(edge.documents)
        counts = (edge.statements, documents, documents, min(edge.dates), max(edge.dates))
        if is_new:
            row = (edge.key, edge.id, *edge.ends, *counts, sure, edge.best[1])
            self._connection.execute("INSERT INTO edge VALUES (?,?,?,?,?,?,?,?,?,?,?,0,?)", row)
        else:
            self._connection.execute(
                "UPDATE edge SET statements = ?, documents = ?, origins = ?, first_date = ?, last_date = ?,"
                " confidence = ?, example = ? WHERE k = ?",
                (*counts, sure, edge.best[1], edge.key),
            )


if __name__ == "__main__":
    main()
