"""What is worked out about a document while it is executed: it is kept with the document, for whoever asks it again.

All of it is found by the ids of parts of the document and of what was made of them; it lives no longer than they do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from graphql import DocumentNode, GraphQLObjectType, OperationDefinitionNode
from graphql.execution.collect_fields import CollectedFields, FieldDetailsList, GroupedFieldSet

if TYPE_CHECKING:  # they are made there, and only named here
    from kg_graphql.compiled import Asked, Group
    from kg_graphql.plans import Plan

Subfields: TypeAlias = dict[tuple[GraphQLObjectType, int], tuple[FieldDetailsList, CollectedFields]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is selected below a field, with dots between levels; and what of the nouns that it gives, alone or paged."""

    below: frozenset[str]
    of_nouns: frozenset[str]


@dataclass(slots=True)
class Work:
    """What is known of one operation; without variables it is the same for every request."""

    root: GroupedFieldSet | None = None
    subfields: Subfields = field(default_factory=dict)
    plans: dict[tuple[int, str], Plan] = field(default_factory=dict)
    # with the lists whose ids are the keys: an id is not given to another while they are kept
    asked: dict[tuple[int, str], tuple[FieldDetailsList, Asked | None]] = field(default_factory=dict)
    groups: dict[int, tuple[FieldDetailsList, Group | None]] = field(default_factory=dict)


class Memory:
    """What is known of one document."""

    def __init__(self, document: DocumentNode | None = None) -> None:
        """Begin to remember; the document is kept, so that the ids of its parts are not given to others."""
        self.document = document
        self.selections: dict[tuple[int, ...], Selection] = {}  # what kg_graphql.look_ahead found
        self._works: dict[int, Work] = {}

    def work(self, operation: OperationDefinitionNode) -> Work:
        """Return what is known of an operation of this document; of one with variables, nothing."""
        if operation.variable_definitions:
            return Work()
        return self._works.setdefault(id(operation), Work())


def memory_of(context: Any) -> Memory:
    """Return the memory that comes with the context of a request, or an empty one."""
    found = getattr(context, "memory", None)
    return found if isinstance(found, Memory) else Memory()
