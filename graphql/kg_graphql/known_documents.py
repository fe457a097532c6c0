"""Texts of questions that were parsed and found valid -> their documents, so that neither is done again.

What was worked out while the last of them were executed is kept too.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

from graphql import DocumentNode
from strawberry.extensions import SchemaExtension

from kg_graphql.batching import Context
from kg_graphql.memory import Memory

KEPT = 512  # documents
LONGEST = 20_000  # characters; whoever sends longer ones rarely sends the same again
MOST = 500_000  # characters together: a parsed document takes about a hundred bytes for each
REMEMBERED = 64  # documents with their memories, which take twice the room
LONGEST_REMEMBERED = 4_000


class DocumentCache:
    """The documents that were asked last, by their text."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._documents: OrderedDict[str, DocumentNode] = OrderedDict()
        self._characters = 0
        self._memories: OrderedDict[str, Memory] = OrderedDict()

    def __len__(self) -> int:
        return len(self._documents)

    def find(self, text: str) -> DocumentNode | None:
        """Return the document of a text that is known."""
        found = self._documents.get(text)
        if found is not None:
            self._documents.move_to_end(text)
        return found

    def keep(self, text: str, document: DocumentNode) -> None:
        """Keep a valid document in place of the one that nobody asked for the longest time."""
        if len(text) > LONGEST:
            return
        if text not in self._documents:
            self._characters += len(text)
        self._documents[text] = document
        while len(self._documents) > self._kept or self._characters > MOST:
            oldest, _ = self._documents.popitem(last=False)
            self._characters -= len(oldest)

    def memory(self, text: str, document: DocumentNode) -> Memory:
        """Return the memory of a known document: an empty one, if it is long or was not asked lately."""
        found = self._memories.get(text)
        if found is None or found.document is not document:
            found = Memory(document)
        if len(text) <= LONGEST_REMEMBERED:
            self._memories[text] = found
            self._memories.move_to_end(text)
        if len(self._memories) > REMEMBERED:
            self._memories.popitem(last=False)
        return found


class KnownDocuments(SchemaExtension):
    """Spare known documents their parsing and validation. What depends on variables or on who asks is no part of it."""

    cache = DocumentCache()
    _is_known = False

    def on_parse(self) -> Iterator[None]:
        """Look the text up."""
        context = self.execution_context
        if context.query is not None and (document := self.cache.find(context.query)) is not None:
            context.graphql_document = document
            self._is_known = True
            if isinstance(context.context, Context):
                context.context.memory = self.cache.memory(context.query, document)
        yield

    def on_validate(self) -> Iterator[None]:
        """Validate what is new, and remember it if it is valid."""
        context = self.execution_context
        if self._is_known:
            context.validation_rules = ()
        yield
        is_valid = not self._is_known and context.pre_execution_errors == []
        if is_valid and context.query is not None and context.graphql_document is not None:
            self.cache.keep(context.query, context.graphql_document)


def known_documents() -> type[KnownDocuments]:
    """Return the extension with a cache of its own: what is valid in one schema need not be in another."""
    return type("KnownDocuments", (KnownDocuments,), {"cache": DocumentCache()})
