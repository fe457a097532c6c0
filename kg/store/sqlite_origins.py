"""Documents that came and went -> the origins of all whose company may be another now."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable

from kg.derive.origins import bands_of, regroup

_INSERT_BAND = "INSERT INTO band (key, document) VALUES (?, ?)"
_DELETE_BAND = "DELETE FROM band WHERE key = ? AND document = ?"
_SKETCHES = """SELECT d.k, o.first, d.sketch FROM document d JOIN origin o ON o.document = d.k
 WHERE d.k IN (SELECT value FROM json_each(?))"""
_NEAR = """SELECT DISTINCT o.first FROM band b JOIN origin o ON o.document = b.document
 WHERE b.key IN (SELECT value FROM json_each(?))"""
_GROUPS = """SELECT d.k, d.id, o.first, d.sketch FROM origin o JOIN document d ON d.k = o.document
 WHERE o.first IN (SELECT value FROM json_each(?))"""
_INSERT_ORIGIN = "INSERT INTO origin (document, first) VALUES (?, ?)"
_SET_ORIGIN = "UPDATE origin SET first = ? WHERE document = ?"


def band_keys(sketch: bytes) -> set[int]:
    """Return the bands of a sketch as they are kept, each once."""
    return set(bands_of(sketch))


def add_bands(connection: sqlite3.Connection, document: int, sketch: bytes) -> None:
    """Make a document findable by the texts that are near-copies of its own; its origin is itself, until regrouped."""
    connection.execute(_INSERT_ORIGIN, (document, document))
    connection.executemany(_INSERT_BAND, [(key, document) for key in band_keys(sketch)])


def remove_bands(connection: sqlite3.Connection, documents: Iterable[int]) -> set[int]:
    """Make documents findable no more; return the origins that lose them."""
    rows = connection.execute(_SKETCHES, (json.dumps(list(documents)),)).fetchall()
    for key, _, sketch in rows:
        connection.executemany(_DELETE_BAND, [(band, key) for band in band_keys(sketch)])
    return {origin for _, origin, _ in rows}


def regroup_origins(connection: sqlite3.Connection, lost: Iterable[int], came: Collection[int]) -> list[int]:
    """Group anew where documents were lost and where they came; return the others that keep other company now."""
    origins = {*lost, *_near(connection, came)}
    rows = connection.execute(_GROUPS, (json.dumps(sorted(origins)),)).fetchall()
    keys = {id: key for key, id, _, _ in rows}
    before = {id: str(origin) for key, id, origin, _ in rows if key not in came}
    regrouped = regroup(before, {id: sketch for _, id, _, sketch in rows})
    now = [(keys[regrouped.origins[id]], key) for key, id, _, _ in rows]
    changed = [pair for pair, (_, _, origin, _) in zip(now, rows, strict=True) if pair[0] != origin]
    connection.executemany(_SET_ORIGIN, changed)
    return sorted(keys[id] for id in regrouped.moved)


def _near(connection: sqlite3.Connection, documents: Iterable[int]) -> set[int]:
    rows = connection.execute(_SKETCHES, (json.dumps(list(documents)),)).fetchall()
    bands = sorted({band for _, _, sketch in rows for band in band_keys(sketch)})
    return {row[0] for row in connection.execute(_NEAR, (json.dumps(bands),)).fetchall()}
