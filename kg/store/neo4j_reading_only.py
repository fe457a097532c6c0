"""A user's own Cypher -> rows of plain values; whatever does more than read the graph is refused before it runs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from threading import Thread
from typing import TypeVar

from neo4j import ManagedTransaction, Result, ResultSummary
from neo4j.exceptions import Neo4jError, TransientError

from kg.errors import QueryError, QueryTimeoutError
from kg.store.neo4j_connection import Neo4jConnection, first_line, is_out_of_memory, is_out_of_time
from kg.store.neo4j_values import Plain, plain

T = TypeVar("T")

FETCH_SIZE = 200
GRACE_S = 3.0  # what the server is given beyond the limit to end a query by itself
# Procedures that read the graph or its names. A server lets every user call many more.
PROCEDURES = frozenset(
    {
        "db.index.fulltext.queryNodes",
        "db.index.fulltext.queryRelationships",
        "db.labels",
        "db.propertyKeys",
        "db.relationshipTypes",
    }
)
# Where the functions with a dot live that every server has. All others come from plugins, and may do anything.
NAMESPACES = frozenset({"date", "datetime", "duration", "localdatetime", "localtime", "point", "time", "vector"})
# Operators that leave the graph or the transaction, by how their names begin. A text can hide one, a plan cannot.
_REFUSED = {
    "AdministrationCommand": "it administers the server",
    "LoadCSV": "LOAD CSV reads files and addresses that the server can reach",
    "Show": "SHOW tells about the server, not about the graph",
    "Terminate": "TERMINATE ends what others do",
    "Transaction": "IN TRANSACTIONS is for writing",
}
# A clause inside an expression, as in [x IN xs | COLLECT { … }], is no operator. But operators show their expressions
# as the server writes them, without comments and escapes; a string that looks like a clause may be refused with them.
_HIDDEN_LOAD = re.compile(r"\bLOAD\s+CSV\b", re.IGNORECASE)
_CALLED = re.compile(r"([\w`]+(?:\.[\w`]+)+)\(")
_KINDS = {"w": "it writes", "rw": "it writes", "s": "it changes the schema or administers the server"}
_SPACE = r"(?:\s|//[^\n]*(?:\n|$)|/\*.*?\*/)"
_EXPLAINING = re.compile(
    rf"{_SPACE}*(?:CYPHER\b(?:{_SPACE}|[\w.=])*?)?\b(?P<word>EXPLAIN|PROFILE)\b", re.IGNORECASE | re.DOTALL
)
_POSITION = re.compile(r"\(line (\d+), column (\d+) \(offset: \d+\)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class CypherRows:
    """What a query gave; `is_cut` says that there were more rows than were asked for."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Plain, ...], ...]
    is_cut: bool


def run_user_cypher(
    connection: Neo4jConnection,
    text: str,
    *,
    timeout_s: float = 5.0,
    max_rows: int = 1000,
    parameters: Mapping[str, object] | None = None,
) -> CypherRows:
    """Answer a query that only reads the graph, in limited time and length; any other is a QueryError."""
    if not timeout_s > 0 or max_rows < 1:  # for the server, no time is no limit
        raise QueryError("a query needs some time and at least one row")
    if (found := _EXPLAINING.match(text)) is not None:
        raise QueryError(f"leave out {found['word'].upper()}: here a query shows rows, no plan")
    values = dict(parameters or {})

    def ask(transaction: ManagedTransaction) -> CypherRows:
        with _telling(timeout_s):
            check_plan(_run(transaction, f"EXPLAIN\n{text}", values).consume())
            return _rows(_run(transaction, text, values), max_rows)

    def read() -> CypherRows:
        return connection.read_by(ask, timeout_s=timeout_s, fetch_size=FETCH_SIZE, is_patient=False)

    return _within(timeout_s, read)


def check_plan(summary: ResultSummary) -> None:
    """Refuse a query by what the server says it would do."""
    if summary.plan is None:
        raise QueryError("refused: the server shows no plan of this query")
    for operator, details in _operators(summary.plan):
        for beginning, reason in _REFUSED.items():
            if operator.startswith(beginning):
                raise QueryError(f"refused: {reason}")
        if _HIDDEN_LOAD.search(details):
            raise QueryError(f"refused: {_REFUSED['LoadCSV']}")
        for called in _called(operator, details):
            if called not in PROCEDURES:
                raise QueryError(f"refused: it calls {called}; allowed: {', '.join(sorted(PROCEDURES))}")
    if summary.query_type != "r":
        raise QueryError(f"refused: {_KINDS.get(str(summary.query_type), 'it does more than read')}")


def _called(operator: str, details: str) -> Iterator[str]:
    """Yield the procedures that an operator calls, and the functions that not every server has."""
    if operator.startswith("ProcedureCall"):
        yield details.partition("(")[0]
    for name in _CALLED.findall(details):
        if name.partition(".")[0].lower() not in NAMESPACES:
            yield name


def _operators(plan: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield name and details of every operator of a plan."""
    arguments, children = plan.get("args"), plan.get("children")
    details = arguments.get("Details") if isinstance(arguments, Mapping) else None
    yield str(plan["operatorType"]), str(details or "")
    for child in children if isinstance(children, list) else []:
        yield from _operators(child)


def _run(transaction: ManagedTransaction, text: str, parameters: dict[str, object]) -> Result:
    try:
        return transaction.run(text, parameters)
    except (OverflowError, TypeError, ValueError) as error:  # from the driver's encoder, before anything is sent
        raise QueryError(f"cannot be sent to Neo4j: {error}") from error


def _rows(result: Result, max_rows: int) -> CypherRows:
    columns = tuple(result.keys())
    rows = [tuple(plain(value) for value in record.values()) for record in islice(result, max_rows + 1)]
    result.consume()
    return CypherRows(columns=columns, rows=tuple(rows[:max_rows]), is_cut=len(rows) > max_rows)


@contextmanager
def _telling(timeout_s: float) -> Iterator[None]:
    """Turn what the user did wrong into a QueryError; what the server lacks goes on to the connection."""
    try:
        yield
    except Neo4jError as error:
        if is_out_of_time(error):
            raise _too_slow(timeout_s) from error
        if is_out_of_memory(error):
            raise QueryError("the query needs more memory than the server gives; ask for less at once") from error
        if isinstance(error, TransientError) or ".Security." in (error.code or ""):
            raise
        raise QueryError(own_position(first_line(error))) from error


def own_position(said: str) -> str:
    """Let a message count lines from the user's own first one, without the line that we put before it.

    >>> own_position("Unknown function 'f' (line 2, column 8 (offset: 15))")
    "Unknown function 'f' (line 1, column 8)"
    """
    return _POSITION.sub(lambda found: f"(line {max(int(found[1]) - 1, 1)}, column {found[2]})", said)


def _too_slow(timeout_s: float) -> QueryTimeoutError:
    return QueryTimeoutError(f"no answer within {timeout_s:g} s; ask for less, or allow more time")


def _within(timeout_s: float, ask: Callable[[], T]) -> T:
    """Wait for an answer, but not for ever: inside one expression, as a long `reduce`, Neo4j forgets its own limit."""
    answer: Future[T] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:  # noqa: BLE001 (raised where somebody waits for it)
            answer.set_exception(error)

    Thread(target=run, daemon=True, name="newskg-user-cypher").start()
    try:
        return answer.result(timeout_s + GRACE_S)
    except TimeoutError as error:
        raise _too_slow(timeout_s) from error
