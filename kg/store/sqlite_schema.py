"""A path -> a SQLite connection to a graph of ours: pragmas, schema, migrations, refusals."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from time import monotonic, sleep

from kg.errors import NotAGraphError, StoreError

APPLICATION_ID = 0x6E6B6731  # "nkg1"
TIMEOUT_S = 5.0  # how long one program waits for another
FLOOR = (3, 35, 0)  # UPSERT, RETURNING, JSON functions

# Integer keys inside, text ids outside. `statement.edge_key` names the edge that a statement speaks of, for or against:
# its index makes re-deriving an edge cost its own statements only. first_day and last_day bound a partial date.
_FIRST = """
CREATE TABLE document (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT NOT NULL, title TEXT, url TEXT, source TEXT, author TEXT,
    published TEXT, first_day TEXT, last_day TEXT, language TEXT, metadata TEXT NOT NULL, reader TEXT NOT NULL,
    origin TEXT NOT NULL, fingerprint TEXT NOT NULL
);
CREATE INDEX document_published ON document (coalesce(published, '') DESC, id);
CREATE TABLE sentence (
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, n INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, PRIMARY KEY (document, n)
) WITHOUT ROWID;
CREATE TABLE silence (
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, n INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, reason TEXT NOT NULL, detail TEXT NOT NULL,
    PRIMARY KEY (document, n)
) WITHOUT ROWID;
CREATE TABLE entity (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
    aliases TEXT NOT NULL, documents INTEGER NOT NULL
);
CREATE INDEX entity_folded ON entity (folded, id);
CREATE TABLE alias (
    entity INTEGER NOT NULL REFERENCES entity ON DELETE CASCADE, folded TEXT NOT NULL, PRIMARY KEY (entity, folded)
) WITHOUT ROWID;
CREATE INDEX alias_folded ON alias (folded, entity);
CREATE TABLE appearance (
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE, n INTEGER NOT NULL,
    entity INTEGER NOT NULL REFERENCES entity, name TEXT NOT NULL, PRIMARY KEY (document, n)
) WITHOUT ROWID;
CREATE INDEX appearance_entity ON appearance (entity, document);
CREATE TABLE mention (
    document INTEGER NOT NULL, appearance INTEGER NOT NULL, n INTEGER NOT NULL,
    "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, form TEXT NOT NULL, text TEXT NOT NULL,
    PRIMARY KEY (document, appearance, n),
    FOREIGN KEY (document, appearance) REFERENCES appearance ON DELETE CASCADE
) WITHOUT ROWID;
CREATE TABLE statement (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    n INTEGER NOT NULL, source INTEGER NOT NULL REFERENCES entity, type TEXT NOT NULL,
    target INTEGER REFERENCES entity, polarity TEXT NOT NULL, modality TEXT NOT NULL,
    speaker INTEGER REFERENCES entity, speaker_text TEXT, date TEXT, first_day TEXT, last_day TEXT, date_text TEXT,
    place INTEGER REFERENCES entity, confidence REAL NOT NULL, edge_key TEXT
);
CREATE INDEX statement_document ON statement (document, n);
CREATE INDEX statement_source ON statement (source, type, target);
CREATE INDEX statement_target ON statement (target, type);
CREATE INDEX statement_speaker ON statement (speaker);
CREATE INDEX statement_place ON statement (place);
CREATE INDEX statement_edge ON statement (edge_key);
CREATE INDEX statement_newest ON statement (coalesce(date, '') DESC, id);
CREATE INDEX statement_oldest ON statement (coalesce(date, '~'), id);
CREATE TABLE evidence (
    statement INTEGER NOT NULL REFERENCES statement ON DELETE CASCADE, n INTEGER NOT NULL,
    sentence_start INTEGER NOT NULL, sentence_end INTEGER NOT NULL,
    trigger_start INTEGER NOT NULL, trigger_end INTEGER NOT NULL,
    source_start INTEGER NOT NULL, source_end INTEGER NOT NULL, target_start INTEGER, target_end INTEGER,
    rule TEXT NOT NULL, PRIMARY KEY (statement, n)
) WITHOUT ROWID;
CREATE TABLE edge (
    k INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, edge_key TEXT NOT NULL UNIQUE,
    source INTEGER NOT NULL REFERENCES entity, type TEXT NOT NULL, target INTEGER NOT NULL REFERENCES entity,
    statements INTEGER NOT NULL, documents INTEGER NOT NULL, origins INTEGER NOT NULL,
    first_date TEXT, last_date TEXT, confidence REAL NOT NULL, is_contested INTEGER NOT NULL, example TEXT NOT NULL
);
CREATE INDEX edge_source ON edge (source, type, target);
CREATE INDEX edge_target ON edge (target, type, source);
CREATE INDEX edge_rank ON edge (origins DESC, statements DESC, id);
"""
MIGRATIONS = (_FIRST,)  # the n-th brings a file to version n


def connect(path: str | None, *, create: bool = True) -> sqlite3.Connection:
    """Open and, where needed, create or migrate a graph file; None is a graph in memory."""
    if sqlite3.sqlite_version_info < FLOOR:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old; 3.35 is needed")
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
    except StoreError:
        connection.close()
        raise
    return connection


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
        "foreign_keys=ON",
        "cache_size=-65536",
        "journal_size_limit=67108864",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    _migrate(connection)


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
    while _version(connection) < len(MIGRATIONS):
        connection.execute("BEGIN IMMEDIATE")
        version = _version(connection)  # again: another program may have migrated while this one waited
        if version < len(MIGRATIONS):
            for text in MIGRATIONS[version].split(";\n"):
                connection.execute(text)
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={version + 1}")
        connection.execute("COMMIT")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
