"""A field that is being answered enters; what is selected below it leaves, so that it can be loaded at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import FieldNode, FragmentDefinitionNode, FragmentSpreadNode, InlineFragmentNode, SelectionSetNode

from kg_graphql.batching import Info
from kg_graphql.memory import Selection

_DEPTH = 5  # edges.node.node.evidence.document
_AROUND = ("", "nodes.", "edges.node.", "nodes.node.", "edges.node.node.")  # of a noun, of a page, of a page of hits
_Fragments = Mapping[str, FragmentDefinitionNode]


def selected(info: Info) -> frozenset[str]:
    """Return the names of what is selected below a field, with dots between levels: `nodes.document`.

    `info.selected_fields` would walk the whole tree below, once more for each page of a nested list.
    """
    return _selection(info).below


def wants(info: Info, *names: str) -> bool:
    """Whether one of these is selected of the nouns that a field gives, alone or in a page."""
    return not of_nouns(info).isdisjoint(names)


def of_nouns(info: Info) -> frozenset[str]:
    """Return the names of what is selected of the nouns that a field gives, alone or in a page."""
    return _selection(info).of_nouns


def _selection(info: Info) -> Selection:
    asked = info._raw_info.field_nodes
    key = tuple(id(node) for node in asked)
    selections = info.context.memory.selections
    known = selections.get(key)
    if known is None:
        fragments = info._raw_info.fragments
        below = frozenset(name for node in asked for name in _below(node.selection_set, fragments, _DEPTH))
        nouns = frozenset(name.removeprefix(around) for name in below for around in _AROUND if name.startswith(around))
        known = selections[key] = Selection(below=below, of_nouns=nouns)
    return known


def _below(selections: SelectionSetNode | None, fragments: _Fragments, depth: int) -> Iterator[str]:
    for selection in selections.selections if selections is not None and depth else ():
        if isinstance(selection, FieldNode):
            name = selection.name.value
            yield name
            yield from (f"{name}.{below}" for below in _below(selection.selection_set, fragments, depth - 1))
        else:
            inner = fragments[selection.name.value] if isinstance(selection, FragmentSpreadNode) else selection
            if isinstance(inner, FragmentDefinitionNode | InlineFragmentNode):
                yield from _below(inner.selection_set, fragments, depth)
