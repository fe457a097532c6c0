"""A query for a store and `first`, `after` enter, a connection of nodes with cursors leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import strawberry
from strawberry.types.nodes import FragmentSpread, InlineFragment, SelectedField

from kg.errors import QueryError
from kg.model import content_id
from kg.store.protocol import DocumentQuery, EntityQuery, Page, PageRequest, RelationshipQuery, StatementQuery
from kg_graphql.batching import Info
from kg_graphql.errors import ApiError, Code
from kg_graphql.ids import decode_text, encode_text

DEFAULT_PAGE = 20
MAX_PAGE = 100
MAX_SKIP = 900
Q = TypeVar("Q", DocumentQuery, EntityQuery, RelationshipQuery, StatementQuery)
T = TypeVar("T")
N = TypeVar("N")


@strawberry.type(description="Where a page stands among its neighbours.")
class PageInfo:
    """Where a page stands among its neighbours."""

    has_next_page: bool
    has_previous_page: bool
    start_cursor: str | None
    end_cursor: str | None


@strawberry.type(description="One node of a page, and the cursor behind it.")
class Edge(Generic[N]):
    """One node of a page, and the cursor behind it."""

    cursor: str
    node: N


@strawberry.type(description="A page of nodes.")
class Connection(Generic[N]):
    """A page of nodes."""

    edges: list[Edge[N]]
    nodes: list[N]
    page_info: PageInfo
    total: strawberry.Private[int | None]

    @strawberry.field(description="How many there are on all pages.")
    def total_count(self) -> int:
        """Return how many there are on all pages."""
        if self.total is None:
            raise AssertionError("totalCount was selected and not asked for")
        return self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in an answer: `skip` items behind the store's cursor `after`, in the answer to one query."""

    query: str
    after: str | None = None
    skip: int = 0

    def __str__(self) -> str:
        return encode_text(f"{self.query}:{self.skip}:{self.after or ''}")

    @classmethod
    def parse(cls, text: str | None, query: str) -> Cursor:
        """Read a cursor of this query, or raise BAD_CURSOR; None is the beginning."""
        if text is None:
            return cls(query=query)
        parts = (decode_text(text) or "").split(":", 2)
        if len(parts) != 3 or parts[0] != query or not (parts[1].isascii() and parts[1].isdigit()):
            raise ApiError(Code.BAD_CURSOR, "this cursor does not come from this question; ask for the first page")
        skip = int(parts[1][:9])
        if skip > MAX_SKIP:
            raise ApiError(Code.BAD_CURSOR, "too many steps from a cursor inside a page; use pageInfo.endCursor")
        return cls(query=query, after=parts[2] or None, skip=skip)


async def fetch_page(
    info: Info, read: Callable[[Q], Page[T]], query: Q, to_node: Callable[[T], N], paging: tuple[int, str | None]
) -> Connection[N]:
    """Ask the store for a page of `first` items behind `after`."""
    first, after = paging
    if not 1 <= first <= MAX_PAGE:
        raise ApiError(Code.BAD_REQUEST, f"first is {first}; a page has 1 to {MAX_PAGE} nodes")
    start = Cursor.parse(after, content_id(type(query).__name__, repr(query))[:10])
    request = PageRequest(first=first + start.skip, after=start.after, with_total=_asks_total(info))
    try:
        page = await info.context.ask(read, replace(query, page=request))
    except QueryError as error:
        if after is None:
            raise
        raise ApiError(Code.BAD_CURSOR, str(error)) from error
    return _connect([to_node(item) for item in page.items[start.skip :]], page, start, after is not None)


def _connect(nodes: list[N], page: Page[T], start: Cursor, is_later: bool) -> Connection[N]:
    cursors = [replace(start, skip=start.skip + place) for place in range(1, len(nodes) + 1)]
    if cursors and page.cursor is not None:
        cursors[-1] = Cursor(query=start.query, after=page.cursor)
    texts = [str(cursor) for cursor in cursors]
    return Connection(
        edges=[Edge(cursor=text, node=node) for text, node in zip(texts, nodes, strict=True)],
        nodes=nodes,
        page_info=PageInfo(
            has_next_page=page.cursor is not None,
            has_previous_page=is_later,
            start_cursor=texts[0] if texts else None,
            end_cursor=texts[-1] if texts else None,
        ),
        total=page.total,
    )


def _asks_total(info: Info) -> bool:
    return any(_names_total(field.selections) for field in info.selected_fields)


def _names_total(selections: Iterable[SelectedField | FragmentSpread | InlineFragment]) -> bool:
    return any(
        selection.name == "totalCount" if isinstance(selection, SelectedField) else _names_total(selection.selections)
        for selection in selections
    )
