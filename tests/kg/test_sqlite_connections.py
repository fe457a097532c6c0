"""Threads, programs, time limits, a full disk, the log, a writer that is killed."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kg.errors import QueryTimeoutError, StoreError
from kg.store import open_store, sqlite_connections
from kg.store.protocol import AggregateQuery, RelationshipQuery
from kg.store.sqlite_migrations import MIGRATIONS
from kg.store.sqlite_schema import connect
from kg.store.sqlite_store import SqliteStore
from tests.kg.graphs import Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18")
ATTACK = Told(source="syria", type="ATTACKS", target="rebels")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kg.db"


def test_several_programs_may_make_one_graph_at_once(path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        connections = list(pool.map(lambda _: connect(str(path)), range(8)))

    for connection in connections:
        assert connection.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)
        connection.close()


def test_a_graph_that_another_program_locks_is_a_store_error(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    store._connections._writer.execute("PRAGMA busy_timeout=10")  # type: ignore[attr-defined] # five seconds are long for a test
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


def test_a_full_disk_is_a_store_error_and_leaves_what_was_there(path: Path) -> None:
    store = SqliteStore(str(path))
    store.write([graph_of("d1", [VISIT])])
    writer = store._connections._writer
    writer.execute(f"PRAGMA max_page_count={writer.execute('PRAGMA page_count').fetchone()[0]}").fetchall()

    with pytest.raises(StoreError, match="full"):
        store.write([graph_of(f"e{n}", [VISIT, ATTACK]) for n in range(50)])

    assert store.counts().documents == 1
    assert list(store.faults()) == []
    store.close()


def test_readers_of_threads_that_ended_are_closed(path: Path) -> None:
    store = SqliteStore(str(path))
    with ThreadPoolExecutor(4) as pool:
        assert [counts.documents for counts in pool.map(lambda _: store.counts(), range(40))] == [0] * 40

    gc.collect()

    assert len(store._connections._readers) == 0
    store.close()


def test_a_thread_that_comes_after_the_end_is_told_so(path: Path) -> None:
    store = SqliteStore(str(path))
    store.close()

    with ThreadPoolExecutor(1) as pool, pytest.raises(StoreError, match="closed"):
        pool.submit(store.counts).result()


@pytest.mark.parametrize("where", ["memory", "disk"])
def test_a_question_that_takes_too_long_is_ended_and_the_next_is_answered(path: Path, where: str) -> None:
    store = SqliteStore(None if where == "memory" else str(path), read_timeout_s=1e-9)
    store.write([graph_of(f"d{n}", [VISIT, ATTACK]) for n in range(300)])

    with pytest.raises(QueryTimeoutError, match="no answer within 1e-09 s"):
        store.aggregate(AggregateQuery(by=("source", "target", "month")))

    assert store.documents_by_id(["none"]) == [None]
    assert list(store.faults()) == []
    assert store.write([graph_of("d0")]).written == ("d0",)
    store.close()


def test_the_log_goes_into_the_file_every_so_many_batches(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_connections, "_BATCHES", 3)
    store = SqliteStore(str(path))
    sizes = []

    for n in range(6):
        store.write([graph_of(f"d{n}", [VISIT])])
        sizes.append(path.with_name("kg.db-wal").stat().st_size)
    store.close()

    assert [size == 0 for size in sizes] == [False, False, True, False, False, True]
    assert not path.with_name("kg.db-wal").exists()


def test_a_reader_in_the_middle_of_its_answer_does_not_stop_the_writer(path: Path) -> None:
    store = SqliteStore(str(path))
    other = connect(str(path))
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM document").fetchall()

    store.write([graph_of("d1", [VISIT])])
    store.close()  # the log stays: another program reads it

    assert other.execute("SELECT count(*) FROM document").fetchone() == (0,)
    other.close()


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
