"""A noun, a role and a filter enter, the store's query for what hangs on the noun leaves."""

from __future__ import annotations

from dataclasses import replace

from kg import model
from kg.model import Modality, Polarity
from kg.store.protocol import RelationshipQuery, StatementQuery
from kg_graphql.batching import Info
from kg_graphql.filters import RelationshipFilter, Role, StatementFilter, narrow
from kg_graphql.scalars import symmetric_types
from kg_graphql.who import Ids, ids_of

_ALL = StatementQuery()


async def relationships_of(
    info: Info, key: str, role: Role | None, filter: RelationshipFilter | None
) -> RelationshipQuery:
    """Return the query for the relationships of one entity, with the other end where the filter names one."""
    asked = filter or RelationshipFilter()
    query, other = asked.to_query(), await ids_of(info, asked.other)
    if role is Role.SOURCE:
        return replace(query, sources=(key,), targets=other)
    if role is Role.TARGET:
        return replace(query, sources=other, targets=(key,))
    if other is None:
        return replace(query, either=(key,))
    return replace(query, sources=(key, *other), targets=(key, *other), either=(key,))


def seen_from(keys: Ids, role: Role | None, edge: model.Relationship) -> model.Relationship:
    """Return a relationship as entities at the asked end see it: a symmetric type has its ends in order of id.

    Of "Orr met Kerr" each of the two is the source if it is asked for as that.
    """
    asked, other = (edge.target, edge.source) if role is Role.TARGET else (edge.source, edge.target)
    if edge.type not in symmetric_types() or asked in keys or other not in keys:
        return edge
    return replace(edge, source=edge.target, target=edge.source)


async def statements_asked(info: Info, filter: StatementFilter | None) -> StatementQuery:
    """Return the query for all statements that pass the filter."""
    return _ALL if filter is None else await filter.to_query(info)


def statements_of(key: str, role: Role | None, query: StatementQuery) -> StatementQuery:
    """Return the query for those of the statements that are about one entity."""
    if role is Role.SOURCE:
        return replace(query, sources=narrow(query.sources, (key,)))
    if role is Role.TARGET:
        return replace(query, targets=narrow(query.targets, (key,)))
    if query.either is None:
        return replace(query, either=(key,))
    return replace(_within(query, (key, *query.either)), either=(key,))


def statements_between(edge: model.Relationship, query: StatementQuery) -> StatementQuery:
    """Return the query for those of the statements that a relationship stands on."""
    query = replace(
        query,
        types=narrow(query.types, (edge.type,)),
        modalities=() if query.polarity is Polarity.NEGATIVE else _actual(query),
        polarity=Polarity.POSITIVE,
    )
    if edge.type in symmetric_types():
        return _within(query, (edge.source, edge.target))
    return replace(
        query,
        sources=narrow(query.sources, (edge.source,)),
        targets=narrow(query.targets, (edge.target,)),
    )


def _actual(query: StatementQuery) -> tuple[Modality, ...]:
    is_asked = query.modalities is None or Modality.ACTUAL in query.modalities
    return (Modality.ACTUAL,) if is_asked else ()


def _within(query: StatementQuery, ids: tuple[str, ...]) -> StatementQuery:
    return replace(query, sources=narrow(query.sources, ids), targets=narrow(query.targets, ids))
