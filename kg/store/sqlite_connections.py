"""A path -> connections to one graph: a writer behind a lock, a reader for each thread, time limits, and the log."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock, local
from time import monotonic
from weakref import WeakSet

from kg.errors import ModelError, QueryError, QueryTimeoutError, StoreError
from kg.store.sqlite_schema import TIMEOUT_S, connect

_BATCHES = 256  # transactions after which the write-ahead log goes into the file and gives its room back
_STEPS = 10_000  # of SQLite's machine, between two looks at the clock: some tenths of a millisecond
_CHECKPOINT_WAIT_MS = 100  # for readers; one that reads for longer is waited for next time


class _Reader:
    """A connection that is closed when nobody holds it any more: its thread has ended."""

    def __init__(self, path: str) -> None:
        self.connection = connect(path, create=False)
        self.connection.execute("PRAGMA query_only=ON").fetchall()

    def __del__(self) -> None:
        if hasattr(self, "connection"):
            self.connection.close()


class Connections:
    """All connections to one graph; in memory there is one only."""

    def __init__(self, path: str | None, *, create: bool, read_timeout_s: float | None) -> None:
        """Open the writer; readers are opened as threads ask."""
        self._path = path
        self._read_timeout_s = read_timeout_s
        self._writer = connect(path, create=create)
        self._lock = RLock()
        self._threads = local()
        self._readers: WeakSet[_Reader] = WeakSet()
        self._batches = 0
        self._is_closed = False

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The writer, for questions before a transaction; no other thread writes meanwhile."""
        with self._lock, self._telling("written"):
            yield self._writer

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The writer in a transaction that is there as a whole at the end, or not at all."""
        with self.writing() as writer:
            try:
                writer.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                raise StoreError(f"{self._path} is locked by another program: {error}") from error
            try:
                yield writer
                writer.execute("COMMIT")
            except BaseException:
                if writer.in_transaction:  # a full disk ends it by itself
                    writer.execute("ROLLBACK")
                raise
            self._batches += 1
            if self._batches % _BATCHES == 0:
                self._empty_log()

    @contextmanager
    def reading(self, *, is_limited: bool = True) -> Iterator[sqlite3.Connection]:
        """A snapshot for one answer: its own connection for each thread, or the writer's in memory, locked."""
        limit = self._read_timeout_s if is_limited else None
        try:
            with self._telling("read"), self._snapshot() as connection, _limited(connection, limit):
                yield connection
        except UnicodeEncodeError as error:
            raise QueryError("a question holds half of a surrogate pair, which no text contains") from error
        except OverflowError as error:
            raise QueryError("a question holds a number of more than 63 bits") from error
        except ModelError as error:
            raise StoreError(f"{self._path or 'the graph in memory'} is damaged: {error}") from error

    def close(self) -> None:
        """Close all connections; the write-ahead log goes into the file."""
        with self._lock:
            if self._is_closed:
                return
            self._is_closed = True
            for reader in list(self._readers):
                reader.connection.close()
            try:
                with self._telling("closed"):
                    self._empty_log()
            finally:
                self._writer.close()

    def _empty_log(self) -> None:
        self._writer.execute(f"PRAGMA busy_timeout={_CHECKPOINT_WAIT_MS}").fetchall()
        try:
            self._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        finally:
            self._writer.execute(f"PRAGMA busy_timeout={int(TIMEOUT_S * 1000)}").fetchall()

    @contextmanager
    def _telling(self, what: str) -> Iterator[None]:
        """Say which graph it was that could not be read or written, and why: closed, locked, damaged, disk full."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreError(f"{self._path or 'the graph in memory'} cannot be {what}: {error}") from error

    @contextmanager
    def _snapshot(self) -> Iterator[sqlite3.Connection]:
        if self._path is None:
            with self._lock:
                yield self._writer
            return
        reader = self._reader(self._path)
        reader.execute("BEGIN")
        try:
            yield reader
        finally:
            if reader.in_transaction:  # an error of the disk may have ended it
                reader.execute("ROLLBACK")

    def _reader(self, path: str) -> sqlite3.Connection:
        reader: _Reader | None = getattr(self._threads, "reader", None)
        if reader is None:
            with self._lock:
                if self._is_closed:
                    raise StoreError(f"{path} cannot be read: the store is closed")
                reader = _Reader(path)
                self._threads.reader = reader
                self._readers.add(reader)
        return reader.connection


@contextmanager
def _limited(connection: sqlite3.Connection, limit_s: float | None) -> Iterator[None]:
    """Interrupt what runs for too long. SQLite itself looks at the clock: a timer might hit the next question."""
    if limit_s is None:
        yield
        return
    until = monotonic() + limit_s
    connection.set_progress_handler(lambda: monotonic() > until, _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if monotonic() > until and "interrupted" in str(error):
            raise QueryTimeoutError(f"no answer within {limit_s:g} s; ask for less, or allow more time") from error
        raise
    finally:
        connection.set_progress_handler(None, 0)
