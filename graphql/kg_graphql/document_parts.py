"""A document enters, its sentences and the places that name an entity leave."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Annotated, Self

import strawberry
from strawberry import Private

from kg import model
from kg.partial_date import PartialDate
from kg.store.protocol import Page
from kg_graphql.batching import Info
from kg_graphql.ids import node_id
from kg_graphql.pages import After, Before, Connection, First, Last, ListQuery, Paging, cut, each, fetch_page
from kg_graphql.plain_types import Metadata, Node, Span
from kg_graphql.who import Ids, Who, ids_of

Meant = Annotated[Who | None, strawberry.argument(description="Only of these; if left out, of all.")]


@strawberry.type
class DocumentParts(Node):
    """What an article tells of itself, and what stands where in it."""

    url: str | None = strawberry.field(description="Where it was printed.")
    title: str | None = strawberry.field(description="Its headline.")
    publisher: str | None = strawberry.field(description="Who printed it.")
    author: str | None = strawberry.field(description="Who wrote it.")
    published: PartialDate | None = strawberry.field(description="When it was printed.")
    language: str | None = strawberry.field(description="The language of its text, as a code: en.")
    text: str = strawberry.field(description="All of it; spans count its code points.")
    metadata: list[Metadata] = strawberry.field(description="What else its source told.")
    document: Private[model.Document]

    @classmethod
    def from_model(cls, document: model.Document) -> Self:
        """Return the type of a document."""
        return cls(
            id=node_id("Document", document.id),
            url=document.url,
            title=document.title,
            publisher=document.source,
            author=document.author,
            published=document.published,
            language=document.language,
            text=document.text,
            metadata=[Metadata(key=key, value=value) for key, value in document.metadata],
            document=document,
        )

    @strawberry.field
    def sha256(self) -> str:
        """SHA-256 of its text in UTF-8, in hexadecimal."""
        return self.document.sha256

    @strawberry.field
    async def recorded_at(self, info: Info) -> datetime | None:
        """Since when this graph holds its present version; null: that is not known."""
        return await info.context.recorded.load(self.document.id)

    @strawberry.field
    async def sentences(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> Connection[Span]:
        """Its sentences, in order."""
        return await self._spans(info, "sentences", _sentences, Paging(first, after, last, before))

    @strawberry.field
    async def mentions(
        self,
        info: Info,
        of: Meant = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Span]:
        """The words that refer to actors and locations, by name, noun or pronoun, in order."""
        ids = await ids_of(info, of)
        return await self._spans(
            info, f"mentions of {ids}", partial(_mentions, ids), Paging(first, after, last, before)
        )

    async def _spans(
        self,
        info: Info,
        name: str,
        quotes: Callable[[model.DocumentGraph], list[model.Quote]],
        paging: Paging,
    ) -> Connection[Span]:
        async def read(query: ListQuery) -> Page[model.Quote]:
            graph = await info.context.graphs.load(self.document.id)
            return cut([] if graph is None else quotes(graph), query)

        query = ListQuery(name=f"{name} in {self.document.id}")
        return await fetch_page(info, read, query, each(Span.from_model), paging)


def _sentences(graph: model.DocumentGraph) -> list[model.Quote]:
    text = graph.document.text
    return [model.Quote.of(text, sentence.start, sentence.end) for sentence in graph.sentences]


def _mentions(ids: Ids | None, graph: model.DocumentGraph) -> list[model.Quote]:
    meant = [entity for entity in graph.entities if ids is None or entity.id in ids]
    found = {mention.quote for entity in meant for mention in entity.mentions}
    return sorted(found, key=lambda quote: (quote.start, quote.end))
