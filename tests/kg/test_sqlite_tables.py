"""Plans of questions, rows that a decision changed, rows that are wrong."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from kg.errors import StoreError
from kg.store import sqlite_deriving
from kg.store.protocol import StatementQuery
from kg.store.sqlite_schema import connect
from kg.store.sqlite_store import SqliteStore
from tests.kg.graphs import Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kg.db"


@pytest.mark.parametrize(
    ("order", "index"),
    [
        ("statement ORDER BY coalesce(date, '') DESC, id", "statement_newest"),
        ("statement ORDER BY coalesce(date, '~'), id", "statement_oldest"),
        ("document ORDER BY coalesce(published, '') DESC, id", "document_published"),
        ("edge ORDER BY origins DESC, statements DESC, id", "edge_rank"),
        ("entity ORDER BY folded, id", "entity_folded"),
        ("entity ORDER BY documents DESC, folded, id", "entity_documents"),
        ("document WHERE source = 'a' ORDER BY coalesce(published, '') DESC, id", "document_source"),
        ("problem WHERE status = 'failed' ORDER BY id", "problem_status"),
    ],
)
def test_no_page_is_sorted_at_query_time(order: str, index: str) -> None:
    connection = connect(None)

    plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {order} LIMIT 9").fetchall()

    assert [index in step[3] for step in plan] == [True]
    connection.close()


def test_a_hub_and_a_busy_edge_are_derived_from_thin_rows() -> None:
    connection = connect(None)
    steps = [
        step[3]
        for text, values in ((sqlite_deriving._TOLD, [1, "VISITS", 2]), (sqlite_deriving._NAMINGS, [1]))
        for step in connection.execute(f"EXPLAIN QUERY PLAN {text}", values).fetchall()
    ]

    assert [step for step in steps if step.startswith("SCAN")] == []
    assert "SEARCH a USING COVERING INDEX appearance_naming (naming=?)" in steps
    connection.close()


def test_no_row_is_looked_for_in_vain_when_an_entity_goes() -> None:
    connection = connect(None)
    plan = connection.execute("EXPLAIN QUERY PLAN DELETE FROM entity WHERE k = 1").fetchall()

    assert [step[3] for step in plan if step[3].startswith("SCAN")] == []
    connection.close()


def test_a_graph_reads_back_as_written_whatever_was_decided_about_its_entities() -> None:
    store = SqliteStore(None)
    graph = graph_of("d1", [VISIT, Told(source="putin", type="MEETS", target="syria", speaker="assad", place="ghouta")])
    store.write([graph])
    with store._connections.transaction() as writer:
        (old,), (new,) = (
            writer.execute("SELECT k FROM entity WHERE id = ?", (id,)).fetchone() for id in ("assad", "putin")
        )
        writer.execute("UPDATE naming SET entity_read = entity, entity = ? WHERE entity = ?", (new, old))
        for end in ("source", "speaker"):
            writer.execute(f"UPDATE statement SET {end}_read = {end}, {end} = ? WHERE {end} = ?", (new, old))

    assert store.graphs_by_id(["d1"]) == [graph]
    assert {statement.source for statement in store.statements(StatementQuery()).items} == {"putin"}
    store.close()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("DELETE FROM evidence", "has no evidence"),
        ("DELETE FROM appearance WHERE n = 0", "has an end that its document does not name"),
        ("DELETE FROM appearance WHERE n = 0", "entity assad is named by no document"),
        ("DELETE FROM naming WHERE k = 1", "refer to what is not there"),
        ("INSERT INTO entity VALUES (99, 'x', 'GROUP', 'x', 'x', '[]', 1)", "entity x is named by no document"),
        ("INSERT INTO naming VALUES (99, 1, NULL, 'x', '[]')", "a name of entity assad is used by no document"),
        ("UPDATE origin SET first = 99", "the origin of document d1 is not there"),
        ("UPDATE edge SET statements = 9", "does not count its statements"),
        ("UPDATE edge SET example = 'x'", "rests on a statement that is not there"),
        ("DELETE FROM edge", "gives no relationship"),
        ("UPDATE entity SET aliases = '[\"x\"]' WHERE id = 'assad'", "entity assad is not found by its names"),
        ("DELETE FROM alias WHERE folded = 'ghouta'", "entity ghouta is not found by its names"),
        ("INSERT INTO entity_words (rowid, words) VALUES (99, 'x')", "1 entities that are not there are found"),
        ("INSERT INTO statement_words (rowid, words) VALUES (1, 'x')", "is not found by its words"),
        ("INSERT INTO statement_words (rowid, words) VALUES (99, 'x')", "1 statements that are not there are found"),
        ("DELETE FROM band", "document d1 is not found by its copies"),
        ("INSERT INTO band VALUES (1, 99)", "1 documents that are not there are found by copies"),
        ("DELETE FROM document", "refer to what is not there"),
    ],
)
def test_what_is_wrong_in_a_file_is_said(text: str, fault: str) -> None:
    store = SqliteStore(None)
    store.write([graph_of("d1", [VISIT, Told(source="putin", type="MEETS", target="assad")])])
    assert list(store.faults()) == []
    writer = store._connections._writer
    writer.execute("PRAGMA foreign_keys=OFF")

    writer.execute(text)

    assert [found for found in store.faults() if fault in found] != []
    store.close()


def test_a_damaged_page_is_a_fault(path: Path) -> None:
    store = SqliteStore(str(path))
    store.write([graph_of(f"d{n}", [VISIT]) for n in range(50)])
    store.close()
    content = bytearray(path.read_bytes())
    content[40 * 4096 : 40 * 4096 + 64] = b"\xff" * 64
    path.write_bytes(content)

    with closing(SqliteStore(str(path))) as damaged:
        try:
            faults = list(damaged.faults())
        except StoreError as error:
            faults = [str(error)]

    assert any("damaged" in fault or "malformed" in fault for fault in faults)
