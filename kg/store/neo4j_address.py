"""A Neo4j URL -> server and database; what a server calls itself -> its version, if it is new enough."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from kg.errors import StoreError, UnknownStoreError

SCHEMES = tuple(f"{name}{trust}" for name in ("bolt", "neo4j") for trust in ("", "+s", "+ssc"))
KNOWN_URLS = "bolt://host:7687, neo4j://host:7687, bolt+s://host:7687/database"
FLOOR = (5, 26)  # CALL (x) { }, dynamic labels, SHORTEST
_AGENT = re.compile(r"Neo4j/(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Neo4jAddress:
    """Where a server is, and which of its databases is meant, if any is named."""

    server: str
    database: str | None


def parse_address(url: str) -> Neo4jAddress:
    """Take a Neo4j URL apart, or refuse it without showing a password that may stand in it.

    >>> parse_address("bolt://127.0.0.1:7687/news")
    Neo4jAddress(server='bolt://127.0.0.1:7687', database='news')
    """
    if "@" in url:  # looked for first: a password may hold a slash and look like a path
        raise UnknownStoreError(
            "the URL of a Neo4j store names no user and no password: leave them out, and set NEWSKG_NEO4J_USER and "
            f"NEWSKG_NEO4J_PASSWORD; known: {KNOWN_URLS}"
        )
    try:
        parts = urlsplit(url)
        is_good = parts.scheme in SCHEMES and bool(parts.hostname) and parts.port != 0 and not parts.fragment
    except ValueError as error:
        raise UnknownStoreError(f"{url!r} is no URL of a Neo4j store: {error}; known: {KNOWN_URLS}") from error
    database = parts.path.strip("/")
    if not is_good or "/" in database:
        raise UnknownStoreError(f"{url!r} is no URL of a Neo4j store; known: {KNOWN_URLS}")
    query = f"/?{parts.query}" if parts.query else ""
    return Neo4jAddress(server=f"{parts.scheme}://{parts.netloc}{query}", database=database or None)


def check_version(agent: str, server: str) -> str:
    """Return the version in what a server calls itself, or refuse one that is too old or no Neo4j.

    >>> check_version("Neo4j/5.26.30", "bolt://127.0.0.1:7687")
    '5.26.30'
    """
    found = _AGENT.match(agent)
    if found is None or (int(found[1]), int(found[2])) < FLOOR:
        needed = ".".join(map(str, FLOOR))
        raise StoreError(f"{server} is {agent or 'a server without a name'}; newskg needs Neo4j {needed} or newer")
    return agent.partition("/")[2]
