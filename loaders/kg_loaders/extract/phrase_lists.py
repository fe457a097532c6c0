"""The files in model/lists -> places, person names, word classes, word clusters, known groups, name words."""

import gzip
import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LISTS = Path(__file__).parent.parent / "model" / "lists"

PLACE_CLASSES = ("country", "city", "town", "region")
WORD_CLASSES = ("title", "body", "demonym", "calendar", "landmark", "happening", "world_region")

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Names of places and persons, and words that mark the kind of a name.

    >>> gazetteer = Gazetteer.from_lists(
    ...     places={"country": ["Chad"], "city": ["New York"]},
    ...     first_names=["Ada"],
    ...     last_names=[],
    ...     word_classes={},
    ... )
    >>> gazetteer.longest_place(["in", "New", "York"], 1)
    (2, 1)
    >>> gazetteer.is_country(["Chad"])
    True
    """

    places: Mapping[Words, int]
    longest_by_first_word: Mapping[str, int]
    first_names: frozenset[str]
    last_names: frozenset[str]
    word_classes: Mapping[str, int]

    @classmethod
    def from_lists(
        cls,
        *,
        places: Mapping[str, Iterable[str]],
        first_names: Iterable[str],
        last_names: Iterable[str],
        word_classes: Mapping[str, Iterable[str]],
    ) -> "Gazetteer":
        """Index the lists; a name in two place classes, a word in two word classes, belongs to the first."""
        by_words: dict[Words, int] = {}
        longest: dict[str, int] = {}
        for number, place_class in enumerate(PLACE_CLASSES):
            for name in places.get(place_class, ()):
                words = tuple(name.split(" "))
                by_words.setdefault(words, number)
                longest[words[0]] = max(longest.get(words[0], 0), len(words))
        classes: dict[str, int] = {}
        for number, word_class in enumerate(WORD_CLASSES, start=1):
            for word in word_classes.get(word_class, ()):
                classes.setdefault(word, number)
        return cls(
            places=by_words,
            longest_by_first_word=longest,
            first_names=frozenset(first_names),
            last_names=frozenset(last_names),
            word_classes=classes,
        )

    def longest_place(self, words: Sequence[str], start: int) -> tuple[int, int] | None:
        """Return how many words from start on name a place, and the number of its class."""
        for length in range(self.longest_by_first_word.get(words[start], 0), 0, -1):
            place_class = self.places.get(tuple(words[start : start + length]))
            if place_class is not None:
                return length, place_class
        return None

    def is_country(self, words: Sequence[str]) -> bool:
        """Say whether these words, all of them, name a country."""
        return self.places.get(tuple(words)) == PLACE_CLASSES.index("country")


@dataclass(frozen=True, slots=True, kw_only=True)
class NameWords:
    """Words written by hand that tell what belongs to a name and what surrounds it."""

    titles: frozenset[str]
    determiners: frozenset[str]
    demonyms: frozenset[str]
    ambiguous_demonyms: frozenset[str]
    never_organisations: frozenset[str]


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer that ships with the model, read once."""
    with gzip.open(LISTS / "gazetteer.json.gz", "rt", encoding="utf-8") as file:
        return Gazetteer.from_lists(**json.load(file))


@cache
def clusters() -> dict[str, int]:
    """Return the number of the Brown cluster of each word that has one."""
    with gzip.open(LISTS / "clusters.json.gz", "rt", encoding="utf-8") as file:
        return {word: int(number) for number, words in json.load(file).items() for word in words.split(" ")}


@cache
def known_groups() -> tuple[str, ...]:
    """Return the names of armed groups, alliances and bodies that are organisations wherever they stand."""
    return tuple((LISTS / "known_groups.txt").read_text(encoding="utf-8").splitlines())


@cache
def name_words() -> NameWords:
    """Return the words about names; plurals of demonyms ("Syrians") are formed here."""
    lists = tomllib.loads((LISTS / "name_words.toml").read_text(encoding="utf-8"))
    words = {name: frozenset(text.split()) for name, text in lists.items()}
    singular = words["demonyms"]
    plural = {f"{word}s" for word in singular if not word.endswith(("s", "sh", "ch", "ese"))}
    return NameWords(
        titles=words["titles"],
        determiners=words["determiners"],
        demonyms=singular | plural | words["demonyms_without_regular_plural"],
        ambiguous_demonyms=words["ambiguous_demonyms"],
        never_organisations=words["never_organisations"],
    )
