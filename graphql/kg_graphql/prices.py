"""A schema enters; what each of its fields costs leaves: by itself, and by how many it lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from graphql import (
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_leaf_type,
)

from kg_graphql.pages import DEFAULT_PAGE

SIZES = ("first", "last", "limit", "maxNodes", "ids")
"""Arguments that say how many there will be."""
USUAL_SIZES = {
    "Query.ontology": 100,
    "Bucket.keys": 2,
    "PathResult.paths": 1,
    "Statement.evidence": 2,
    "Subgraph.entities": 1,
    "Subgraph.relationships": 2,
}
"""How long lists without such an argument are; 1 where the field above them says it."""
USUAL_SIZE = 5
PAGED = ("Connection.edges", "Connection.nodes")
"""What a connection holds once for each node of its page."""
COSTS = {
    "totalCount": 20,
    "Document.text": 10,
    "Statement.event": 10,
    "Event.place": 10,
    "Event.originCount": 10,
    "Query.counts": 20,
    "Query.search": 10,
    "Query.aggregate": 100,
    "Query.neighbourhood": 300,
    "Query.paths": 500,
}
"""What a field costs beside its values, by `Type.field` or by `field` of any type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one field costs."""

    own: int
    type: GraphQLNamedType
    """What it holds."""
    is_connection: bool
    is_paged: bool
    is_introspection: bool
    size_arguments: tuple[tuple[str, int], ...]
    """Names, and how many there are where they are left out."""
    usual_size: float
    """How many there are if no argument says it."""


class PriceList:
    """The prices of a schema, each found when it is first asked for."""

    def __init__(self, schema: GraphQLSchema) -> None:
        """Take the schema."""
        self._schema = schema
        self._introspection = _introspection_sizes(schema)
        self._prices: dict[tuple[str, str], Price] = {}

    def find(self, parent: GraphQLNamedType | None, name: str) -> Price | None:
        """Return the price of a field, None if the type has none of that name."""
        if parent is None:
            return None
        key = (parent.name, name)
        if (known := self._prices.get(key)) is not None:
            return known
        fields: Mapping[str, GraphQLField] = getattr(parent, "fields", {})
        if (field := fields.get(name)) is None:
            return None
        self._prices[key] = self._price(field, f"{parent.name}.{name}", name)
        return self._prices[key]

    def _price(self, field: GraphQLField, place: str, name: str) -> Price:
        is_introspection, type = place.startswith("__"), get_named_type(field.type)
        sizes = [argument for argument in SIZES if argument in field.args and not is_introspection]
        return Price(
            own=COSTS.get(place, COSTS.get(name, 0)),
            type=type,
            is_connection=type.name.endswith("Connection"),
            is_paged=place.endswith(PAGED),
            is_introspection=is_introspection,
            size_arguments=tuple((argument, _default(field, argument)) for argument in sizes),
            usual_size=self._introspection.get(name, 1.0) if is_introspection else _usual_size(field, place),
        )


@lru_cache(maxsize=8)
def price_list(schema: GraphQLSchema) -> PriceList:
    """Return the prices of a schema."""
    return PriceList(schema)


def _default(field: GraphQLField, argument: str) -> int:
    value = field.args[argument].default_value
    return value if isinstance(value, int) else DEFAULT_PAGE if argument in ("first", "last") else 1


def _usual_size(field: GraphQLField, place: str) -> int:
    is_list = isinstance(get_nullable_type(field.type), GraphQLList) and not is_leaf_type(get_named_type(field.type))
    return USUAL_SIZES.get(place, USUAL_SIZE) if is_list and not place.endswith(PAGED) else 1


def _introspection_sizes(schema: GraphQLSchema) -> Mapping[str, float]:
    """Return how long the lists of introspection are, on average; a chain of `ofType` soon ends."""
    types = list(schema.type_map.values())
    fields = [field for type in types for field in _members(type, "fields")]
    outputs = [field for field in fields if hasattr(field, "args")]
    return {
        "types": len(types),
        "directives": len(schema.directives),
        "fields": len(outputs) / len(types),
        "inputFields": (len(fields) - len(outputs)) / len(types),
        "enumValues": sum(len(_members(type, "values")) for type in types) / len(types),
        "interfaces": sum(len(getattr(type, "interfaces", ())) for type in types) / len(types),
        "possibleTypes": 0.5,
        "args": sum(len(field.args) for field in outputs) / len(outputs),
        "ofType": 0.5,
    }


def _members(type: GraphQLNamedType, name: str) -> Collection[GraphQLField]:
    members: Mapping[str, GraphQLField] = getattr(type, name, {})
    return members.values()
