"""Files of annotated articles -> gold articles: who is named how, what is said, in which sentence.

A line holds one object: `id`, `text`, `title`, `date`, `entities` (`id`, `kind`, `name`, `mentions`: texts) and
`statements` (`source`, `type`, `target`, `polarity`, `modality`, `attribution`, `date`, `place`, `core`, `sentence`,
`trigger`, and perhaps `span`, `optional`, `also`). `optional` ones are neither asked for nor held against a reader;
`also` is a second type that is right too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ModelError
from kg.model import Document, Kind, Modality, Polarity
from kg.partial_date import PartialDate


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldEntity:
    """One thing of an article; `texts` are its name and its mentions."""

    id: str
    kind: Kind
    name: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldStatement:
    """One thing that an article says. `start` and `end` are offsets of its sentence; -1 where it is not in the text."""

    source: str
    type: str
    target: str | None
    polarity: Polarity
    modality: Modality
    attribution: str | None
    date: str | None
    place: str | None
    is_core: bool
    is_optional: bool
    also: str | None
    sentence: str
    trigger: str
    start: int
    end: int

    @property
    def types(self) -> frozenset[str]:
        """The types that are right."""
        return frozenset([self.type] if self.also is None else [self.type, self.also])


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldArticle:
    """An article and all that annotators found in it."""

    document: Document
    entities: Mapping[str, GoldEntity]
    statements: tuple[GoldStatement, ...]


def read_gold(path: Path) -> Iterator[GoldArticle]:
    """Yield the articles of a file; a line that is wrong raises ValueError with file, line and what is wrong."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield _article(json.loads(line))
        except (KeyError, TypeError, ValueError, ModelError) as error:
            raise ValueError(f"{path}:{number}: {type(error).__name__}: {error}") from error


def _article(row: Mapping[str, Any]) -> GoldArticle:
    published = PartialDate.parse(row["date"]) if row.get("date") else None
    entities = {
        entity["id"]: GoldEntity(
            id=entity["id"],
            kind=Kind(entity["kind"]),
            name=entity["name"],
            texts=tuple(dict.fromkeys([entity["name"], *entity["mentions"]])),
        )
        for entity in row["entities"]
    }
    return GoldArticle(
        document=Document(id=row["id"], text=row["text"], title=row.get("title"), published=published),
        entities=entities,
        statements=tuple(_statement(statement, row["text"], entities) for statement in row["statements"]),
    )


def _statement(row: Mapping[str, Any], text: str, entities: Mapping[str, GoldEntity]) -> GoldStatement:
    for end in ("source", "target"):
        if row[end] is not None and row[end] not in entities:
            raise ValueError(f"{end} {row[end]!r} is no entity of the article")
    start = text.find(row["sentence"])
    span = row.get("span") or ([start, start + len(row["sentence"])] if start >= 0 else [-1, -1])
    return GoldStatement(
        source=row["source"],
        type=row["type"],
        target=row["target"],
        polarity=Polarity(row["polarity"]),
        modality=Modality(row["modality"]),
        attribution=row["attribution"],
        date=row["date"],
        place=row["place"],
        is_core=bool(row["core"]),
        is_optional=bool(row.get("optional")),
        also=row.get("also"),
        sentence=row["sentence"],
        trigger=row["trigger"],
        start=span[0],
        end=span[1],
    )
