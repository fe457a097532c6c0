"""Items enter and leave as they came; a terminal shows how many there were, how fast, and for how long."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TextIO, TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn
from rich.text import Text

T = TypeVar("T")


class RateColumn(ProgressColumn):
    """How many a second, as soon as that can be told."""

    def render(self, task: Task) -> Text:
        """Show the rate of a task."""
        return Text("" if task.speed is None else f"{task.speed:.1f}/s")


def counted_on(stream: TextIO, items: Iterable[T], *, label: str, total: int | None) -> Iterator[T]:
    """Give the items on, and count them on a terminal; the count goes away at the end."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), RateColumn(), TimeElapsedColumn())
    # Progress would send stdout to its own stream: right for one terminal, and the loss of all results for a file
    is_shared = sys.stdout.isatty()
    console = Console(file=stream, soft_wrap=True)  # lines above the count stay whole
    with Progress(*columns, console=console, transient=True, redirect_stdout=is_shared) as progress:
        yield from progress.track(items, total=total, description=label)
