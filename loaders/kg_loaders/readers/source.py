"""A file that was named enters; its bytes leave, unpacked, with what readers need to know about it."""

from __future__ import annotations

import gzip
import hashlib
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import BinaryIO, cast

from kg.errors import LoadError
from kg.ontology import Ontology
from kg.pipeline import Reading

STDIN = Path("-")
STDIN_FORMAT = "jsonl"
COMPRESSED = ".gz"
MAX_DOCUMENT_BYTES = 64 * 2**20  # a long novel has one; what is larger is no article, or a file that unpacks for ever


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """What a person says of the files: their format, which column of a table is which field.

    `format` is a suffix without its dot (`csv`, `csv.gz`), for standard input and for files that are named themselves.
    """

    format: str | None = None
    columns: tuple[tuple[str, str], ...] = ()
    max_document_bytes: int = MAX_DOCUMENT_BYTES


DEFAULTS = ReadingOptions()


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file to read. `name` is its path below the folder named, without `.gz`."""

    path: Path
    name: str
    ontology: Ontology
    options: ReadingOptions = DEFAULTS

    @property
    def suffix(self) -> str:
        """Return what chooses the reader: `.csv` of `a.csv`, and of `a.csv.gz` too."""
        return PurePath(without_gz(self._file_name)).suffix.lower()

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the file for reading bytes, unpacked if its name ends in `.gz`; standard input stays open."""
        with self._open_packed() as file:
            if not self._file_name.lower().endswith(COMPRESSED):
                yield file
                return
            try:
                with gzip.GzipFile(fileobj=file) as unpacked:
                    yield cast(BinaryIO, unpacked)  # a BufferedReader around it loses the last lines of a cut file
            except EOFError as error:
                raise self.error("the gzip data ends too early; the file was cut") from error
            except (gzip.BadGzipFile, zlib.error) as error:
                raise self.error(f"the gzip data is damaged: {error}") from error

    def read(self) -> bytes:
        """Return the whole file, which is one document."""
        most = self.options.max_document_bytes
        with self.open() as file:
            data = file.read(most + 1)
        if len(data) > most:
            raise self.error(f"is larger than a document may be ({most} bytes); cut it into articles")
        return data

    def id_of(self, text: str) -> str:
        """Return the id of the one document that the file is: its name; standard input has none, the text decides."""
        return hashlib.sha256(text.encode()).hexdigest() if self.path == STDIN else self.name

    def error(self, reason: str, *, line: int | None = None, field: str | None = None) -> LoadError:
        """Make the error that names this file."""
        return LoadError(reason, path=self.path, line=line, field=field)

    @property
    def _file_name(self) -> str:
        format = self.options.format or (STDIN_FORMAT if self.path == STDIN else None)
        return self.path.name if format is None else f"-.{format}"

    @contextmanager
    def _open_packed(self) -> Iterator[BinaryIO]:
        if self.path == STDIN:
            yield sys.stdin.buffer
        else:
            with self.path.open("rb") as file:
                yield file


def without_gz(name: str) -> str:
    """Drop the suffix that says that a file is compressed.

    >>> without_gz("a.csv.GZ")
    'a.csv'
    """
    return name[: -len(COMPRESSED)] if name.lower().endswith(COMPRESSED) else name


LocatedReading = tuple[int | None, Reading]
"""A reading and the line where it stands, if its file has lines."""

Reader = Callable[[SourceFile], Iterator[LocatedReading]]
