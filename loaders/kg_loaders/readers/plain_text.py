"""A text file -> one document, its text exactly as it stands."""

from __future__ import annotations

from collections.abc import Iterator

from kg.model import Document
from kg.pipeline import Reading
from kg_loaders.readers.decoding import decode
from kg_loaders.readers.source import LocatedReading, SourceFile


def read_plain_text(source: SourceFile) -> Iterator[LocatedReading]:
    """Read the whole file as one document, whose id is the file's name."""
    yield None, _document(source, decode(source.read(), source))


def _document(source: SourceFile, text: str) -> Reading:
    if not text.strip():
        return source.error("is empty", field="text")
    if (at := text.find("\x00")) >= 0:
        line = text.count("\n", 0, at) + 1
        return source.error(f"holds a NUL at character {at}; is it a text file?", line=line, field="text")
    return Document(id=source.id_of(text), text=text)
