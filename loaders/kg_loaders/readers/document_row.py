"""A JSON object -> a document; what it tells beyond a document's own fields is kept as metadata."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from kg.errors import LoadError, ModelError
from kg.model import Document
from kg.partial_date import PartialDate
from kg_loaders.readers.canonical_url import canonical_url
from kg_loaders.readers.source import SourceFile

_TEXTS = ("title", "url", "source", "author", "language")
_OWN = {"id", "text", *_TEXTS}
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACED_INSTANT = re.compile(r"(\d{4}-\d\d-\d\d) \d\d:.*")


def document_from_row(row: Mapping[str, object], source: SourceFile, line: int) -> Document:
    """Read one object, or raise the LoadError that names its file, line and field."""
    return _Row(row, source, line).document()


class _Row:
    """One object and where it stands."""

    def __init__(self, row: Mapping[str, object], source: SourceFile, line: int) -> None:
        self._row, self._source, self._line = row, source, line

    def document(self) -> Document:
        """Check every field and put them together."""
        text, fields = self._body(), {name: self._text(name) for name in _TEXTS}
        date_key = "published" if self._row.get("published") is not None else "date"
        published = self._date(date_key)
        return Document(
            id=self._id(text, fields["url"]),
            text=text,
            title=fields["title"],
            url=fields["url"],
            source=fields["source"],
            author=fields["author"],
            language=fields["language"],
            published=published,
            metadata=tuple(self._metadata(date_key, published)),
        )

    def _body(self) -> str:
        if "text" not in self._row:
            raise self._error("is missing", "text")
        text = self._text("text")
        if text is None or not text.strip():
            raise self._error("is empty", "text")
        return text

    def _id(self, text: str, url: str | None) -> str:
        given = self._row.get("id")
        if isinstance(given, int) and not isinstance(given, bool):
            return str(given)
        if given := self._text("id"):
            return given
        return canonical_url(url) if url else hashlib.sha256(text.encode()).hexdigest()

    def _text(self, name: str) -> str | None:
        value = self._row.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            raise self._error(f"must be a string, not {_json_kind(value)}", name)
        return self._checked(value, name)

    def _checked(self, value: str, name: str) -> str:
        if (at := value.find("\x00")) >= 0:
            raise self._error(f"holds a NUL at character {at}", name)
        if found := _SURROGATE.search(value):
            raise self._error(f"holds half of a surrogate pair at character {found.start()}", name)
        return value

    def _date(self, key: str) -> PartialDate | None:
        text = self._text(key)
        if text is None:
            return None
        spaced = _SPACED_INSTANT.fullmatch(text)
        try:
            return PartialDate.parse(spaced[1] if spaced else text)
        except ModelError as error:
            raise self._error(str(error), key) from error

    def _metadata(self, date_key: str, published: PartialDate | None) -> list[tuple[str, str]]:
        read = _OWN | {date_key} if _says_no_more(self._row.get(date_key), published) else _OWN
        return [(self._key(key), self._json(key, value)) for key, value in self._row.items() if key not in read]

    def _key(self, key: str) -> str:
        return self._checked(key, json.dumps(key))

    def _json(self, key: str, value: object) -> str:
        try:
            text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        except ValueError as error:  # 1e999 was read as infinity
            raise self._error("holds a number too large to keep", key) from error
        return self._checked(text, key)

    def _error(self, reason: str, field: str) -> LoadError:
        return self._source.error(reason, line=self._line, field=field)


def _says_no_more(value: object, published: PartialDate | None) -> bool:
    return value in (None, "") or value == str(published)


def _json_kind(value: object) -> str:
    kinds = {bool: "a boolean", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return kinds[type(value)]
