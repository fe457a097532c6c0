"""The place where a page ends -> an opaque cursor, and back. A cursor belongs to its query."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from kg.errors import QueryError
from kg.store.orders import Key, Sort
from kg.store.queries import FIRST_PAGE, Page, PagedQuery

T = TypeVar("T")
_VERSION = 1


def page_of(query: PagedQuery, found: Sequence[T], total: int | None, sort: Callable[[T], Sort]) -> Page[T]:
    """Make a page of what was found, one more than it has if more follow; `sort` tells where an item stands.

    Backward the last item was found first.
    """
    items, has_more = tuple(found[: query.page.first]), len(found) > query.page.first
    edge = items[-1:] if has_more else ()
    if query.page.is_backward:
        items = items[::-1]
    pointed = items if query.page.with_cursors else edge
    cursors = _cursors_of(query, [sort(item) for item in pointed])
    return Page(
        items=items,
        cursor=cursors[0 if query.page.is_backward else -1] if has_more else None,
        total=total,
        cursors=cursors if query.page.with_cursors else (),
    )


def _cursors_of(query: PagedQuery, sorts: Sequence[Sort]) -> tuple[str, ...]:
    """Return the cursors at items with these sort values."""
    mark = _hash(query) if sorts else ""
    contents = [json.dumps([_VERSION, mark, *sort], ensure_ascii=False, separators=(",", ":")) for sort in sorts]
    return tuple(base64.urlsafe_b64encode(content.encode()).decode().rstrip("=") for content in contents)


def sort_of(query: PagedQuery, keys: Sequence[Key]) -> Sort | None:
    """Return the values of the sort keys in the query's cursor, None without one; refuse what is none of ours."""
    cursor = query.page.after
    if cursor is None:
        return None
    try:
        content = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise QueryError(f"not a cursor: {cursor[:40]!r}") from error
    if not isinstance(content, list) or content[:2] != [_VERSION, _hash(query)]:
        raise QueryError("the cursor belongs to another query; ask for the first page again")
    sort: Sort = content[2:]
    if [type(value) for value in sort] != [key.kind for key in keys]:
        raise QueryError(f"not a cursor: {cursor[:40]!r}")
    return sort


def _hash(query: PagedQuery) -> str:
    asked = repr(replace(query, page=FIRST_PAGE))
    return hashlib.sha256(f"{type(query).__name__}{asked}".encode()).hexdigest()[:12]
