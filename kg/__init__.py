"""newskg: news articles in, an evidence-first knowledge graph out.

from kg import open_store, to_networkx
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.model import Document, Entity, Evidence, Extraction, Kind, Modality, Polarity, Relationship, Statement
from kg.partial_date import PartialDate
from kg.store import open_store
from kg.store.protocol import AsOf, EntityQuery, PageRequest, RelationshipQuery, StatementQuery

if TYPE_CHECKING:
    from kg.export import to_dataframe, to_networkx, write_graph

__all__ = [
    "AsOf",
    "Document",
    "Entity",
    "EntityQuery",
    "Evidence",
    "Extraction",
    "KgError",
    "Kind",
    "Modality",
    "PageRequest",
    "PartialDate",
    "Polarity",
    "Relationship",
    "RelationshipQuery",
    "Statement",
    "StatementQuery",
    "open_store",
    "to_dataframe",
    "to_networkx",
    "write_graph",
]


def __getattr__(name: str) -> object:
    """Look up the version, and load what exports, only for those who ask."""
    if name == "__version__":
        from importlib import metadata  # some thirty milliseconds

        return metadata.version("newskg")
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from kg import export

    return getattr(export, name)


def __dir__() -> list[str]:
    """Name what is public, loaded or not."""
    return [*__all__, "__version__"]
