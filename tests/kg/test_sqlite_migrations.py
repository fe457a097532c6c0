"""Files of older schemas open, and are then what writing their documents gives."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

from kg.errors import StoreError
from kg.model import DocumentGraph
from kg.store import open_store
from kg.store.canonical import canonical_export
from kg.store.protocol import AsOf, EntityQuery, GraphStore, RelationshipQuery, StatementQuery
from kg.store.sqlite_migrations import MIGRATIONS
from kg.store.sqlite_schema import connect
from tests.kg.graphs import Told, graph_of
from tests.kg.version_1 import write_version_1
from tests.kg.worlds import WORLDS

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18", speaker="syria", place="ghouta")
MEETING = Told(source="putin", type="MEETS", target="assad", date="2017")
GRAPHS = [
    graph_of("d1", [VISIT], publisher="Daily Wire"),
    graph_of("d2", [VISIT], prologue="d1"),
    graph_of("d3", [MEETING]),
]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kg.db"


def migrated(path: Path, graphs: Sequence[DocumentGraph]) -> GraphStore:
    write_version_1(path, graphs)
    return open_store(f"sqlite:///{path}", create=False)


@settings(max_examples=25, deadline=None)
@given(graphs=WORLDS)
def test_a_file_of_version_1_becomes_what_writing_gives(graphs: list[DocumentGraph]) -> None:
    written = open_store("sqlite://")
    written.write(graphs)

    with TemporaryDirectory() as folder:
        store = migrated(Path(folder) / "kg.db", graphs)
        ids = [graph.document.id for graph in graphs]
        assert store.graphs_by_id(ids) == graphs
        assert canonical_export(store) == canonical_export(written)
        assert list(store.faults()) == []
        store.close()
    written.close()


def test_what_version_1_did_not_know_is_there_after_it(path: Path) -> None:
    store = migrated(path, GRAPHS)

    documents = [graph.document for graph in GRAPHS]
    assert store.held(documents, "hand/1") == {"d1", "d2", "d3"}
    assert store.statements(StatementQuery(words="visi ghou")).items != ()
    assert [entity.id for entity in store.entities(EntityQuery(words="PUT")).items] == ["putin"]
    assert [edge.origins for edge in store.relationships(RelationshipQuery(types=("VISITS",))).items] == [1]
    store.close()


def test_documents_of_version_1_are_unchanged_when_they_come_again(path: Path) -> None:
    store = migrated(path, GRAPHS)

    assert store.write(GRAPHS).unchanged == ("d1", "d2", "d3")
    store.close()


def test_documents_of_version_1_can_be_deleted(path: Path) -> None:
    store = migrated(path, GRAPHS)

    store.delete(["d1", "d2", "d3"])

    assert canonical_export(store) == ""
    assert list(store.faults()) == []
    store.close()


def test_documents_of_version_1_are_known_since_they_were_brought_over(path: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)  # SQLite tells milliseconds
    store = migrated(path, GRAPHS)
    after = datetime.now(UTC)

    times = store.recorded_at(["d1", "d2", "d3"])

    assert len(set(times)) == 1
    assert times[0] is not None
    assert before <= times[0] <= after
    assert len(store.statements(StatementQuery(as_of=AsOf(recorded=after))).items) == 3
    assert store.statements(StatementQuery(as_of=AsOf(recorded=before - timedelta(days=1)))).items == ()
    store.close()


def test_a_file_of_version_2_becomes_what_writing_gives(path: Path) -> None:
    with closing(open_store(f"sqlite:///{path}")) as store:
        store.write(GRAPHS)
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript("DROP TABLE recorded; PRAGMA user_version = 2")

    with closing(open_store(f"sqlite:///{path}", create=False)) as store, closing(open_store("sqlite://")) as written:
        written.write(GRAPHS)

        assert canonical_export(store) == canonical_export(written)
        assert store.write(GRAPHS).unchanged == ("d1", "d2", "d3")
        assert None not in store.recorded_at(["d1", "d2", "d3"])
        assert list(store.faults()) == []


def test_a_migration_that_fails_leaves_the_file_as_it_was(path: Path) -> None:
    write_version_1(path, [graph_of("d1", [VISIT])])
    before = _tables(path)
    _spoil(path)

    with pytest.raises(StoreError, match="cannot be brought to the schema"):
        open_store(f"sqlite:///{path}", create=False)

    assert _tables(path) == before


def test_every_table_and_index_is_the_same_however_a_file_came_to_be(path: Path) -> None:
    new, old = path.with_name("new.db"), path
    open_store(f"sqlite:///{new}").close()
    migrated(old, GRAPHS).close()

    assert _tables(new) == _tables(old)
    assert _version(old) == len(MIGRATIONS)


def _tables(path: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT sql FROM sqlite_master ORDER BY name").fetchall()


def _spoil(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE statement SET date = 'some day'")
        connection.commit()


def _version(path: Path) -> int:
    connection = connect(str(path))
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    connection.close()
    return version
