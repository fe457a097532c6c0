"""Writers and servers that are killed in the middle of a load leave whole batches, and the load goes on to its end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import count
from pathlib import Path
from random import Random
from threading import Timer

import pytest

from kg.errors import StoreUnavailableError
from kg.questions.checkup import checkup
from kg.settings import Neo4jSettings
from kg.store import open_store
from kg.store.canonical import canonical_export
from kg.store.neo4j_connection import Neo4jConnection
from kg.store.protocol import GraphStore
from tests.conftest import skip_without_java
from tests.kg.conftest import NewStore
from tests.kg.long_load import make_change
from tests.kg.model_store import ModelStore
from tests.neo4j_server.guarded import throwaway_server
from tests.neo4j_server.server import Server

ROOT = Path(__file__).parent.parent.parent
KILLS = 10
FOREVER = 10_000  # changes
PATIENCE_S = 60.0


class Undisturbed:
    """A load that nothing breaks off: the graph after each number of changes."""

    def __init__(self) -> None:
        self._store = ModelStore()
        self._graphs = [canonical_export(self._store)]

    def after(self, made: int) -> str:
        """Return the canonical export after the first changes."""
        for n in range(len(self._graphs) - 1, made):
            make_change(self._store, n)
            self._graphs.append(canonical_export(self._store))
        return self._graphs[made]


UNDISTURBED = Undisturbed()


def changes_found(store: GraphStore, acknowledged: int) -> int:
    """How many changes a store holds: all that were acknowledged, and one more if only its answer was lost."""
    assert list(store.faults()) == []
    found = canonical_export(store)
    made = [n for n in (acknowledged, acknowledged + 1) if found == UNDISTURBED.after(n)]
    assert made, f"not the graph after {acknowledged} changes, nor after one more"
    return made[-1]


# -- writers ----------------------------------------------------------------------------------------------------------


@contextmanager
def writer(url: str, first: int, last: int, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A process that loads; it ends with the block, and at the latest when patience does."""
    command = [sys.executable, "-m", "tests.kg.long_load", url, str(first), str(last)]
    path = os.pathsep.join([str(ROOT), *sys.path])
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": path, **environment}
    ) as process:
        watchdog = Timer(PATIENCE_S, process.kill)
        watchdog.start()
        try:
            yield process
        finally:
            watchdog.cancel()
            process.kill()


def load_and_kill(url: str, made: int, chance: Random, environment: Mapping[str, str]) -> int:
    """Kill a writer at any moment of a change; return how many changes were acknowledged by then."""
    with writer(url, made, FOREVER, environment) as process:
        assert process.stdout is not None
        for _ in range(chance.randint(1, 4)):
            assert int(process.stdout.readline()) == made
            made += 1
        time.sleep(chance.uniform(0, 0.05))
        process.send_signal(signal.SIGKILL)
        return made + len(process.stdout.readlines())


def check_kills_of_writers(url: str, reopened: Callable[[], GraphStore], environment: Mapping[str, str]) -> None:
    made, chance = 0, Random(1)
    for _ in range(KILLS):
        acknowledged = load_and_kill(url, made, chance, environment)
        with closing(reopened()) as store:
            made = changes_found(store, acknowledged)

    with writer(url, made, made + 10, environment) as process:
        assert process.wait() == 0
    with closing(reopened()) as store:
        assert canonical_export(store) == UNDISTURBED.after(made + 10)
        assert list(checkup(store)) == []


def test_killed_writers_of_a_file_leave_whole_batches(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'kg.db'}"

    check_kills_of_writers(url, lambda: open_store(url, create=False), {})


def test_killed_clients_of_a_server_leave_whole_batches(
    neo4j_uri: str, neo4j_settings: Neo4jSettings, new_neo4j_store: NewStore, neo4j_connection: Neo4jConnection
) -> None:
    new_neo4j_store()
    environment = {"NEWSKG_NEO4J_USER": neo4j_settings.user, "NEWSKG_NEO4J_PASSWORD": neo4j_settings.password or ""}

    def reopened() -> GraphStore:
        await_quiet(neo4j_connection)
        return open_store(neo4j_uri, neo4j=neo4j_settings)

    check_kills_of_writers(neo4j_uri, reopened, {name: value for name, value in environment.items() if value})


def await_quiet(connection: Neo4jConnection) -> None:
    """Return when the server has ended what a dead client had begun."""
    deadline = time.monotonic() + PATIENCE_S
    while len(connection.read("SHOW TRANSACTIONS YIELD transactionId RETURN transactionId")) > 1:
        assert time.monotonic() < deadline
        time.sleep(0.05)


# -- servers ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fragile_server() -> Iterator[Server]:
    """A server of this module's own, to be killed and started again."""
    skip_without_java()
    with throwaway_server() as server:
        yield server


def load(store: GraphStore, acknowledged: list[int], is_over: Callable[[], bool]) -> None:
    """Go on with a load; note the number of each change that was made."""
    for n in count(len(acknowledged)):
        if is_over():
            return
        make_change(store, n)
        acknowledged.append(n)


def load_and_kill_server(server: Server, store: GraphStore, acknowledged: list[int], chance: Random) -> None:
    """Load until the server is gone, killed at any moment of a change."""
    first = len(acknowledged)
    load(store, acknowledged, lambda: len(acknowledged) > first)  # its queries are planned now
    killer, deadline = Timer(chance.uniform(0, 1), server.kill), time.monotonic() + PATIENCE_S
    killer.start()
    with pytest.raises(StoreUnavailableError):
        load(store, acknowledged, lambda: time.monotonic() > deadline)
    killer.join()


@pytest.mark.neo4j
def test_a_killed_server_holds_every_acknowledged_batch_whole(fragile_server: Server) -> None:
    acknowledged: list[int] = []
    chance = Random(2)
    empty_database(fragile_server)

    with closing(open_store(fragile_server.url, neo4j=Neo4jSettings(patience_s=0))) as store:
        for _ in range(KILLS):
            load_and_kill_server(fragile_server, store, acknowledged, chance)
            fragile_server.start()
            acknowledged[:] = range(changes_found(store, len(acknowledged)))
        end = len(acknowledged) + 10
        load(store, acknowledged, lambda: len(acknowledged) == end)

        assert canonical_export(store) == UNDISTURBED.after(end)
        assert list(checkup(store)) == []


@pytest.mark.neo4j
def test_a_load_goes_on_when_its_server_is_back(fragile_server: Server) -> None:
    def restart() -> None:
        fragile_server.stop()
        fragile_server.start()

    empty_database(fragile_server)
    with closing(open_store(fragile_server.url, neo4j=Neo4jSettings(patience_s=PATIENCE_S))) as store:
        acknowledged: list[int] = []
        restarter = Timer(0.5, restart)
        restarter.start()
        load(store, acknowledged, lambda: not restarter.is_alive() and len(acknowledged) >= 20)

        assert canonical_export(store) == UNDISTURBED.after(len(acknowledged))
        assert list(checkup(store)) == []


def empty_database(server: Server) -> None:
    with closing(Neo4jConnection(server.url)) as connection:
        connection.write(lambda transaction: transaction.run("MATCH (n) DETACH DELETE n").consume())
