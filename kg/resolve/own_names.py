"""The table of names and somebody's own list enter; a table that knows both leaves, the own names first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Protocol

from kg.model import Kind, content_id
from kg.resolve.alias_table import AliasTable, shipped_table
from kg.resolve.name_keys import acronym_key, name_key
from kg.resolve.rule_resolver import RuleResolver


class Named(Protocol):
    """What a list names: its kind, its name, and what else it is called."""

    @property
    def kind(self) -> Kind:
        """Its kind."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def aliases(self) -> tuple[str, ...]:
        """What else it is called."""


def resolver_with(things: Iterable[Named]) -> RuleResolver:
    """Return the resolver that knows these things beside those of the shipped table."""
    own = tuple(things)
    return RuleResolver(with_names(shipped_table(), own) if own else None)


def with_names(table: AliasTable, things: Iterable[Named]) -> AliasTable:
    """Return a table that also knows these things; one that the table has under this name keeps its id."""
    own = tuple(things)
    wider = replace(
        table,
        names={kind: dict(known) for kind, known in table.names.items()},
        acronyms={kind: dict(known) for kind, known in table.acronyms.items()},
        bearers={kind: dict(known) for kind, known in table.bearers.items()},
        version=content_id(table.version, *(_line(thing) for thing in own))[:12],
        _spellings=None,
    )
    for thing in own:
        name = table.find(thing.kind, thing.name) or thing.name
        for surface in (thing.name, *thing.aliases):
            _put(wider, thing.kind, surface, name)
    return wider


def _put(table: AliasTable, kind: Kind, surface: str, name: str) -> None:
    key = name_key(kind, surface)
    table.bearers[kind].pop(key, None)
    if (capitals := acronym_key(surface)) is not None:
        table.acronyms[kind][capitals] = name
    else:
        table.names[kind][key] = name


def _line(thing: Named) -> str:
    return "|".join((thing.kind, thing.name, *thing.aliases))
