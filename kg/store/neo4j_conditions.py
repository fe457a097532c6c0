"""What a query asks -> conditions in Cypher, and rows -> pages. What a user writes is only ever a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from kg.errors import QueryError
from kg.partial_date import PartialDate
from kg.store.indexed_words import words_in
from kg.store.neo4j_rows import MAX_SORTED, MAX_TERM, order_key
from kg.store.orders import Key, Sort
from kg.store.protocol import AsOf, EntityQuery, StatementQuery

P = TypeVar("P", EntityQuery, StatementQuery)
T = TypeVar("T")
NOTHING = "+x -x"  # Lucene takes no empty query; this one matches nothing
MAX_WORDS = 500  # words of a question; Lucene takes 1,024 clauses
_FIRST_DAY = re.compile(r"(-01){1,2}$")
_PARAMETER = re.compile(r"\$(\w+)")
_SPECIAL = re.compile(r"([^\w])")


@dataclass(slots=True)
class Conditions:
    """Conditions that must all hold, and the values of their parameters."""

    texts: list[str] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)

    def add(self, text: str, **values: object) -> None:
        """Add a condition with the values of its parameters."""
        self.texts.append(text)
        self.values.update(values)

    def add_if(self, text: str, **asked: object) -> None:
        """Add a condition unless its one value is None, which asks nothing."""
        ((name, value),) = asked.items()
        if value is not None:
            self.add(text, **{name: list(value) if isinstance(value, tuple) else value})

    def add_parts(self, query: P, conditions: Callable[[P], Conditions]) -> None:
        """Ask for all of the query's `all_of`, one of its `any_of`, none of its `none_of`."""
        parts = [*query.all_of, *query.none_of, *(query.any_of or ())]
        texts = [self._renamed(conditions(part), number) for number, part in enumerate(parts)]
        every, none = len(query.all_of), len(query.all_of) + len(query.none_of)
        self.texts += texts[:every]
        self.texts += [f"NOT coalesce({text}, false)" for text in texts[every:none]]  # what is not known is not so
        if query.any_of is not None:
            self.texts.append(" OR ".join(f"({text})" for text in texts[none:]) or "$no")
            self.values["no"] = False  # a literal `false` lets the server forget what its hints are about

    def _renamed(self, part: Conditions, number: int) -> str:
        """Return conditions as one; their parameters get names that no other part has."""
        if not part.texts:
            part.add("$yes", yes=True)
        self.values.update({f"{name}_{number}": value for name, value in part.values.items()})
        return _PARAMETER.sub(rf"$\1_{number}", part.joined("").strip())

    def add_place(self, columns: Mapping[str, str], keys: Sequence[Key], after: Sort) -> None:
        """Ask for what comes behind a place in the order of the keys, which `columns` write in Cypher."""
        text = ""
        for number, (key, value) in reversed([*enumerate(zip(keys, after, strict=True))]):
            column, at = columns[key.name], f"$at{number}"
            behind = f"{column} {'<' if key.is_down else '>'} {at}"
            text = f"{behind} OR ({column} = {at} AND ({text}))" if text else behind
            self.values[at[1:]] = sortable(key, value)
        self.add(text)

    def joined(self, lead: str) -> str:
        """Return the conditions as one text after WHERE or AND; nothing if there are none."""
        return f"{lead} {' AND '.join(f'({text})' for text in self.texts)}" if self.texts else ""


def add_dates(
    asked: Conditions, date: str, since: PartialDate | None, until: PartialDate | None, *, undated: bool = False
) -> None:
    """Ask for dates that overlap [since, until). Only one property is compared, by texts, so that its index serves.

    A date ends on or after a day if its text does not sort before the day's, or is the day's month or year; it starts
    before a day if its text sorts before the shortest text that starts on that day.
    """
    dated = Conditions()
    if since is not None:
        day = since.first_day.isoformat()
        dated.add(f"{date} >= $since_year", since_year=day[:4])
        dated.add(f"{date} >= $since OR {date} IN $since_within", since=day, since_within=[day[:4], day[:7]])
    if until is not None:
        dated.add(f"{date} < $until", until=_FIRST_DAY.sub("", until.first_day.isoformat()))
    if not dated.texts:
        return
    both = dated.joined("").strip()
    asked.add(f"{date} IS NULL OR ({both})" if undated else both, **dated.values)


def as_of_conditions(document: str, as_of: AsOf | None) -> Conditions:
    """Return what a document that was published, and recorded, by then must have."""
    asked = Conditions()
    if as_of is not None:
        asked.add_if(f"{document}.published <= $reported", reported=as_of.published_text)
        asked.add_if(f"{document}.recorded <= $known", known=as_of.recorded_text)
    return asked


def words_query(field: str, words: str) -> str:
    """Return the Lucene query for texts in which each of the words begins a word; without words nothing matches.

    >>> words_query("words", "U.N. envoy")
    'words:(+envoy* +un*)'
    """
    found = words_in(words)
    if len(found) > MAX_WORDS:
        raise QueryError(f"a search has at most {MAX_WORDS} words, not {len(found)}")
    return f"{field}:({' '.join(f'+{escaped(word[:MAX_TERM])}*' for word in found) or NOTHING})"


def add_words(asked: Conditions, field: str, words: str, *, is_searched: bool = False) -> None:
    """Ask for each of the words as the beginning of one in a field; what was searched needs it for long words only."""
    found = words_in(words)
    if not is_searched or any(len(word) > MAX_TERM for word in found):
        text = f"$words <> [] AND all(word IN $words WHERE (' ' + {field}) CONTAINS word)"
        asked.add(text, words=[f" {word}" for word in found])


def escaped(words: str) -> str:
    """Return words as one term of a Lucene query, whatever characters they hold."""
    return _SPECIAL.sub(r"\\\1", words)


def sortable(key: Key, value: str | int | float) -> str | int | float:
    """Return a value of a cursor as the server sorts it."""
    if isinstance(value, str):
        return order_key(value[:MAX_SORTED] if key.name == "name" else value)
    return value


def in_order_of(keys: Sequence[Key], columns: Mapping[str, str]) -> str:
    """Return the keys as an order."""
    return "ORDER BY " + ", ".join(f"{columns[key.name]}{' DESC' if key.is_down else ''}" for key in keys)


def lines(*parts: str) -> str:
    """Join the parts of a text, one a line."""
    return "\n".join(part for part in parts if part)


def in_order(found: Iterable[T], ids: Sequence[str], id_of: Callable[[T], str]) -> list[T | None]:
    """Return what was found in the order of the ids; None if unknown."""
    by_id = {id_of(item): item for item in found}
    return [by_id.get(id) for id in ids]
