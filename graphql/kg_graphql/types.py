"""Nouns of the model enter, GraphQL types leave; what hangs on a noun is asked of the store when it is selected."""

from __future__ import annotations

from dataclasses import replace
from typing import Self, TypeVar

import strawberry
from strawberry import ID, Private

from kg import model
from kg.derive.relationships import ends_of, relationship_id
from kg.model import Kind, Modality, Polarity
from kg.partial_date import PartialDate
from kg.store.protocol import EntityQuery, StatementQuery
from kg_graphql.batching import Info, Loader
from kg_graphql.filters import RelationshipFilter, Role, StatementFilter
from kg_graphql.ids import GlobalId
from kg_graphql.pages import DEFAULT_PAGE, Connection, fetch_page
from kg_graphql.plain_types import Node, Span
from kg_graphql.questions import relationships_of, statements_between, statements_of
from kg_graphql.scalars import StatementType, symmetric_types

T = TypeVar("T")


@strawberry.interface(description="One real-world thing: an actor or a location.")
class Entity(Node):
    """One real-world thing: an actor or a location."""

    name: str
    kind: Kind
    aliases: list[str]
    document_count: int
    entity: Private[model.Entity]

    @classmethod
    def from_model(cls, entity: model.Entity) -> Self:
        """Return the type of an entity."""
        return cls(
            id=ID(str(GlobalId(type=cls.__name__, key=entity.id))),
            name=entity.name,
            kind=entity.kind,
            aliases=list(entity.aliases),
            document_count=entity.documents,
            entity=entity,
        )

    @strawberry.field(description="Its relationships, those with most origins first.")
    async def relationships(
        self,
        info: Info,
        role: Role | None = None,
        filter: RelationshipFilter | None = None,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Relationship]:
        """Return its relationships."""
        query = await relationships_of(info, self.entity.id, role, filter)
        read = info.context.store.relationships
        return await fetch_page(info, read, query, Relationship.from_model, (first, after))

    @strawberry.field(description="The statements about it, newest first.")
    async def statements(
        self,
        info: Info,
        role: Role | None = None,
        filter: StatementFilter | None = None,
        first: int = DEFAULT_PAGE,
        after: str | None = None,
    ) -> Connection[Statement]:
        """Return the statements about it."""
        query = await statements_of(info, self.entity.id, role, filter)
        return await fetch_page(info, info.context.store.statements, query, Statement.from_model, (first, after))


@strawberry.type(description="A person, organization, country or group.")
class Actor(Entity):
    """A person, organization, country or group."""


@strawberry.type(description="A place that does not act; a country is an Actor.")
class Location(Entity):
    """A place that does not act."""


@strawberry.type(description="In whose mouth a document puts a statement.")
class Attribution:
    """In whose mouth a document puts a statement."""

    speaker: Actor | None = strawberry.field(description="Null where only words such as `reports` are known.")
    text: str = strawberry.field(description="The name of the speaker, or words such as `reports`.")


@strawberry.type(description="Where a statement stands, and which rule found it.")
class Evidence:
    """Where a statement stands."""

    sentence: Span
    trigger: Span
    source: Span
    target: Span | None
    extractor: str
    document_key: Private[str]

    @classmethod
    def from_model(cls, evidence: model.Evidence, document: str) -> Self:
        """Return the type of a piece of evidence in a document."""
        return cls(
            sentence=Span.from_model(evidence.sentence),
            trigger=Span.from_model(evidence.trigger),
            source=Span.from_model(evidence.source),
            target=None if evidence.target is None else Span.from_model(evidence.target),
            extractor=evidence.rule,
            document_key=document,
        )

    @strawberry.field(description="The document that says so.")
    async def document(self, info: Info) -> Document:
        """Return the document that says so."""
        return Document.from_model(await _known(info.context.documents, self.document_key))


@strawberry.type(description="What one document says; `target` is null only where the type's `targetOptional`.")
class Statement(Node):
    """What one document says."""

    type: StatementType
    polarity: Polarity
    modality: Modality
    date: PartialDate | None
    confidence: float
    evidence: list[Evidence] = strawberry.field(description="Best first; never empty.")
    statement: Private[model.Statement]

    @classmethod
    def from_model(cls, statement: model.Statement) -> Self:
        """Return the type of a statement."""
        return cls(
            id=ID(str(GlobalId(type="Statement", key=statement.id))),
            type=StatementType(statement.type),
            polarity=statement.polarity,
            modality=statement.modality,
            date=statement.date,
            confidence=statement.confidence,
            evidence=[Evidence.from_model(found, statement.document) for found in statement.evidence],
            statement=statement,
        )

    @strawberry.field(description="Who or what does it.")
    async def source(self, info: Info) -> Entity:
        """Return who or what does it."""
        return await entity_of(info, self.statement.source)

    @strawberry.field(description="To whom or what it is done.")
    async def target(self, info: Info) -> Entity | None:
        """Return to whom or what it is done."""
        return None if self.statement.target is None else await entity_of(info, self.statement.target)

    @strawberry.field(description="Where it is done.")
    async def place(self, info: Info) -> Entity | None:
        """Return where it is done."""
        return None if self.statement.place is None else await entity_of(info, self.statement.place)

    @strawberry.field(description="Who says so; null: the document itself.")
    async def attribution(self, info: Info) -> Attribution | None:
        """Return who says so."""
        told = self.statement.attribution
        if told is None:
            return None
        if told.entity is None:
            return Attribution(speaker=None, text=told.text or "")
        speaker = await entity_of(info, told.entity)
        return Attribution(speaker=speaker if isinstance(speaker, Actor) else None, text=speaker.name)

    @strawberry.field(description="The document that says so.")
    async def document(self, info: Info) -> Document:
        """Return the document that says so."""
        return Document.from_model(await _known(info.context.documents, self.statement.document))

    @strawberry.field(description="The edge that it supports; null if it is denied, not actual, or has no target.")
    async def relationship(self, info: Info) -> Relationship | None:
        """Return the edge that it supports."""
        ends = ends_of(self.statement, symmetric_types())
        if ends is None or not self.statement.is_plain:
            return None
        key = relationship_id(ends[0], self.statement.type, ends[1])
        found = await info.context.relationships.load(key)
        return None if found is None else Relationship.from_model(found)


@strawberry.type(description="Typed edge over the positive, actual statements of a pair; wire copies are one origin.")
class Relationship(Node):
    """Typed edge over the positive, actual statements of a pair."""

    type: StatementType
    statement_count: int
    document_count: int
    origin_count: int
    first_date: PartialDate | None
    last_date: PartialDate | None
    confidence: float
    contested: bool
    relationship: Private[model.Relationship]

    @classmethod
    def from_model(cls, relationship: model.Relationship) -> Self:
        """Return the type of a relationship."""
        return cls(
            id=ID(str(GlobalId(type="Relationship", key=relationship.id))),
            type=StatementType(relationship.type),
            statement_count=relationship.statements,
            document_count=relationship.documents,
            origin_count=relationship.origins,
            first_date=relationship.first_date,
            last_date=relationship.last_date,
            confidence=relationship.confidence,
            contested=relationship.is_contested,
            relationship=relationship,
        )

    @strawberry.field(description="Where the edge begins; of a symmetric type, the end whose id sorts first.")
    async def source(self, info: Info) -> Entity:
        """Return where the edge begins."""
        return await entity_of(info, self.relationship.source)

    @strawberry.field(description="Where the edge ends.")
    async def target(self, info: Info) -> Entity:
        """Return where the edge ends."""
        return await entity_of(info, self.relationship.target)

    @strawberry.field(description="The statements that it stands on, newest first.")
    async def statements(
        self, info: Info, filter: StatementFilter | None = None, first: int = DEFAULT_PAGE, after: str | None = None
    ) -> Connection[Statement]:
        """Return the statements that it stands on."""
        query = await statements_between(info, self.relationship, filter)
        return await fetch_page(info, info.context.store.statements, query, Statement.from_model, (first, after))


@strawberry.type(description="One article.")
class Document(Node):
    """One article."""

    url: str | None
    title: str | None
    publisher: str | None
    published: PartialDate | None
    language: str | None
    sha256: str
    text: str
    document: Private[model.Document]

    @classmethod
    def from_model(cls, document: model.Document) -> Self:
        """Return the type of a document."""
        return cls(
            id=ID(str(GlobalId(type="Document", key=document.id))),
            url=document.url,
            title=document.title,
            publisher=document.source,
            published=document.published,
            language=document.language,
            sha256=document.sha256,
            text=document.text,
            document=document,
        )

    @strawberry.field(description="The actors and locations that it mentions, by name.")
    async def entities(self, info: Info, first: int = DEFAULT_PAGE, after: str | None = None) -> Connection[Entity]:
        """Return the actors and locations that it mentions."""
        query = EntityQuery(document=self.document.id)
        return await fetch_page(info, info.context.store.entities, query, to_entity, (first, after))

    @strawberry.field(description="What it says, newest first.")
    async def statements(
        self, info: Info, filter: StatementFilter | None = None, first: int = DEFAULT_PAGE, after: str | None = None
    ) -> Connection[Statement]:
        """Return what it says."""
        query = StatementQuery() if filter is None else await filter.to_query(info)
        query = replace(query, documents=(self.document.id,))
        return await fetch_page(info, info.context.store.statements, query, Statement.from_model, (first, after))


def to_entity(entity: model.Entity) -> Entity:
    """Return the Actor or Location of an entity."""
    return Actor.from_model(entity) if entity.kind.is_actor else Location.from_model(entity)


async def entity_of(info: Info, key: str) -> Entity:
    """Load the entity that a noun of the store names."""
    return to_entity(await _known(info.context.entities, key))


async def _known(loader: Loader[T], key: str) -> T:
    found = await loader.load(key)
    if found is None:
        raise LookupError(f"the store names {key!r} and does not hold it")
    return found
