"""The nouns: what documents say (facts) and what follows from it (derived). Frozen values, no behaviour beyond checks.

Offsets are code points of `Document.text`, half-open: `text[start:end]` is what a noun quotes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, Self

from kg.errors import ModelError
from kg.partial_date import PartialDate

ProblemStatus = Literal["skipped", "failed"]


class Kind(StrEnum):
    """What an entity is."""

    PERSON = "PERSON"
    ORGANIZATION = "ORGANIZATION"
    COUNTRY = "COUNTRY"
    GROUP = "GROUP"
    LOCATION = "LOCATION"

    @property
    def is_actor(self) -> bool:
        """Whether entities of this kind act; only a location does not."""
        return self is not Kind.LOCATION


class Form(StrEnum):
    """How words refer: by a name, by a noun phrase ("the regime") or by a pronoun."""

    NAME = "name"
    NOMINAL = "nominal"
    PRONOUN = "pronoun"


class Polarity(StrEnum):
    """Whether a document says that something is so, or that it is not."""

    POSITIVE = "positive"
    NEGATIVE = "negative"


class Modality(StrEnum):
    """Whether an act happened, is intended, may be, or is asked for."""

    ACTUAL = "actual"
    PLANNED = "planned"
    POSSIBLE = "possible"
    DEMANDED = "demanded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of a document and where they stand."""

    start: int
    end: int
    text: str

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ModelError(f"offsets must satisfy 0 <= start < end, not {self.start}, {self.end}")
        if len(self.text) != self.end - self.start:
            raise ModelError(f"{self.text!r} is not {self.end - self.start} characters long")

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Self:
        """Quote `text[start:end]`."""
        return cls(start=start, end=end, text=text[start:end])


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One article. `metadata` holds what else its source told: keys, and values as JSON text."""

    id: str
    text: str
    title: str | None = None
    url: str | None = None
    source: str | None = None
    author: str | None = None
    published: PartialDate | None = None
    language: str | None = None
    metadata: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if not self.id or "\0" in self.id:
            raise ModelError("a document needs an id, without NUL characters")
        if not self.text.strip():
            raise ModelError("text is empty")
        for name in ("id", "text", "title", "url", "source", "author", "language"):
            _check_encodable(name, getattr(self, name))

    @property
    def sha256(self) -> str:
        """SHA-256 (hex) of the text in UTF-8."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of a document."""

    index: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Words that refer to an entity."""

    quote: Quote
    form: Form


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEntity:
    """What one document says of one thing: its mentions there, in order, and the fullest name it gives.

    The id is the document's own ("e1") in an Extraction and the graph's in a DocumentGraph.
    """

    id: str
    kind: Kind
    name: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """In whose mouth a document puts a statement: an entity (its id), or words such as "reports"."""

    entity: str | None = None
    text: str | None = None

    def __post_init__(self) -> None:
        if (self.entity is None) == (self.text is None):
            raise ModelError("an attribution is either an entity or words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Where a statement stands, and which rule of which reader found it."""

    sentence: Quote
    trigger: Quote
    source: Quote
    target: Quote | None
    rule: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one document says: source - TYPE - target, with polarity, modality, attribution, date, place, evidence.

    `target` is missing only for types that allow it. `evidence` is never empty, best first.
    """

    id: str
    document: str
    source: str
    type: str
    target: str | None
    evidence: tuple[Evidence, ...]
    confidence: float
    polarity: Polarity = Polarity.POSITIVE
    modality: Modality = Modality.ACTUAL
    attribution: Attribution | None = None
    date: PartialDate | None = None
    date_text: str | None = None
    place: str | None = None

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ModelError(f"statement {self.id} has no evidence")
        if not 0.0 < self.confidence <= 1.0:
            raise ModelError(f"confidence must be in (0, 1], not {self.confidence}")

    @property
    def is_plain(self) -> bool:
        """Whether the document says that it is so: only then does a relationship follow."""
        return self.polarity is Polarity.POSITIVE and self.modality is Modality.ACTUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """A sentence that looked like a statement and gave none, and why."""

    sentence: Quote
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """All that one document says, with entities known inside it only. `reader` names pipeline and lexicon."""

    document: Document
    reader: str
    sentences: tuple[Sentence, ...]
    entities: tuple[DocumentEntity, ...]
    statements: tuple[Statement, ...]
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentGraph:
    """The same with entities known across documents: the unit of writing."""

    document: Document
    reader: str
    sentences: tuple[Sentence, ...]
    entities: tuple[DocumentEntity, ...]
    statements: tuple[Statement, ...]
    silences: tuple[Silence, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A document, or a line that should have been one, that is not in the graph, and why.

    `id` is the document's, else the place (`a.jsonl:3`). `input` is the document, kept to be read again; what could not
    be read as a document has only the `path` of its file.
    """

    id: str
    status: ProblemStatus
    reason: str
    input: Document | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Two entities are the same, or are not; `by` names the person or rule. Reversible."""

    left: str
    right: str
    is_same: bool
    by: str
    reason: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One real-world thing: an actor or a location. Name and aliases follow from the documents that mention it."""

    id: str
    kind: Kind
    name: str
    aliases: tuple[str, ...]
    documents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Relationship:
    """A typed edge over its plain statements: how many, from how many documents and independent origins, and when.

    `example` is the id of the statement that shows it best; `is_contested` says that a negative statement exists.
    """

    id: str
    source: str
    type: str
    target: str
    statements: int
    documents: int
    origins: int
    first_date: PartialDate | None
    last_date: PartialDate | None
    confidence: float
    is_contested: bool
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Statements that tell one occurrence: same ends, same event type, compatible dates."""

    id: str
    source: str
    type: str
    target: str | None
    date: PartialDate | None
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Documents that are near-copies of one text; they count once. The id is the first of theirs."""

    id: str
    documents: tuple[str, ...]


def content_id(*parts: str | None) -> str:
    """Return an id made from content: 20 hex digits of the SHA-256 of the parts; borders, order and None-ness count.

    >>> content_id("a", "b") != content_id("ab", None)
    True
    """
    text = "".join("-" if part is None else f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def statement_id(
    document: str,
    ends: Sequence[str | None],
    type: str,
    polarity: Polarity,
    modality: Modality,
    when: PartialDate | None,
) -> str:
    """Return the id of a statement from its document and what it says; `ends` are source and target as read."""
    return content_id(document, *ends, type, polarity, modality, None if when is None else str(when))


def _check_encodable(name: str, value: str | None) -> None:
    if value is None:
        return
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ModelError(f"{name} holds half of a surrogate pair at character {error.start}") from error
