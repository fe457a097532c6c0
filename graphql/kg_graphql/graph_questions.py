"""Questions of many steps enter; paths, neighbourhoods, time lines, counts and hits leave."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Annotated

import strawberry

from kg.names import search_words
from kg.questions import neighbourhood as neighbourhoods
from kg.questions import paths as path_questions
from kg.questions.timeline import timeline as events_of
from kg.store.protocol import AggregateQuery, StatementQuery, TimelineQuery
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code
from kg_graphql.filters import Past, Since, Statements, StepFilter, Until, check_interval, checked_text, past_of
from kg_graphql.graph_types import Bucket, Counts, GroupBy, PathResult, Subgraph
from kg_graphql.pages import After, Before, Connection, First, Last, ListQuery, Paging, each, fetch_page
from kg_graphql.scalars import StatementType
from kg_graphql.searching import SearchHit, search_page, to_hits
from kg_graphql.types import Event
from kg_graphql.who import Who, ids_of_all, the_one

MAX_BUCKETS = 1000
End = Annotated[Who, strawberry.argument(description="One entity; a name that several bear is refused.")]
StartEnd = Annotated[Who, strawberry.argument(name="from", description="One entity; a name of several is refused.")]
Several = Annotated[list[Who], strawberry.argument(description="Entities: all that bear the names, up to 100 names.")]
Steps = Annotated[StepFilter | None, strawberry.argument(description="Only along those that pass.")]
Hops = Annotated[
    int, strawberry.argument(description=f"How many relationships at most: 1 to {path_questions.MAX_HOPS}.")
]
HowMany = Annotated[int, strawberry.argument(description=f"How many paths at most: 1 to {path_questions.MAX_PATHS}.")]
Directed = Annotated[bool, strawberry.argument(description="Whether to go along the arrows only.")]
Depth = Annotated[
    int, strawberry.argument(description=f"How many relationships away at most: 1 to {neighbourhoods.MAX_DEPTH}.")
]
Room = Annotated[
    int,
    strawberry.argument(
        description=f"How many entities at most, the nearest first: 1 to {neighbourhoods.MAX_ENTITIES}."
    ),
]
EventTypes = Annotated[
    list[StatementType] | None,
    strawberry.argument(description="Any of these types; those that are no events (`isEvent`) match nothing."),
]
Keys = Annotated[list[GroupBy], strawberry.argument(description="What statements of one bucket have in common.")]
Limit = Annotated[int, strawberry.argument(description=f"How many buckets at most, largest first: 1 to {MAX_BUCKETS}.")]
Text = Annotated[str, strawberry.argument(description="Words, or beginnings of words: a hit has all of them.")]


@strawberry.type
class GraphQuestions:
    """What takes several steps through the graph."""

    @strawberry.field
    async def search(
        self, info: Info, text: Text, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[SearchHit]:
        """Names and sentences that have the words: actors and locations, most documents first; then statements."""
        words = checked_text(text) or ""
        if not search_words(words):
            raise ApiError(Code.BAD_REQUEST, "there is no word to look for")
        read = partial(search_page, info.context, words)
        return await fetch_page(
            info, read, ListQuery(name=words), partial(to_hits, info, words), Paging(first, after, last, before)
        )

    @strawberry.field
    async def paths(
        self,
        info: Info,
        start: StartEnd,
        to: End,
        max_hops: Hops = 4,
        limit: HowMany = 3,
        directed: Directed = False,
        filter: Steps = None,
    ) -> PathResult | None:
        """The shortest paths from one entity to another; null if there is no such entity or a name is ambiguous."""
        source, target = await asyncio.gather(the_one(info, start), the_one(info, to))
        ask = partial(
            path_questions.paths,
            source=source.id,
            target=target.id,
            max_hops=max_hops,
            limit=limit,
            is_directed=directed,
            query=(filter or StepFilter()).to_query(),
            as_of=past_of(filter),
        )
        return PathResult.from_model(await info.context.ask(ask, info.context.store))

    @strawberry.field
    async def neighbourhood(
        self, info: Info, of: Several, depth: Depth = 1, max_nodes: Room = 200, filter: Steps = None
    ) -> Subgraph:
        """What lies around some entities, the strongest relationships first."""
        ask = partial(
            neighbourhoods.neighbourhood,
            of=await ids_of_all(info, of),
            depth=depth,
            max_entities=max_nodes,
            query=(filter or StepFilter()).to_query(),
            as_of=past_of(filter),
        )
        return Subgraph.from_model(await info.context.ask(ask, info.context.store))

    @strawberry.field
    async def timeline(
        self,
        info: Info,
        of: Several,
        type: EventTypes = None,
        since: Since = None,
        until: Until = None,
        as_of: Past = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Event]:
        """What some entities did and what was done to them, oldest first, undated last; half-open [since, until)."""
        check_interval(since, until)
        types = None if type is None else tuple(type)
        past = None if as_of is None else as_of.to_model()
        query = TimelineQuery(of=await ids_of_all(info, of), types=types, since=since, until=until, as_of=past)
        read = partial(info.context.ask, partial(events_of, info.context.store))
        return await fetch_page(info, read, query, each(Event.from_model), Paging(first, after, last, before))

    @strawberry.field
    async def aggregate(self, info: Info, by: Keys, filter: Statements = None, limit: Limit = 50) -> list[Bucket]:
        """Statements counted by what they have in common, largest count first: a table."""
        if not by or len(set(by)) < len(by):
            raise ApiError(Code.BAD_REQUEST, "count by one thing at least, and by each once")
        if not 1 <= limit <= MAX_BUCKETS:
            raise ApiError(Code.BAD_REQUEST, f"limit is {limit}; an answer has 1 to {MAX_BUCKETS} buckets")
        where = StatementQuery() if filter is None else await filter.to_query(info)
        query = AggregateQuery(by=tuple(key.value for key in by), where=where, limit=limit)
        buckets = await info.context.ask(info.context.store.aggregate, query)
        return [Bucket.from_model(by, bucket) for bucket in buckets]

    @strawberry.field
    async def counts(self, info: Info) -> Counts:
        """How much the graph holds."""
        return Counts.from_model(await asyncio.to_thread(info.context.store.counts))
