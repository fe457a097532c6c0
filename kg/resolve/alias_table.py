"""Tables of known names enter, checked; what a surface names leaves, or that it may name several things.

Origin of names.csv and persons.csv: written for this project from general knowledge, copied from no source.
They say how English news calls things; they are no evidence, and nothing in them is shown as a fact.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kg.errors import LoadError
from kg.model import Kind
from kg.resolve.name_keys import acronym_key, name_key

FOLDER = Path(__file__).parent
_THINGS = ("kind", "name", "aliases", "acronyms", "demonyms", "seats", "ambiguous")
_PERSONS = ("name", "aliases", "ambiguous")


@dataclass(slots=True)
class AliasTable:
    """Known names by surface. A surface that may name several things names none of them by itself."""

    names: dict[tuple[Kind, str], str] = field(default_factory=dict)
    acronyms: dict[tuple[Kind, str], str] = field(default_factory=dict)
    ambiguous: set[tuple[Kind, str]] = field(default_factory=set)
    demonyms: set[str] = field(default_factory=set)  # as written, of countries: "Syrian", "Syrians"
    seats: set[str] = field(default_factory=set)  # as written, of organisations: "Damascus", "Whitehall"

    def find(self, kind: Kind, surface: str) -> str | None:
        """Return the known name that a surface names; capital forms are matched with their case."""
        capitals = acronym_key(surface)
        if capitals is not None and (kind, capitals) in self.acronyms:
            return self.acronyms[kind, capitals]
        return self.names.get((kind, name_key(kind, surface)))

    def is_ambiguous(self, kind: Kind, surface: str) -> bool:
        """Whether a surface is known to name several things."""
        return (kind, name_key(kind, surface)) in self.ambiguous


@cache
def shipped_table() -> AliasTable:
    """Return the table that the package ships, read once."""
    return load_table(FOLDER / "names.csv", FOLDER / "persons.csv")


def load_table(things: Path, persons: Path) -> AliasTable:
    """Read both files; a wrong row raises a LoadError with its line."""
    table = AliasTable()
    rows = [*_rows(things, _THINGS), *_rows(persons, _PERSONS)]
    for row in rows:
        table.ambiguous.update((row.kind, name_key(row.kind, surface)) for surface in row.parts("ambiguous"))
    for row in rows:
        _add(table, row)
    for row in rows:
        _add_weak(table, row)
    return table


@dataclass(frozen=True, slots=True)
class _Row:
    cells: Mapping[str, str]
    path: Path
    line: int
    kind: Kind

    @property
    def name(self) -> str:
        return self.cells["name"]

    def parts(self, column: str) -> Iterator[str]:
        return (part for part in self.cells.get(column, "").split("|") if part)

    def error(self, column: str, reason: str) -> LoadError:
        return LoadError(reason, path=self.path, line=self.line, field=column)


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[_Row]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader, ())) != columns:
            raise LoadError(f"the columns are {', '.join(columns)}", path=path, line=1)
        for cells in reader:
            if len(cells) != len(columns) or not all(map(str.isprintable, cells)):
                raise LoadError(f"needs {len(columns)} cells of plain text", path=path, line=reader.line_num)
            yield _row(dict(zip(columns, cells, strict=True)), path, reader.line_num)


def _row(cells: dict[str, str], path: Path, line: int) -> _Row:
    kind = cells.get("kind", Kind.PERSON.value)
    if kind not in set(Kind):
        raise LoadError(f"unknown kind {kind!r}", path=path, line=line, field="kind")
    if not cells["name"]:
        raise LoadError("is empty", path=path, line=line, field="name")
    return _Row(cells, path, line, Kind(kind))


def _add(table: AliasTable, row: _Row) -> None:
    """Add the names that by themselves mean the row's thing; no two rows of one kind may bear one."""
    if acronym_key(row.name) is not None:
        _put(table.acronyms, row, "name", row.name)
    elif not table.is_ambiguous(row.kind, row.name):
        _put(table.names, row, "name", name_key(row.kind, row.name))
    for alias in row.parts("aliases"):
        if table.is_ambiguous(row.kind, alias):
            raise row.error("aliases", f"{alias!r} is called ambiguous")
        _put(table.names, row, "aliases", name_key(row.kind, alias))
    for acronym in row.parts("acronyms"):
        if acronym_key(acronym) != acronym:
            raise row.error("acronyms", f"{acronym!r} is not in capitals without dots")
        _put(table.acronyms, row, "acronyms", acronym)


def _add_weak(table: AliasTable, row: _Row) -> None:
    """Add demonyms and seats, which give way to names: an organisation Moscow is the government of Russia."""
    if row.kind is Kind.COUNTRY:
        table.demonyms.update(row.parts("demonyms"))
    table.seats.update(row.parts("seats"))
    for surface in (*row.parts("demonyms"), *row.parts("seats")):
        key = row.kind, name_key(row.kind, surface)
        if key not in table.ambiguous:
            table.names.setdefault(key, row.name)


def _put(names: dict[tuple[Kind, str], str], row: _Row, column: str, key: str) -> None:
    if names.setdefault((row.kind, key), row.name) != row.name:
        raise row.error(column, f"{key!r} names {names[row.kind, key]!r} already")
