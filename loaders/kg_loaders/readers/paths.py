"""Paths enter: files, folders, `-`. Documents, extractions and errors leave, in order, each id once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from kg.errors import LoadError
from kg.model import Document
from kg.ontology import Ontology
from kg.pipeline import Outcome, Reading
from kg_loaders.readers.registry import known_suffixes, reader_for
from kg_loaders.readers.source import (
    COMPRESSED,
    DEFAULTS,
    STDIN,
    LocatedReading,
    ReadingOptions,
    SourceFile,
    without_gz,
)


def read_paths(
    paths: Iterable[str | Path], *, ontology: Ontology, options: ReadingOptions = DEFAULTS
) -> Iterator[Reading]:
    """Read files, folders (all below them, sorted) and `-` (standard input), as a stream.

    What cannot be read becomes a LoadError among the readings; the rest goes on.
    """
    seen_files: set[Path] = set()
    seen_ids: dict[bytes, str] = {}
    for found in _files([Path(path) for path in paths], ontology, options):
        if isinstance(found, LoadError | Outcome):
            yield found
        elif (real := found.path.resolve()) not in seen_files:
            seen_files.add(real)
            yield from _once(_read(found), found, seen_ids)


def _files(
    paths: Iterable[Path], ontology: Ontology, options: ReadingOptions
) -> Iterator[SourceFile | LoadError | Outcome]:
    for path in paths:
        try:
            is_file, is_folder = path == STDIN or path.is_file(), path.is_dir()
        except OSError as error:  # a folder above that is closed to us, a name too long
            yield _load_error(error, path)
            continue
        if is_file:
            yield SourceFile(path=path, name=_id(Path(path.name)), ontology=ontology, options=options)
        elif is_folder:
            yield from _below(path, ontology, replace(options, format=None))
        else:
            reason = "is neither a file nor a folder; to read a pipe, name it -"
            yield LoadError(reason if path.exists() else "no such file or folder", path=path)


def _below(folder: Path, ontology: Ontology, options: ReadingOptions) -> Iterator[SourceFile | LoadError | Outcome]:
    """Give the files below a folder; in a folder, other than by its own name, a file of no known format is skipped."""
    errors: list[LoadError] = []
    known = known_suffixes()
    found = [
        SourceFile(path=path, name=_id(path.relative_to(folder)), ontology=ontology, options=options)
        for path in sorted(_walk(folder, errors), key=lambda path: path.parts)
    ]
    yield from errors
    if not errors and not any(source.suffix in known for source in found):
        yield LoadError(f"the folder holds no file to read; known: {', '.join(known)}", path=folder)
    for source in found:
        yield source if source.suffix in known else _skipped(source)


def _skipped(source: SourceFile) -> Outcome:
    path, is_compressed = source.path, source.path.suffix.lower() == COMPRESSED
    suffix = source.suffix + path.suffix if is_compressed else path.suffix
    reason = f"no loader for {suffix or path.name!r}"
    return Outcome(document=f"{path}", status="skipped", reason=reason, path=f"{path}")


def _walk(folder: Path, errors: list[LoadError]) -> Iterator[Path]:
    """Give the files below a folder; hidden ones (".git", ".DS_Store") are none of the user's articles."""

    def note(error: OSError) -> None:
        errors.append(_load_error(error, Path(error.filename)))

    for parent, folders, files in os.walk(folder, onerror=note):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not name.startswith("."))


def _id(path: Path) -> str:
    """Spell a path as an id: without `.gz`, which says nothing of the document, and as text, whatever its bytes."""
    return without_gz(path.as_posix()).encode("utf-8", "backslashreplace").decode()


def _read(source: SourceFile) -> Iterator[LocatedReading]:
    last: int | None = None
    try:
        for last, reading in reader_for(source.suffix)(source):
            yield last, reading
    except OSError as error:
        yield None, source.error(_reason(error) + _after(last))
    except LoadError as error:
        yield None, source.error(error.reason + _after(last), line=error.line, field=error.field)


def _after(line: int | None) -> str:
    return "" if line is None else f"; what comes after line {line} is not read"


def _reason(error: OSError) -> str:
    return f"cannot be read: {error.strerror or error}"


def _load_error(error: OSError, path: Path) -> LoadError:
    return LoadError(_reason(error), path=path)


def _once(readings: Iterable[LocatedReading], source: SourceFile, seen: dict[bytes, str]) -> Iterator[Reading]:
    """Let the first document of each id pass: a second would replace it, and depend on the order."""
    for line, reading in readings:
        if isinstance(reading, LoadError | Outcome):
            yield reading
            continue
        id = (reading if isinstance(reading, Document) else reading.document).id
        key = hashlib.blake2b(id.encode(), digest_size=16).digest()
        place = f"{source.path}" if line is None else f"{source.path}:{line}"
        if key in seen:
            yield source.error(f"a document {id!r} stands already in {seen[key]}", line=line, field="id")
        else:
            seen[key] = place
            yield reading
