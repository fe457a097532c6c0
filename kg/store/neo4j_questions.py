"""Readings that ask a server several questions -> their answers; those of many readings are asked together.

A reading is a generator: it yields a question, gets its rows, may ask on, and returns what it found. Readings that run
side by side and ask the same text at the same step become one query, so that fifty small pages cost one round trip.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias, TypeVar

from kg.store.neo4j_graph import Neo4jGraph

T = TypeVar("T")
Rows: TypeAlias = list[Any]
_PARAMETER = re.compile(r"\$(\w+)")
_LIMIT = "limit"  # LIMIT takes no expression that differs from row to row
_TOGETHER = """UNWIND $asked AS asked CALL (asked) {{
{text}
}} RETURN asked.number AS number, row"""


@dataclass(frozen=True, slots=True)
class Question:
    """A text of ours that returns one column, `row`, with its values; TYPES in it are these types, or all."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    types: tuple[str, ...] | None = None


Reading: TypeAlias = Generator[Question, Rows, T]


def answers(graph: Neo4jGraph, readings: Sequence[Reading[T]]) -> list[T]:
    """Run readings side by side; return what each found, in their order."""
    found: dict[int, T] = {}
    rows: dict[int, Rows | None] = dict.fromkeys(range(len(readings)))
    while rows:
        asked: dict[int, Question] = {}
        for number, given in rows.items():
            try:
                asked[number] = next(readings[number]) if given is None else readings[number].send(given)
            except StopIteration as end:
                found[number] = end.value
        rows = {number: given for group in _groups(asked) for number, given in _ask(graph, group)}
    return [found[number] for number in range(len(readings))]


def _groups(asked: Mapping[int, Question]) -> Iterable[dict[int, Question]]:
    """Put together what one text can ask."""
    groups: defaultdict[tuple[object, ...], dict[int, Question]] = defaultdict(dict)
    for number, question in asked.items():
        groups[question.text, question.types, question.values.get(_LIMIT)][number] = question
    return groups.values()


def _ask(graph: Neo4jGraph, group: Mapping[int, Question]) -> Iterable[tuple[int, Rows]]:
    if len(group) == 1:
        ((number, question),) = group.items()
        return [(number, [row["row"] for row in graph.read(question.text, question.values, types=question.types)])]
    one = next(iter(group.values()))
    inner = _PARAMETER.sub(lambda name: name[0] if name[1] == _LIMIT else f"asked.{name[1]}", one.text)
    values = [{**question.values, "number": number} for number, question in group.items()]
    parameters = {"asked": values, _LIMIT: one.values.get(_LIMIT)}
    rows: dict[int, Rows] = {number: [] for number in group}
    for row in graph.read(_TOGETHER.format(text=inner), parameters, types=one.types):
        rows[row["number"]].append(row["row"])
    return rows.items()
