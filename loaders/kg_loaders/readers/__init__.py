"""Files, folders and standard input -> documents and extractions. Readers do not know spaCy."""

from kg_loaders.readers.columns import parse_columns
from kg_loaders.readers.paths import read_paths
from kg_loaders.readers.registry import READERS, check_format, known_suffixes
from kg_loaders.readers.source import LocatedReading, Reader, ReadingOptions, SourceFile

__all__ = [
    "READERS",
    "LocatedReading",
    "Reader",
    "ReadingOptions",
    "SourceFile",
    "check_format",
    "known_suffixes",
    "parse_columns",
    "read_paths",
]
