"""A URL -> the graph store that answers to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import UnknownStoreError
from kg.store.neo4j_address import SCHEMES
from kg.store.protocol import GraphStore

if TYPE_CHECKING:
    from kg.settings import Neo4jSettings  # pydantic takes a fifth of a second

NEO4J_SCHEMES = SCHEMES
KNOWN_URLS = (
    "sqlite:///kg.db (a file), sqlite:////home/me/kg.db (an absolute path), sqlite:// (memory), "
    "bolt://127.0.0.1:7687 or neo4j://host:7687/database (a Neo4j server)"
)


def open_store(
    url: str, *, create: bool = True, neo4j: Neo4jSettings | None = None, read_timeout_s: float | None = None
) -> GraphStore:
    """Open the store of a URL; with `create=False` a graph that is not there is an error.

    `neo4j` tells how to enter a server: user, password, database, prefix, and its time limits. Reading from a file
    ends after `read_timeout_s`.
    """
    scheme, _, rest = url.partition("://")
    if scheme in NEO4J_SCHEMES:
        from kg.store.neo4j_store import Neo4jStore  # the driver: a quarter of a second

        return Neo4jStore(url, neo4j, create=create)
    if scheme != "sqlite":
        raise UnknownStoreError(f"no store answers to {url!r}; known: {KNOWN_URLS}")
    return _open_sqlite(url, rest, create=create, read_timeout_s=read_timeout_s)


def _open_sqlite(url: str, rest: str, *, create: bool, read_timeout_s: float | None) -> GraphStore:
    from kg.store.sqlite_store import SqliteStore

    if rest in ("", "/", "/:memory:"):
        return SqliteStore(None, read_timeout_s=read_timeout_s)
    if not rest.startswith("/"):
        raise UnknownStoreError(f"{url!r} has two slashes where three are needed; known: {KNOWN_URLS}")
    return SqliteStore(rest[1:], create=create, read_timeout_s=read_timeout_s)
