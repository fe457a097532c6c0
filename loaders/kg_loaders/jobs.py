"""Documents -> extractions by several worker processes: the same, in the same order, as one process gives.

Importing this loads neither spaCy nor numpy, so that a worker can say how they shall behave before they load.
"""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import cached_property, lru_cache
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from threading import Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from kg.errors import ExtractionError
from kg.model import Document, Extraction
from kg.pipeline import Outcome
from kg_loaders.batches import batches
from kg_loaders.lexicon import OwnLexicon

if TYPE_CHECKING:
    from kg_loaders.extract import SpacyExtractor

_READERS = 4  # kept loaded at once: who mends a lexicon of his own makes a new one each time
_AHEAD = 2  # batches in flight for each worker: one is read, one waits; no more of the input is held

Batch = Sequence[Document]
Readings = list[Extraction | Outcome]
_Choice = tuple[str | None, bool | None, OwnLexicon | None]


class JobsExtractor:
    """Reads documents in worker processes, each with a pipeline of its own. A context manager: leaving it ends them."""

    def __init__(
        self, pipeline: str | None = None, *, judge: bool | None = None, lexicon: OwnLexicon | None = None, jobs: int
    ) -> None:
        """Keep what the workers are to load; they start when the first documents come."""
        self._choice = (pipeline, judge, lexicon)
        self._window = _AHEAD * jobs
        # fork would copy the threads and locks of this process, and numpy as it is configured here
        context = get_context("spawn")
        held_by_worker, self._lifeline = context.Pipe(duplex=False)
        self._pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin, initargs=(held_by_worker,))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._lifeline.close()  # what is still being read is of no use: the workers end at once
        self._pool.shutdown(cancel_futures=True)

    @cached_property
    def reader(self) -> str:
        """Name of pipeline and lexicon, as a worker tells it."""
        return self._pool.submit(_reader, self._choice).result()

    def extract(self, documents: Iterable[Document]) -> Iterator[Extraction | Outcome]:
        """Read documents; the results come in the order of the input."""
        waiting: deque[tuple[Batch, Future[Readings]]] = deque()
        for batch in batches(documents):
            waiting.append((batch, self._submit(batch)))
            while len(waiting) >= self._window or (waiting and waiting[0][1].done()):
                yield from _results(*waiting.popleft())
        while waiting:
            yield from _results(*waiting.popleft())

    def _submit(self, batch: Batch) -> Future[Readings]:
        with _losses_told(batch):
            return self._pool.submit(_read_batch, self._choice, batch)


def _results(batch: Batch, future: Future[Readings]) -> Readings:
    with _losses_told(batch):
        return future.result()


@contextmanager
def _losses_told(batch: Batch) -> Iterator[None]:
    try:
        yield
    except BrokenProcessPool as error:
        raise ExtractionError(
            f"a worker process was killed while the documents from {batch[0].id!r} on were read; "
            "if the memory ran out, fewer --jobs need less"
        ) from error


def _begin(lifeline: Connection) -> None:
    """Prepare a worker: it has one thread, leaves Ctrl-C to its parent, and ends with it."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy, not loaded yet, would start a thread for each core
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with, args=(lifeline,), daemon=True).start()


def _end_with(lifeline: Connection) -> None:
    """End this process when the other end of a pipe is closed: by the parent, or because it died."""
    wait([lifeline])
    os._exit(1)


def _read_batch(choice: _Choice, batch: Batch) -> Readings:
    return loaded_extractor(*choice).read_batch(batch)


def _reader(choice: _Choice) -> str:
    return loaded_extractor(*choice).reader


@lru_cache(maxsize=_READERS)
def loaded_extractor(pipeline: str | None, judge: bool | None, lexicon: OwnLexicon | None) -> SpacyExtractor:
    """Load the pipeline, once a process; an error then reaches the parent of a worker as any other does."""
    from kg_loaders.extract import SpacyExtractor  # spaCy takes a second

    return SpacyExtractor(pipeline, judge=judge, lexicon=lexicon)
