"""newskg: news articles in, an evidence-first knowledge graph out.

from kg import Document, open_store, to_networkx
"""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from kg.model import Document
from kg.store import open_store

if TYPE_CHECKING:
    from kg.export import to_networkx

__all__ = ["Document", "open_store", "to_networkx"]


def __getattr__(name: str) -> object:
    """Look up the version, and load networkx, only for those who ask."""
    if name == "__version__":
        return metadata.version("newskg")
    if name == "to_networkx":
        from kg.export import to_networkx

        return to_networkx
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
