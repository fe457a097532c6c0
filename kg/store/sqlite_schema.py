"""A path -> a SQLite connection to a graph of ours: pragmas, schema, migrations, refusals."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from time import monotonic, sleep

from kg.errors import ModelError, NotAGraphError, StoreError
from kg.store.sqlite_migrations import MIGRATIONS
from kg.store.sqlite_rebuilding import rebuild

APPLICATION_ID = 0x6E6B6731  # "nkg1"
TIMEOUT_S = 5.0  # how long one program waits for another
FLOOR = (3, 35, 0)  # UPSERT, RETURNING, JSON functions


def connect(path: str | None, *, create: bool = True) -> sqlite3.Connection:
    """Open and, where needed, create or migrate a graph file; None is a graph in memory."""
    if sqlite3.sqlite_version_info < FLOOR:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old; 3.35 is needed")
    if not _has_full_text():
        raise StoreError("this Python's SQLite was built without FTS5, its full-text search; python.org's has it")
    if path is not None:
        _check_path(Path(path), create=create)
    connection = _open(path)
    try:
        _prepare(connection, path)
    except sqlite3.OperationalError as error:  # locked, unreadable, on a disk that is full
        connection.close()
        raise StoreError(f"cannot open {path}: {error}") from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise NotAGraphError(f"{path} is no SQLite file, or is damaged: {error}") from error
    except ModelError as error:
        connection.close()
        raise StoreError(f"{path} cannot be brought to the schema of this newskg: {error}") from error
    except StoreError:
        connection.close()
        raise
    return connection


@cache
def _has_full_text() -> bool:
    probe = sqlite3.connect(":memory:")
    try:
        found = probe.execute("SELECT count(*) FROM pragma_module_list WHERE name = 'fts5'").fetchone()[0]
    finally:
        probe.close()
    return bool(found)


def _check_path(path: Path, *, create: bool) -> None:
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it, such as {path / 'kg.db'}")
    if not path.exists() and not create:
        raise StoreError(f"there is no graph at {path}; make one with: kg build PATH --store sqlite:///{path}")
    if not path.parent.is_dir():
        raise StoreError(f"the folder {path.parent} does not exist")


def _open(path: str | None) -> sqlite3.Connection:
    try:
        return sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False, timeout=TIMEOUT_S)
    except sqlite3.Error as error:
        raise StoreError(f"cannot open {path}: {error}") from error


def _prepare(connection: sqlite3.Connection, path: str | None) -> None:
    _refuse_strangers(connection, path)
    _turn_to_wal(connection)
    for pragma in (
        "synchronous=FULL",  # NORMAL can lose the last commits at power loss
        "cache_size=-65536",
        "journal_size_limit=67108864",
        "wal_autocheckpoint=4000",  # pages: what many documents change is copied into the file once
        "foreign_keys=OFF",  # a migration that rebuilds a table drops the old one
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    _migrate(connection)
    connection.execute("PRAGMA foreign_keys=ON").fetchall()


def _turn_to_wal(connection: sqlite3.Connection) -> None:
    """Turn a new file to write-ahead logging; SQLite does not wait by itself when two programs do so at once."""
    until = monotonic() + TIMEOUT_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").fetchall()
            return
        except sqlite3.OperationalError:
            if monotonic() > until:
                raise
            sleep(0.01)


def _refuse_strangers(connection: sqlite3.Connection, path: str | None) -> None:
    connection.execute("BEGIN")  # one snapshot: another program may be making this graph just now
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    connection.execute("COMMIT")
    if tables and application != APPLICATION_ID:
        raise NotAGraphError(f"{path} is a SQLite file of another program; name another file")
    version = _version(connection)
    if version > len(MIGRATIONS):
        raise StoreError(f"{path} was written by a newer newskg (schema {version}, known {len(MIGRATIONS)})")


def _migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to the newest version, in one transaction: what is derived fits that version only."""
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        known = _version(connection)  # again: another program may have migrated while this one waited
        for text in "".join(MIGRATIONS[known:]).split(";\n"):
            connection.execute(text)
        if known < len(MIGRATIONS):
            rebuild(connection)
            _check_references(connection)
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _check_references(connection: sqlite3.Connection) -> None:
    lost = connection.execute("PRAGMA foreign_key_check").fetchall()
    if lost:
        tables = ", ".join(sorted({row[0] for row in lost}))
        raise sqlite3.IntegrityError(f"{len(lost)} rows refer to what is not there, in {tables}")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
