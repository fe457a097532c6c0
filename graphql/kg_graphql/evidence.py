"""Where a statement stands, in whose mouth it is put, or why there is none enter, their GraphQL types leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from kg import model
from kg.store.protocol import PlacedSilence
from kg_graphql.plain_types import Span

if TYPE_CHECKING:  # the two are made there, and only named here
    from kg_graphql.types import Actor, Document


@strawberry.type
class Attribution:
    """In whose mouth a document puts a statement."""

    speaker: Annotated[Actor, strawberry.lazy("kg_graphql.types")] | None = strawberry.field(
        description="Null where only words such as `reports` are known."
    )
    text: str = strawberry.field(description="The name of the speaker, or words such as `reports`.")


@strawberry.type
class Evidence:
    """Where a statement stands, and which rule found it."""

    # what the model quotes is a span as it is
    sentence: model.Quote = strawberry.field(graphql_type=Span, description="The sentence that says so.")
    trigger: model.Quote = strawberry.field(graphql_type=Span, description="The words in it that name the act.")
    source: model.Quote = strawberry.field(graphql_type=Span, description="The words that name the source.")
    target: model.Quote | None = strawberry.field(
        graphql_type=Span | None, description="The words that name the target."
    )
    extractor: str = strawberry.field(description="The rule that read it.")
    document: Annotated[Document, strawberry.lazy("kg_graphql.types")] = strawberry.field(
        description="The document that says so."
    )

    @classmethod
    def from_model(cls, evidence: model.Evidence, document: Document) -> Self:
        """Return the type of a piece of evidence in a document."""
        return cls(
            sentence=evidence.sentence,
            trigger=evidence.trigger,
            source=evidence.source,
            target=evidence.target,
            extractor=evidence.rule,
            document=document,
        )


@strawberry.type
class Silence:
    """A sentence that looked like a statement and gave none, and why."""

    sentence: model.Quote = strawberry.field(graphql_type=Span, description="The sentence.")
    reason: str = strawberry.field(description="Why, in a word such as `no-target`.")
    detail: str = strawberry.field(description="What was found instead, or is missing.")
    document: Annotated[Document, strawberry.lazy("kg_graphql.types")] = strawberry.field(
        description="The document in which it stands."
    )

    @classmethod
    def from_model(cls, placed: PlacedSilence, document: Document) -> Self:
        """Return the type of a silence in a document."""
        return cls(
            sentence=placed.silence.sentence,
            reason=placed.silence.reason,
            detail=placed.silence.detail,
            document=document,
        )
