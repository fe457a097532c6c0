"""Options enter; open stores and the reader leave. What is costly loads when it is first used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from kg.model import Document, Extraction
from kg.pipeline import Extractor, Outcome
from kg.store.protocol import GraphStore

if TYPE_CHECKING:
    from kg.resolve import RuleResolver
    from kg.settings import Settings
    from kg_loaders.extract import SpacyExtractor
    from kg_loaders.lexicon import OwnLexicon


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


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChoice:
    """With what to read: as the command line says, else the environment."""

    pipeline: str | None
    judge: bool | None
    lexicon: OwnLexicon | None
    jobs: int

    @classmethod
    def of(
        cls, pipeline: str | None, *, judge: bool | None = None, lexicon: str | None = None, jobs: int | None = None
    ) -> Self:
        """Fill what was not said from the environment; read the folder of a lexicon, which may be wrong."""
        chosen = settings()
        return cls(
            pipeline=chosen.pipeline if pipeline is None else pipeline,
            judge=chosen.judge if judge is None else judge,
            lexicon=_own_lexicon(chosen.lexicon if lexicon is None else lexicon),
            jobs=chosen.jobs if jobs is None else jobs,
        )

    def resolver(self) -> RuleResolver:
        """Return what decides who is who; it knows the actors of the lexicon."""
        from kg.resolve import resolver_with

        return resolver_with([] if self.lexicon is None else self.lexicon.actors)


def _own_lexicon(folder: str | None) -> OwnLexicon | None:
    if folder is None:
        return None
    from kg_loaders.lexicon import load_own

    return load_own(Path(folder))


@contextmanager
def extractor(choice: ReadingChoice) -> Iterator[Extractor]:
    """Give the reader for one command, of one process or several, and end what it started."""
    with ExitStack() as ends:
        yield LazyExtractor(choice, ends)


def loaded_reader(choice: ReadingChoice) -> SpacyExtractor:
    """Load the reader into this process."""
    from kg_loaders.extract import SpacyExtractor  # spaCy takes a second

    return SpacyExtractor(choice.pipeline, judge=choice.judge, lexicon=choice.lexicon)


class LazyExtractor:
    """The spaCy extractor, loaded when the first document comes: ready extractions need none."""

    def __init__(self, choice: ReadingChoice, ends: ExitStack) -> None:
        """Keep what to load, and where to say what must be ended; nothing is loaded."""
        self._choice, self._ends = choice, ends

    @property
    def reader(self) -> str:
        """Name of pipeline and lexicon."""
        return self._extractor.reader

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        """Read documents in order."""
        return self._extractor.extract(documents)

    @cached_property
    def _extractor(self) -> Extractor:
        choice = self._choice
        if choice.jobs > 1:
            from kg_loaders.jobs import JobsExtractor

            jobs = JobsExtractor(choice.pipeline, judge=choice.judge, lexicon=choice.lexicon, jobs=choice.jobs)
            return self._ends.enter_context(jobs)
        return loaded_reader(choice)
