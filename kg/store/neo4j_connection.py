"""A Neo4j URL -> reads and writes that wait out a restart; every failure of the driver leaves as a StoreError."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from time import monotonic, sleep
from typing import TypeVar

from neo4j import (
    READ_ACCESS,
    WRITE_ACCESS,
    Driver,
    GraphDatabase,
    ManagedTransaction,
    Query,
    Record,
    RoutingControl,
    Session,
    unit_of_work,
)
from neo4j.exceptions import (
    AuthError,
    ClientError,
    ConfigurationError,
    ConnectionAcquisitionTimeoutError,
    DriverError,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from kg.errors import BatchTooLargeError, QueryTimeoutError, StoreError, StoreUnavailableError, UnknownStoreError
from kg.settings import Neo4jSettings
from kg.store.neo4j_address import KNOWN_URLS, check_version, parse_address

T = TypeVar("T")
log = logging.getLogger(__name__)

PAUSE_S = 0.5  # between two looks whether a server is back
DRIVER_RETRY_S = 5.0  # the driver doubles its pauses; a longer time would sleep through a restart

_NAME = re.compile(r"[A-Z][A-Za-z_]*")
# Another writer held a lock for too long; the driver does not try this again.
_LOCK_LOST = "Neo.ClientError.Transaction.LockClientStopped"
_NO_DATABASE = "Neo.ClientError.Database.DatabaseNotFound"


def prefixed(name: str, prefix: str = "") -> str:
    """Return a label or relationship type as it may stand in a Cypher text; whatever is no plain name is refused.

    >>> prefixed("VISITS", "News_")
    'News_VISITS'
    """
    whole = prefix + name
    if not (_NAME.fullmatch(name) and _NAME.fullmatch(whole)):
        raise StoreError(
            f"{whole!r} cannot name a label or relationship type in Neo4j: use letters A to Z, a to z and _"
        )
    return whole


class Neo4jConnection:
    """One driver for all threads. Opening asks the server nothing: `verify` does."""

    def __init__(self, url: str, settings: Neo4jSettings | None = None) -> None:
        """Take a URL without user or password, which stand in the settings."""
        settings = settings or Neo4jSettings()
        address = parse_address(url)
        self.server = address.server
        self.database = address.database or settings.database
        self._settings = settings
        with self._telling():
            self._driver = _open_driver(address.server, settings)

    def name(self, name: str) -> str:
        """Return a label or relationship type with the prefix of this graph, checked."""
        return prefixed(name, self._settings.prefix)

    def verify(self) -> str:
        """Ask the server at once whether it answers, lets us in and has the database; return its version."""
        with self._telling():
            version = check_version(self._driver.get_server_info().agent, self.server)
            self._driver.execute_query("RETURN 1", database_=self.database, routing_=RoutingControl.READ)
        return version

    def read(self, text: str, parameters: Mapping[str, object] | None = None) -> list[Record]:
        """Return all rows of one query that only reads."""
        query = Query(text, timeout=self._settings.transaction_s)

        def ask() -> list[Record]:
            answer = self._driver.execute_query(
                query, dict(parameters or {}), database_=self.database, routing_=RoutingControl.READ
            )
            return answer.records

        return self._patiently(ask)

    def write(self, work: Callable[[ManagedTransaction], T]) -> T:
        """Run work in one transaction and return what it returns.

        Work may run several times, even after an attempt that was committed while the answer got lost: twice must
        give the same graph as once.
        """

        @unit_of_work(timeout=self._settings.transaction_s)
        def fitting(transaction: ManagedTransaction) -> T:
            with _fitting():
                return work(transaction)

        def attempt() -> T:
            with self._session(WRITE_ACCESS) as session, _fitting():  # the commit may lack memory too
                return session.execute_write(fitting)

        return self._patiently(attempt)

    def read_by(
        self,
        work: Callable[[ManagedTransaction], T],
        *,
        timeout_s: float | None = None,
        fetch_size: int = 1000,
        is_patient: bool = True,
    ) -> T:
        """Run work that asks several questions, or reads rows in parts, in one transaction that cannot write."""
        limit = self._settings.transaction_s if timeout_s is None else timeout_s
        guarded = unit_of_work(timeout=limit)(work)

        def attempt() -> T:
            with self._session(READ_ACCESS, fetch_size) as session:
                return session.execute_read(guarded)

        return self._patiently(attempt, None if is_patient else 0.0)

    def close(self) -> None:
        """Close all connections to the server."""
        self._driver.close()

    def _session(self, access: str, fetch_size: int = 1000) -> Session:
        """Open a session that sees what this process wrote, on every member of a cluster."""
        return self._driver.session(
            database=self.database,
            default_access_mode=access,
            fetch_size=fetch_size,
            bookmark_manager=self._driver.execute_query_bookmark_manager,
        )

    def _patiently(self, attempt: Callable[[], T], patience_s: float | None = None) -> T:
        """Try again while a failure may pass: the server restarts, another writer holds a lock."""
        deadline = monotonic() + (self._settings.patience_s if patience_s is None else patience_s)
        while True:
            with self._telling():
                try:
                    return attempt()
                except (DriverError, Neo4jError) as error:
                    if not may_pass(error) or monotonic() >= deadline:
                        raise
                    log.warning("Neo4j at %s: %s; trying again", self.server, first_line(error))
            self._await_answer(deadline)

    def _await_answer(self, deadline: float) -> None:
        """Return when the server answers again, or when time is up."""
        while True:
            sleep(PAUSE_S)
            try:
                return self._driver.verify_connectivity()
            except (DriverError, Neo4jError) as error:
                if monotonic() >= deadline:
                    log.warning("Neo4j at %s: %s", self.server, first_line(error))
                    return None

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Turn what the driver raises into a StoreError: the one place that does."""
        try:
            yield
        except (DriverError, Neo4jError) as error:
            raise self._store_error(error) from error

    def _store_error(self, error: DriverError | Neo4jError) -> StoreError:
        if isinstance(error, AuthError):
            user = f"the user {self._settings.user!r}" if self._settings.password else "a visitor without password"
            return StoreError(f"{self.server} refuses {user}: check NEWSKG_NEO4J_USER and NEWSKG_NEO4J_PASSWORD")
        if isinstance(error, ConnectionAcquisitionTimeoutError):
            return StoreUnavailableError(f"all connections to {self.server} are busy: ask with fewer threads")
        if isinstance(error, ServiceUnavailable | SessionExpired):
            reason = str(error).rpartition("\n")[2]  # the lines above it repeat the address
            return StoreUnavailableError(
                f"no Neo4j answers at {self.server}: start it, or check the address ({reason})"
            )
        if is_out_of_time(error):
            return QueryTimeoutError(f"no answer from {self.server} in time; ask for less at once")
        if isinstance(error, Neo4jError) and error.code == _NO_DATABASE:
            return StoreError(
                f"{self.server} has no database {self.database!r}: check NEWSKG_NEO4J_DATABASE and the URL"
            )
        return StoreError(f"Neo4j at {self.server}: {first_line(error)}")


def is_out_of_memory(error: BaseException) -> bool:
    """Say whether a transaction needed more memory than the server gives."""
    return _code(error).endswith("OutOfMemoryError")


def is_out_of_time(error: BaseException) -> bool:
    """Say whether the server ended a transaction because it took too long."""
    return "Transaction.TransactionTimedOut" in _code(error)


def is_too_large(error: BaseException) -> bool:
    """Say whether a smaller transaction may pass where this one did not."""
    return is_out_of_memory(error) or is_out_of_time(error)


def may_pass(error: DriverError | Neo4jError) -> bool:
    """Say whether the same call may succeed a little later. A commit whose answer got lost counts: work repeats."""
    if is_too_large(error):
        return False
    if isinstance(error, ClientError) and error.code == _LOCK_LOST:
        return True
    return isinstance(error, ServiceUnavailable) or error.is_retryable()


@contextmanager
def _fitting() -> Iterator[None]:
    """Tell apart what fails because it is too much at once. The driver takes lack of memory for a passing failure and
    would repeat it in vain; an error of ours it lets through."""
    try:
        yield
    except Neo4jError as error:
        if is_too_large(error):
            raise BatchTooLargeError(f"too much at once for Neo4j: {first_line(error)}") from error
        raise


def _open_driver(server: str, settings: Neo4jSettings) -> Driver:
    try:
        return GraphDatabase.driver(
            server,
            auth=None if settings.password is None else (settings.user, settings.password),
            notifications_min_severity="OFF",  # else each type that no document used yet is a warning
            max_transaction_retry_time=DRIVER_RETRY_S,
            connection_timeout=5,
            connection_acquisition_timeout=10,
            telemetry_disabled=True,
        )
    except (ConfigurationError, ValueError) as error:
        raise UnknownStoreError(f"{server!r} is no URL of a Neo4j store: {error}; known: {KNOWN_URLS}") from error


def _code(error: BaseException) -> str:
    return (error.code or "") if isinstance(error, Neo4jError) else ""


def first_line(error: BaseException) -> str:
    """Return what an error says, without the excerpt of the query below it."""
    said = error.message if isinstance(error, Neo4jError) else None
    return (said or str(error)).partition("\n")[0]
