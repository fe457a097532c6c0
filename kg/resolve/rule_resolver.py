"""An Extraction enters, its DocumentGraph leaves, with ids that do not depend on what other documents say."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from kg.model import (
    Attribution,
    DocumentEntity,
    DocumentGraph,
    Extraction,
    Form,
    Statement,
    content_id,
)
from kg.names import fold_name
from kg.resolve.alias_table import AliasTable, shipped_table
from kg.resolve.identity import LOCAL, entity_id, identity_key, is_local, is_state_body, known_id, known_name

_SCOPE = 12  # hex digits: of a million documents hardly two share them


class RuleResolver:
    """Names entities by tables and folded names; the unnamed and the ambiguous stay in their document."""

    def __init__(self, table: AliasTable | None = None) -> None:
        """Resolve with a table of one's own, else with the shipped one."""
        self._table = shipped_table() if table is None else table

    @property
    def version(self) -> str:
        """Name of the rules and tables: with another one, documents are resolved again."""
        return f"names-{self._table.version}"

    def resolve(self, extraction: Extraction) -> DocumentGraph:
        """Return the same facts with ids that hold across documents."""
        ids = self._ids(extraction)
        return DocumentGraph(
            document=extraction.document,
            reader=extraction.reader,
            sentences=extraction.sentences,
            entities=_together(extraction.entities, ids),
            statements=tuple(_renamed(statement, ids) for statement in extraction.statements),
            silences=extraction.silences,
        )

    def reason(self, entity: DocumentEntity) -> str:
        """Say what makes the id of an entity."""
        known = self._known_name(entity)
        if known is not None:
            return f"the tables of names know {known}"
        if self._reaches_out(entity):
            return "its own name, which says enough for all documents"
        return "means something in this document only" if _is_named(entity) else "has no name: this document's own"

    def _ids(self, extraction: Extraction) -> dict[str, str]:
        """Give each entity its id; those that have no name and that only this document knows are counted in order."""
        scope = content_id(extraction.document.id)[:_SCOPE]
        ids: dict[str, str] = {}
        seen: Counter[str] = Counter()
        for entity in sorted(extraction.entities, key=_first_place):
            known = self._known_name(entity)
            if known is not None:
                ids[entity.id] = known_id(entity.kind, known)
            elif self._reaches_out(entity):
                ids[entity.id] = entity_id(entity.kind, identity_key(entity.kind, entity.name, self._table))
            else:
                local = f"{entity_id(entity.kind, self._local_key(entity))}{LOCAL}{scope}"
                seen[local] += 1
                is_first = seen[local] == 1 or _is_named(entity)
                ids[entity.id] = local if is_first else f"{local}.{seen[local]}"
        return ids

    def _known_name(self, entity: DocumentEntity) -> str | None:
        """Look up the fullest name, and if no table has it the other names, which must agree."""
        found = known_name(entity.kind, entity.name, self._table)
        if found is not None:
            return found
        others = {known_name(entity.kind, surface, self._table) for surface in _names(entity)} - {None}
        return others.pop() if len(others) == 1 else None

    def _reaches_out(self, entity: DocumentEntity) -> bool:
        """Whether words that no table knows mean one thing in all documents."""
        says_enough = _is_named(entity) or is_state_body(entity.kind, entity.name, self._table)
        return says_enough and not is_local(entity.kind, entity.name, self._table)

    def _local_key(self, entity: DocumentEntity) -> str:
        named = _is_named(entity)
        return identity_key(entity.kind, entity.name, self._table) if named else fold_name(entity.name)


def _names(entity: DocumentEntity) -> Iterable[str]:
    return {mention.quote.text for mention in entity.mentions if mention.form is Form.NAME}


def _is_named(entity: DocumentEntity) -> bool:
    return any(mention.form is Form.NAME for mention in entity.mentions)


def _first_place(entity: DocumentEntity) -> tuple[bool, int, str]:
    """Return what orders entities: named ones first, since one name means one thing in a document."""
    start = min((mention.quote.start for mention in entity.mentions), default=0)
    return not _is_named(entity), start, entity.id


def _together(entities: Iterable[DocumentEntity], ids: Mapping[str, str]) -> tuple[DocumentEntity, ...]:
    """Put entities of one id together, in order of id: all mentions, and the longest of the proper names."""
    groups: defaultdict[str, list[DocumentEntity]] = defaultdict(list)
    for entity in entities:
        groups[ids[entity.id]].append(entity)
    return tuple(_one(id, groups[id]) for id in sorted(groups))


def _one(id: str, entities: list[DocumentEntity]) -> DocumentEntity:
    mentions = {mention for entity in entities for mention in entity.mentions}
    fullest = max(entities, key=lambda entity: (_is_named(entity), len(entity.name), entity.name))
    return DocumentEntity(
        id=id,
        kind=fullest.kind,
        name=fullest.name,
        mentions=tuple(sorted(mentions, key=lambda mention: (mention.quote.start, mention.quote.end, mention.form))),
    )


def _renamed(statement: Statement, ids: Mapping[str, str]) -> Statement:
    speaker = statement.attribution
    if speaker is not None and speaker.entity is not None:
        speaker = Attribution(entity=ids[speaker.entity])
    return replace(
        statement,
        source=ids[statement.source],
        target=None if statement.target is None else ids[statement.target],
        place=None if statement.place is None else ids[statement.place],
        attribution=speaker,
    )
