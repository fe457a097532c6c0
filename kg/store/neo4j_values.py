"""What the driver returns -> plain values that JSON can hold."""

from __future__ import annotations

from base64 import b64encode
from math import isfinite
from typing import TypeAlias

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time
from neo4j.vector import Vector

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"


def plain(value: object) -> Plain:
    """Return a value without the driver's types.

    >>> plain([Date(2021, 5, 10), Duration(days=2), {"share": float("inf")}, b"ab"])
    ['2021-05-10', 'P2D', {'share': 'inf'}, 'YWI=']
    """
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if isfinite(value) else str(value)  # JSON knows no infinity
        case Date() | DateTime() | Duration() | Time():
            return value.iso_format()
        case Point():
            return {"srid": value.srid, "coordinates": list(value)}
        case Vector():
            return plain(value.to_native())
        case list() | tuple():  # after points and durations, which are tuples too
            return [plain(item) for item in value]
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case Node():
            return _node(value)
        case Relationship():
            return _relationship(value)
        case Path():
            return {
                "nodes": [_node(node) for node in value.nodes],
                "relationships": [_relationship(relationship) for relationship in value.relationships],
            }
        case bytes() | bytearray():
            return b64encode(value).decode("ascii")
    return str(value)


def _node(node: Node) -> Plain:
    return {"element_id": node.element_id, "labels": [*sorted(node.labels)], "properties": plain(dict(node.items()))}


def _relationship(relationship: Relationship) -> Plain:
    start, end = relationship.start_node, relationship.end_node
    return {
        "element_id": relationship.element_id,
        "type": relationship.type,
        "start": start.element_id if start is not None else None,
        "end": end.element_id if end is not None else None,
        "properties": plain(dict(relationship.items())),
    }
