"""What many wait for at once is one call of the store; errors and those who wait no more touch nobody else."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import pytest

from kg_graphql.loading import Loader

T = TypeVar("T")


class Reading:
    """Reads keys as their capitals, and keeps what was asked."""

    def __init__(self) -> None:
        self.calls: list[list[str]] = []

    def __call__(self, keys: list[str]) -> list[str]:
        self.calls.append(list(keys))
        if "bad" in keys:
            raise ValueError("a bad key")
        return [key.upper() for key in keys]


def run(work: Callable[[Loader[str, str]], Awaitable[T]], most: int = 100) -> tuple[T, list[list[str]]]:
    reading = Reading()

    async def running() -> T:
        return await work(Loader(reading, most=most))

    return asyncio.run(running()), reading.calls


def test_what_is_wanted_at_once_is_one_call_and_each_key_is_asked_once() -> None:
    async def work(loader: Loader[str, str]) -> list[object]:
        first = await asyncio.gather(loader.load("a"), loader.load_many(["b", "a"]), loader.load("c"))
        return [*first, await loader.load_many(["c", "d", "d"])]

    assert run(work) == (["A", ["B", "A"], "C", ["C", "D", "D"]], [["a", "b", "c"], ["d"]])


def test_of_nothing_nothing_is_asked() -> None:
    async def work(loader: Loader[str, str]) -> list[str]:
        return await loader.load_many([])

    assert run(work) == ([], [])


def test_a_call_has_no_more_keys_than_it_may() -> None:
    async def work(loader: Loader[str, str]) -> list[str]:
        return await loader.load_many([*"abcde"])

    assert run(work, most=2) == ([*"ABCDE"], [["a", "b"], ["c", "d"], ["e"]])


def test_who_comes_while_a_call_is_on_its_way_waits_for_it() -> None:
    async def work(loader: Loader[str, str]) -> list[str]:
        first = asyncio.create_task(loader.load("a"))
        await asyncio.sleep(0.01)
        return [await loader.load("a"), await first]

    assert run(work) == (["A", "A"], [["a"]])


def test_an_error_comes_to_all_of_its_call_and_to_no_other() -> None:
    async def work(loader: Loader[str, str]) -> list[object]:
        return [
            *await asyncio.gather(loader.load("a"), loader.load("bad"), loader.load("b"), return_exceptions=True),
            await loader.load("a"),
        ]

    (a, bad, b, again), calls = run(work, most=2)

    assert isinstance(a, ValueError)
    assert isinstance(bad, ValueError)
    assert (b, again) == ("B", "A")
    assert calls == [["a", "bad"], ["b"], ["a"]]


def test_one_who_waits_no_more_does_not_end_the_call_of_others() -> None:
    async def work(loader: Loader[str, str]) -> str:
        one, other = (asyncio.create_task(loader.load(key)) for key in "ab")
        await asyncio.sleep(0)
        one.cancel()
        with pytest.raises(asyncio.CancelledError):
            await one
        return await other

    assert run(work) == ("B", [["a", "b"]])
