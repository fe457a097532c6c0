"""A query and a limit enter; the items of as many pages as that takes leave, and how many there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from kg.store.protocol import Page, PageRequest, Q, T

PAGE_SIZE = 100


def items_of(ask: Callable[[Q], Page[T]], query: Q, limit: int) -> tuple[list[T], int]:
    """Ask page after page for `limit` items, or for all if it is 0."""
    first = ask(replace(query, page=_request(limit, 0, None)))
    items, cursor = list(first.items), first.cursor
    while cursor is not None and (limit == 0 or len(items) < limit):
        page = ask(replace(query, page=_request(limit, len(items), cursor)))
        items += page.items
        cursor = page.cursor
    return items, len(items) if first.total is None else first.total


def _request(limit: int, have: int, after: str | None) -> PageRequest:
    size = PAGE_SIZE if limit == 0 else min(PAGE_SIZE, limit - have)
    return PageRequest(first=size, after=after, with_total=after is None)
