"""What documents call entities and what they call them no more -> names and aliases, by tallies that entities keep.

A hub is mentioned by thousands of documents and called by a few names: its tally makes a document cost the same there
as anywhere else. It is exact, for one writer at a time changes it with the mentions.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from kg.derive.entities import Naming, derive_entity
from kg.model import Entity, Kind
from kg.names import fold_name
from kg.store.indexed_words import words_of
from kg.store.neo4j_graph import Writing
from kg.store.neo4j_rows import MAX_SORTED, Row, name_terms, order_key

Called: TypeAlias = tuple[
    str, ...
]  # the fullest name that a document gives an entity, then its surfaces that are names
Tally: TypeAlias = Counter[Called]  # how many documents call it so

_TALLIES = """UNWIND $rows AS id MATCH (e:Entity {id: id})
RETURN id, elementId(e) AS node, e.kind AS kind, e.tally AS tally"""
_MENTIONS = """MATCH (e:Entity {id: $id})<-[m:MENTIONS]-()
RETURN m.name AS name, m.surfaces AS surfaces, count(m) AS n"""
_SET_ENTITIES = "UNWIND $rows AS r MATCH (e) WHERE elementId(e) = r.node SET e += r.derived"
_DELETE_ENTITIES = "MATCH (e:Entity) WHERE e.id IN $ids DETACH DELETE e"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An entity's node, by its element id, and what it keeps of what documents call it."""

    node: str
    kind: Kind
    tally: str | None


def derive_entities(
    writing: Writing, changes: Mapping[str, Tally], held: Mapping[str, Held] = MappingProxyType({})
) -> None:
    """Derive entities again from how many documents more, or fewer, call them so; what none names any more goes.

    Those that are not among the `held` are looked up.
    """
    rows: list[Row] = []
    gone: list[str] = []
    touched = sorted(id for id, change in changes.items() if any(change.values()))
    for id, one in sorted(_look_up(writing, touched, held).items()):
        kind, former = one.kind, _tally_of(one.tally)
        tally = _changed(writing, id, former, changes[id])
        if tally:
            before = _derived(id, kind, former) if former else None
            rows.append({"node": one.node, "derived": _entity_row(before, _derived(id, kind, tally), tally)})
        else:
            gone.append(id)
    writing.run_rows(_SET_ENTITIES, rows)
    if gone:
        writing.run(_DELETE_ENTITIES, {"ids": gone})


def _look_up(writing: Writing, ids: Sequence[str], held: Mapping[str, Held]) -> dict[str, Held]:
    found = {id: held[id] for id in ids if id in held}
    for row in writing.run_rows(_TALLIES, [id for id in ids if id not in held]):
        found[row["id"]] = Held(node=row["node"], kind=Kind(row["kind"]), tally=row["tally"])
    return found


def _changed(writing: Writing, id: str, former: Tally, change: Tally) -> Tally:
    tally = former.copy()
    tally.update(change)
    if min(tally.values()) < 0:  # somebody changed the graph by hand
        rows = writing.run(_MENTIONS, {"id": id})
        tally = Counter({(row["name"], *row["surfaces"]): row["n"] for row in rows})
    return +tally  # without what nobody says any more


def _derived(id: str, kind: Kind, tally: Tally) -> Entity:
    namings = (
        Naming(name=name, has_name=bool(surfaces), surfaces=tuple(surfaces), documents=documents)
        for (name, *surfaces), documents in tally.items()
    )
    return derive_entity(id, kind, namings)


def _entity_row(before: Entity | None, entity: Entity, tally: Tally) -> Row:
    """Return the derived properties of an entity that may be other than before."""
    row: Row = {"documents": entity.documents, "tally": _tally_json(tally)}
    if before is not None and (before.name, before.aliases) == (entity.name, entity.aliases):
        return row
    names = (entity.name, *entity.aliases)
    folded = sorted({fold_name(name) for name in names})
    return row | {
        "name": entity.name,
        "aliases": list(entity.aliases),
        "folded": order_key(fold_name(entity.name)[:MAX_SORTED]),
        "names": folded,
        "name_words": words_of(names),
        "name_terms": " ".join(_terms(folded)),
    }


def _terms(folded: Iterable[str]) -> list[str]:
    return sorted({term for name in folded for term in name_terms(name)})


def _tally_of(kept: str | None) -> Tally:
    return Counter({tuple(called): documents for documents, *called in json.loads(kept or "[]")})


def _tally_json(tally: Tally) -> str:
    kept = [[documents, *called] for called, documents in sorted(tally.items())]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
