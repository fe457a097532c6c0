"""A name and its kind enter; what the tables call the thing leaves, the key of its id, and how far the name reaches."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from kg.model import Kind
from kg.names import fold_name
from kg.resolve.alias_table import AliasTable
from kg.resolve.name_keys import is_short_acronym, name_key
from kg.resolve.organization_names import (
    built_key,
    is_generic,
    is_outpost,
    known_forms,
    names_country,
    state_body,
    without_legal_form,
)
from kg.resolve.person_names import is_everyday, is_full, without_titles
from kg.resolve.transliteration import spelling_key

LOCAL = "@"  # in ids of what only one document knows: before the document's hash


def entity_id(kind: Kind, key: str) -> str:
    """Return the id of the thing of a key.

    >>> entity_id(Kind.COUNTRY, "north korea")
    'country/north-korea'
    """
    return f"{kind.lower()}/{key.replace(' ', '-')}"


def known_id(kind: Kind, name: str) -> str:
    """Return the id of a thing by the name that a table gives it."""
    return entity_id(kind, fold_name(name))


def known_name(kind: Kind, surface: str, table: AliasTable) -> str | None:
    """Return the name under which the tables know what a surface names."""
    found = table.find(kind, surface)
    if found is None and kind in _FURTHER:
        found = _FURTHER[kind](surface, table)
    return found


def identity_key(kind: Kind, surface: str, table: AliasTable) -> str:
    """Return the key under which the names of a thing that no table knows meet."""
    if kind is Kind.PERSON:
        return _person_key(surface)
    key = name_key(kind, surface)
    if kind is not Kind.ORGANIZATION:
        return key
    body = state_body(surface, table)
    return without_legal_form(key) if body is None or body.country is None else built_key(body.body, body.country)


def is_state_body(kind: Kind, surface: str, table: AliasTable) -> bool:
    """Whether words say whose body they mean, be they a name or a description: "Kenyan police"."""
    body = state_body(surface, table) if kind is Kind.ORGANIZATION else None
    return body is not None and body.country is not None


def is_local(kind: Kind, surface: str, table: AliasTable) -> bool:
    """Whether a name that no table knows says who is meant in its document only."""
    return surface.islower() or table.is_ambiguous(kind, surface) or (kind in _LOCAL and _LOCAL[kind](surface, table))


def _person_key(surface: str) -> str:
    key = name_key(Kind.PERSON, without_titles(surface))
    return spelling_key(key) or key


def _further_person(surface: str, table: AliasTable) -> str | None:
    bare = without_titles(surface)
    return table.find(Kind.PERSON, bare) or table.spelled(name_key(Kind.PERSON, bare))


def _further_organization(surface: str, table: AliasTable) -> str | None:
    found = table.find(Kind.ORGANIZATION, without_legal_form(name_key(Kind.ORGANIZATION, surface)))
    body = state_body(surface, table) if found is None else None
    if body is None or body.country is None:
        return found
    names = {table.names[Kind.ORGANIZATION].get(form) for form in known_forms(body.body, body.country, table)} - {None}
    return names.pop() if len(names) == 1 else None


def _further_place(surface: str, table: AliasTable) -> str | None:
    return table.places.get(name_key(Kind.LOCATION, surface))


def _is_local_person(surface: str, table: AliasTable) -> bool:
    bare = name_key(Kind.PERSON, without_titles(surface))
    return not is_full(bare) or is_everyday(bare) or table.is_ambiguous(Kind.PERSON, bare) or table.is_misspelt(bare)


def _is_local_organization(surface: str, table: AliasTable) -> bool:
    body = state_body(surface, table)
    if body is not None:
        return body.country is None
    key = without_legal_form(name_key(Kind.ORGANIZATION, surface))
    return is_short_acronym(surface) or is_outpost(key) or (is_generic(key) and not names_country(surface, table))


def _is_local_place(surface: str, table: AliasTable) -> bool:
    key = name_key(Kind.LOCATION, surface)
    return key in table.shared_places or is_outpost(key)


_FURTHER: Mapping[Kind, Callable[[str, AliasTable], str | None]] = {
    Kind.PERSON: _further_person,
    Kind.ORGANIZATION: _further_organization,
    Kind.LOCATION: _further_place,
}
_LOCAL: Mapping[Kind, Callable[[str, AliasTable], bool]] = {
    Kind.PERSON: _is_local_person,
    Kind.ORGANIZATION: _is_local_organization,
    Kind.LOCATION: _is_local_place,
}
