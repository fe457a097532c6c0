"""Words -> the country that they name: its name, a short form, an adjective or a people."""

from __future__ import annotations

from functools import lru_cache

from kg.model import Kind
from kg.resolve.alias_table import shipped_table


@lru_cache(maxsize=8192)  # a document asks for the same words again and again
def country_of(surface: str) -> str | None:
    """Return the usual name of the country that words name, None if they name none.

    >>> country_of("Syrian"), country_of("the United States"), country_of("U.S."), country_of("Lund")
    ('Syria', 'United States', 'United States', None)
    """
    bare = surface.removeprefix("the ").removeprefix("The ")
    return shipped_table().find(Kind.COUNTRY, bare) if bare[:1].isupper() else None


def is_demonym(surface: str) -> bool:
    """Whether a word is an adjective or noun of a country's people.

    >>> is_demonym("Syrian"), is_demonym("Syria")
    (True, False)
    """
    return surface in shipped_table().demonyms


def is_seat(surface: str) -> bool:
    """Whether a name may stand for a government that sits there.

    >>> is_seat("Damascus"), is_seat("Aleppo")
    (True, False)
    """
    return surface in shipped_table().seats
