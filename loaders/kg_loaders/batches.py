"""Documents -> batches: what is parsed together, and what a worker process is given at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from kg.model import Document

BATCH = 32  # documents: enough to fill the parser's batches, little to hold


def batches(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """Cut a stream of documents; the borders are the same however many processes read."""
    stream = iter(documents)
    while batch := list(islice(stream, BATCH)):
        yield batch
