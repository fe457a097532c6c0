"""What only the SQLite store promises: URLs, files, refusals, threads, a writer that is killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.errors import NotAGraphError, QueryError, StoreError, UnknownStoreError
from kg.model import Kind
from kg.store import open_store
from kg.store.canonical import canonical_export
from kg.store.protocol import EntityQuery, PageRequest, RelationshipQuery, StatementQuery
from kg.store.sqlite_schema import MIGRATIONS, connect
from tests.kg.graphs import KINDS, Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18")
ATTACK = Told(source="syria", type="ATTACKS", target="rebels")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kg.db"


@pytest.mark.parametrize("url", ["bolt://localhost", "kg.db", "", "sqlite:kg.db", "SQLITE://"])
def test_an_unknown_url_names_the_known_ones(url: str) -> None:
    with pytest.raises(UnknownStoreError, match=r"sqlite:///kg\.db"):
        open_store(url)


def test_two_slashes_are_too_few_for_a_file() -> None:
    with pytest.raises(UnknownStoreError, match="two slashes where three"):
        open_store("sqlite://kg.db")


def test_three_slashes_begin_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    open_store("sqlite:///here.db").close()

    assert (tmp_path / "here.db").exists()


def test_a_graph_is_there_when_it_is_opened_again(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    store.write([graph_of("d1", [VISIT])])
    before = canonical_export(store)
    store.close()

    again = open_store(f"sqlite:///{path}", create=False)

    assert canonical_export(again) == before
    again.close()


def test_a_missing_file_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        open_store(f"sqlite:///{path}", create=False)

    assert not path.exists()


@pytest.mark.parametrize("name", ["no/such/folder/kg.db", "."])
def test_a_path_where_no_file_can_be_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="folder"):
        open_store(f"sqlite:///{tmp_path / name}")


def test_a_file_that_is_no_database_is_no_graph(path: Path) -> None:
    path.write_text("Troops left the town. " * 100)

    with pytest.raises(NotAGraphError, match="no SQLite file"):
        open_store(f"sqlite:///{path}")

    assert path.read_text().startswith("Troops")


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    before = path.read_bytes()

    with pytest.raises(NotAGraphError, match="another program"):
        open_store(f"sqlite:///{path}")

    assert path.read_bytes() == before


def test_a_newer_schema_is_refused(path: Path) -> None:
    newer = connect(str(path))
    newer.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    newer.close()

    with pytest.raises(StoreError, match="newer newskg"):
        open_store(f"sqlite:///{path}")


def test_several_programs_may_make_one_graph_at_once(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        connections = list(pool.map(lambda _: connect(str(path)), range(8)))

    for connection in connections:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        connection.close()


def test_a_graph_that_another_program_locks_is_a_store_error(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    store._writer.execute("PRAGMA busy_timeout=10")  # type: ignore[attr-defined] # five seconds are long for a test
    other = connect(str(path))
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreError, match="locked"):
        store.write([graph_of("d1", [VISIT])])

    other.close()
    assert store.write([graph_of("d1", [VISIT])]).written == ("d1",)
    store.close()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///{path}"])
def test_a_closed_store_says_so(path: Path, url: str) -> None:
    store = open_store(url.format(path=path))
    store.counts()
    store.close()
    store.close()

    with pytest.raises(StoreError, match="closed"):
        store.counts()
    with pytest.raises(StoreError, match="closed"):
        store.write([graph_of("d1")])


def test_threads_read_whole_documents_while_one_writes(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")

    def read(_: int) -> bool:
        found = store.graphs_by_id(["d1"])[0]
        return found in (None, graph_of("d1", [VISIT]), graph_of("d1", [ATTACK]))

    with ThreadPoolExecutor(4) as pool:
        reads = pool.map(read, range(200))
        for turn in range(30):
            store.write([graph_of("d1", [VISIT if turn % 2 else ATTACK])])
        assert all(reads)
    store.close()


def test_an_entity_that_only_the_former_version_named_may_change_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store("sqlite://")
    store.write([graph_of("d1", [VISIT])])

    monkeypatch.setitem(KINDS, "ghouta", Kind.COUNTRY)
    result = store.write([graph_of("d1", [VISIT])])

    assert result.written == ("d1",)
    assert [entity.id for entity in store.entities(EntityQuery(kinds=(Kind.COUNTRY,))).items] == ["ghouta"]


def test_a_number_that_no_column_holds_is_a_query_error() -> None:
    with pytest.raises(QueryError, match="63 bits"):
        open_store("sqlite://").entities(EntityQuery(min_documents=2**70))


@pytest.mark.parametrize("first", [0, -1, 1001])
def test_a_page_has_a_size(first: int) -> None:
    with pytest.raises(QueryError, match="1 to 1000"):
        open_store("sqlite://").statements(StatementQuery(page=PageRequest(first=first)))


@pytest.mark.parametrize(
    ("order", "index"),
    [
        ("statement ORDER BY coalesce(date, '') DESC, id", "statement_newest"),
        ("statement ORDER BY coalesce(date, '~'), id", "statement_oldest"),
        ("document ORDER BY coalesce(published, '') DESC, id", "document_published"),
        ("edge ORDER BY origins DESC, statements DESC, id", "edge_rank"),
        ("entity ORDER BY folded, id", "entity_folded"),
    ],
)
def test_no_page_is_sorted_at_query_time(order: str, index: str) -> None:
    connection = connect(None)

    plan = connection.execute(f"EXPLAIN QUERY PLAN SELECT * FROM {order} LIMIT 9").fetchall()

    assert [index in step[3] for step in plan] == [True]
    connection.close()


WRITER = """
import sys
from kg.store import open_store
from tests.kg.graphs import Told, graph_of
store = open_store(sys.argv[1])
for n in range(10_000):
    told = [Told(source="assad", type="VISITS", target="ghouta"), Told(source="syria", type="ATTACKS", target="rebels")]
    store.write([graph_of(f"d{n}-{part}", told) for part in range(5)])
    print(n, flush=True)
"""


@pytest.mark.parametrize("acknowledged", [1, 4, 9])
def test_a_killed_writer_leaves_whole_batches(path: Path, acknowledged: int) -> None:
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, f"sqlite:///{path}"],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
    )
    with writer:
        assert writer.stdout is not None
        for _ in range(acknowledged):
            writer.stdout.readline()
        writer.send_signal(signal.SIGKILL)

    store = open_store(f"sqlite:///{path}", create=False)
    documents = store.counts().documents
    assert documents % 5 == 0
    assert documents >= 5 * acknowledged
    assert store.counts().statements == 2 * documents
    assert [edge.documents for edge in store.relationships(RelationshipQuery()).items] == [documents, documents]
    store.close()
