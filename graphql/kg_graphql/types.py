"""Nouns of the model enter, GraphQL types leave; what hangs on a noun is asked of the store when it is selected."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Self, cast

import strawberry
from strawberry import Private

from kg import model
from kg.derive.relationships import ends_of, relationship_id
from kg.model import Kind, Modality, Polarity
from kg.partial_date import PartialDate
from kg.questions.as_of import asking
from kg.store.protocol import AsOf, EntityQuery, Page, PastQuery, PlacedSilence, RelationshipQuery, StatementQuery
from kg_graphql.batching import Info, all_known, known
from kg_graphql.document_parts import DocumentParts
from kg_graphql.evidence import Attribution, Evidence, Silence
from kg_graphql.filters import AtEnd, Entities, Relationships, StatementOrders, Statements, in_order, past_of
from kg_graphql.ids import node_id
from kg_graphql.look_ahead import wants
from kg_graphql.pages import DEFAULT_PAGE, After, Connection, First, ListQuery, cut, each, fetch_page
from kg_graphql.plain_types import EntityAttributes, Node, RelationshipAttributes
from kg_graphql.questions import relationships_of, seen_from, statements_between, statements_of
from kg_graphql.scalars import StatementType, symmetric_types

_NOT_LOADED = object()


@strawberry.interface
class Entity(EntityAttributes):
    """One real-world thing: an actor or a location."""

    @strawberry.field
    async def relationships(
        self,
        info: Info,
        role: AtEnd = None,
        filter: Relationships = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
    ) -> Connection[Relationship]:
        """Its relationships, those with most origins first; those of symmetric types are shown from its end."""
        query = await relationships_of(info, self.entity.id, role, filter)
        turn = partial(seen_from, (self.entity.id,), role)
        return await relationship_page(info, query, (first, after), past_of(filter), turn)

    @strawberry.field
    async def statements(
        self,
        info: Info,
        role: AtEnd = None,
        filter: Statements = None,
        order_by: StatementOrders = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
    ) -> Connection[Statement]:
        """The statements about it, denied and planned ones too."""
        query = in_order(await statements_of(info, self.entity.id, role, filter), order_by)
        return await statement_page(info, query, (first, after))


@strawberry.type
class Actor(Entity):
    """A person, organization, country or group."""


@strawberry.type
class Location(Entity):
    """A place that does not act; a country is an Actor."""


@strawberry.type
class Statement(Node):
    """What one document says: it may be denied or only planned. POSITIVE and ACTUAL ones make relationships."""

    type: StatementType = strawberry.field(description="What is said: SOURCE type TARGET.")
    polarity: Polarity = strawberry.field(description="NEGATIVE: it is said not to be so.")
    modality: Modality = strawberry.field(description="ACTUAL, or only PLANNED, POSSIBLE or DEMANDED.")
    date: PartialDate | None = strawberry.field(description="When it is done, as far as it is known.")
    date_text: str | None = strawberry.field(description="The words that tell when.")
    confidence: float = strawberry.field(description="How sure the reading is: above 0, at most 1.")
    source: Entity = strawberry.field(description="Who or what does it.")
    target: Entity | None = strawberry.field(
        description="To whom or what it is done; null only where the type's `targetOptional`."
    )
    place: Entity | None = strawberry.field(description="Where it is done.")
    attribution: Attribution | None = strawberry.field(description="Who says so; null: the document itself.")
    evidence: list[Evidence] = strawberry.field(description="Where it stands, best first; never empty.")
    document: Document = strawberry.field(description="The document that says so.")
    statement: Private[model.Statement]

    @classmethod
    def from_model(cls, statement: model.Statement, around: Around) -> Self:
        """Return the type of a statement among the nouns around it that were loaded."""
        document = around.document(statement.document)
        return cls(
            id=node_id("Statement", statement.id),
            type=StatementType(statement.type),
            polarity=statement.polarity,
            modality=statement.modality,
            date=statement.date,
            date_text=statement.date_text,
            confidence=statement.confidence,
            source=around.entity(statement.source),
            target=None if statement.target is None else around.entity(statement.target),
            place=None if statement.place is None else around.entity(statement.place),
            attribution=around.attribution(statement.attribution),
            evidence=[Evidence.from_model(found, document) for found in statement.evidence],
            document=document,
            statement=statement,
        )

    @strawberry.field
    async def relationship(self, info: Info) -> Relationship | None:
        """The relationship that it supports; null if it is denied, not actual, or has no target."""
        ends = ends_of(self.statement, symmetric_types())
        if ends is None or not self.statement.is_plain:
            return None
        key = relationship_id(ends[0], self.statement.type, ends[1])
        found = await info.context.relationships.load(key)
        return None if found is None else (await to_relationships(info, [found]))[0]


@strawberry.type
class Relationship(RelationshipAttributes):
    """Typed edge over the positive, actual statements of a pair; wire copies are one origin."""

    source: Entity = strawberry.field(
        description="Where it begins; of a symmetric type, the end that is asked for or sorts first."
    )
    target: Entity = strawberry.field(description="Where it ends.")

    @classmethod
    def from_model(cls, relationship: model.Relationship, around: Around) -> Self:
        """Return the type of a relationship among the nouns around it that were loaded."""
        return cls(
            id=node_id("Relationship", relationship.id),
            type=StatementType(relationship.type),
            source=around.entity(relationship.source),
            target=around.entity(relationship.target),
            statement_count=relationship.statements,
            document_count=relationship.documents,
            origin_count=relationship.origins,
            first_date=relationship.first_date,
            last_date=relationship.last_date,
            confidence=relationship.confidence,
            contested=relationship.is_contested,
            relationship=relationship,
        )

    @strawberry.field
    async def example(self, info: Info) -> Statement:
        """The statement that shows it best."""
        return (await to_statements(info, [await known(info.context.statements, self.relationship.example)]))[0]

    @strawberry.field
    async def statements(
        self,
        info: Info,
        filter: Statements = None,
        order_by: StatementOrders = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
    ) -> Connection[Statement]:
        """The statements that it stands on."""
        query = in_order(await statements_between(info, self.relationship, filter), order_by)
        return await statement_page(info, query, (first, after))


@strawberry.type
class Document(DocumentParts):
    """One article."""

    @strawberry.field
    async def entities(
        self, info: Info, filter: Entities = None, first: First = DEFAULT_PAGE, after: After = None
    ) -> Connection[Entity]:
        """The actors and locations that it mentions, by name."""
        query = EntityQuery() if filter is None else filter.to_query(tuple(Kind))
        query = replace(query, document=self.document.id)
        return await fetch_page(info, info.context.entity_page, query, each(to_entity), (first, after))

    @strawberry.field
    async def statements(
        self,
        info: Info,
        filter: Statements = None,
        order_by: StatementOrders = None,
        first: First = DEFAULT_PAGE,
        after: After = None,
    ) -> Connection[Statement]:
        """What it says."""
        query = StatementQuery() if filter is None else await filter.to_query(info)
        query = in_order(replace(query, documents=(self.document.id,)), order_by)
        return await statement_page(info, query, (first, after))

    @strawberry.field
    async def silences(self, info: Info, first: First = DEFAULT_PAGE, after: After = None) -> Connection[Silence]:
        """The sentences that looked like statements and gave none."""

        async def read(query: ListQuery) -> Page[PlacedSilence]:
            graph = await known(info.context.graphs, self.document.id)
            placed = [
                PlacedSilence(document=self.document.id, n=n, silence=silence)
                for n, silence in enumerate(graph.silences)
            ]
            return cut(placed, query)

        query = ListQuery(name=f"silences of {self.document.id}")
        return await fetch_page(info, read, query, partial(to_silences, info), (first, after))


def to_entity(entity: model.Entity) -> Entity:
    """Return the Actor or Location of an entity."""
    return Actor.from_model(entity) if entity.kind.is_actor else Location.from_model(entity)


@dataclass(frozen=True, slots=True)
class Around:
    """Nouns around others, by key. What is not selected is not loaded: what stands for it no answer can show."""

    entities: Mapping[str, Entity]
    documents: Mapping[str, Document]

    def entity(self, key: str) -> Entity:
        """Return an entity that was loaded."""
        return self.entities.get(key, cast(Entity, _NOT_LOADED))

    def document(self, key: str) -> Document:
        """Return a document that was loaded."""
        return self.documents.get(key, cast(Document, _NOT_LOADED))

    def attribution(self, told: model.Attribution | None) -> Attribution | None:
        """Return in whose mouth a statement is put, if the speaker was loaded."""
        if told is None or told.entity is None:
            return None if told is None else Attribution(speaker=None, text=told.text or "")
        speaker = self.entities.get(told.entity)
        if speaker is None:
            return cast(Attribution, _NOT_LOADED)
        return Attribution(speaker=speaker if isinstance(speaker, Actor) else None, text=speaker.name)


async def to_statements(info: Info, statements: Sequence[model.Statement]) -> list[Statement]:
    """Return the types of statements, with what is selected around them: one call of the store for each noun."""
    keys = [getattr(one, name) for name in ("source", "target", "place") if wants(info, name) for one in statements]
    if wants(info, "attribution"):
        keys += [one.attribution.entity for one in statements if one.attribution is not None]
    documents = statements if wants(info, "document", "evidence.document") else ()
    around = await _around(info, keys, [one.document for one in documents])
    return [Statement.from_model(one, around) for one in statements]


async def to_relationships(info: Info, relationships: Sequence[model.Relationship]) -> list[Relationship]:
    """Return the types of relationships, with the ends that are selected."""
    keys = [getattr(one, name) for name in ("source", "target") if wants(info, name) for one in relationships]
    around = await _around(info, keys, [])
    return [Relationship.from_model(one, around) for one in relationships]


async def to_silences(info: Info, silences: Sequence[PlacedSilence]) -> list[Silence]:
    """Return the types of silences, with their documents if those are selected."""
    around = await _around(info, [], [one.document for one in silences] if wants(info, "document") else [])
    return [Silence.from_model(one, around.document(one.document)) for one in silences]


async def _around(info: Info, entities: Iterable[str | None], documents: Iterable[str]) -> Around:
    keys = list(dict.fromkeys(key for key in entities if key is not None))
    places = list(dict.fromkeys(documents))
    if not keys and not places:
        return Around({}, {})
    found, texts = await asyncio.gather(
        all_known(info.context.entities, keys), all_known(info.context.documents, places)
    )
    return Around(
        {entity.id: to_entity(entity) for entity in found},
        {document.id: Document.from_model(document) for document in texts},
    )


async def statement_page(info: Info, query: StatementQuery, paging: tuple[int, str | None]) -> Connection[Statement]:
    """Ask for a page of statements."""
    return await fetch_page(info, info.context.statement_page, query, partial(to_statements, info), paging)


async def relationship_page(
    info: Info,
    query: RelationshipQuery,
    paging: tuple[int, str | None],
    past: AsOf | None = None,
    turn: Callable[[model.Relationship], model.Relationship] | None = None,
) -> Connection[Relationship]:
    """Ask for a page of relationships, of today or as they stood; `turn` may show them from their other end."""
    context = info.context

    async def to_nodes(edges: Sequence[model.Relationship]) -> list[Relationship]:
        return await to_relationships(info, edges if turn is None else [turn(edge) for edge in edges])

    if past is None:
        return await fetch_page(info, context.relationship_page, query, to_nodes, paging)

    async def read(asked: PastQuery) -> Page[model.Relationship]:
        return await context.ask(asking(context.store, past), replace(asked.where, page=asked.page))

    return await fetch_page(info, read, PastQuery(where=query, as_of=past), to_nodes, paging)


async def entity_of(info: Info, key: str) -> Entity:
    """Load the entity that a noun of the store names."""
    return to_entity(await known(info.context.entities, key))
