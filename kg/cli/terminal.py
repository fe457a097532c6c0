"""Text, rows and styled lines enter; what a terminal can show without harm leaves, on stdout or stderr."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.text import Text

T = TypeVar("T")
_HARMFUL = {
    "Cc",
    "Cf",
    "Cs",
    "Zl",
    "Zp",
}  # controls, direction marks, halves of surrogate pairs, line separators
_JOINERS = {"\u200c", "\u200d"}  # letters of Persian and emoji hang together by them


def plain(text: str) -> str:
    r"""Drop what moves the cursor, colours or reorders a line: a document must not write on the terminal.

    >>> plain("Assad\x1b[31m\n visited\u202e")
    'Assad[31m visited'
    """
    spaced = " ".join(text.split())
    return "".join(char for char in spaced if char in _JOINERS or unicodedata.category(char) not in _HARMFUL)


def show(line: str | Text = "") -> None:
    """Print one line of the result on stdout; a terminal wraps it, a pipe gets it whole."""
    _print(line, Console(file=sys.stdout, highlight=False, markup=False, emoji=False))


def note(line: str | Text = "") -> None:
    """Print one line about the work on stderr."""
    _print(line, Console(file=sys.stderr, highlight=False, markup=False, emoji=False))


def show_json(row: Mapping[str, object]) -> None:
    """Print one object as one line of JSON on stdout."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def complain(message: str) -> None:
    """Print one error as one line on stderr, as compilers do."""
    note(f"kg: error: {plain(message)}")


def with_progress(items: Iterable[T], *, label: str, total: int | None = None) -> Iterator[T]:
    """Give the items on, counting them on stderr if that is a terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(file=sys.stderr)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        yield from progress.track(items, total=total, description=label)


def _print(line: str | Text, console: Console) -> None:
    console.print(line, soft_wrap=True)
