"""The name of an organisation enters; what it is made of leaves: legal form, body and state, words of no body's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kg.model import Kind
from kg.resolve.alias_table import AliasTable
from kg.resolve.name_keys import name_key
from kg.resolve.name_words import name_words

_POSSESSIVE = re.compile(r"['’](?:s\b|(?=\s))")
_MINISTRY = re.compile(r"(?:ministry (?:of|for) (?:the )?(?P<field>\w[\w ]*)|(?P<before>\w[\w ]*) ministry)")
_LONGEST_COUNTRY = 4  # words


@dataclass(frozen=True, slots=True)
class StateBody:
    """A body that every state may have, and whose it is; no country if the word for it names two."""

    body: str
    country: str | None


def without_legal_form(key: str) -> str:
    """Return the key of an organisation without what it is by law.

    >>> without_legal_form("samsung electronics co ltd"), without_legal_form("inc")
    ('samsung electronics', 'inc')
    """
    words = key.split()
    while len(words) > 1 and words[-1] in name_words().legal_forms:
        words.pop()
    return " ".join(words)


def is_generic(key: str) -> bool:
    """Whether a name is made of words that name bodies in many countries.

    >>> is_generic("foreign ministry"), is_generic("republican party"), is_generic("baath party")
    (True, True, False)
    """
    return all(word in name_words().generic for word in key.split())


def is_outpost(key: str) -> bool:
    """Whether a name is that of one of the many embassies of a country.

    >>> is_outpost("us embassy"), is_outpost("us embassy in kabul")
    (True, False)
    """
    return key.rpartition(" ")[2] in name_words().outposts


def names_country(surface: str, table: AliasTable) -> bool:
    """Whether a name says whose body it names: "Spanish People's Party", "Bank of Japan"."""
    return any(table.find(Kind.COUNTRY, country) is not None for country, _ in _cuts(_bare_words(surface)))


def state_body(surface: str, table: AliasTable) -> StateBody | None:
    """Read "Kenyan X", "Kenya's X" and "X of Kenya", where X is a body that every state may have."""
    for country, rest in _cuts(_bare_words(surface)):
        body = _body(name_key(Kind.ORGANIZATION, rest))
        if body is None:
            continue
        known = table.find(Kind.COUNTRY, country)
        if known is not None or table.is_ambiguous(Kind.COUNTRY, country):
            # Georgia is a state and one of the United States: its Supreme Court is that of either
            is_clear = country != known or not table.is_ambiguous(Kind.LOCATION, country)
            return StateBody(body, known if is_clear else None)
    return None


def built_key(body: str, country: str) -> str:
    """Return the key under which all ways to build the name of a state's body meet.

    >>> built_key("health ministry", "Zambia")
    'health ministry of zambia'
    """
    return f"{body} of {name_key(Kind.COUNTRY, country)}"


def known_forms(body: str, country: str, table: AliasTable) -> Iterator[str]:
    """Yield the keys under which the table may hold a state's body: every way to build its name."""
    name = name_key(Kind.COUNTRY, country)
    adjectives = (name_key(Kind.COUNTRY, word) for word in table.adjectives.get(country, ()))
    owners = [name, f"{name}s", *adjectives]
    for synonym in _synonyms(body):
        yield built_key(synonym, country)
        yield from (f"{owner} {synonym}" for owner in owners)


def _bare_words(surface: str) -> list[str]:
    words = _POSSESSIVE.sub("", surface).split()
    return words[1:] if len(words) > 1 and words[0].casefold() == "the" else words


def _cuts(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield country and body, longest countries first."""
    for size in range(min(_LONGEST_COUNTRY, len(words) - 1), 0, -1):
        yield " ".join(words[:size]), " ".join(words[size:])
    if "of" in words:
        at = len(words) - 1 - words[::-1].index("of")
        yield " ".join(words[at + 1 :]), " ".join(words[:at])


def _body(key: str) -> str | None:
    if key in name_words().state_bodies:
        return key
    ministry = _MINISTRY.fullmatch(key)
    if ministry is None:
        return None
    field = ministry["field"] or ministry["before"]
    return f"{name_words().ministry_fields.get(field, field)} ministry"


def _synonyms(body: str) -> Iterator[str]:
    yield body
    if body.endswith(" ministry"):
        kept = body.removesuffix(" ministry")
        fields = [field for field, name in name_words().ministry_fields.items() if name == kept] or [kept]
        for field in fields:
            yield f"{field} ministry"
            yield f"ministry of {field}"
