"""The name of a person enters; the name without titles leaves, and whether one document alone can tell whose it is."""

from __future__ import annotations

from functools import lru_cache

from kg.names import fold_name
from kg.resolve.name_words import name_words
from kg.resolve.transliteration import spelling_key


@lru_cache(maxsize=65_536)
def without_titles(name: str) -> str:
    """Return the name, folded, without the titles before it; a rank before a single word belongs to the name.

    >>> without_titles("Lt. Gen. Roméo Dallaire"), without_titles("Mr. Putin"), without_titles("President")
    ('romeo dallaire', 'putin', 'president')
    >>> without_titles("Queen Elizabeth II"), without_titles("Sheikh Hasina"), without_titles("King Abdullah")
    ('elizabeth ii', 'sheikh hasina', 'king abdullah')
    """
    lists = name_words()
    words = fold_name(name).split()
    while len(words) > 1 and (words[0] in lists.titles or (words[0] in lists.ranks and len(words) > 2)):
        del words[0]
    return " ".join(words)


def is_full(name: str) -> bool:
    """Whether a name without titles says by itself who is meant: no lone surname, rank, initial, number or Abu Ali.

    >>> is_full("vladimir putin"), is_full("putin"), is_full("king abdullah"), is_full("xi jinping")
    (True, False, False, True)
    """
    words = _without_ends(name.split())
    if words[0] in name_words().ranks | name_words().parents:
        words = words[1:]
    return sum(len(word) > 1 for word in words) > 1


def is_everyday(name: str) -> bool:
    """Whether so many people bear a name that it says nothing across documents.

    >>> is_everyday("john smith"), is_everyday("muhammad aly"), is_everyday("mohammed morsi")
    (True, True, False)
    """
    words = set((spelling_key(name) or name).split())
    return any(words <= group for group in name_words().common)


def last_name(name: str) -> str:
    """Return the last word of a name without titles that is no generation or number.

    >>> last_name("martin luther king jr"), last_name("vladimir putin")
    ('king', 'putin')
    """
    return _without_ends(name.split())[-1]


def _without_ends(words: list[str]) -> list[str]:
    ends = name_words().generations | name_words().numerals
    while len(words) > 1 and words[-1] in ends:
        words = words[:-1]
    return words
