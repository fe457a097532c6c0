"""Nouns -> rows: the same columns in networkx, CSV, Parquet and pandas. What is not known is None."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kg.derive.relationships import ends_of, relationship_id
from kg.model import Document, Entity, Relationship, Statement
from kg.ontology import load_ontology

Value: TypeAlias = str | int | float | bool | None
Row: TypeAlias = dict[str, Value]
Columns: TypeAlias = Mapping[str, type]

NODE_COLUMNS: Columns = {"id": str, "name": str, "label": str, "kind": str, "aliases": str, "documents": int}

EDGE_COLUMNS: Columns = {
    "source": str, "target": str, "source_name": str, "target_name": str, "id": str, "type": str, "weight": int,
    "statements": int, "documents": int, "origins": int, "confidence": float, "contested": bool, "first_date": str,
    "last_date": str, "example": str, "sentence": str, "document": str, "cameo": str, "plover": str, "mode": str,
    "quad": str,
}  # fmt: skip

STATEMENT_COLUMNS: Columns = {
    "id": str, "source": str, "source_name": str, "source_kind": str, "type": str, "target": str, "target_name": str,
    "target_kind": str, "polarity": str, "modality": str, "attribution": str, "date": str, "date_text": str,
    "place": str, "place_name": str, "confidence": float, "relationship": str, "sentence": str, "trigger": str,
    "start": int, "end": int, "rule": str, "document": str, "title": str, "url": str, "publisher": str,
    "published": str, "cameo": str, "plover": str, "mode": str, "quad": str,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Entities and documents by id, as far as some statements name them."""

    entities: Mapping[str, Entity]
    documents: Mapping[str, Document]

    def entity(self, id: str | None) -> Entity | None:
        """Return an entity; None if there is none."""
        return None if id is None else self.entities.get(id)

    def name(self, id: str | None) -> str | None:
        """Return the name of an entity; None if there is none."""
        found = self.entity(id)
        return None if found is None else found.name


def node_row(entity: Entity) -> Row:
    """Describe a node."""
    return {
        "id": entity.id,
        "name": entity.name,
        "label": entity.name,
        "kind": entity.kind.value,
        "aliases": "; ".join(entity.aliases),
        "documents": entity.documents,
    }


def edge_row(edge: Relationship, example: Statement | None, named: Named) -> Row:
    """Describe an edge and the statement that shows it best."""
    return {
        "source": edge.source,
        "target": edge.target,
        "source_name": named.name(edge.source),
        "target_name": named.name(edge.target),
        "id": edge.id,
        "type": edge.type,
        "weight": edge.origins,
        "statements": edge.statements,
        "documents": edge.documents,
        "origins": edge.origins,
        "confidence": edge.confidence,
        "contested": edge.is_contested,
        "first_date": _text(edge.first_date),
        "last_date": _text(edge.last_date),
        "example": edge.example,
        "sentence": None if example is None else example.evidence[0].sentence.text,
        "document": None if example is None else example.document,
        **_codes(edge.type),
    }


def statement_row(statement: Statement, named: Named) -> Row:
    """Describe a statement with its best evidence and its document."""
    source, target = named.entity(statement.source), named.entity(statement.target)
    document, evidence = named.documents[statement.document], statement.evidence[0]
    return {
        "id": statement.id,
        "source": statement.source,
        "source_name": None if source is None else source.name,
        "source_kind": None if source is None else source.kind.value,
        "type": statement.type,
        "target": statement.target,
        "target_name": None if target is None else target.name,
        "target_kind": None if target is None else target.kind.value,
        "polarity": statement.polarity.value,
        "modality": statement.modality.value,
        "attribution": speaker_of(statement, named),
        "date": _text(statement.date),
        "date_text": statement.date_text,
        "place": statement.place,
        "place_name": named.name(statement.place),
        "confidence": statement.confidence,
        "relationship": relationship_of(statement),
        "sentence": evidence.sentence.text,
        "trigger": evidence.trigger.text,
        "start": evidence.sentence.start,
        "end": evidence.sentence.end,
        "rule": evidence.rule,
        "document": document.id,
        "title": document.title,
        "url": document.url,
        "publisher": document.source,
        "published": _text(document.published),
        **_codes(statement.type),
    }


def speaker_of(statement: Statement, named: Named) -> str | None:
    """Return who is said to say it: a name, or words such as "reports"."""
    said = statement.attribution
    if said is None:
        return None
    return said.text if said.entity is None else named.name(said.entity)


def relationship_of(statement: Statement) -> str | None:
    """Return the id of the relationship that a statement speaks of, for or against; None if it speaks of none."""
    ends = ends_of(statement, load_ontology().symmetric)
    return None if ends is None else relationship_id(ends[0], statement.type, ends[1])


def _codes(type: str) -> Row:
    kind = load_ontology().types[type]
    return {"cameo": kind.cameo, "plover": kind.plover, "mode": kind.mode, "quad": kind.quad}


def _text(value: object) -> str | None:
    return None if value is None else str(value)
