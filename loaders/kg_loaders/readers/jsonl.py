"""A file of JSON lines -> documents, extractions, and errors where a line is neither."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

from kg.errors import LoadError
from kg.export.extraction_json import extraction_from_json
from kg.pipeline import Reading
from kg_loaders.readers.decoding import decode
from kg_loaders.readers.document_row import document_from_row
from kg_loaders.readers.source import LocatedReading, SourceFile


def read_jsonl(source: SourceFile) -> Iterator[LocatedReading]:
    """Read line after line: one with `format` is an extraction, any other a document."""
    with source.open() as file:
        for line, offset, data in _lines(file, source.options.max_document_bytes):
            if data.strip():
                yield line, _reading(data, source, line, offset)


def _lines(file: BinaryIO, most: int) -> Iterator[tuple[int, int, bytes]]:
    """Give each line with its number and first byte, of one that is too long its beginning.

    Only "\n" ends a line; U+2028 may stand in a text.
    """
    offset = 0
    for line in count(1):
        data = rest = file.readline(most + 1)
        if not data:
            return
        yield line, offset, data
        offset += len(data)
        while len(rest) > most and not rest.endswith(b"\n"):
            rest = file.readline(most + 1)
            offset += len(rest)


def _reading(data: bytes, source: SourceFile, line: int, offset: int) -> Reading:
    most = source.options.max_document_bytes
    if len(data) > most:
        return source.error(f"is longer than a document may be ({most} bytes)", line=line)
    try:
        row = _object(decode(data, source, line=line, offset=offset), source, line)
        if "format" in row:
            return extraction_from_json(row, path=source.path, line=line, ontology=source.ontology)
        return document_from_row(row, source, line)
    except LoadError as error:
        return error


def _object(text: str, source: SourceFile, line: int) -> dict[str, object]:
    try:
        row: object = json.loads(text, object_pairs_hook=_distinct, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise source.error(f"not JSON: {error.msg} at column {error.colno}", line=line) from error
    except RecursionError as error:
        raise source.error("not a document: nested too deeply", line=line) from error
    except ValueError as error:
        raise source.error(f"not JSON: {error}", line=line) from error
    if not isinstance(row, dict):
        raise source.error('not an object; a line looks like {"id": "1", "text": "..."}', line=line)
    return row


def _distinct(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"the key {json.dumps(twice)} stands twice in one object")
    return found


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no JSON number")
