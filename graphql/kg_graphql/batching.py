"""Questions of resolvers enter on the event loop, answers of the sync store leave: the one bridge between the two."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import strawberry
from strawberry.dataloader import DataLoader

from kg import model
from kg.store.protocol import GraphStore

Q = TypeVar("Q")
T = TypeVar("T")
Loader = DataLoader[str, T | None]


class Context:
    """What resolvers of one request share: the store behind threads, and one loader a noun."""

    def __init__(self, store: GraphStore) -> None:
        self.store = store
        self.documents: Loader[model.Document] = _loader(store.documents_by_id)
        self.entities: Loader[model.Entity] = _loader(store.entities_by_id)
        self.statements: Loader[model.Statement] = _loader(store.statements_by_id)
        self.relationships: Loader[model.Relationship] = _loader(store.relationships_by_id)

    async def ask(self, question: Callable[[Q], T], query: Q) -> T:
        """Ask the store beside the event loop."""
        return await asyncio.to_thread(question, query)


@dataclass
class Info(strawberry.Info[Context, None]):
    """What Strawberry tells a resolver, with our context."""


def _loader(read: Callable[[Sequence[str]], list[T | None]]) -> Loader[T]:
    async def load(keys: list[str]) -> list[T | None]:
        return await asyncio.to_thread(read, keys)

    return DataLoader(load_fn=load)
