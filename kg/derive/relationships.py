"""Statements about one pair and type -> the relationship that they support, if any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Self

from kg.model import Modality, Polarity, Relationship, Statement, content_id
from kg.partial_date import PartialDate

MAX_CONFIDENCE = 0.999  # no number of reports makes a fact certain


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a relationship follows from: a statement as far as it counts, and the origin of its document."""

    statement: str
    document: str
    origin: str
    confidence: float
    date: PartialDate | None
    is_plain: bool
    is_denial: bool

    @classmethod
    def of(cls, statement: Statement, origin: str) -> Self:
        """Return what counts of a statement."""
        return cls(
            statement=statement.id,
            document=statement.document,
            origin=origin,
            confidence=statement.confidence,
            date=statement.date,
            is_plain=statement.is_plain,
            is_denial=is_denial(statement.polarity, statement.modality),
        )

    def from_origin(self, origin: str) -> Self:
        """Return the same from another origin."""
        return replace(self, origin=origin)


def ends_of(statement: Statement, symmetric: frozenset[str]) -> tuple[str, str] | None:
    """Return source and target of the edge that a statement speaks of; of a symmetric type in order of id.

    None if it speaks of none: without target, or with one entity at both ends.
    """
    source, target = statement.source, statement.target
    if target is None or source == target:
        return None
    if statement.type in symmetric and target < source:
        return target, source
    return source, target


def relationship_id(source: str, type: str, target: str) -> str:
    """Return the id of a relationship."""
    return content_id("relationship", source, type, target)


def derive_relationship(ends: tuple[str, str], type: str, told: Sequence[Told]) -> Relationship | None:
    """Derive a relationship from all statements of one type about one pair; None if none says that it is so.

    Confidence is noisy-or over independent origins, each as sure as its surest statement (Gyori et al. 2017,
    Molecular Systems Biology 13:954, call it belief); a negative actual statement makes it contested.
    """
    plain = [item for item in told if item.is_plain]
    if not plain:
        return None
    source, target = ends
    best = min(plain, key=lambda item: (-item.confidence, item.statement))
    dates = sorted({item.date for item in plain if item.date is not None})
    return Relationship(
        id=relationship_id(source, type, target),
        source=source,
        type=type,
        target=target,
        statements=len(plain),
        documents=len({item.document for item in plain}),
        origins=len({item.origin for item in plain}),
        first_date=dates[0] if dates else None,
        last_date=dates[-1] if dates else None,
        confidence=_noisy_or(plain),
        is_contested=any(item.is_denial for item in told),
        example=best.statement,
    )


def is_denial(polarity: Polarity, modality: Modality) -> bool:
    """Whether it is said that something is not so."""
    return polarity is Polarity.NEGATIVE and modality is Modality.ACTUAL


def _noisy_or(plain: Iterable[Told]) -> float:
    surest: dict[str, float] = {}
    for item in plain:
        surest[item.origin] = max(surest.get(item.origin, 0.0), item.confidence)
    doubt = 1.0
    for confidence in sorted(surest.values()):  # sorted: floats multiply to the same in the same order only
        doubt *= 1.0 - confidence
    return round(min(1.0 - doubt, MAX_CONFIDENCE), 3)


def relationships_of(
    statements: Iterable[Statement], *, origins: Mapping[str, str], symmetric: frozenset[str]
) -> tuple[Relationship, ...]:
    """Derive all relationships, sorted by id; `origins` tells the origin of each document."""
    groups: dict[tuple[str, str, str], list[Told]] = {}
    for statement in statements:
        if (ends := ends_of(statement, symmetric)) is not None:
            told = Told.of(statement, origins[statement.document])
            groups.setdefault((ends[0], statement.type, ends[1]), []).append(told)
    derived = (derive_relationship((key[0], key[2]), key[1], told) for key, told in groups.items())
    return tuple(sorted((edge for edge in derived if edge is not None), key=lambda edge: edge.id))
