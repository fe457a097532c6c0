"""Nouns that others name enter by their keys; they leave loaded, or as what stands for what nobody selects."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from kg import model
from kg_graphql.batching import Info, all_known
from kg_graphql.evidence import Attribution

if TYPE_CHECKING:  # they are made there, and only named here
    from kg_graphql.types import Actor, Document, Entity

_NOT_LOADED = object()


@dataclass(frozen=True, slots=True)
class Around:
    """Nouns around others, by key. What is not selected is not loaded: what stands for it no answer can show."""

    entities: Mapping[str, Entity]
    documents: Mapping[str, Document]

    def entity(self, key: str) -> Entity:
        """Return an entity that was loaded."""
        return self.entities.get(key, cast("Entity", _NOT_LOADED))

    def document(self, key: str) -> Document:
        """Return a document that was loaded."""
        return self.documents.get(key, cast("Document", _NOT_LOADED))

    def attribution(self, told: model.Attribution | None) -> Attribution | None:
        """Return in whose mouth a statement is put, if the speaker was loaded."""
        if told is None or told.entity is None:
            return None if told is None else Attribution(speaker=None, text=told.text or "")
        speaker = self.entities.get(told.entity)
        if speaker is None:
            return cast(Attribution, _NOT_LOADED)
        return Attribution(speaker=cast("Actor", speaker) if speaker.kind.is_actor else None, text=speaker.name)


async def load_around(
    info: Info, entities: Sequence[str], documents: Sequence[str]
) -> tuple[list[model.Entity], list[model.Document]]:
    """Load entities and documents: one call of the store each."""
    if not entities or not documents:  # most often; a task costs more than what it waits for
        return await all_known(info.context.entities, entities), await all_known(info.context.documents, documents)
    return await asyncio.gather(
        all_known(info.context.entities, entities), all_known(info.context.documents, documents)
    )
