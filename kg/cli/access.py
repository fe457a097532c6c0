"""Options enter; open stores and the reader leave. What is costly loads when it is first used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

from kg.model import Document, Extraction
from kg.pipeline import Extractor, Outcome
from kg.store.protocol import GraphStore

if TYPE_CHECKING:
    from kg.settings import Settings


def settings() -> Settings:
    """Read the environment."""
    from kg.settings import load_settings  # pydantic takes a fifth of a second

    return load_settings()


def store_url(given: str | None) -> str:
    """Return the URL given on the command line, else the environment's."""
    return settings().store if given is None else given


def least_confidence(given: float | None) -> float:
    """Return the threshold given on the command line, else the environment's."""
    return settings().threshold if given is None else given


@contextmanager
def opened(url: str | None, *, create: bool = False) -> Iterator[GraphStore]:
    """Open the graph for one command and close it after."""
    from kg.store import open_store

    store = open_store(store_url(url), create=create)
    try:
        yield store
    finally:
        store.close()


class LazyExtractor:
    """The spaCy extractor, loaded when the first document comes: ready extractions need none."""

    def __init__(self, pipeline: str | None) -> None:
        """Keep the name of the pipeline; nothing is loaded."""
        self._pipeline = settings().pipeline if pipeline is None else pipeline

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        """Read documents in order."""
        return self._extractor.extract(documents)

    @cached_property
    def _extractor(self) -> Extractor:
        from kg_loaders.extract import SpacyExtractor  # spaCy takes a second

        return SpacyExtractor(self._pipeline)
