"""Rows -> a CSV file in UTF-8 that neither pandas nor a spreadsheet misreads."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from kg.export.rows import Columns, Row, Value

# what a spreadsheet takes for the beginning of a formula (OWASP, CSV injection), behind any number of our own marks
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def write_csv(path: Path, columns: Columns, rows: Iterable[Row]) -> int:
    """Write rows as they come and return how many there were; text that a spreadsheet would run gets a `'` before."""
    return write_cells(path, columns, ([safe_cell(row[name]) for name in columns] for row in rows))


def write_cells(path: Path, header: Iterable[str], rows: Iterable[Iterable[Value]]) -> int:
    """Write cells as they are and return how many rows there were. What is not known is an empty cell."""
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")  # RFC 4180; with \n a text's own \r would not be quoted
        writer.writerow(header)
        for row in rows:
            writer.writerow([_word(value) if isinstance(value, bool) else value for value in row])
            count += 1
    return count


def safe_cell(value: Value) -> Value:
    """Return a value that no spreadsheet takes for a formula; numbers are none.

    >>> safe_cell("=1+1"), safe_cell("'Ndrangheta"), safe_cell(-1), safe_cell("'-'")
    ("'=1+1", "'Ndrangheta", -1, "''-'")
    """
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def plain_cell(text: str) -> str:
    """Return the text that `safe_cell` was given.

    >>> plain_cell("'=1+1"), plain_cell("'Ndrangheta"), plain_cell("''-'")
    ('=1+1', "'Ndrangheta", "'-'")
    """
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _word(value: bool) -> str:
    return "true" if value else "false"
