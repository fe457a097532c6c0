"""What documents call an entity -> its name and aliases, in whatever order they came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kg.model import Entity, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """What documents call an entity: the fullest name that each gives, its surfaces that are names, how many do so."""

    name: str
    has_name: bool
    surfaces: tuple[str, ...]
    documents: int = 1


def derive_entity(id: str, kind: Kind, namings: Iterable[Naming]) -> Entity:
    """Derive an entity: the name that most documents give it, then the longest, then the first of the alphabet.

    Proper names go before noun phrases; the aliases are its other names, sorted.
    """
    namings = list(namings)
    named = [naming for naming in namings if naming.has_name] or namings
    counts = Counter[str]()
    for naming in named:
        counts[naming.name] += naming.documents
    name = min(counts, key=lambda name: (-counts[name], -len(name), name))
    aliases = {surface for naming in namings for surface in naming.surfaces} | {n.name for n in named}
    documents = sum(naming.documents for naming in namings)
    return Entity(id=id, kind=kind, name=name, aliases=tuple(sorted(aliases - {name})), documents=documents)
