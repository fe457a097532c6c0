"""Paths, neighbourhoods, events, counts of the core enter, their GraphQL types leave."""

from __future__ import annotations

from dataclasses import asdict
from enum import StrEnum
from typing import Self

import strawberry
from strawberry import Private

from kg.questions import neighbourhood as neighbourhoods
from kg.questions import paths as path_questions
from kg.store import protocol
from kg_graphql.batching import Info, all_known
from kg_graphql.types import Entity, Relationship, entity_of, to_entity, to_relationships


@strawberry.type
class Path:
    """A chain of relationships from one entity to another, each passable either way unless the question says not."""

    path: Private[path_questions.Path]

    @strawberry.field
    def length(self) -> int:
        """How many relationships it has."""
        return len(self.path.relationships)

    @strawberry.field
    async def relationships(self, info: Info) -> list[Relationship]:
        """The steps: the n-th joins entities n and n + 1."""
        return await to_relationships(info, self.path.relationships)

    @strawberry.field
    async def entities(self, info: Info) -> list[Entity]:
        """The entities along it, both ends too."""
        return [to_entity(entity) for entity in await all_known(info.context.entities, self.path.entities)]


@strawberry.type
class PathResult:
    """The shortest paths, the strongest first: a path is as strong as its weakest relationship."""

    paths: list[Path] = strawberry.field(description="Paths of one length; none if there is none so short.")
    complete: bool = strawberry.field(description="Whether all was looked at; if not, there may be shorter ones.")
    visited_entities: int = strawberry.field(description="How many entities were looked at.")

    @classmethod
    def from_model(cls, result: path_questions.PathResult) -> Self:
        """Return the type of an answer."""
        return cls(
            paths=[Path(path=path) for path in result.paths],
            complete=result.is_complete,
            visited_entities=result.visited,
        )


@strawberry.type
class Subgraph:
    """Some entities and the relationships among them."""

    entities: list[Entity] = strawberry.field(description="In the order in which they were reached.")
    omitted_entities: int = strawberry.field(description="How many neighbours found no room, as far as counted.")
    complete: bool = strawberry.field(description="Whether all was looked at; if not, more may be omitted.")
    subgraph: Private[neighbourhoods.Subgraph]

    @classmethod
    def from_model(cls, found: neighbourhoods.Subgraph) -> Self:
        """Return the type of a subgraph."""
        return cls(
            entities=[to_entity(entity) for entity in found.entities],
            omitted_entities=found.omitted,
            complete=found.is_complete,
            subgraph=found,
        )

    @strawberry.field
    async def relationships(self, info: Info) -> list[Relationship]:
        """All among these entities that pass the filter, the strongest first."""
        return await to_relationships(info, self.subgraph.relationships)


@strawberry.enum
class GroupBy(StrEnum):
    """What statements are counted by; a date known less well counts as it is: of 2018 the MONTH is 2018."""

    TYPE = "type"
    SOURCE = "source"
    TARGET = "target"
    PLACE = "place"
    SPEAKER = "speaker"
    PUBLISHER = "publisher"
    POLARITY = "polarity"
    MODALITY = "modality"
    YEAR = "year"
    MONTH = "month"
    DAY = "day"


_ENTITIES = frozenset({GroupBy.SOURCE, GroupBy.TARGET, GroupBy.PLACE, GroupBy.SPEAKER})


@strawberry.type
class BucketKey:
    """One thing that the statements of a bucket have in common."""

    by: GroupBy = strawberry.field(description="What they were counted by.")
    key: Private[str | None]

    @strawberry.field
    async def value(self, info: Info) -> str | None:
        """What it is, of an entity the name; null: they have none."""
        if self.key is None or self.by not in _ENTITIES:
            return self.key.upper() if self.key and self.by in (GroupBy.POLARITY, GroupBy.MODALITY) else self.key
        return (await entity_of(info, self.key)).name

    @strawberry.field
    async def entity(self, info: Info) -> Entity | None:
        """The entity, where they were counted by entities."""
        return await entity_of(info, self.key) if self.key is not None and self.by in _ENTITIES else None


@strawberry.type
class Bucket:
    """Statements that agree in the keys, counted."""

    keys: list[BucketKey] = strawberry.field(description="What they have in common, one for each `by`.")
    statement_count: int = strawberry.field(description="How many statements.")
    document_count: int = strawberry.field(description="In how many documents.")
    origin_count: int = strawberry.field(description="From how many independent origins: near-copies count once.")

    @classmethod
    def from_model(cls, by: list[GroupBy], bucket: protocol.Bucket) -> Self:
        """Return the type of a bucket."""
        return cls(
            keys=[BucketKey(by=one, key=key) for one, key in zip(by, bucket.keys, strict=True)],
            statement_count=bucket.statements,
            document_count=bucket.documents,
            origin_count=bucket.origins,
        )


@strawberry.type
class Counts:
    """How much the graph holds."""

    documents: int = strawberry.field(description="Articles.")
    entities: int = strawberry.field(description="Actors and locations.")
    statements: int = strawberry.field(description="What documents say, denied and planned too.")
    relationships: int = strawberry.field(description="Typed edges that follow from them.")
    silences: int = strawberry.field(description="Sentences that gave no statement.")

    @classmethod
    def from_model(cls, counts: protocol.StoreCounts) -> Self:
        """Return the type of counts."""
        return cls(**asdict(counts))
