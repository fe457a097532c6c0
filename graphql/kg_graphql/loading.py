"""Keys that many resolvers want at the same time enter; what one call of the store gives for all of them leaves.

As Strawberry's DataLoader, with one future for each resolver that waits and not for each key: a page of statements
waits for hundreds of entities at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")
Waiter = asyncio.Future["Exception | None"]


class _Slot(Generic[T]):
    """The value of one key, once it was read; until then the batch that reads it."""

    __slots__ = ("batch", "value")

    batch: _Batch[Any, T] | None
    value: T

    def __init__(self, batch: _Batch[Any, T]) -> None:
        self.batch = batch


@dataclass(slots=True, eq=False)
class _Batch(Generic[K, T]):
    """Keys of one call, where their values go, and those who wait for it."""

    keys: list[K] = field(default_factory=list)
    slots: list[_Slot[T]] = field(default_factory=list)
    waiters: list[Waiter] = field(default_factory=list)
    task: asyncio.Task[None] | None = None  # kept: the loop alone would let it go


class Loader(Generic[K, T]):
    """What was loaded during one request, and what is on its way; nothing is asked for twice.

    A key is looked up once a load, twice if it is new: the hash of a long query takes its time.
    """

    def __init__(self, read: Callable[[list[K]], Sequence[T]], *, most: int) -> None:
        """Take what reads the values of up to `most` keys, beside the event loop."""
        self._read, self._most = read, most
        self._known: dict[K, _Slot[T]] = {}
        self._open: _Batch[K, T] | None = None

    async def load(self, key: K) -> T:
        """Return the value of a key."""
        return (await self.load_many((key,)))[0]

    async def load_many(self, keys: Sequence[K]) -> list[T]:
        """Return the values of keys, in their order."""
        known = self._known
        slots = [known.get(key) or self._slot_of(key) for key in keys]
        waited = {id(batch): batch for slot in slots if (batch := slot.batch) is not None}
        for waiter in [self._join(batch) for batch in waited.values()]:
            if (error := await waiter) is not None:
                raise error
        return [slot.value for slot in slots]

    def _join(self, batch: _Batch[K, T]) -> Waiter:
        waiter: Waiter = asyncio.get_running_loop().create_future()
        batch.waiters.append(waiter)
        return waiter

    def _slot_of(self, key: K) -> _Slot[T]:
        """Put a key that is not known into the batch that goes next."""
        batch = self._open
        if batch is None or len(batch.keys) >= self._most:
            batch = self._open = _Batch()
            asyncio.get_running_loop().call_soon(self._start, batch)  # once all have asked that run now
        slot = self._known[key] = _Slot(batch)
        batch.keys.append(key)
        batch.slots.append(slot)
        return slot

    def _start(self, batch: _Batch[K, T]) -> None:
        batch.task = asyncio.create_task(self._run(batch))

    async def _run(self, batch: _Batch[K, T]) -> None:
        if self._open is batch:
            self._open = None
        error: Exception | None = None
        try:
            values = await asyncio.to_thread(self._read, batch.keys)
            for slot, value in zip(batch.slots, values, strict=True):
                slot.value, slot.batch = value, None
        except Exception as raised:  # noqa: BLE001  # whoever waits raises it
            error = raised
            for key in batch.keys:
                del self._known[key]
        for waiter in batch.waiters:
            if not waiter.done():  # somebody may wait no more
                waiter.set_result(error)
