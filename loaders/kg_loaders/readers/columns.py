"""The first row of a table enters, and what a person said of it; which column is which field leaves."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.errors import SettingsError
from kg_loaders.readers.source import SourceFile

FIELDS = {
    "id": ("id",),
    "text": ("text", "body", "content", "full_text", "fulltext", "article_text"),
    "title": ("title", "headline"),
    "url": ("url", "link"),
    "source": ("source", "publisher", "outlet"),
    "author": ("author", "authors", "byline"),
    "published": ("published", "date", "published_at", "publication_date", "date_published", "pubdate"),
    "language": ("language", "lang"),
}
"""The fields of a document and the names of columns that they are read from, the best first, in any case."""

_RESERVED = {*FIELDS, "date"}
_PAIR = re.compile(r"\s*(\w+)\s*=\s*(.+?)\s*")
_BETWEEN = re.compile(r",(?=\s*\w+\s*=)")  # a name of a column may hold a comma


def parse_columns(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Read what options say: pairs of a field and a column.

    >>> parse_columns(["text=body, published=date of print"])
    (('text', 'body'), ('published', 'date of print'))
    """
    pairs = tuple(_pair(part) for text in texts for part in _BETWEEN.split(text))
    fields = [field for field, _ in pairs]
    if twice := next((field for field in fields if fields.count(field) > 1), None):
        raise SettingsError(f"the field {twice!r} is given two columns")
    return pairs


def _pair(text: str) -> tuple[str, str]:
    pair = _PAIR.fullmatch(text)
    if pair is None:
        raise SettingsError(f"not FIELD=COLUMN: {text!r}; columns are told so: text=body,published=date")
    if pair[1] not in FIELDS:
        raise SettingsError(f"a document has no field {pair[1]!r}; its fields: {', '.join(FIELDS)}")
    return pair[1], pair[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where the fields of a document stand in a row, and under which key the other columns are kept."""

    names: tuple[str, ...]
    fields: dict[str, int]
    others: dict[str, int]


def find_columns(header: Sequence[str], source: SourceFile, line: int) -> Columns:
    """Find the columns in the first row, or raise the LoadError that names the one that is missing."""
    names = tuple(cell.strip() for cell in header)
    if twice := next((name for name in names if name and names.count(name) > 1), None):
        raise source.error("stands twice in the header", line=line, field=twice)
    fields = {field: _given(names, column, source, line) for field, column in source.options.columns}
    for field, usual in FIELDS.items():
        at = None if field in fields else _usual(names, usual)
        if at is not None and at not in fields.values():
            fields[field] = at
    if "text" not in fields:
        reason = f"the header has no such column, only {_listed(names)}; say which it is: --columns text=NAME"
        raise source.error(reason, line=line, field="text")
    others = {_key(name, at): at for at, name in enumerate(names) if at not in fields.values()}
    return Columns(names=names, fields=fields, others=others)


def _given(names: Sequence[str], column: str, source: SourceFile, line: int) -> int:
    found = [at for at, name in enumerate(names) if name == column] or [
        at for at, name in enumerate(names) if name.lower() == column.lower()
    ]
    if not found:
        raise source.error(f"the header has no such column, only {_listed(names)}", line=line, field=column)
    return found[0]


def _usual(names: Sequence[str], usual: Sequence[str]) -> int | None:
    spelled = [re.sub(r"[ -]+", "_", name.lower()) for name in names]
    return next((spelled.index(name) for name in usual if name in spelled), None)


def _key(name: str, at: int) -> str:
    if not name:
        return f"column {at + 1}"
    return f"{name} (column)" if name in _RESERVED else name


def _listed(names: Sequence[str]) -> str:
    listed = ", ".join(repr(name if len(name) <= 30 else f"{name[:30]}...") for name in names[:12])
    return listed + (f" and {len(names) - 12} more" if len(names) > 12 else "")
