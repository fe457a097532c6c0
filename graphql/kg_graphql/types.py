"""Nouns of the model enter, GraphQL types leave; what hangs on a noun is asked of the store when it is selected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Self, TypeAlias

import strawberry
from strawberry import Private

from kg import model
from kg.derive.relationships import ends_of, relationship_id
from kg.model import Kind, Modality, Polarity
from kg.partial_date import PartialDate
from kg.questions.as_of import asking
from kg.questions.occurrences import ends_of_event
from kg.store.protocol import AsOf, EntityQuery, Page, PastQuery, PlacedSilence, RelationshipQuery, StatementQuery
from kg_graphql.around import Around, load_around
from kg_graphql.batching import Info, all_known, known
from kg_graphql.calls import together
from kg_graphql.document_parts import DocumentParts
from kg_graphql.evidence import Attribution, Evidence, Silence
from kg_graphql.filters import AtEnd, Entities, Relationships, Role, Statements, past_of
from kg_graphql.ids import node_id
from kg_graphql.look_ahead import of_nouns, wants
from kg_graphql.orders import (
    EntityOrders,
    RelationshipOrders,
    StatementOrders,
    entities_in_order,
    relationships_in_order,
    statements_in_order,
)
from kg_graphql.pages import (
    After,
    Before,
    Connection,
    First,
    Last,
    ListQuery,
    Paging,
    cut,
    each,
    fetch_page,
    fetch_pages,
)
from kg_graphql.plain_types import EntityAttributes, EventAttributes, Node, RelationshipAttributes
from kg_graphql.questions import relationships_of, seen_from, statements_asked, statements_between, statements_of
from kg_graphql.scalars import StatementType, symmetric_types

StatementsOf: TypeAlias = "Callable[..., Awaitable[list[Connection[Statement]]]]"


def _statements(part: Callable[[Any, Role | None, StatementQuery], StatementQuery]) -> StatementsOf:
    """Return what gives the pages of statements that hang on nouns; `part` narrows a query to those of one."""

    async def of_all(
        nouns: Sequence[object],
        info: Info,
        filter: Statements = None,
        order_by: StatementOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
        role: AtEnd = None,
    ) -> list[Connection[Statement]]:
        query = statements_in_order(await statements_asked(info, filter), order_by)
        parts = [partial(part, noun, role) for noun in nouns]
        return await statement_pages(info, query, parts, Paging(first, after, last, before))

    return of_all


_of_entities = _statements(lambda one, role, query: statements_of(one.entity.id, role, query))
_of_relationships = _statements(lambda one, _, query: statements_between(one.relationship, query))
_of_documents = _statements(lambda one, _, query: replace(query, documents=(one.document.id,)))


@strawberry.interface
class Entity(EntityAttributes):
    """One real-world thing: an actor or a location."""

    @strawberry.field
    async def relationships(
        self,
        info: Info,
        role: AtEnd = None,
        filter: Relationships = None,
        order_by: RelationshipOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Relationship]:
        """Its relationships, without order most origins first; those of symmetric types are shown from its end."""
        query = relationships_in_order(await relationships_of(info, self.entity.id, role, filter), order_by)
        turn = partial(seen_from, (self.entity.id,), role)
        return await relationship_page(info, query, Paging(first, after, last, before), past_of(filter), turn)

    @strawberry.field(metadata=together(_of_entities))
    async def statements(
        self,
        info: Info,
        role: AtEnd = None,
        filter: Statements = None,
        order_by: StatementOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Statement]:
        """The statements about it, denied and planned ones too."""
        return (await _of_entities([self], info, filter, order_by, first, after, last, before, role))[0]


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
    async def recorded_at(self, info: Info) -> datetime | None:
        """Since when this graph holds the present version of its document; null: that is not known."""
        return await info.context.recorded.load(self.statement.document)

    @strawberry.field
    async def relationship(self, info: Info) -> Relationship | None:
        """The relationship that it supports; null if it is denied, not actual, or has no target."""
        ends = ends_of(self.statement, symmetric_types())
        if ends is None or not self.statement.is_plain:
            return None
        key = relationship_id(ends[0], self.statement.type, ends[1])
        found = await info.context.relationships.load(key)
        return None if found is None else (await to_relationships(info, [found]))[0]

    @strawberry.field
    async def event(self, info: Info) -> Event | None:
        """The event that it tells of; null if it is denied, not actual, or of a type that is no event."""
        ends = ends_of_event(self.statement)
        events = () if ends is None else await info.context.occurrences.load(ends)
        told = [event for event in events if self.statement.id in event.statements]
        return Event.from_model(told[0]) if told else None


@strawberry.type
class Event(EventAttributes):
    """One occurrence, as far as dates tell: positive, actual statements of one source, event type, target and time."""

    @strawberry.field
    async def source(self, info: Info) -> Entity:
        """Who does it."""
        return await entity_of(info, self.event.source)

    @strawberry.field
    async def target(self, info: Info) -> Entity | None:
        """To whom it is done; null only where the type's `targetOptional`."""
        return None if self.event.target is None else await entity_of(info, self.event.target)

    @strawberry.field
    async def place(self, info: Info) -> Entity | None:
        """Where it is done: as most of its statements say that name a place; null if none does or they disagree."""
        told = await all_known(info.context.statements, self.event.statements)
        places = Counter(statement.place for statement in told if statement.place is not None).most_common(2)
        is_clear = len(places) == 1 or (len(places) == 2 and places[0][1] > places[1][1])
        return await entity_of(info, str(places[0][0])) if is_clear else None

    @strawberry.field
    async def origin_count(self, info: Info) -> int:
        """How many independent origins tell of it: near-copies count once."""
        told = await all_known(info.context.statements, self.event.statements)
        documents = sorted({statement.document for statement in told})
        return len({origin.id for origin in await all_known(info.context.origins, documents)})

    @strawberry.field
    async def statements(
        self,
        info: Info,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Statement]:
        """The statements that tell of it, in order of id."""

        async def read(query: ListQuery) -> Page[model.Statement]:
            page = cut(self.event.statements, query)
            found = await all_known(info.context.statements, page.items)
            return Page(items=tuple(found), cursor=page.cursor, total=page.total, cursors=page.cursors)

        query = ListQuery(name=f"statements of event {self.event.id}")
        return await fetch_page(info, read, query, partial(to_statements, info), Paging(first, after, last, before))


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

    @strawberry.field(metadata=together(_of_relationships))
    async def statements(
        self,
        info: Info,
        filter: Statements = None,
        order_by: StatementOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Statement]:
        """The statements that it stands on."""
        return (await _of_relationships([self], info, filter, order_by, first, after, last, before))[0]


@strawberry.type
class Document(DocumentParts):
    """One article."""

    @strawberry.field
    async def entities(
        self,
        info: Info,
        filter: Entities = None,
        order_by: EntityOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Entity]:
        """The actors and locations that it mentions, by name."""
        query = entities_in_order(EntityQuery() if filter is None else filter.to_query(tuple(Kind)), order_by)
        query = replace(query, document=self.document.id)
        return await fetch_page(
            info, info.context.entity_page, query, each(to_entity), Paging(first, after, last, before)
        )

    @strawberry.field(metadata=together(_of_documents))
    async def statements(
        self,
        info: Info,
        filter: Statements = None,
        order_by: StatementOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Statement]:
        """What it says."""
        return (await _of_documents([self], info, filter, order_by, first, after, last, before))[0]

    @strawberry.field
    async def silences(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Silence]:
        """The sentences that looked like statements and gave none."""

        async def read(query: ListQuery) -> Page[PlacedSilence]:
            graph = await known(info.context.graphs, self.document.id)
            placed = [
                PlacedSilence(document=self.document.id, n=n, silence=silence)
                for n, silence in enumerate(graph.silences)
            ]
            return cut(placed, query)

        query = ListQuery(name=f"silences of {self.document.id}")
        return await fetch_page(info, read, query, partial(to_silences, info), Paging(first, after, last, before))


def to_entity(entity: model.Entity) -> Entity:
    """Return the Actor or Location of an entity."""
    return Actor.from_model(entity) if entity.kind.is_actor else Location.from_model(entity)


async def to_statements(info: Info, statements: Sequence[model.Statement]) -> list[Statement]:
    """Return the types of statements, with what is selected around them: one call of the store for each noun."""
    asked = of_nouns(info)
    keys = [getattr(one, name) for name in ("source", "target", "place") if name in asked for one in statements]
    if "attribution" in asked:
        keys += [one.attribution.entity for one in statements if one.attribution is not None]
    documents = () if asked.isdisjoint(("document", "evidence.document")) else statements
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
    found, texts = await load_around(info, keys, list(dict.fromkeys(documents)))
    return Around(
        {entity.id: to_entity(entity) for entity in found},
        {document.id: Document.from_model(document) for document in texts},
    )


async def statement_page(info: Info, query: StatementQuery, paging: Paging) -> Connection[Statement]:
    """Ask for a page of statements."""
    return await fetch_page(info, info.context.statement_page, query, partial(to_statements, info), paging)


async def statement_pages(
    info: Info, query: StatementQuery, parts: Sequence[Callable[[StatementQuery], StatementQuery]], paging: Paging
) -> list[Connection[Statement]]:
    """Ask for the pages of parts of a query."""
    return await fetch_pages(info, info.context.statement_pages, query, parts, partial(to_statements, info), paging)


async def relationship_page(
    info: Info,
    query: RelationshipQuery,
    paging: Paging,
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
