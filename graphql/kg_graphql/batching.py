"""Questions of resolvers enter on the event loop, answers of the sync store leave: the one bridge between the two."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Generic, TypeAlias, TypeVar

import strawberry

from kg import model
from kg.errors import StoreError
from kg.questions.occurrences import Ends, occurrences
from kg.store.protocol import (
    MAX_PAGE,
    DocumentQuery,
    EntityQuery,
    GraphStore,
    Page,
    PlacedSilence,
    ProblemQuery,
    RelationshipQuery,
    SilenceQuery,
    StatementQuery,
)
from kg_graphql.loading import Loader
from kg_graphql.memory import Memory

MAX_TOGETHER = 100  # pages in one call of the store
A = TypeVar("A")
Q = TypeVar("Q", EntityQuery, RelationshipQuery, StatementQuery)
T = TypeVar("T")
ById: TypeAlias = Loader[str, T | None]


class Context:
    """What resolvers of one request share: the store behind threads, and one loader a noun.

    What hangs on the nodes of a page is asked for together: a store sees one call for all of them. `entity_page` and
    its like return the page of a query.
    """

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.memory = Memory()  # of the document that is asked: kg_graphql.known_documents may know it
        self.documents: ById[model.Document] = Loader(store.documents_by_id, most=MAX_PAGE)
        self.entities: ById[model.Entity] = Loader(store.entities_by_id, most=MAX_PAGE)
        self.statements: ById[model.Statement] = Loader(store.statements_by_id, most=MAX_PAGE)
        self.relationships: ById[model.Relationship] = Loader(store.relationships_by_id, most=MAX_PAGE)
        self.recorded: ById[datetime] = Loader(store.recorded_at, most=MAX_PAGE)
        self.graphs: ById[model.DocumentGraph] = Loader(store.graphs_by_id, most=MAX_PAGE)
        self.origins: ById[model.Origin] = Loader(store.origins_by_document, most=MAX_PAGE)
        self.occurrences: Loader[Ends, tuple[model.Event, ...]] = Loader(partial(occurrences, store), most=MAX_TOGETHER)
        self.entity_page = _Pages(store.entities, store.entity_pages).one
        statements = _Pages(store.statements, store.statement_pages)
        self.statement_page, self.statement_pages = statements.one, statements.all
        self.relationship_page = _Pages(store.relationships, store.relationship_pages).one

    async def ask(self, question: Callable[[A], T], asked: A) -> T:
        """Ask the store beside the event loop."""
        return await asyncio.to_thread(question, asked)

    async def silence_page(self, query: SilenceQuery) -> Page[PlacedSilence]:
        """Return a page of silences."""
        return await self.ask(self.store.silences, query)

    async def problem_page(self, query: ProblemQuery) -> Page[model.Problem]:
        """Return a page of problems."""
        return await self.ask(self.store.problems, query)

    async def document_page(self, query: DocumentQuery) -> Page[model.Document]:
        """Return a page of documents."""
        return await self.ask(self.store.documents, query)


@dataclass
class Info(strawberry.Info[Context, None]):
    """What Strawberry tells a resolver, with our context."""


async def known(loader: ById[T], key: str) -> T:
    """Load what a noun of the store names."""
    found = await loader.load(key)
    if found is None:
        raise _lost(key)
    return found


async def all_known(loader: ById[T], keys: Sequence[str]) -> list[T]:
    """Load all that a noun of the store names, at once."""
    found = await loader.load_many(keys)
    held = [noun for noun in found if noun is not None]
    if len(held) < len(found):
        raise _lost(next(key for key, noun in zip(keys, found, strict=True) if noun is None))
    return held


def _lost(key: str) -> StoreError:
    return StoreError(f"the store names {key!r} and does not hold it: it changed meanwhile, or kg doctor tells why")


class _Pages(Generic[Q, T]):
    """Pages of queries: first pages that are wanted at the same time are one call of the store."""

    def __init__(self, read: Callable[[Q], Page[T]], read_all: Callable[[Sequence[Q]], list[Page[T]]]) -> None:
        def answer(queries: list[Q]) -> list[Page[T]]:
            return read_all(queries) if len(queries) > 1 else [read(queries[0])]

        self._read: Callable[[Q], Page[T]] = read
        self._first: Loader[Q, Page[T]] = Loader(answer, most=MAX_TOGETHER)

    async def one(self, query: Q) -> Page[T]:
        """Return the page of a query."""
        if query.page.after is None:
            return await self._first.load(query)
        return await asyncio.to_thread(self._read, query)  # a cursor may be a bad one: it spoils no other page

    async def all(self, queries: Sequence[Q]) -> list[Page[T]]:
        """Return the pages of queries."""
        if all(query.page.after is None for query in queries):
            return await self._first.load_many(queries)
        return await asyncio.gather(*(self.one(query) for query in queries))
