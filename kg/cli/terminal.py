"""Text, rows and styled lines enter; what a terminal can show without harm leaves, on stdout or stderr."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.text import Text

T = TypeVar("T")
_HARMFUL = {
    "Cc",
    "Cf",
    "Cs",
    "Zl",
    "Zp",
}  # controls, direction marks, halves of surrogate pairs, line separators
_DEEPER = 2  # columns
_JOINERS = {"\u200c", "\u200d"}  # letters of Persian and emoji hang together by them


def plain(text: str) -> str:
    r"""Drop what moves the cursor, colours or reorders a line: a document must not write on the terminal.

    >>> plain("Assad\x1b[31m\n visited\u202e")
    'Assad[31m visited'
    """
    spaced = " ".join(text.split())
    return "".join(char for char in spaced if char in _JOINERS or unicodedata.category(char) not in _HARMFUL)


def show(line: str | Text = "", *, hang: int | None = None) -> None:
    """Print one line of the result on stdout: a pipe gets it whole, a terminal between words.

    Further lines begin at column `hang`, by default a little deeper than the first.
    """
    _print(line, sys.stdout, hang)


def show_command(line: str) -> None:
    """Print a command to copy: no line break of ours comes into it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def note(line: str | Text = "") -> None:
    """Print one line about the work on stderr."""
    _print(line, sys.stderr, None)


def show_json(row: Mapping[str, object]) -> None:
    """Print one object as one line of JSON on stdout."""
    sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


def complain(message: str) -> None:
    """Print one error as one line on stderr, as compilers do."""
    note(f"kg: error: {plain(message)}")


def with_progress(items: Iterable[T], *, label: str, total: int | None = None) -> Iterator[T]:
    """Give the items on, counting them on stderr if that is a terminal."""
    if not sys.stderr.isatty():
        yield from items
        return
    from kg.cli.progress import counted_on

    yield from counted_on(sys.stderr, items, label=label, total=total)


def between_words(text: str, width: int, hang: int) -> list[int]:
    """Return where to break a line, so that its parts fit; a word that is too long is left to the terminal.

    >>> line = "Assad visits Eastern Ghouta"
    >>> [line[position:] for position in between_words(line, 14, 2)]
    ['Eastern Ghouta', 'Ghouta']
    """
    from rich.cells import cell_len  # Chinese letters and emoji take two columns

    breaks: list[int] = []
    used = 0
    for word in re.finditer(r"(\s*)(\S+)", text):
        blanks, letters = cell_len(word[1]), cell_len(word[2])
        if used and used + blanks + letters > width:
            breaks.append(word.start(2))
            used = hang + letters
        else:
            used += blanks + letters
    return breaks


def _print(line: str | Text, stream: TextIO, hang: int | None) -> None:
    if stream.isatty():
        _print_styled(line, stream, hang)
    else:
        stream.write(f"{line}\n")
        stream.flush()


def _print_styled(line: str | Text, stream: TextIO, hang: int | None) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    text = Text(line) if isinstance(line, str) else line
    indent = hang if hang is not None else len(text.plain) - len(text.plain.lstrip()) + _DEEPER
    indent = min(indent, console.width // 2)
    first, *others = text.divide(between_words(text.plain, console.width, indent))
    with console.capture() as styled:  # and then written: while a count is shown, the stream puts lines above it
        for part in (first, *(Text(" " * indent).append_text(part) for part in others)):
            part.rstrip()
            console.print(part, soft_wrap=True)
    stream.write(styled.get())
    stream.flush()
