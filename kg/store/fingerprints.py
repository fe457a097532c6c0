"""What was read enters, a hash leaves: equal hashes mean that there is nothing to write, or nothing to read again."""

from __future__ import annotations

import hashlib
from typing import TypeAlias

from kg.model import Document, DocumentGraph

PrintedGraph: TypeAlias = tuple[DocumentGraph, str]  # and its fingerprint, which costs as much as half its rows


def graph_fingerprint(graph: DocumentGraph) -> str:
    """Return a hash of all that a document graph says, reader included."""
    return _hash(repr(graph))


def document_fingerprint(document: Document) -> str:
    """Return a hash of a document's text and all that is told of it."""
    return _hash(repr(document))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
