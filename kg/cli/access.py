"""Options enter; open stores and the reader leave. What is costly loads when it is first used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
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

    store = open_store(store_url(url), create=create, neo4j=settings().neo4j())
    try:
        yield store
    finally:
        store.close()


@contextmanager
def extractor(pipeline: str | None, jobs: int | None = None, judge: bool | None = None) -> Iterator[Extractor]:
    """Give the reader for one command, of one process or several, and end what it started."""
    chosen = settings()
    with ExitStack() as ends:
        yield LazyExtractor(
            chosen.pipeline if pipeline is None else pipeline,
            chosen.judge if judge is None else judge,
            chosen.jobs if jobs is None else jobs,
            ends,
        )


class LazyExtractor:
    """The spaCy extractor, loaded when the first document comes: ready extractions need none."""

    def __init__(self, pipeline: str | None, judge: bool, jobs: int, ends: ExitStack) -> None:
        """Keep what to load, and where to say what must be ended; nothing is loaded."""
        self._pipeline, self._judge, self._jobs, self._ends = pipeline, judge, jobs, ends

    @property
    def reader(self) -> str:
        """Name of pipeline and lexicon."""
        return self._extractor.reader

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        """Read documents in order."""
        return self._extractor.extract(documents)

    @cached_property
    def _extractor(self) -> Extractor:
        if self._jobs > 1:
            from kg_loaders.jobs import JobsExtractor

            return self._ends.enter_context(JobsExtractor(self._pipeline, judge=self._judge, jobs=self._jobs))
        from kg_loaders.extract import SpacyExtractor  # spaCy takes a second

        return SpacyExtractor(self._pipeline, judge=self._judge)
