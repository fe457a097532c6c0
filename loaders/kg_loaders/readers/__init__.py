"""Files, folders and standard input -> documents and extractions. Readers do not know spaCy."""

from kg_loaders.readers.paths import read_paths
from kg_loaders.readers.registry import READERS, known_suffixes
from kg_loaders.readers.source import LocatedReading, Reader, SourceFile

__all__ = ["READERS", "LocatedReading", "Reader", "SourceFile", "known_suffixes", "read_paths"]
