"""Parsed paragraph -> which of its words stand between quotation marks."""

from __future__ import annotations

from collections.abc import Iterator

from kg_loaders.extract.tree import Token, Tree

_OPENING, _CLOSING = frozenset("“„«"), frozenset("”»")
_EITHER = frozenset(['"', "''", "``"])


def quotations_of(doc: Tree) -> Iterator[tuple[int, int]]:
    """Yield the first and the last token of each quotation; one that is not closed goes on to the end."""
    opened: int | None = None
    words = doc.words
    for at, word in enumerate(words):
        if opened is None:
            opened = at if word in _OPENING or word in _EITHER else None
        elif word in _CLOSING or word in _EITHER:
            yield opened, at
            opened = None
    if opened is not None:
        yield opened, len(words) - 1


def quotation_of(token: Token) -> tuple[int, int] | None:
    """Return the first and the last token of the quotation that a word stands in."""
    return next(((start, end) for start, end in quotations_of(token.doc) if start < token.i < end), None)


def is_quoted(token: Token) -> bool:
    """Whether a word stands between quotation marks."""
    return quotation_of(token) is not None
