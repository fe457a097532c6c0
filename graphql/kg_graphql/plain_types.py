"""Nouns enter, what of their GraphQL types needs no store leaves: quotes, statement types, plain attributes."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

import strawberry
from strawberry import ID, Private

from kg import model
from kg.model import Kind
from kg.ontology import StatementType as KnownType
from kg.partial_date import PartialDate
from kg_graphql.event_ids import event_key
from kg_graphql.ids import node_id
from kg_graphql.scalars import StatementType


@strawberry.interface
class Node:
    """Whatever has an id."""

    id: ID = strawberry.field(description="Opaque and lasting: the field `node` finds it again by this.")


@strawberry.type
class Span:
    """Code-point offsets into `Document.text`, half-open, and what they quote."""

    start: int = strawberry.field(description="Where it begins.")
    end: int = strawberry.field(description="Behind its last character.")
    text: str = strawberry.field(description="The words themselves.")

    @classmethod
    def from_model(cls, quote: model.Quote) -> Self:
        """Return the type of a quote."""
        return cls(start=quote.start, end=quote.end, text=quote.text)


@strawberry.type
class EntityAttributes(Node):
    """What an entity tells of itself."""

    name: str = strawberry.field(description="The fullest name that documents give.")
    kind: Kind = strawberry.field(description="What it is.")
    aliases: list[str] = strawberry.field(description="Its other names.")
    document_count: int = strawberry.field(description="How many documents mention it.")
    entity: Private[model.Entity]

    @classmethod
    def from_model(cls, entity: model.Entity) -> Self:
        """Return the type of an entity."""
        return cls(
            id=node_id(cls.__name__, entity.id),
            name=entity.name,
            kind=entity.kind,
            aliases=list(entity.aliases),
            document_count=entity.documents,
            entity=entity,
        )


@strawberry.type
class RelationshipAttributes(Node):
    """What a relationship tells of itself."""

    type: StatementType = strawberry.field(description="What connects them: SOURCE type TARGET.")
    statement_count: int = strawberry.field(description="How many statements say so.")
    document_count: int = strawberry.field(description="How many documents say so.")
    origin_count: int = strawberry.field(description="How many independent origins say so: near-copies count once.")
    first_date: PartialDate | None = strawberry.field(description="The first date that a statement gives.")
    last_date: PartialDate | None = strawberry.field(description="The last date that a statement gives.")
    confidence: float = strawberry.field(description="How sure it is, over all origins: below 1.")
    contested: bool = strawberry.field(description="Whether a document denies it.")
    relationship: Private[model.Relationship]


@strawberry.type
class Metadata:
    """What the source of a document told beside its text."""

    key: str = strawberry.field(description="What it is about.")
    value: str = strawberry.field(description="The value, as JSON text.")


@strawberry.type
class EventAttributes(Node):
    """What an event tells of itself."""

    type: StatementType = strawberry.field(description="What happens: SOURCE type TARGET.")
    date: PartialDate | None = strawberry.field(description="When, as finely as a statement tells.")
    statement_count: int = strawberry.field(description="How many statements tell of it.")
    event: Private[model.Event]

    @classmethod
    def from_model(cls, event: model.Event) -> Self:
        """Return the type of an event."""
        return cls(
            id=node_id("Event", event_key(event)),
            type=StatementType(event.type),
            date=event.date,
            statement_count=len(event.statements),
            event=event,
        )


@strawberry.enum
class ProblemStatus(StrEnum):
    """Whether a document was left out on purpose (SKIPPED) or could not be read (FAILED)."""

    SKIPPED = "skipped"
    FAILED = "failed"


@strawberry.type
class Problem:
    """A document, or a line that should have been one, that is not in the graph."""

    place: str = strawberry.field(description="The document's own id, or where it should have been: `a.jsonl:3`.")
    status: ProblemStatus = strawberry.field(description="Whether it was left out or could not be read.")
    reason: str = strawberry.field(description="Why, in words.")
    path: str | None = strawberry.field(description="The file, of what could not be read as a document.")
    title: str | None = strawberry.field(description="The headline, of what was read as a document.")

    @classmethod
    def from_model(cls, problem: model.Problem) -> Self:
        """Return the type of a problem."""
        return cls(
            place=problem.id,
            status=ProblemStatus(problem.status),
            reason=problem.reason,
            path=problem.path,
            title=None if problem.input is None else problem.input.title,
        )


@strawberry.type
class TypeInfo:
    """A statement type: what may be said, of whom, and what event coders call it."""

    name: StatementType = strawberry.field(description="The name: SOURCE name TARGET.")
    gloss: str = strawberry.field(description="What it means.")
    inverse: str = strawberry.field(description="What the target has from the source.")
    is_event: bool = strawberry.field(description="Whether it happens at a time (a visit) or lasts (an office).")
    symmetric: bool = strawberry.field(description="Whether source and target may change places.")
    domain: list[Kind] = strawberry.field(description="Kinds of source.")
    range: list[Kind] = strawberry.field(description="Kinds of target.")
    target_optional: bool = strawberry.field(description="Whether it may be said without a target.")
    cameo: str | None = strawberry.field(description="The CAMEO code.")
    plover: str | None = strawberry.field(description="The PLOVER event type.")
    mode: str | None = strawberry.field(description="The PLOVER mode.")
    quad: str | None = strawberry.field(description="The PLOVER quad class.")

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
