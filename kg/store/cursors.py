"""The place where a page ends -> an opaque cursor, and back. A cursor belongs to its query."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import replace
from typing import TypeAlias

from kg.errors import QueryError
from kg.store.protocol import FIRST_PAGE, PagedQuery

_VERSION = 1
Sort: TypeAlias = list[str | int | float]


def cursor_of(query: PagedQuery, sort: Sort) -> str:
    """Return the cursor behind an item whose sort values are `sort`."""
    content = json.dumps([_VERSION, _hash(query), *sort], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(content.encode()).decode().rstrip("=")


def sort_of(query: PagedQuery, kinds: tuple[type, ...]) -> Sort | None:
    """Return the sort values of the query's cursor, None on the first page; refuse what is none of ours."""
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
    if [type(value) for value in sort] != list(kinds):
        raise QueryError(f"not a cursor: {cursor[:40]!r}")
    return sort


def _hash(query: PagedQuery) -> str:
    asked = repr(replace(query, page=FIRST_PAGE))
    return hashlib.sha256(f"{type(query).__name__}{asked}".encode()).hexdigest()[:12]
