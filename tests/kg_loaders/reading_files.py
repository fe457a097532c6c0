"""What the tests of readers share: files go in, readings come out."""

from __future__ import annotations

from pathlib import Path

from kg.errors import LoadError
from kg.model import Document
from kg.ontology import load_ontology
from kg.pipeline import Reading
from kg_loaders.readers import ReadingOptions, read_paths


def read(*paths: str | Path, **options: object) -> list[Reading]:
    return list(read_paths(paths, ontology=load_ontology(), options=ReadingOptions(**options)))  # type: ignore[arg-type] # the tests' own options


def documents(*paths: str | Path, **options: object) -> list[Document]:
    readings = read(*paths, **options)
    assert all(isinstance(reading, Document) for reading in readings), readings
    return [reading for reading in readings if isinstance(reading, Document)]


def errors(*paths: str | Path, **options: object) -> list[str]:
    return [str(reading) for reading in read(*paths, **options) if isinstance(reading, LoadError)]
