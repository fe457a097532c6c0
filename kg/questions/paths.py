"""Two entities enter; the shortest chains of relationships between them leave, the strongest first.

Breadth-first from both ends, the smaller frontier first (Pohl 1971, Machine Intelligence 6). Where a frontier has more
relationships than a page, as that of a hub, the store is asked first whether any joins the two frontiers, and the other
frontier is tried: all that a hub has is read only where nothing less will do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from kg.errors import QueryError
from kg.model import Relationship
from kg.ontology import load_ontology
from kg.questions.as_of import asking
from kg.questions.edges import EdgeReader, strength
from kg.store.protocol import AsOf, GraphStore, RelationshipQuery

MAX_HOPS, MAX_PATHS = 6, 10
_MAX_COMPARED = 2000  # chains of one length whose strengths are compared
_Steps = tuple[Relationship, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A chain: `entities` are the ids along it, `relationships[i]` joins entities i and i + 1, either way round."""

    entities: tuple[str, ...]
    relationships: _Steps


@dataclass(frozen=True, slots=True, kw_only=True)
class PathResult:
    """Paths of the least length, strongest first: by their weakest relationship. `visited` counts entities looked at.

    `is_complete` is False if the budget ended before everything was looked at: there may be shorter or stronger ones.
    """

    paths: tuple[Path, ...]
    visited: int
    is_complete: bool


@dataclass(slots=True)
class _Side:
    """What is known from one end: each entity reached, and the relationships through which it was reached first."""

    frontier: set[str]
    is_start: bool
    leads: Callable[[Relationship, bool], Iterator[tuple[str, str]]]
    steps: dict[str, list[Relationship]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.steps = {id: [] for id in self.frontier}

    def advance(self, edges: Iterable[Relationship]) -> bool:
        """Go along relationships at the frontier; if they lead to nobody new, stay and return False."""
        found: dict[str, list[Relationship]] = {}
        for edge in edges:
            for here, there in self.leads(edge, self.is_start):
                if here in self.frontier and there not in self.steps:
                    found.setdefault(there, []).append(edge)
        self.steps.update(found)
        self.frontier = set(found) or self.frontier
        return bool(found)

    def chains(self, id: str) -> Iterator[tuple[tuple[str, ...], _Steps]]:
        """Yield the chains from this side's end to an entity: ids and relationships."""
        if not self.steps[id]:
            yield (id,), ()
            return
        for before, edge in self._strongest(id):
            for ids, steps in self.chains(before):
                yield (*ids, id), (*steps, edge)

    def _strongest(self, id: str) -> Iterator[tuple[str, Relationship]]:
        """Yield each entity before this one, with the strongest relationship between the two."""
        seen: set[str] = set()
        for edge in sorted(self.steps[id], key=strength):
            before = edge.source if edge.target == id else edge.target
            if before not in seen:
                seen.add(before)
                yield before, edge


def paths(
    store: GraphStore,
    source: str,
    target: str,
    *,
    max_hops: int = 4,
    limit: int = 3,
    is_directed: bool = False,
    query: RelationshipQuery | None = None,
    as_of: AsOf | None = None,
) -> PathResult:
    """Return the shortest paths from one entity to another, at most `limit`; none if it takes more than `max_hops`.

    Undirected unless asked: who meets whom says nothing about direction, and a symmetric type leads both ways always.
    `query` says which relationships count; its ends and page are not looked at. With `as_of` they are those of
    then.
    """
    if not 1 <= max_hops <= MAX_HOPS or not 1 <= limit <= MAX_PATHS:
        raise QueryError(f"a path has 1 to {MAX_HOPS} hops, and there are 1 to {MAX_PATHS} paths")
    if None in store.entities_by_id([source, target]):
        return PathResult(paths=(), visited=0, is_complete=True)
    if source == target:
        return PathResult(paths=(Path(entities=(source,), relationships=()),), visited=1, is_complete=True)
    reader = EdgeReader(asking(store, as_of), query or RelationshipQuery())
    symmetric = load_ontology().symmetric
    leads = partial(_along, symmetric) if is_directed else _either_way
    start, end = _Side({source}, True, leads), _Side({target}, False, leads)
    meeting: set[str] = set()
    for _ in range(max_hops):
        is_further = _advance(reader, start, end)
        meeting = start.frontier & end.frontier
        if meeting or not is_further or not reader.is_complete:
            break
    found = list(islice(_joined(start, end, meeting), _MAX_COMPARED + 1))
    found.sort(key=_weakness)
    return PathResult(
        paths=tuple(found[:limit]),
        visited=len(start.steps.keys() | end.steps.keys()),
        is_complete=reader.is_complete and len(found) <= _MAX_COMPARED,
    )


def _advance(reader: EdgeReader, start: _Side, end: _Side) -> bool:
    """Go one relationship further on one side, at the least cost; return False where it ends."""
    small, large = sorted((start, end), key=lambda side: (len(side.frontier), not side.is_start))
    for side in (small, large):
        if (few := reader.few_at(side.frontier)) is not None:
            return side.advance(few)
        if side is small and small.advance(reader.between(small.frontier, large.frontier)):
            return True
    return small.advance(reader.at(small.frontier))


def _joined(start: _Side, end: _Side, meeting: set[str]) -> Iterator[Path]:
    for id in sorted(meeting):
        for ids, steps in start.chains(id):
            for back, rest in end.chains(id):
                yield Path(entities=(*ids, *back[-2::-1]), relationships=(*steps, *rest[::-1]))


def _weakness(path: Path) -> tuple[tuple[int, int], tuple[str, ...]]:
    return max(strength(edge)[:2] for edge in path.relationships), path.entities


def _either_way(edge: Relationship, is_start: bool) -> Iterator[tuple[str, str]]:
    yield edge.source, edge.target
    yield edge.target, edge.source


def _along(symmetric: frozenset[str], edge: Relationship, is_start: bool) -> Iterator[tuple[str, str]]:
    """From the start along the arrow, from the end against it; what is symmetric has no arrow."""
    if edge.type in symmetric:
        yield from _either_way(edge, is_start)
    else:
        yield (edge.source, edge.target) if is_start else (edge.target, edge.source)
