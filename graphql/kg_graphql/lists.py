"""Filters and places in a list enter, pages of nouns leave: one call of the store for each field."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from functools import partial
from typing import Annotated

import strawberry
from strawberry import ID

from kg.store.protocol import DocumentQuery, ProblemQuery, RelationshipQuery, SilenceQuery, StatementQuery
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code
from kg_graphql.evidence import Silence
from kg_graphql.filters import (
    ActorFilter,
    Entities,
    Past,
    RelationshipFilter,
    Relationships,
    Role,
    Since,
    Statements,
    Until,
    check_interval,
    narrow,
    past_of,
)
from kg_graphql.lookups import ACTORS, LOCATIONS
from kg_graphql.orders import (
    EntityOrders,
    RelationshipOrders,
    StatementOrders,
    entities_in_order,
    relationships_in_order,
    statements_in_order,
)
from kg_graphql.pages import After, Before, Connection, First, Last, Paging, each, fetch_page
from kg_graphql.plain_types import Problem, ProblemStatus, TypeInfo
from kg_graphql.questions import seen_from
from kg_graphql.scalars import StatementType, ontology
from kg_graphql.types import (
    Actor,
    Document,
    Location,
    Relationship,
    Statement,
    relationship_page,
    statement_page,
    to_silences,
)
from kg_graphql.who import Who, ids_of, keys_of

SourceEnd = Annotated[Who | None, strawberry.argument(description="Who does it: all that bear the name.")]
TargetEnd = Annotated[Who | None, strawberry.argument(description="To whom it is done: all that bear the name.")]
Types = Annotated[list[StatementType] | None, strawberry.argument(description="Any of these types.")]
Publisher = Annotated[str | None, strawberry.argument(description="The name of who printed them.")]
Documents = Annotated[list[ID] | None, strawberry.argument(description="Only of these documents.")]
Reasons = Annotated[list[str] | None, strawberry.argument(description="Any of these reasons, such as `no-target`.")]

Status = Annotated[ProblemStatus | None, strawberry.argument(description="Only of this status.")]


@strawberry.type
class Lists:
    """What can be listed."""

    @strawberry.field
    async def actors(
        self,
        info: Info,
        filter: Entities = None,
        order_by: EntityOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Actor]:
        """Actors: persons, organizations, countries and groups."""
        query = entities_in_order((filter or ActorFilter()).to_query(ACTORS), order_by)
        return await fetch_page(
            info, info.context.entity_page, query, each(Actor.from_model), Paging(first, after, last, before)
        )

    @strawberry.field
    async def locations(
        self,
        info: Info,
        filter: Entities = None,
        order_by: EntityOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Location]:
        """Places that do not act."""
        query = entities_in_order((filter or ActorFilter()).to_query(LOCATIONS), order_by)
        return await fetch_page(
            info, info.context.entity_page, query, each(Location.from_model), Paging(first, after, last, before)
        )

    @strawberry.field
    async def relationships(
        self,
        info: Info,
        source: SourceEnd = None,
        type: Types = None,
        target: TargetEnd = None,
        since: Since = None,
        until: Until = None,
        filter: Relationships = None,
        order_by: RelationshipOrders = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Relationship]:
        """Relationships, if no order is given those with most origins first; a symmetric type is found from either end.

        What is denied or only planned is no relationship: ask `statements` for it. With dates, one of the statements
        must tell of that time, half-open [since, until).
        """
        query = _between(filter or RelationshipFilter(), type, since, until)
        ends = (source, target, None if filter is None else filter.other)
        sources, targets, either = await asyncio.gather(*(ids_of(info, who) for who in ends))
        query = relationships_in_order(replace(query, sources=sources, targets=targets, either=either), order_by)
        turn = partial(seen_from, targets or (), Role.TARGET) if sources is None else partial(seen_from, sources, None)
        return await relationship_page(info, query, Paging(first, after, last, before), past_of(filter), turn)

    @strawberry.field
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
        """Statements: what documents say, denied, planned and possible too."""
        query = statements_in_order(StatementQuery() if filter is None else await filter.to_query(info), order_by)
        return await statement_page(info, query, Paging(first, after, last, before))

    @strawberry.field
    async def documents(
        self,
        info: Info,
        publisher: Publisher = None,
        since: Since = None,
        until: Until = None,
        as_of: Past = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Document]:
        """Documents by publisher and day of print, newest first, undated last; half-open [since, until)."""
        check_interval(since, until)
        past = None if as_of is None else as_of.to_model()
        query = DocumentQuery(source=publisher, since=since, until=until, as_of=past)
        return await fetch_page(
            info, info.context.document_page, query, each(Document.from_model), Paging(first, after, last, before)
        )

    @strawberry.field
    async def silences(
        self,
        info: Info,
        document: Documents = None,
        reason: Reasons = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Silence]:
        """Sentences that looked like statements and gave none: what the graph does not know, and why."""
        reasons = None if reason is None else tuple(reason)
        query = SilenceQuery(documents=keys_of(document, "Document"), reasons=reasons)
        return await fetch_page(
            info, info.context.silence_page, query, partial(to_silences, info), Paging(first, after, last, before)
        )

    @strawberry.field
    async def problems(
        self,
        info: Info,
        status: Status = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Problem]:
        """Documents that are not in the graph, and why."""
        query = ProblemQuery(status=None if status is None else status.value)
        return await fetch_page(
            info, info.context.problem_page, query, each(Problem.from_model), Paging(first, after, last, before)
        )

    @strawberry.field
    def ontology(self) -> list[TypeInfo]:
        """All statement types."""
        return [TypeInfo.from_model(known) for known in ontology().types.values()]


def _between(
    filter: RelationshipFilter, types: list[StatementType] | None, since: Since, until: Until
) -> RelationshipQuery:
    """Return the query with the types and dates that stand beside the filter."""
    query = filter.to_query()
    if types is not None:
        query = replace(query, types=narrow(query.types, tuple(types)))
    if since is None and until is None:
        return query
    if filter.date is not None:
        raise ApiError(Code.BAD_REQUEST, "dates are given twice: since and until, or the filter's date")
    check_interval(since, until)
    return replace(query, since=since, until=until)
