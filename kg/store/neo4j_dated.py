"""A page of what bears a date enters; what to ask for it leaves: first one index, then another, as far as it takes.

The hints keep the order of the index: a page costs its own items. What is undated comes by its id, from an index of its
own: behind all dates, or before them where the page goes backward.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.store.neo4j_conditions import Conditions, in_order_of, lines, sortable
from kg.store.orders import ID, Key, Sort

_DATED = "MATCH ({node}) USING INDEX {node}({date}) WHERE {name}.{date} {sign}= $date"
_UNDATED = "MATCH ({node}) USING INDEX {node}(undated) WHERE {name}.undated {sign} $undated"
_TAIL = "WITH {name} {order} LIMIT $limit RETURN {name} {shown} AS row {order}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatedNode:
    """A kind of node as texts write it, `s:Statement`, its date, and what of it is wanted."""

    node: str
    date: str
    shown: str

    @property
    def name(self) -> str:
        """What texts call it."""
        return self.node.partition(":")[0]

    @property
    def id(self) -> str:
        """What sorts as its id does."""
        return f"coalesce({self.name}.order, {self.name}.id)"

    def looks(
        self, asked: Conditions, keys: Sequence[Key], after: Sort | None, *, has_undated: bool, is_backward: bool
    ) -> Iterator[tuple[str, dict[str, object]]]:
        """Yield texts and values of which each gives rows, up to `$limit`, of a page that is sorted by date and id."""
        date, id = keys
        is_undated = after is not None and after[0] == date.missing
        texts = []
        if is_backward or not is_undated:
            texts.append(self._dated(asked, date, id, None if is_undated else after))
        if has_undated and (not is_backward or after is None or is_undated):
            texts.append(self._undated(asked, id, after if is_undated else None))
        yield from reversed(texts) if is_backward else texts

    def _dated(self, asked: Conditions, date: Key, id: Key, after: Sort | None) -> tuple[str, dict[str, object]]:
        sign, cursor = "<" if date.is_down else ">", ""
        values = {**asked.values, "date": "~" if date.is_down else ""}
        if after is not None:
            cursor = f"AND ({self.name}.{self.date} {sign} $date OR {self.id} {'<' if id.is_down else '>'} $after)"
            values |= {"date": after[0], "after": sortable(ID, after[1])}
        columns = {date.name: f"{self.name}.{self.date}", id.name: self.id}
        start = _DATED.format(node=self.node, name=self.name, date=self.date, sign=sign)
        return lines(start, cursor, asked.joined("AND"), self._tail((date, id), columns)), values

    def _undated(self, asked: Conditions, id: Key, after: Sort | None) -> tuple[str, dict[str, object]]:
        sign = "<" if id.is_down and after is not None else ">"
        start = _UNDATED.format(node=self.node, name=self.name, sign=sign)
        text = lines(start, asked.joined("AND"), self._tail((id,), {id.name: f"{self.name}.undated"}))
        return text, {**asked.values, "undated": "" if after is None else after[1]}

    def _tail(self, keys: Sequence[Key], columns: dict[str, str]) -> str:
        return _TAIL.format(name=self.name, shown=self.shown, order=in_order_of(keys, columns))
