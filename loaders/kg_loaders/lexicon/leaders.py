"""Who held which high office of state. `leaders.toml` enters; titles and names with their countries leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from kg.errors import LexiconError
from kg.names import fold_name
from kg_loaders.lexicon.toml_file import read_toml

LEADERS_FILE = Path(__file__).with_name("leaders.toml")
_NONE: frozenset[str] = frozenset()
_LONGEST = 3  # words of a family name, or of a whole name that begins with it


@dataclass(frozen=True, slots=True)
class Leaders:
    """The countries of those who held an office, by title and folded name."""

    countries: Mapping[tuple[str, str], frozenset[str]]

    @property
    def titles(self) -> frozenset[str]:
        """The titles that are known."""
        return frozenset(title for title, _ in self.countries)

    def of(self, title: str, name: str) -> frozenset[str]:
        """Return the countries in which somebody of that name held the office.

        >>> sorted(load_leaders().of("president", "George W. Bush")), sorted(load_leaders().of("president", "Ana Kerr"))
        (['United States'], [])
        """
        words = fold_name(name).split()
        return _NONE.union(*(self.countries.get((title, " ".join(words[-n:])), _NONE) for n in range(1, _LONGEST + 1)))


@cache
def load_leaders(path: Path = LEADERS_FILE) -> Leaders:
    """Read and check a file of leaders; a wrong one raises LexiconError with file and key."""
    titles = read_toml(path)
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for title, rows in titles.items():
        if not isinstance(rows, dict) or not all(isinstance(names, str) and names for names in rows.values()):
            raise LexiconError('must be a table of country = "name, name"', path=path, field=title)
        for country, names in rows.items():
            for name in names.split(","):
                found[title, fold_name(name)].add(country)
    return Leaders({key: frozenset(countries) for key, countries in found.items()})
