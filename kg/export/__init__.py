"""A store -> a networkx graph, or a file that Gephi, Cytoscape and pandas read."""

from kg.export.graph_files import write_graph
from kg.export.networkx_graph import to_networkx

__all__ = ["to_networkx", "write_graph"]
