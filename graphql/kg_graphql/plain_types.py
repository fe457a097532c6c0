"""Nouns that need no store enter: quotes and statement types; their GraphQL types leave."""

from __future__ import annotations

from typing import Self

import strawberry
from strawberry import ID

from kg import model
from kg.model import Kind
from kg.ontology import StatementType as KnownType
from kg_graphql.scalars import StatementType


@strawberry.interface(description="Whatever has an id.")
class Node:
    """Whatever has an id."""

    id: ID


@strawberry.type(description="Code-point offsets into `Document.text`, half-open, and what they quote.")
class Span:
    """Code-point offsets and what they quote."""

    start: int
    end: int
    text: str

    @classmethod
    def from_model(cls, quote: model.Quote) -> Self:
        """Return the type of a quote."""
        return cls(start=quote.start, end=quote.end, text=quote.text)


@strawberry.type(description="A statement type: what may be said, of whom, and what event coders call it.")
class TypeInfo:
    """A statement type."""

    name: StatementType
    gloss: str
    inverse: str
    is_event: bool
    symmetric: bool
    domain: list[Kind]
    range: list[Kind]
    target_optional: bool
    cameo: str | None
    plover: str | None
    mode: str | None
    quad: str | None

    @classmethod
    def from_model(cls, known: KnownType) -> Self:
        """Return the type of a statement type."""
        return cls(
            name=StatementType(known.name),
            gloss=known.gloss,
            inverse=known.inverse,
            is_event=known.is_event,
            symmetric=known.is_symmetric,
            domain=sorted(known.domain),
            range=sorted(known.range),
            target_optional=known.is_target_optional,
            cameo=known.cameo,
            plover=known.plover,
            mode=known.mode,
            quad=known.quad,
        )
