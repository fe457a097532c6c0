"""Conditions and orders -> pages. A condition is a text of ours with `?`; what a user writes is only ever a value."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kg.errors import QueryError
from kg.partial_date import PartialDate
from kg.store.protocol import MAX_PAGE, AsOf, PagedQuery
from kg.store.sqlite_columns import Value, has_zero, list_of
from kg.store.sqlite_words import Index, match_of

T = TypeVar("T")
_COUNT = "SELECT count(*) FROM {table} WHERE {where}"
_LISTED = "IN (SELECT value FROM json_each(?))"
_ENTITIES = f"IN (SELECT k FROM entity WHERE id {_LISTED})"


@dataclass(slots=True)
class Conditions:
    """Conditions that must all hold, and their values. The names of columns are ours, values are anybody's."""

    texts: list[str] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)

    def add(self, text: str, *values: Value) -> None:
        """Add a condition with its values."""
        self.texts.append(text)
        self.values += values

    def add_listed(self, column: str, values: Sequence[str] | None) -> None:
        """Ask that a column is one of these values; None asks nothing."""
        if values is not None:
            odd = [value for value in values if has_zero(value)]
            self.add(" OR ".join([f"{column} {_LISTED}", *[f"{column} = ?"] * len(odd)]), list_of(values), *odd)

    def add_entities(self, ids: Sequence[str] | None, *columns: str) -> None:
        """Ask that one of the columns is the key of one of these entities; None asks nothing."""
        if ids is not None:
            self.add(" OR ".join(f"{column} {_ENTITIES}" for column in columns), *[list_of(ids)] * len(columns))

    def add_documents(self, column: str, ids: Sequence[str] | None) -> None:
        """Ask that a column is the key of one of these documents; None asks nothing."""
        if ids is not None:
            self.add(f"{column} IN (SELECT k FROM document WHERE id {_LISTED})", list_of(ids))

    def add_words(self, index: Index, column: str, words: str | None) -> None:
        """Ask that what an index holds under a column has the words; None asks nothing, no word matches nothing."""
        if words is None:
            return
        match = match_of(words)
        if match is None:
            self.add("0")
        else:
            self.add(f"{column} IN (SELECT rowid FROM {index} WHERE {index} MATCH ?)", match)

    def add_dates(
        self,
        column: str,
        since: PartialDate | None,
        until: PartialDate | None,
        *,
        include_undated: bool = False,
        index: str | None = None,
    ) -> None:
        """Ask that a partial date may mean a day in [since, until).

        As text: its last day is not before a day if it is, followed by any letter, not before it; its first day is
        before a day if it is before the coarsest date that begins on that day, "2018" of 2018-01-01. `index` is an
        expression that gives dates as they are, by which they are found without looking at all.
        """
        dated = Conditions()
        columns = [column, index] if index is not None and not include_undated else [column]
        if since is not None:
            dated.add(f"{column} || '~' >= ?", since.first_day.isoformat())
            dated.texts += [f"{indexed} >= '{since.year:04d}'" for indexed in columns]
        if until is not None:
            first = until.first_day.isoformat().removesuffix("-01").removesuffix("-01")
            for indexed in columns:
                dated.add(f"{indexed} < ?", first)
        if dated.texts and include_undated:
            self.add(f"{column} IS NULL OR ({dated.where})", *dated.values)
        elif dated.texts:
            self.add(dated.where, *dated.values)

    def add_as_of(self, document: str, as_of: AsOf | None) -> None:
        """Ask that a column is the key of a document that was published, and recorded, by then; None asks nothing.

        It is looked up row by row, so that it never leads the search: most documents pass.
        """
        if as_of is not None and as_of.published is not None:
            self.add(f"(SELECT published FROM document WHERE k = {document}) <= ?", as_of.published_text)
        if as_of is not None and as_of.recorded is not None:
            self.add(f"(SELECT at FROM recorded WHERE document = {document}) <= ?", as_of.recorded_text)

    @property
    def where(self) -> str:
        """The conditions as one."""
        return " AND ".join(f"({text})" for text in self.texts) or "1"


def total_of(connection: sqlite3.Connection, table: str, asked: Conditions, query: PagedQuery) -> int | None:
    """Count all items of a query, if it asked for that; before the cursor is among the conditions."""
    if not query.page.with_total:
        return None
    text = _COUNT.format(table=table, where=asked.where)
    return int(connection.execute(text, asked.values).fetchone()[0])


def limit_of(query: PagedQuery) -> int:
    """Return how many items to fetch: one more than the page has, which tells whether there is a next one."""
    if not 1 <= query.page.first <= MAX_PAGE:
        raise QueryError(f"a page has 1 to {MAX_PAGE} items, not {query.page.first}")
    return query.page.first + 1


def page_rows(
    connection: sqlite3.Connection, text: str, asked: Conditions, order: str, query: PagedQuery
) -> list[tuple[Value, ...]]:
    """Fetch the rows of a page; the text has places for `{where}` and `{tail}`."""
    full = text.replace("{where}", asked.where).replace("{tail}", f"ORDER BY {order} LIMIT ?")
    return connection.execute(full, [*asked.values, limit_of(query)]).fetchall()
