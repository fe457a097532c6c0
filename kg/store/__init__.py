"""A URL -> the graph store that answers to it."""

from __future__ import annotations

from kg.errors import UnknownStoreError
from kg.store.protocol import GraphStore

KNOWN_URLS = "sqlite:///kg.db (a file), sqlite:////home/me/kg.db (an absolute path), sqlite:// (memory)"


def open_store(url: str, *, create: bool = True) -> GraphStore:
    """Open the store of a URL; with `create=False` a file that is not there is an error."""
    scheme, _, rest = url.partition("://")
    if scheme != "sqlite":
        raise UnknownStoreError(f"no store answers to {url!r}; known: {KNOWN_URLS}")
    from kg.store.sqlite_store import SqliteStore

    if rest in ("", "/", "/:memory:"):
        return SqliteStore(None)
    if not rest.startswith("/"):
        raise UnknownStoreError(f"{url!r} has two slashes where three are needed; known: {KNOWN_URLS}")
    return SqliteStore(rest[1:], create=create)
