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
from kg.resolve.alias_table import AliasTable, shipped_table
from kg.resolve.name_keys import name_key


class RuleResolver:
    """Names entities by tables and folded names; the unnamed and the ambiguous stay in their document."""

    def __init__(self, table: AliasTable | None = None) -> None:
        """Resolve with a table of one's own, else with the shipped one."""
        self._table = shipped_table() if table is None else table

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

    def _ids(self, extraction: Extraction) -> dict[str, str]:
        """Give each entity its id; those that only this document knows are counted in their order."""
        scope = content_id(extraction.document.id)[:8]
        ids: dict[str, str] = {}
        seen: Counter[str] = Counter()
        for entity in sorted(extraction.entities, key=_first_place):
            known = self._known_name(entity)
            if known is None and (not _is_named(entity) or self._table.is_ambiguous(entity.kind, entity.name)):
                local = f"{_id(entity, entity.name)}@{scope}"
                seen[local] += 1
                ids[entity.id] = local if seen[local] == 1 else f"{local}.{seen[local]}"
            else:
                ids[entity.id] = _id(entity, known or entity.name)
        return ids

    def _known_name(self, entity: DocumentEntity) -> str | None:
        """Look up the fullest name, and if no table has it the other names, which must agree."""
        found = self._table.find(entity.kind, entity.name)
        if found is not None:
            return found
        others = {self._table.find(entity.kind, surface) for surface in _names(entity)} - {None}
        return others.pop() if len(others) == 1 else None


def _names(entity: DocumentEntity) -> Iterable[str]:
    return {mention.quote.text for mention in entity.mentions if mention.form is Form.NAME}


def _is_named(entity: DocumentEntity) -> bool:
    return any(mention.form is Form.NAME for mention in entity.mentions)


def _first_place(entity: DocumentEntity) -> tuple[int, str]:
    return min((mention.quote.start for mention in entity.mentions), default=0), entity.id


def _id(entity: DocumentEntity, name: str) -> str:
    return f"{entity.kind.lower()}/{name_key(entity.kind, name).replace(' ', '-')}"


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
