"""Tables of known names enter, checked; what a surface names leaves, or that it may name several things.

Origin of names.csv, persons.csv, given_names.csv and name_words.toml: written for this project from general knowledge,
copied from no source. They say how English news calls things; they are no evidence, and nothing in them is shown as a
fact. places.csv is made from GeoNames (geonames.org, CC BY 4.0) by training/place_names.py.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple, TypeVar

from kg.errors import LoadError
from kg.model import Kind, content_id
from kg.resolve.name_keys import acronym_key, keys_by_name, name_key
from kg.resolve.transliteration import spelling_key

FOLDER = Path(__file__).parent
_THINGS = ("kind", "name", "aliases", "acronyms", "demonyms", "seats", "ambiguous")
_PERSONS = ("name", "aliases", "ambiguous")
_PLACES = ("name", "keys")
_KINDS = {kind.value: kind for kind in Kind}
_FILES = ("names.csv", "persons.csv", "places.csv", "given_names.csv", "name_words.toml")
_RULES = "2"  # raised whenever the code of this package gives other ids for the same tables


T = TypeVar("T")
Names = dict[Kind, dict[str, T]]


def _by_kind() -> Names[T]:
    return {kind: {} for kind in Kind}


@dataclass(slots=True)
class AliasTable:
    """Known names by surface. A surface that may name several things names none of them by itself."""

    names: Names[str] = field(default_factory=_by_kind)
    acronyms: Names[str] = field(default_factory=_by_kind)
    bearers: Names[tuple[str, ...]] = field(default_factory=_by_kind)  # of each ambiguous surface
    adjectives: dict[str, tuple[str, ...]] = field(default_factory=dict)  # demonyms by country
    demonyms: set[str] = field(default_factory=set)  # as written, of countries: "Syrian", "Syrians"
    seats: set[str] = field(default_factory=set)  # as written, of organisations: "Damascus", "Whitehall"
    places: dict[str, str] = field(default_factory=dict)  # keys of further spellings of cities
    shared_places: frozenset[str] = frozenset()  # keys that several cities bear
    version: str = "none"  # hash of the files, so that a graph tells by which it was resolved
    _spellings: dict[str, str | None] | None = field(default=None, repr=False)

    def find(self, kind: Kind, surface: str) -> str | None:
        """Return the known name that a surface names; capital forms are matched with their case."""
        capitals = acronym_key(surface)
        if capitals is not None and capitals in self.acronyms[kind]:
            return self.acronyms[kind][capitals]
        return self.names[kind].get(name_key(kind, surface))

    def is_ambiguous(self, kind: Kind, surface: str) -> bool:
        """Whether a surface is known to name several things."""
        return name_key(kind, surface) in self.bearers[kind]

    def spelled(self, name: str) -> str | None:
        """Return the known person whose name this is in another transliteration."""
        key = spelling_key(name)
        return None if key is None else self._persons_by_spelling().get(key)

    def is_misspelt(self, name: str) -> bool:
        """Whether a name of a person is, but for transliteration, one that several persons bear."""
        key = spelling_key(name)
        return key is not None and key in self._persons_by_spelling() and self.spelled(name) is None

    def _persons_by_spelling(self) -> dict[str, str | None]:
        if self._spellings is None:
            self._spellings = _persons_by_spelling(self)
        return self._spellings


@cache
def shipped_table() -> AliasTable:
    """Return the table that the package ships, read once."""
    table = shipped_names()
    add_places(table, FOLDER / "places.csv")
    table.version = _version(*(FOLDER / name for name in _FILES))
    return table


def shipped_names() -> AliasTable:
    """Return the shipped table without the cities."""
    return load_table(FOLDER / "names.csv", FOLDER / "persons.csv")


def _version(*paths: Path) -> str:
    contents = (hashlib.sha256(path.read_bytes()).hexdigest() for path in paths)
    return content_id(_RULES, *contents)[:12]


def add_places(table: AliasTable, path: Path) -> None:
    """Add the file that training/place_names.py writes: in its first row names that are shared, then cities."""
    rows = [row.split(",") for row in path.read_text("utf-8").splitlines()]
    if rows[:1] != [[*_PLACES]] or len(rows) < 2 or any(len(row) != len(_PLACES) for row in rows):
        raise LoadError(f"needs the columns {', '.join(_PLACES)} and a row of shared names", path=path, line=1)
    table.shared_places = frozenset(rows[1][1].split("|"))
    for name, keys in rows[2:]:
        table.places.update(dict.fromkeys(keys.split("|"), name))


def _persons_by_spelling(table: AliasTable) -> dict[str, str | None]:
    """Return the person of each transliteration key, None if it is that of two or of an ambiguous name."""
    found: dict[str, str | None] = {}
    for key, name in table.names[Kind.PERSON].items():
        spelled = spelling_key(key)
        if spelled is not None and found.setdefault(spelled, name) != name:
            found[spelled] = None
    ambiguous = map(spelling_key, table.bearers[Kind.PERSON])
    return found | {spelled: None for spelled in ambiguous if spelled is not None}


def load_table(things: Path, persons: Path) -> AliasTable:
    """Read both files; a wrong row raises a LoadError with its line."""
    table = AliasTable(version=_version(things, persons))
    rows = [*_rows(things, _THINGS), *_rows(persons, _PERSONS)]
    keys = _keys(rows)
    for row in rows:
        bearers = table.bearers[row.kind]
        for surface in _parts(row.ambiguous):
            key = keys[row.kind][surface]
            bearers[key] = (*bearers.get(key, ()), row.name)
    for row in rows:
        _add(table, row, keys[row.kind])
    for row in rows:
        _add_weak(table, row, keys[row.kind])
    return table


class _Row(NamedTuple):  # made ten times as fast as a frozen dataclass, and there are thousands
    path: Path
    line: int
    kind: Kind
    name: str
    aliases: str
    acronyms: str
    demonyms: str
    seats: str
    ambiguous: str

    def error(self, column: str, reason: str) -> LoadError:
        return LoadError(reason, path=self.path, line=self.line, field=column)


def _parts(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _rows(path: Path, columns: tuple[str, ...]) -> Iterator[_Row]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        if tuple(next(reader, ())) != columns:
            raise LoadError(f"the columns are {', '.join(columns)}", path=path, line=1)
        for cells in reader:
            if len(cells) != len(columns) or not "".join(cells).isprintable():
                raise LoadError(f"needs {len(columns)} cells of plain text", path=path, line=reader.line_num)
            yield _row(cells if columns is _THINGS else _person(*cells), path, reader.line_num)


def _person(name: str, aliases: str, ambiguous: str) -> list[str]:
    return [Kind.PERSON.value, name, aliases, "", "", "", ambiguous]


def _row(cells: list[str], path: Path, line: int) -> _Row:
    kind = _KINDS.get(cells[0])
    if kind is None:
        raise LoadError(f"unknown kind {cells[0]!r}", path=path, line=line, field="kind")
    if not cells[1]:
        raise LoadError("is empty", path=path, line=line, field="name")
    return _Row(path, line, kind, *cells[1:])


def _keys(rows: list[_Row]) -> dict[Kind, dict[str, str]]:
    """Return the key of each surface by kind, made for all at once."""
    surfaces: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for row in rows:
        named = surfaces[row.kind]
        named.append(row.name)
        for cell in (row.aliases, row.demonyms, row.seats, row.ambiguous):
            if cell:
                named += cell.split("|")
    return {kind: keys_by_name(kind, names) for kind, names in surfaces.items()}


def _add(table: AliasTable, row: _Row, keys: Mapping[str, str]) -> None:
    """Add the names that by themselves mean the row's thing; no two rows of one kind may bear one."""
    names, bearers = table.names[row.kind], table.bearers[row.kind]
    if row.name.isupper() and acronym_key(row.name) is not None:
        _put(table.acronyms[row.kind], row, "name", row.name)
    elif keys[row.name] not in bearers:
        _put(names, row, "name", keys[row.name])
    for alias in _parts(row.aliases):
        if keys[alias] in bearers:
            raise row.error("aliases", f"{alias!r} is called ambiguous")
        _put(names, row, "aliases", keys[alias])
    for acronym in _parts(row.acronyms):
        if acronym_key(acronym) != acronym:
            raise row.error("acronyms", f"{acronym!r} is not in capitals without dots")
        _put(table.acronyms[row.kind], row, "acronyms", acronym)


def _add_weak(table: AliasTable, row: _Row, keys: Mapping[str, str]) -> None:
    """Add demonyms and seats, which give way to names: an organisation Moscow is the government of Russia."""
    demonyms, seats = _parts(row.demonyms), _parts(row.seats)
    if row.kind is Kind.COUNTRY:
        table.demonyms.update(demonyms)
        table.adjectives[row.name] = tuple(demonyms)
    table.seats.update(seats)
    for surface in (*demonyms, *seats):
        if keys[surface] not in table.bearers[row.kind]:
            table.names[row.kind].setdefault(keys[surface], row.name)


def _put(names: dict[str, str], row: _Row, column: str, key: str) -> None:
    if names.setdefault(key, row.name) != row.name:
        raise row.error(column, f"{key!r} names {names[key]!r} already")
