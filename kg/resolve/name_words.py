"""name_words.toml and given_names.csv enter, checked; the words that decide how far a name reaches leave."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import LoadError

_FOLDER = Path(__file__).parent
_COLUMNS = ["tradition", "name", "spellings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWords:
    """Words of persons' and organisations' names, folded."""

    titles: frozenset[str]
    ranks: frozenset[str]
    parents: frozenset[str]
    numerals: frozenset[str]
    generations: frozenset[str]
    common: tuple[frozenset[str], ...]  # one a tradition
    legal_forms: frozenset[str]
    generic: frozenset[str]
    outposts: frozenset[str]
    state_bodies: frozenset[str]
    ministry_fields: Mapping[str, str]  # each field to the word kept: "foreign affairs" -> "foreign"
    spellings: Mapping[str, str]  # British to American, long to short


@dataclass(frozen=True, slots=True)
class GivenName:
    """The spelling kept of a given name, and the tradition whose rules of spelling the rest of the name follows."""

    name: str
    tradition: str


@cache
def name_words() -> NameWords:
    """Return the words that the package ships, read once."""
    data = tomllib.loads((_FOLDER / "name_words.toml").read_text("utf-8"))
    persons, bodies = data["persons"], data["organizations"]
    return NameWords(
        titles=frozenset(persons["titles"].split()),
        ranks=frozenset(persons["ranks"].split()),
        parents=frozenset(persons["parents"].split()),
        numerals=frozenset(persons["numerals"].split()),
        generations=frozenset(persons["generations"].split()),
        common=tuple(frozenset(words.split()) for words in persons["common"]),
        legal_forms=frozenset(bodies["legal_forms"].split()),
        generic=frozenset(bodies["generic"].split()),
        outposts=frozenset(bodies["outposts"].split()),
        state_bodies=frozenset(bodies["state_bodies"]),
        ministry_fields={field: fields[0] for fields in bodies["ministry_fields"] for field in fields},
        spellings=bodies["spellings"],
    )


@cache
def given_names() -> Mapping[str, GivenName]:
    """Return each spelling of a given name that the package ships, read once."""
    return load_given_names(_FOLDER / "given_names.csv")


def load_given_names(path: Path) -> Mapping[str, GivenName]:
    """Read a table of given names; a spelling of two names raises a LoadError with its line."""
    names: dict[str, GivenName] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, cells in enumerate(csv.reader(file), start=1):
            if (line == 1 and cells != _COLUMNS) or len(cells) != len(_COLUMNS):
                raise LoadError(f"the columns are {', '.join(_COLUMNS)}", path=path, line=line)
            if line > 1:
                _add(names, GivenName(cells[1], cells[0]), cells[2], path, line)
    return names


def _add(names: dict[str, GivenName], given: GivenName, spellings: str, path: Path, line: int) -> None:
    for spelling in (given.name, *spellings.split("|")):
        if spelling and names.setdefault(spelling, given) is not given:
            reason = f"{spelling!r} is a spelling of {names[spelling].name!r} already"
            raise LoadError(reason, path=path, line=line, field="spellings")
