"""Keys that many resolvers want at the same time enter; what one call of the store gives for all of them leaves.

As Strawberry's DataLoader, with one future for each resolver that waits and not for each key: a page of statements
waits for hundreds of entities at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Waiter = asyncio.Future["Exception | None"]


@dataclass(slots=True, eq=False)
class _Batch(Generic[K]):
    """Keys of one call, and those who wait for it."""

    keys: list[K] = field(default_factory=list)
    waiters: list[Waiter] = field(default_factory=list)
    task: asyncio.Task[None] | None = None  # kept: the loop alone would let it go


class Loader(Generic[K, T]):
    """What was loaded during one request, and what is on its way; nothing is asked for twice."""

    def __init__(self, read: Callable[[list[K]], Sequence[T]], *, most: int) -> None:
        """Take what reads the values of up to `most` keys, beside the event loop."""
        self._read, self._most = read, most
        self._found: dict[K, T] = {}
        self._asked: dict[K, _Batch[K]] = {}
        self._open: _Batch[K] | None = None

    async def load(self, key: K) -> T:
        """Return the value of a key."""
        return (await self.load_many((key,)))[0]

    async def load_many(self, keys: Sequence[K]) -> list[T]:
        """Return the values of keys, in their order."""
        found = self._found
        missing = [key for key in keys if key not in found]
        if missing:
            for waiter in self._join(missing):
                if (error := await waiter) is not None:
                    raise error
        return [found[key] for key in keys]

    def _join(self, keys: list[K]) -> list[Waiter]:
        """Wait for the batches of keys that are on their way, and for that which goes next."""
        loop = asyncio.get_running_loop()
        batches = dict.fromkeys(self._batch_of(key, loop) for key in keys)
        waiters = []
        for batch in batches:
            waiter: Waiter = loop.create_future()
            batch.waiters.append(waiter)
            waiters.append(waiter)
        return waiters

    def _batch_of(self, key: K, loop: asyncio.AbstractEventLoop) -> _Batch[K]:
        known = self._asked.get(key)
        if known is not None:
            return known
        batch = self._open
        if batch is None or len(batch.keys) >= self._most:
            batch = self._open = _Batch()
            loop.call_soon(self._start, batch)  # once all have asked that run now
        batch.keys.append(key)
        self._asked[key] = batch
        return batch

    def _start(self, batch: _Batch[K]) -> None:
        batch.task = asyncio.create_task(self._run(batch))

    async def _run(self, batch: _Batch[K]) -> None:
        if self._open is batch:
            self._open = None
        error: Exception | None = None
        try:
            self._found.update(zip(batch.keys, await asyncio.to_thread(self._read, batch.keys), strict=True))
        except Exception as raised:  # noqa: BLE001  # whoever waits raises it
            error = raised
        for key in batch.keys:
            del self._asked[key]
        for waiter in batch.waiters:
            if not waiter.done():  # somebody may wait no more
                waiter.set_result(error)
