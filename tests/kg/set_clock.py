"""The clock of the stores, set: two instants at which worlds are written, and what lies around them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from kg.model import DocumentGraph
from kg.store import clock

FIRST, SECOND = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, 0, 0, 0, 1, tzinfo=UTC)
BEFORE, LATER = FIRST - timedelta(microseconds=1), datetime(9999, 12, 31, tzinfo=UTC)


class Writer(Protocol):
    def write(self, graphs: Sequence[DocumentGraph], /) -> object: ...


@contextmanager
def clock_at(at: datetime) -> Iterator[None]:
    """Let it be that time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: at)
        yield


def write_in_two_steps(graphs: Sequence[DocumentGraph], *writers: Writer) -> None:
    """Write half of the graphs at first and all of them a microsecond later: what is unchanged keeps its time."""
    for at, part in ((FIRST, graphs[: len(graphs) // 2]), (SECOND, graphs)):
        with clock_at(at):
            for writer in writers:
                writer.write(part)
