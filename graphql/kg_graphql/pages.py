"""A query for a store and `first`, `after` enter, a connection of nodes with cursors leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Annotated, Generic, TypeVar

import strawberry

from kg.errors import QueryError
from kg.model import content_id
from kg.store.protocol import FIRST_PAGE, Page, PagedQuery, PageRequest
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code
from kg_graphql.ids import decode_text, encode_text
from kg_graphql.look_ahead import selected

DEFAULT_PAGE = 20
MAX_PAGE = 100
First = Annotated[
    int | None, strawberry.argument(description="How many nodes the page has at most: 1 to 100; if left out, 20.")
]
After = Annotated[
    str | None, strawberry.argument(description="A cursor that this question gave: the page begins behind it.")
]
Last = Annotated[
    int | None, strawberry.argument(description="Instead of `first`: how many nodes from the end, or up to `before`.")
]
Before = Annotated[
    str | None, strawberry.argument(description="A cursor that this question gave: the page ends before it.")
]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which page a client asks for: forward from the beginning or a cursor, or backward from the end or a cursor."""

    first: int | None
    after: str | None
    last: int | None = None
    before: str | None = None

    @property
    def is_backward(self) -> bool:
        """Whether the page is counted from its end."""
        return self.last is not None or self.before is not None

    @property
    def cursor(self) -> str | None:
        """Where the page begins, or backward where it ends."""
        return self.before if self.is_backward else self.after

    def size(self) -> int:
        """Return how many nodes the page has at most; refuse what is none, or goes both ways."""
        if self.is_backward and (self.first is not None or self.after is not None):
            raise ApiError(Code.BAD_REQUEST, "a page goes forward (first, after) or backward (last, before), not both")
        name, given = ("last", self.last) if self.is_backward else ("first", self.first)
        size = DEFAULT_PAGE if given is None else given
        if not 1 <= size <= MAX_PAGE:
            raise ApiError(Code.BAD_REQUEST, f"{name} is {size}; a page has 1 to {MAX_PAGE} nodes")
        return size


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """A page of what is no page of the store: a list in memory, or several questions in a row; `name` says of what."""

    name: str
    page: PageRequest = FIRST_PAGE


Q = TypeVar("Q", bound=PagedQuery | ListQuery)
T = TypeVar("T")
N = TypeVar("N")


@strawberry.type
class PageInfo:
    """Where a page stands among its neighbours."""

    has_next_page: bool = strawberry.field(
        description="Whether more nodes follow; backward, whether it has a `before`."
    )
    has_previous_page: bool = strawberry.field(
        description="Whether it has an `after`; backward, whether more nodes precede."
    )
    start_cursor: str | None = strawberry.field(
        description="The cursor of the first node: `before` of the previous page; null: the page is empty."
    )
    end_cursor: str | None = strawberry.field(description="The cursor of the last node: `after` of the next page.")


_NOT_ASKED = PageInfo(has_next_page=False, has_previous_page=False, start_cursor=None, end_cursor=None)
"""Stands where no place is selected: no answer shows it."""


@strawberry.type
class Edge(Generic[N]):
    """One node of a page, and its cursor."""

    cursor: str = strawberry.field(
        description="Where this node stands: as `after` it asks for what follows, as `before` for what precedes."
    )
    node: N = strawberry.field(description="The node.")


@strawberry.type
class Connection(Generic[N]):
    """A page of nodes."""

    edges: list[Edge[N]] = strawberry.field(description="The nodes, each with its cursor.")
    nodes: list[N] = strawberry.field(description="The nodes.")
    page_info: PageInfo = strawberry.field(description="Where the page stands among its neighbours.")
    total: strawberry.Private[int | None]

    @strawberry.field
    def total_count(self) -> int:
        """How many nodes all pages have; counted only where it is selected."""
        if self.total is None:
            raise AssertionError("totalCount was selected and not asked for")
        return self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in an answer: at the store's cursor `after`, in the answer to one query."""

    query: str
    after: str | None = None

    def __str__(self) -> str:
        return encode_text(f"{self.query}:{self.after or ''}")

    @classmethod
    def parse(cls, text: str | None, query: str) -> Cursor:
        """Read a cursor of this query, or raise BAD_CURSOR; None is the beginning."""
        if text is None:
            return cls(query=query)
        mark, _, after = (decode_text(text) or "").partition(":")
        if mark != query or not after:
            raise ApiError(Code.BAD_CURSOR, "this cursor does not come from this question; ask for the first page")
        return cls(query=query, after=after)


async def fetch_page(
    info: Info,
    read: Callable[[Q], Awaitable[Page[T]]],
    query: Q,
    to_nodes: Callable[[Sequence[T]], Awaitable[list[N]]],
    paging: Paging,
) -> Connection[N]:
    """Ask for a page."""

    async def read_all(queries: Sequence[Q]) -> list[Page[T]]:
        return [await read(query) for query in queries]

    return (await fetch_pages(info, read_all, query, (_as_it_is,), to_nodes, paging))[0]


async def fetch_pages(
    info: Info,
    read: Callable[[Sequence[Q]], Awaitable[list[Page[T]]]],
    query: Q,
    parts: Sequence[Callable[[Q], Q]],
    to_nodes: Callable[[Sequence[T]], Awaitable[list[N]]],
    paging: Paging,
) -> list[Connection[N]]:
    """Ask for the pages of parts of a query, such as those about each of many nouns; nodes are made all at once."""
    size, asked = paging.size(), selected(info)
    has_cursors = paging.cursor is not None or not asked.isdisjoint(("edges", "pageInfo"))
    request = PageRequest(
        first=size, with_total="totalCount" in asked, with_cursors=has_cursors, is_backward=paging.is_backward
    )
    if has_cursors:
        whole = [part(query) for part in parts]
        marks = [content_id(type(query).__name__, repr(each))[:10] for each in whole]
        starts = [Cursor.parse(paging.cursor, mark).after for mark in marks]
        queries = [replace(each, page=replace(request, after=after)) for each, after in zip(whole, starts, strict=True)]
    else:
        marks, query = [""] * len(parts), replace(query, page=request)
        queries = [part(query) for part in parts]
    try:
        pages = await read(queries)
    except QueryError as error:
        if paging.cursor is None:
            raise
        raise ApiError(Code.BAD_CURSOR, str(error)) from error
    nodes = iter(await to_nodes([item for page in pages for item in page.items]))
    return [
        _connection(page, list(islice(nodes, len(page.items))), mark, paging, asked)
        for page, mark in zip(pages, marks, strict=True)
    ]


def _as_it_is(query: Q) -> Q:
    return query


def _connection(page: Page[T], nodes: list[N], mark: str, paging: Paging, asked: frozenset[str]) -> Connection[N]:
    """Return a page with what is selected of it."""
    cursors = [str(Cursor(query=mark, after=cursor)) for cursor in page.cursors]
    return Connection(
        edges=[Edge(cursor=cursor, node=node) for cursor, node in zip(cursors, nodes, strict=True)]
        if "edges" in asked
        else [],
        nodes=nodes,
        page_info=_page_info(page, cursors, paging) if "pageInfo" in asked else _NOT_ASKED,
        total=page.total,
    )


def _page_info(page: Page[T], cursors: Sequence[str], paging: Paging) -> PageInfo:
    return PageInfo(
        has_next_page=paging.before is not None if paging.is_backward else page.cursor is not None,
        has_previous_page=page.cursor is not None if paging.is_backward else paging.after is not None,
        start_cursor=cursors[0] if cursors else None,
        end_cursor=cursors[-1] if cursors else None,
    )


def each(to_node: Callable[[T], N]) -> Callable[[Sequence[T]], Awaitable[list[N]]]:
    """Return what makes nodes of items one by one."""

    async def to_nodes(items: Sequence[T]) -> list[N]:
        return [to_node(item) for item in items]

    return to_nodes


def cut(items: Sequence[T], query: ListQuery) -> Page[T]:
    """Return a page of a list in memory; its cursor is a place in the list."""
    after = query.page.after
    if after is not None and not (after.isascii() and after.isdigit()):
        raise QueryError("this cursor does not come from this list")
    place, size = int((after or "0")[:9]), query.page.first
    if query.page.is_backward:
        end = len(items) if after is None else max(0, min(place - 1, len(items)))
        start = max(0, end - size)
        more = str(start + 1) if start > 0 else None
    else:
        start, end = place, place + size
        more = str(end) if end < len(items) else None
    cut = tuple(items[start:end])
    cursors = tuple(str(start + number) for number in range(1, len(cut) + 1))
    return Page(items=cut, cursor=more, total=len(items), cursors=cursors)
