"""A query for a store and `first`, `after` enter, a connection of nodes with cursors leaves."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
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
First = Annotated[int, strawberry.argument(description="How many nodes the page has at most: 1 to 100.")]
After = Annotated[
    str | None, strawberry.argument(description="A cursor that this question gave: the page begins behind it.")
]


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

    has_next_page: bool = strawberry.field(description="Whether more nodes follow.")
    has_previous_page: bool = strawberry.field(description="Whether it follows a cursor.")
    start_cursor: str | None = strawberry.field(
        description="The cursor behind the first node; null: the page is empty."
    )
    end_cursor: str | None = strawberry.field(description="The cursor behind the last node: `after` of the next page.")


@strawberry.type
class Edge(Generic[N]):
    """One node of a page, and the cursor behind it."""

    cursor: str = strawberry.field(description="Where this node stands: as `after` it asks for what follows.")
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
    """A place in an answer: behind the store's cursor `after`, in the answer to one query."""

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
    paging: tuple[int, str | None],
) -> Connection[N]:
    """Ask for a page of `first` items behind `after`."""
    first, after = paging
    if not 1 <= first <= MAX_PAGE:
        raise ApiError(Code.BAD_REQUEST, f"first is {first}; a page has 1 to {MAX_PAGE} nodes")
    asked = selected(info)
    has_cursors = after is not None or not asked.isdisjoint(("edges", "pageInfo"))
    start = Cursor.parse(after, content_id(type(query).__name__, repr(query))[:10] if has_cursors else "")
    request = PageRequest(first=first, after=start.after, with_total="totalCount" in asked, with_cursors=has_cursors)
    try:
        page = await read(replace(query, page=request))
    except QueryError as error:
        if after is None:
            raise
        raise ApiError(Code.BAD_CURSOR, str(error)) from error
    nodes = await to_nodes(page.items)
    cursors = [str(replace(start, after=cursor)) for cursor in page.cursors]
    return Connection(
        edges=[Edge(cursor=cursor, node=node) for cursor, node in zip(cursors, nodes, strict=True)]
        if "edges" in asked
        else [],
        nodes=nodes,
        page_info=PageInfo(
            has_next_page=page.cursor is not None,
            has_previous_page=after is not None,
            start_cursor=cursors[0] if cursors else None,
            end_cursor=cursors[-1] if cursors else None,
        ),
        total=page.total,
    )


def each(to_node: Callable[[T], N]) -> Callable[[Sequence[T]], Awaitable[list[N]]]:
    """Return what makes nodes of items one by one."""

    async def to_nodes(items: Sequence[T]) -> list[N]:
        return [to_node(item) for item in items]

    return to_nodes


def cut(items: Sequence[T], query: ListQuery) -> Page[T]:
    """Return a page of a list in memory; its cursor is a place in the list."""
    after = query.page.after or "0"
    if not (after.isascii() and after.isdigit()):
        raise QueryError("this cursor does not come from this list")
    start = int(after[:9])
    end = start + query.page.first
    cut = tuple(items[start:end])
    cursors = tuple(str(start + place) for place in range(1, len(cut) + 1))
    return Page(items=cut, cursor=str(end) if end < len(items) else None, total=len(items), cursors=cursors)
