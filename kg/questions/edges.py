"""Some entities enter; the relationships at them leave, strongest first, until a budget is spent."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from kg.model import Relationship
from kg.store.protocol import Page, PageRequest, RelationshipQuery

MAX_RELATIONSHIPS = 50_000  # looked at for one question: more is an export
PAGE = 1000  # relationships read at once


@dataclass(slots=True)
class EdgeReader:
    """Reads the relationships at entities, which `ask` gives in pages; all questions of one reader share its budget."""

    ask: Callable[[RelationshipQuery], Page[Relationship]]
    query: RelationshipQuery
    left: int = MAX_RELATIONSHIPS
    is_complete: bool = True

    def pages_at(self, entities: Collection[str]) -> Iterator[Page[Relationship]]:
        """Yield the relationships that pass the query with one end among the entities, page by page."""
        return self._pages(replace(self.query, either=_listed(entities)))

    def at(self, entities: Collection[str]) -> list[Relationship]:
        """Return all of them."""
        return [edge for page in self.pages_at(entities) for edge in page.items]

    def few_at(self, entities: Collection[str]) -> list[Relationship] | None:
        """Return all of them if they are one page; None if there are more."""
        page = next(self.pages_at(entities))
        return None if page.cursor is not None else list(page.items)

    def between(self, ones: Collection[str], others: Collection[str]) -> list[Relationship]:
        """Return the relationships from one of these to one of those, and back; no more of all that a hub has."""
        there = replace(self.query, sources=_listed(ones), targets=_listed(others))
        back = replace(self.query, sources=_listed(others), targets=_listed(ones))
        found = {edge.id: edge for query in (there, back) for page in self._pages(query) for edge in page.items}
        return list(found.values())

    def among(self, some: Collection[str], all: Collection[str]) -> list[Relationship]:
        """Return the relationships at some of these entities whose both ends are among all of them."""
        ends = _listed(all)
        sources, targets = self.query.sources or ends, self.query.targets or ends
        asked = replace(self.query, either=_listed(some), sources=sources, targets=targets)
        inside = frozenset(all)
        found = [edge for page in self._pages(asked) for edge in page.items]
        return [edge for edge in found if edge.source in inside and edge.target in inside]

    def _pages(self, query: RelationshipQuery) -> Iterator[Page[Relationship]]:
        query = replace(query, page=PageRequest(first=PAGE))
        while True:
            page = self.ask(query)
            kept = page.items[: self.left]
            self.left -= len(kept)
            is_spent = len(kept) < len(page.items) or (page.cursor is not None and not self.left)
            self.is_complete = self.is_complete and not is_spent
            yield replace(page, items=kept)
            if is_spent or page.cursor is None:
                return
            query = replace(query, page=replace(query.page, after=page.cursor))


def strength(edge: Relationship) -> tuple[int, int, str]:
    """Sort key of relationships, the strongest first: the order in which stores give them."""
    return -edge.origins, -edge.statements, edge.id


def _listed(entities: Collection[str]) -> tuple[str, ...]:
    return tuple(sorted(entities))
