"""Statements about one pair and type -> the relationship that they support, if any."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.model import Modality, Polarity, Relationship, Statement, content_id

MAX_CONFIDENCE = 0.999  # no number of reports makes a fact certain


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A statement and the origin of the document that makes it."""

    statement: Statement
    origin: str


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


def derive_relationship(ends: tuple[str, str], told: Sequence[Told]) -> Relationship | None:
    """Derive a relationship from all statements of one type about one pair; None if none says that it is so.

    Confidence is noisy-or over independent origins, each as sure as its surest statement (Gyori et al. 2017,
    Molecular Systems Biology 13:954, call it belief); a negative actual statement makes it contested.
    """
    plain = [item for item in told if item.statement.is_plain]
    if not plain:
        return None
    source, target = ends
    best = min(plain, key=lambda item: (-item.statement.confidence, item.statement.id)).statement
    dates = sorted(item.statement.date for item in plain if item.statement.date is not None)
    return Relationship(
        id=relationship_id(source, best.type, target),
        source=source,
        type=best.type,
        target=target,
        statements=len(plain),
        documents=len({item.statement.document for item in plain}),
        origins=len({item.origin for item in plain}),
        first_date=dates[0] if dates else None,
        last_date=dates[-1] if dates else None,
        confidence=_noisy_or(plain),
        is_contested=any(_is_denial(item.statement) for item in told),
        example=best.id,
    )


def _noisy_or(plain: Iterable[Told]) -> float:
    surest: dict[str, float] = {}
    for item in plain:
        surest[item.origin] = max(surest.get(item.origin, 0.0), item.statement.confidence)
    doubt = 1.0
    for _, confidence in sorted(surest.items()):
        doubt *= 1.0 - confidence
    return round(min(1.0 - doubt, MAX_CONFIDENCE), 3)


def _is_denial(statement: Statement) -> bool:
    return statement.polarity is Polarity.NEGATIVE and statement.modality is Modality.ACTUAL


def relationships_of(
    statements: Iterable[Statement], *, origins: Mapping[str, str], symmetric: frozenset[str]
) -> tuple[Relationship, ...]:
    """Derive all relationships, sorted by id; `origins` tells the origin of each document."""
    groups: dict[tuple[str, str, str], list[Told]] = {}
    for statement in statements:
        if (ends := ends_of(statement, symmetric)) is not None:
            told = Told(statement=statement, origin=origins[statement.document])
            groups.setdefault((ends[0], statement.type, ends[1]), []).append(told)
    derived = (derive_relationship((key[0], key[2]), told) for key, told in groups.items())
    return tuple(sorted((edge for edge in derived if edge is not None), key=lambda edge: edge.id))
