"""The suffix of a file enters, the reader for it leaves: ours below, other packages' by entry point."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from pathlib import PurePath
from types import MappingProxyType

from kg.errors import LoadError
from kg_loaders.readers.html_page import read_html
from kg_loaders.readers.jsonl import read_jsonl
from kg_loaders.readers.plain_text import read_plain_text
from kg_loaders.readers.source import Reader, without_gz
from kg_loaders.readers.table import read_csv, read_tsv

ENTRY_POINTS = "newskg.readers"

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        ".csv": read_csv,
        ".htm": read_html,
        ".html": read_html,
        ".jsonl": read_jsonl,
        ".ndjson": read_jsonl,
        ".tsv": read_tsv,
        ".txt": read_plain_text,
    }
)


def reader_for(suffix: str) -> Reader:
    """Return the reader for a suffix, in any case, or raise the LoadError that names the known ones."""
    known = suffix.lower()
    if known in READERS:
        return READERS[known]
    for entry in entry_points(group=ENTRY_POINTS, name=known):
        reader: Reader = entry.load()
        return reader
    what = repr(suffix) if suffix else "a file without suffix"
    raise LoadError(f"no loader for {what}; known: {', '.join(known_suffixes())}, each also with .gz")


def check_format(name: str) -> str:
    """Return a format as `ReadingOptions` wants it (`.CSV.gz` -> `csv.gz`), or raise the LoadError that names all.

    >>> check_format(".CSV.gz")
    'csv.gz'
    """
    format = name.lower().removeprefix(".")
    reader_for(PurePath(without_gz(f"-.{format}")).suffix)
    return format


def known_suffixes() -> tuple[str, ...]:
    """Return every suffix that some reader reads, sorted."""
    return tuple(sorted({*READERS, *(entry.name for entry in entry_points(group=ENTRY_POINTS))}))
