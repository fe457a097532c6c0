"""A file that was named enters; its bytes leave, with the name and the ontology that readers need."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kg.errors import LoadError
from kg.ontology import Ontology
from kg.pipeline import Reading

STDIN = Path("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceFile:
    """One file to read. `name` is its path below the folder named: its id, if nothing better is given."""

    path: Path
    name: str
    ontology: Ontology

    @contextmanager
    def open(self) -> Iterator[BinaryIO]:
        """Open the file for reading bytes; `-` is standard input, which stays open."""
        if self.path == STDIN:
            yield sys.stdin.buffer
        else:
            with self.path.open("rb") as file:
                yield file

    def error(self, reason: str, *, line: int | None = None, field: str | None = None) -> LoadError:
        """Make the error that names this file."""
        return LoadError(reason, path=self.path, line=line, field=field)


LocatedReading = tuple[int | None, Reading]
"""A reading and the line where it stands, if its file has lines."""

Reader = Callable[[SourceFile], Iterator[LocatedReading]]
