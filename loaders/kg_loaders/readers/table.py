"""A CSV or TSV file -> a document a row, and errors where a row is none; the first row names the columns."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from io import TextIOWrapper
from itertools import chain
from typing import TextIO

from kg.errors import LoadError
from kg.pipeline import Reading
from kg_loaders.readers.columns import Columns, find_columns
from kg_loaders.readers.decoding import advice, decode
from kg_loaders.readers.document_row import document_from_row
from kg_loaders.readers.source import LocatedReading, SourceFile

_DELIMITERS = ",;\t|"
_UNDECODED = re.compile("[\udc80-\udcff]")  # a byte that is not UTF-8, as Python's surrogateescape keeps it


def read_csv(source: SourceFile) -> Iterator[LocatedReading]:
    """Read a table whose first row tells what separates its fields: a comma, semicolon, tab or bar."""
    return _read_table(source, None)


def read_tsv(source: SourceFile) -> Iterator[LocatedReading]:
    """Read a table whose fields are separated by tabs."""
    return _read_table(source, "\t")


def _read_table(source: SourceFile, delimiter: str | None) -> Iterator[LocatedReading]:
    with source.open() as file:
        text = TextIOWrapper(file, encoding="utf-8-sig", errors="surrogateescape", newline="")
        try:
            yield from _readings(_Rows(text, source, delimiter), source)
        finally:
            text.detach()  # or it would close standard input


def _readings(rows: _Rows, source: SourceFile) -> Iterator[LocatedReading]:
    columns: Columns | None = None
    for line, row in rows:
        if isinstance(row, LoadError):
            if columns is None:
                raise row
            yield line, row
        elif columns is None:
            columns = find_columns(row, source, line)
        else:
            yield line, _reading(row, columns, source, line)
    if columns is None:
        raise source.error("is empty; the first row names the columns")


class _Rows:
    """The rows that are not blank, each with the line where it begins; one that outgrows a document ends the file."""

    def __init__(self, text: TextIO, source: SourceFile, delimiter: str | None) -> None:
        self._text, self._source = text, source
        self._room = most = source.options.max_document_bytes
        self._line = 1
        first = text.readline(most)
        decode(first.encode(errors="surrogateescape"), source)  # raises if the file is no text
        # a limit of the whole process: it is only ever raised, and ours below comes first
        csv.field_size_limit(max(csv.field_size_limit(), most))
        lines = chain([first], self._lines())
        self._reader = csv.reader(lines, delimiter=delimiter or _delimiter(first), strict=True)

    def __iter__(self) -> Iterator[tuple[int, list[str] | LoadError]]:
        while True:
            self._room = self._source.options.max_document_bytes
            self._line = line = self._reader.line_num + 1
            try:
                row = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, self._broken(error, line)
            else:
                if any(cell.strip() for cell in row):
                    yield line, row

    def _lines(self) -> Iterator[str]:
        while line := self._text.readline(self._room + 1):
            self._room -= len(line)
            if self._room < 0:
                reason = "the row is larger than a document may be; a quote may be left open"
                raise self._source.error(reason, line=self._line)
            yield line

    def _broken(self, error: csv.Error, line: int) -> LoadError:
        last = self._reader.line_num
        place = "the row is" if last == line else f"the lines to {last} are"
        return self._source.error(f"{place} not read: {error}; inside quotes a quote is written twice", line=line)


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=lambda delimiter: len(next(csv.reader([line], delimiter=delimiter), [])))


def _reading(row: Sequence[str], columns: Columns, source: SourceFile, line: int) -> Reading:
    if len(row) != len(columns.names):
        return source.error(f"the row has {len(row)} fields, the header {len(columns.names)}", line=line)
    for name, cell in zip(columns.names, row, strict=True):
        if found := _UNDECODED.search(cell):
            byte = found[0].encode(errors="surrogateescape")
            reason = f"not UTF-8 at character {found.start()} (0x{byte.hex()}); {advice(byte)}"
            return source.error(reason, line=line, field=name)
    try:
        return document_from_row(_values(row, columns), source, line)
    except LoadError as error:
        at = columns.fields.get(error.field or "")
        return error if at is None else source.error(error.reason, line=line, field=columns.names[at])


def _values(row: Sequence[str], columns: Columns) -> dict[str, object]:
    """Give the text as it stands; an empty cell says nothing."""
    values = {key: row[at].strip() for key, at in (*columns.fields.items(), *columns.others.items())}
    values["text"] = row[columns.fields["text"]]
    return {key: value for key, value in values.items() if value or key == "text"}
