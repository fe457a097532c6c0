"""Texts -> the words under which both stores find them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from kg.names import search_words


def words_of(texts: Iterable[str]) -> str:
    """Return the words of texts as they are indexed: folded, each once, sorted.

    >>> words_of(["The U.N. said so.", "The UN"])
    'said so the un'
    """
    return " ".join(sorted({word for text in texts for word in words_in(text)}))


@lru_cache(maxsize=1024)  # the statements of one sentence come one after the other
def words_in(text: str) -> tuple[str, ...]:
    """Return the words of one text, as they are indexed and asked for."""
    return search_words(text)
