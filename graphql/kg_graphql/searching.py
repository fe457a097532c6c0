"""Words enter; the names and the sentences that have them leave, with the places of the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import strawberry

from kg import model
from kg.errors import QueryError
from kg.names import search_words
from kg.store.protocol import EntityQuery, Page, PageRequest, StatementQuery
from kg_graphql.batching import Context, Info
from kg_graphql.pages import ListQuery
from kg_graphql.plain_types import Node
from kg_graphql.types import to_entity, to_statements

Found = model.Entity | model.Statement
_NAMES, _SENTENCES = "names", "sentences"  # in cursors: which of the two questions goes on
_WORD = re.compile(r"\w(?:[^\s\-\u2010-\u2015/]*\w)?")


@strawberry.enum
class Match(StrEnum):
    """What has the words: a name of the node, or a sentence that is its evidence."""

    NAME = "name"
    SENTENCE = "sentence"


@strawberry.type
class Highlight:
    """A word of `SearchHit.text` that was looked for: offsets into that text, half-open."""

    start: int = strawberry.field(description="Where it begins.")
    end: int = strawberry.field(description="Behind its last character.")


@strawberry.type
class SearchHit:
    """An actor or location whose name, or a statement whose sentence has the words."""

    match: Match = strawberry.field(description="What has the words.")
    node: Node = strawberry.field(description="The actor, location or statement.")
    text: str = strawberry.field(description="The name or the sentence that has most of the words.")
    highlights: list[Highlight] = strawberry.field(description="Where the words stand in it.")


async def to_hits(info: Info, words: str, found: Sequence[Found]) -> list[SearchHit]:
    """Return the types of what was found by words."""
    statements = iter(await to_statements(info, [one for one in found if isinstance(one, model.Statement)]))
    return [
        _hit(Match.NAME, to_entity(one), (one.name, *one.aliases), words)
        if isinstance(one, model.Entity)
        else _hit(Match.SENTENCE, next(statements), [evidence.sentence.text for evidence in one.evidence], words)
        for one in found
    ]


def _hit(match: Match, node: Node, texts: Iterable[str], words: str) -> SearchHit:
    text, places = _best(texts, search_words(words))
    return SearchHit(
        match=match, node=node, text=text, highlights=[Highlight(start=start, end=end) for start, end in places]
    )


async def search_page(context: Context, words: str, query: ListQuery) -> Page[Found]:
    """Return a page of hits: entities, most documents first; behind them statements, newest first."""
    asked = query.page
    parts = (_SENTENCES, _NAMES) if asked.is_backward else (_NAMES, _SENTENCES)
    begun, _, after = (asked.after or parts[0]).partition(" ")
    if begun not in parts:
        raise QueryError("this cursor does not come from a search")
    found = _Hits(asked.is_backward)
    for part in parts:
        room = asked.first - len(found.items)
        is_read = part in parts[parts.index(begun) :] and found.cursor is None
        if is_read or asked.with_total:
            here = (after or None) if part == begun else None
            page = replace(asked, first=max(room, 1), after=here if is_read else None)
            found.add(part, await _ask(context, words, part, page), room if is_read else 0, is_read=is_read)
    return Page(items=found.items, cursor=found.cursor, total=found.total, cursors=found.cursors)


@dataclass(slots=True)
class _Hits:
    """Hits so far, in the order of the answer."""

    is_backward: bool
    items: tuple[Found, ...] = ()
    cursors: tuple[str, ...] = ()
    cursor: str | None = None
    total: int | None = None

    def add(self, part: str, page: Page[model.Entity] | Page[model.Statement], room: int, *, is_read: bool) -> None:
        """Add as many of a page as there is room for; what is not read is only counted."""
        items: tuple[Found, ...] = page.items if room else ()
        cursors = tuple(f"{part} {cursor}" for cursor in page.cursors) if room else ()
        self.items = (*items, *self.items) if self.is_backward else (*self.items, *items)
        self.cursors = (*cursors, *self.cursors) if self.is_backward else (*self.cursors, *cursors)
        if page.total is not None:
            self.total = (self.total or 0) + page.total
        if is_read and not room:
            self.cursor = part if page.items else None
        elif is_read and page.cursor is not None:
            self.cursor = f"{part} {page.cursor}"


async def _ask(
    context: Context, words: str, part: str, page: PageRequest
) -> Page[model.Entity] | Page[model.Statement]:
    if part == _NAMES:
        return await context.entity_page(EntityQuery(words=words, order="documents", page=page))
    return await context.statement_page(StatementQuery(words=words, page=page))


def _best(texts: Iterable[str], words: tuple[str, ...]) -> tuple[str, list[tuple[int, int]]]:
    """Return the first text that has most of the words, and where they stand in it.

    >>> _best(["Bashar al-Assad", "Assad"], ("assad", "bash"))
    ('Bashar al-Assad', [(0, 6), (10, 15)])
    """
    found = [(text, _places(text, words)) for text in texts]
    text, places = max(found, key=lambda pair: len(set(pair[1].values())))
    return text, list(places)


def _places(text: str, words: tuple[str, ...]) -> dict[tuple[int, int], str]:
    """Return where words stand that begin with one of the words, and which one."""
    found = {}
    for piece in _WORD.finditer(text):
        for word in words:
            if any(folded.startswith(word) for folded in search_words(piece.group())):
                found[piece.span()] = word
    return found
