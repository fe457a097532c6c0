"""A Cypher text with plain names enters and runs with the names of one graph, so that several can share a database.

In our texts labels and relationship types stand right behind a colon or a bar (`:Document`, `[:SOURCE|TARGET]`), and
nothing else does: that is where the prefix goes. `TYPES` stands for statement types joined by bars.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import TypeVar

from neo4j import ManagedTransaction, Record

from kg.errors import QueryError
from kg.model import Kind
from kg.ontology import Ontology
from kg.store.neo4j_connection import Neo4jConnection, prefixed

T = TypeVar("T")
_NAME = re.compile(r"(?<=[:|])[A-Z][A-Za-z_]*")
SCHEMA = 2  # the version of what neo4j_schema.py describes
SEARCH = "search"  # the full-text index
LABELS = ("Document", "Statement", "Entity", "Problem", "Store")
KIND_LABELS: Mapping[Kind, tuple[str, ...]] = {
    Kind.PERSON: ("Entity", "Actor", "Person"),
    Kind.ORGANIZATION: ("Entity", "Actor", "Organization"),
    Kind.COUNTRY: ("Entity", "Actor", "Country"),
    Kind.GROUP: ("Entity", "Actor", "Group"),
    Kind.LOCATION: ("Entity", "Location"),
}


class Neo4jGraph:
    """One graph in a database: its names, and texts run under them."""

    def __init__(self, connection: Neo4jConnection, ontology: Ontology) -> None:
        """Take a connection, whose settings tell the prefix."""
        self.connection = connection
        self.ontology = ontology
        self.types = tuple(ontology.types)
        self.symmetric = ontology.symmetric
        self.prefix = connection.name("X")[:-1]

    def index(self, name: str) -> str:
        """Return the name of an index of this graph; no other program's is likely to be called so."""
        return f"newskg_{self.prefix}{name}"

    def labels(self, kind: Kind) -> list[str]:
        """Return the labels that entities of a kind bear."""
        return [prefixed(label, self.prefix) for label in KIND_LABELS[kind]]

    def kind_labels(self) -> list[str]:
        """Return all labels that depend on an entity's kind."""
        return sorted({label for kind in Kind for label in self.labels(kind)[1:]})

    def type_of(self, relationship_type: str) -> str:
        """Return the statement type that a relationship type of this graph stands for."""
        return relationship_type.removeprefix(self.prefix)

    def text(self, text: str, types: Iterable[str] | None = None) -> str:
        """Return a text of ours with this graph's names; TYPES are the given statement types, or all."""
        return _with_names(text, self.prefix, self.types if types is None else tuple(types))

    def read(
        self, text: str, parameters: Mapping[str, object] | None = None, *, types: Iterable[str] | None = None
    ) -> list[Record]:
        """Return all rows of a text of ours that only reads."""
        with _sendable():
            return self.connection.read(self.text(text, types), parameters)

    def write(self, work: Callable[[Writing], T]) -> T:
        """Run work in one transaction; it may run again, and must give the same graph then."""
        return self.connection.write(lambda transaction: work(Writing(self, transaction)))


class Writing:
    """One transaction of a graph."""

    def __init__(self, graph: Neo4jGraph, transaction: ManagedTransaction) -> None:
        self.graph = graph
        self._transaction = transaction

    def run(
        self, text: str, parameters: Mapping[str, object] | None = None, *, types: Iterable[str] | None = None
    ) -> list[Record]:
        """Run a text of ours and return all its rows."""
        return list(self._transaction.run(self.graph.text(text, types), dict(parameters or {})))

    def run_rows(self, text: str, rows: Sequence[object], *, types: Iterable[str] | None = None) -> list[Record]:
        """Run a text of ours on `$rows`, if there are any."""
        return self.run(text, {"rows": list(rows)}, types=types) if rows else []


@contextmanager
def _sendable() -> Iterator[None]:
    """Say what it is about a question that cannot be sent to a server at all."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise QueryError("a question holds half of a surrogate pair, which no text contains") from error
    except OverflowError as error:
        raise QueryError("a question holds a number of more than 63 bits") from error


@lru_cache(maxsize=1024)
def _with_names(text: str, prefix: str, types: tuple[str, ...]) -> str:
    def named(found: re.Match[str]) -> str:
        names = types if found[0] == "TYPES" else (found[0],)
        return "|".join(prefixed(name, prefix) for name in names)

    return _NAME.sub(named, text)
