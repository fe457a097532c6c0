"""Words -> the country that they name: its name, a short form, an adjective or a people."""

from __future__ import annotations

from functools import lru_cache

from kg.model import Kind
from kg.resolve.alias_table import shipped_table

_GOVERNMENT = "Government of "


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


def is_body(surface: str) -> bool:
    """Whether words name a known organisation itself, not the place where it sits.

    >>> is_body("U.N."), is_body("Damascus"), is_body("U.S.")
    (True, False, False)
    """
    is_known = shipped_table().find(Kind.ORGANIZATION, surface) is not None
    return is_known and not is_seat(surface) and country_of(surface) is None


def country_of_seat(place: str) -> str | None:
    """Return the country that is governed from a place.

    >>> country_of_seat("Damascus"), country_of_seat("Aleppo")
    ('Syria', None)
    """
    government = shipped_table().find(Kind.ORGANIZATION, place) if is_seat(place) else None
    if government is None or not government.startswith(_GOVERNMENT):
        return None
    return country_of(government.removeprefix(_GOVERNMENT))
