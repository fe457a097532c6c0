"""Questions of resolvers enter on the event loop, answers of the sync store leave: the one bridge between the two."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeAlias, TypeVar

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

MAX_TOGETHER = 100  # pages in one call of the store
A = TypeVar("A")
Q = TypeVar("Q", EntityQuery, RelationshipQuery, StatementQuery)
T = TypeVar("T")
ById: TypeAlias = Loader[str, T | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is selected below a field, with dots between levels; and what of the nouns that it gives, alone or paged."""

    below: frozenset[str]
    of_nouns: frozenset[str]


class Context:
    """What resolvers of one request share: the store behind threads, and one loader a noun.

    What hangs on the nodes of a page is asked for together: a store sees one call for all of them. `entity_page` and
    its like return the page of a query.
    """

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.selections: dict[tuple[int, ...], Selection] = {}  # what kg_graphql.look_ahead found
        self.documents: ById[model.Document] = Loader(store.documents_by_id, most=MAX_PAGE)
        self.entities: ById[model.Entity] = Loader(store.entities_by_id, most=MAX_PAGE)
        self.statements: ById[model.Statement] = Loader(store.statements_by_id, most=MAX_PAGE)
        self.relationships: ById[model.Relationship] = Loader(store.relationships_by_id, most=MAX_PAGE)
        self.recorded: ById[datetime] = Loader(store.recorded_at, most=MAX_PAGE)
        self.graphs: ById[model.DocumentGraph] = Loader(store.graphs_by_id, most=MAX_PAGE)
        self.origins: ById[model.Origin] = Loader(store.origins_by_document, most=MAX_PAGE)
        self.occurrences: Loader[Ends, tuple[model.Event, ...]] = Loader(partial(occurrences, store), most=MAX_TOGETHER)
        self.entity_page = _together(store.entities, store.entity_pages)
        self.statement_page = _together(store.statements, store.statement_pages)
        self.relationship_page = _together(store.relationships, store.relationship_pages)

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
    if None in found:
        raise _lost(keys[found.index(None)])
    return [noun for noun in found if noun is not None]


def _lost(key: str) -> StoreError:
    return StoreError(f"the store names {key!r} and does not hold it: it changed meanwhile, or kg doctor tells why")


def _together(
    read: Callable[[Q], Page[T]], read_all: Callable[[Sequence[Q]], list[Page[T]]]
) -> Callable[[Q], Awaitable[Page[T]]]:
    """Return how to ask for a page: first pages that are wanted at the same time are one call of the store."""

    def answer(queries: list[Q]) -> list[Page[T]]:
        return read_all(queries) if len(queries) > 1 else [read(queries[0])]

    first_pages: Loader[Q, Page[T]] = Loader(answer, most=MAX_TOGETHER)

    async def ask(query: Q) -> Page[T]:
        if query.page.after is None:
            return await first_pages.load(query)
        return await asyncio.to_thread(read, query)  # a cursor may be a bad one: it spoils no other page

    return ask
