"""Conditions and orders -> pages. A condition is a text of ours with `?`; what a user writes is only ever a value."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kg.partial_date import PartialDate
from kg.store.cursors import sort_of
from kg.store.orders import Key, check_size, towards
from kg.store.protocol import AsOf, EntityQuery, PagedQuery, StatementQuery
from kg.store.sqlite_columns import Value, has_zero, list_of
from kg.store.sqlite_words import Index, match_of

P = TypeVar("P", EntityQuery, StatementQuery)
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

    def add_parts(self, query: P, conditions: Callable[[P], Conditions]) -> None:
        """Ask for all of the query's `all_of`, one of its `any_of`, none of its `none_of`."""
        for part in query.all_of:
            self._add_part(conditions(part), "{}")
        for part in query.none_of:
            self._add_part(conditions(part), "({}) IS NOT TRUE")  # what is not known is not so
        if query.any_of is not None:
            either = Conditions()
            for part in query.any_of:
                either._add_part(conditions(part), "{}")
            self.add(" OR ".join(f"({text})" for text in either.texts) or "0", *either.values)

    def _add_part(self, part: Conditions, form: str) -> None:
        self.add(form.format(part.where), *part.values)

    def add_place(self, columns: Mapping[str, str], keys: Sequence[Key], query: PagedQuery) -> str:
        """Ask for what comes behind the query's cursor, if it has one; return the order, as a text.

        Of the keys, which `columns` write in SQL, the first stands alone too, so that an index serves it.
        """
        after, keys = sort_of(query, keys), towards(keys, query.page)
        text, values = "", list[Value]()
        for key, value in reversed([*zip(keys, after, strict=True)] if after is not None else []):
            column, sign = columns[key.name], "<" if key.is_down else ">"
            text = f"{column} {sign}= ? AND ({column} {sign} ? OR ({text}))" if text else f"{column} {sign} ?"
            values = [value, value, *values] if values else [value]
        if text:
            self.add(text, *values)
        return ", ".join(f"{columns[key.name]}{' DESC' if key.is_down else ''}" for key in keys)

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


def page_rows(
    connection: sqlite3.Connection, text: str, asked: Conditions, order: str, query: PagedQuery
) -> list[tuple[Value, ...]]:
    """Fetch the rows of a page; the text has places for `{where}` and `{tail}`."""
    full = text.replace("{where}", asked.where).replace("{tail}", f"ORDER BY {order} LIMIT ?")
    return connection.execute(full, [*asked.values, check_size(query.page)]).fetchall()
