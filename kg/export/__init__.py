"""A store -> a networkx graph, a table, or files for Gephi, pandas, Neo4j; what is costly is loaded when asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg.export.data_frames import to_dataframe
    from kg.export.graph_files import write_graph
    from kg.export.networkx_graph import to_networkx

__all__ = ["to_dataframe", "to_networkx", "write_graph"]
_HOMES = {
    "to_dataframe": "kg.export.data_frames",
    "to_networkx": "kg.export.networkx_graph",
    "write_graph": "kg.export.graph_files",
}


def __getattr__(name: str) -> object:
    """Load the module of a public name when it is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
