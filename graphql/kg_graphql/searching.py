"""Words enter; the names and the sentences that have them leave, with the places of the words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
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
    part, _, after = (asked.after or _NAMES).partition(" ")
    if part not in (_NAMES, _SENTENCES):
        raise QueryError("this cursor does not come from a search")
    page = replace(asked, after=after or None)
    names = await _names(context, words, page) if part == _NAMES else await _only_counted(context, words, page)
    room = asked.first - len(names.items)
    said: Page[model.Statement] = Page(items=())
    if names.cursor is None or asked.with_total:
        page = replace(page if part == _SENTENCES else replace(asked, after=None), first=max(room, 1))
        said = await context.statement_page(StatementQuery(words=words, page=page))
    total = (names.total or 0) + (said.total or 0) if asked.with_total else None
    shown = said.items[:room]
    cursors = (
        *(f"{_NAMES} {cursor}" for cursor in names.cursors),
        *(f"{_SENTENCES} {cursor}" for cursor in said.cursors[: len(shown)]),
    )
    return Page(items=(*names.items, *shown), cursor=_next(names, said, room), total=total, cursors=cursors)


async def _names(context: Context, words: str, page: PageRequest) -> Page[model.Entity]:
    return await context.entity_page(EntityQuery(words=words, order="documents", page=page))


async def _only_counted(context: Context, words: str, page: PageRequest) -> Page[model.Entity]:
    """Return no entity, and how many there are if that is asked for."""
    if not page.with_total:
        return Page(items=())
    return Page(items=(), total=(await _names(context, words, PageRequest(first=1, with_total=True))).total)


def _next(names: Page[model.Entity], said: Page[model.Statement], room: int) -> str | None:
    """Return where the next page begins: among the names, or among the statements."""
    if names.cursor is not None:
        return f"{_NAMES} {names.cursor}"
    if room == 0:
        return _SENTENCES if said.items else None
    return None if said.cursor is None else f"{_SENTENCES} {said.cursor}"


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
