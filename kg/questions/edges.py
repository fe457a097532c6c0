"""Some entities enter; the relationships at them leave, strongest first, until a budget is spent."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from kg.model import Relationship
from kg.store.copying import pages
from kg.store.protocol import GraphStore, PageRequest, RelationshipQuery

MAX_RELATIONSHIPS = 50_000  # looked at for one question: more is an export
_PAGE = PageRequest(first=1000)


@dataclass(slots=True)
class EdgeReader:
    """Reads the relationships at entities; all questions of one reader share its budget."""

    store: GraphStore
    query: RelationshipQuery
    left: int = MAX_RELATIONSHIPS
    is_complete: bool = True

    def at(self, entities: Collection[str]) -> list[Relationship]:
        """Return the relationships that pass the query with one end among the entities."""
        found: list[Relationship] = []
        asked = replace(self.query, either=tuple(sorted(entities)), page=_PAGE)
        for items in pages(self.store.relationships, asked):
            found += items[: self.left]
            self.is_complete = self.is_complete and len(items) <= self.left
            self.left = max(0, self.left - len(items))
            if not self.is_complete:
                break
        return found
