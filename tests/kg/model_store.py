"""What a store must answer, said as plainly as possible: lists in memory, every answer made from the documents anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Protocol, TypeVar

from kg.checks import check_extraction
from kg.derive.entities import Naming, derive_entity
from kg.derive.origins import origins_of, sketch_of
from kg.derive.relationships import ends_of, relationships_of
from kg.errors import ModelError
from kg.model import (
    Document,
    DocumentEntity,
    DocumentGraph,
    Entity,
    Form,
    Origin,
    Problem,
    Relationship,
    Statement,
)
from kg.names import fold_name, search_words
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg.store import clock
from kg.store.protocol import (
    AggregateQuery,
    AsOf,
    Bucket,
    Direction,
    DocumentQuery,
    EntityQuery,
    GroupKey,
    Page,
    PlacedSilence,
    ProblemQuery,
    RelationshipQuery,
    SilenceQuery,
    StatementQuery,
    StoreCounts,
    WriteResult,
)


class Noun(Protocol):
    @property
    def id(self) -> str: ...


P = TypeVar("P", EntityQuery, StatementQuery)
T = TypeVar("T")
N = TypeVar("N", bound=Noun)
ONTOLOGY = load_ontology()
SYMMETRIC = frozenset(name for name, kind in ONTOLOGY.types.items() if kind.is_symmetric)


class ModelStore:
    """A graph store whose every page holds the whole answer."""

    def __init__(self, graphs: Iterable[DocumentGraph] = ()) -> None:
        self.graphs: dict[str, DocumentGraph] = {}
        self.kept: dict[str, Problem] = {}
        self.recorded: dict[str, datetime] = {}
        self._derive()
        self.write(graphs)

    # -- writing

    def write(self, graphs: Iterable[DocumentGraph]) -> WriteResult:
        asked = {graph.document.id: graph for graph in graphs}
        unchanged = [id for id, graph in asked.items() if self.graphs.get(id) == graph]
        failed = [(id, why) for id, graph in asked.items() if id not in unchanged and (why := fault(graph))]
        written = [id for id in asked if id not in unchanged and id not in dict(failed)]
        self.graphs.update({id: asked[id] for id in written})
        self.recorded.update(dict.fromkeys(written, clock.now()))
        self.settle([*written, *unchanged])
        self._derive()
        return WriteResult(written=tuple(written), unchanged=tuple(unchanged), failed=tuple(failed))

    def delete(self, document_ids: Sequence[str]) -> tuple[str, ...]:
        there = tuple(id for id in dict.fromkeys(document_ids) if self.graphs.pop(id, None) is not None)
        self.settle(document_ids)
        self._derive()
        return there

    def record(self, problems: Iterable[Problem]) -> None:
        self.kept.update({problem.id: problem for problem in problems})

    def settle(self, problem_ids: Sequence[str]) -> None:
        for id in problem_ids:
            self.kept.pop(id, None)

    def close(self) -> None:
        pass

    # -- deriving

    def _derive(self) -> None:
        sketches = {id: sketch_of(graph.document.text) for id, graph in self.graphs.items()}
        self.origins = {id: origin.id for origin in origins_of(sketches) for id in origin.documents}
        self.all_statements = [statement for graph in self.graphs.values() for statement in graph.statements]
        self.all_relationships = relationships_of(self.all_statements, origins=self.origins, symmetric=SYMMETRIC)
        told: dict[str, list[DocumentEntity]] = {}
        for graph in self.graphs.values():
            for entity in graph.entities:
                told.setdefault(entity.id, []).append(entity)
        self.all_entities = [
            derive_entity(id, entities[0].kind, map(naming_of, entities)) for id, entities in told.items()
        ]

    # -- reading by id

    def graphs_by_id(self, document_ids: Sequence[str]) -> list[DocumentGraph | None]:
        return [self.graphs.get(id) for id in document_ids]

    def documents_by_id(self, ids: Sequence[str]) -> list[Document | None]:
        return by_id([graph.document for graph in self.graphs.values()], ids)

    def entities_by_id(self, ids: Sequence[str]) -> list[Entity | None]:
        return by_id(self.all_entities, ids)

    def statements_by_id(self, ids: Sequence[str]) -> list[Statement | None]:
        return by_id(self.all_statements, ids)

    def relationships_by_id(self, ids: Sequence[str]) -> list[Relationship | None]:
        return by_id(self.all_relationships, ids)

    def held(self, documents: Sequence[Document], reader: str) -> frozenset[str]:
        held = [self.graphs.get(document.id) for document in documents]
        return frozenset(
            document.id
            for document, graph in zip(documents, held, strict=True)
            if graph is not None and graph.document == document and graph.reader == reader
        )

    def recorded_at(self, ids: Sequence[str]) -> list[datetime | None]:
        return [self.recorded[id] if id in self.graphs else None for id in ids]

    def origins_by_document(self, ids: Sequence[str]) -> list[Origin | None]:
        groups: dict[str, list[str]] = {}
        for id, origin in sorted(self.origins.items()):
            groups.setdefault(origin, []).append(id)
        found = {origin: Origin(id=origin, documents=tuple(documents)) for origin, documents in groups.items()}
        return [found[self.origins[id]] if id in self.origins else None for id in ids]

    def then(self, as_of: AsOf) -> ModelStore:
        """The store as if only the documents of then existed."""
        return ModelStore(graph for id, graph in self.graphs.items() if self._is_of_then(id, as_of))

    def _is_of_then(self, document: str, as_of: AsOf | None) -> bool:
        if as_of is None:
            return True
        day, published = as_of.published, self.graphs[document].document.published
        is_published = day is None or (published is not None and published.first_day <= day.last_day)
        return is_published and (as_of.recorded is None or self.recorded[document] <= as_of.recorded)

    # -- queries

    def documents(self, query: DocumentQuery) -> Page[Document]:
        found = [
            document
            for document in (graph.document for graph in self.graphs.values())
            if query.source in (None, document.source)
            and is_within(document.published, query.since, query.until, undated=False)
            and self._is_of_then(document.id, query.as_of)
        ]
        return whole(newest_first(found, lambda document: document.published))

    def entities(self, query: EntityQuery) -> Page[Entity]:
        found = [entity for entity in self.all_entities if self._is_asked(entity, query)]
        found.sort(key=lambda entity: entity.id)
        is_down = query.order == "name" and query.direction == "desc"
        found.sort(key=lambda entity: fold_name(entity.name), reverse=is_down)
        if query.order == "documents":
            found.sort(key=lambda entity: entity.documents, reverse=query.direction != "asc")
        return whole(found)

    def _is_asked(self, entity: Entity, query: EntityQuery) -> bool:
        folded = [fold_name(name) for name in (entity.name, *entity.aliases)]
        return (
            is_in(entity.kind, query.kinds)
            and (query.name is None or fold_name(query.name) in folded)
            and (query.names is None or any(fold_name(name) in folded for name in query.names))
            and (query.contains is None or any(fold_name(query.contains) in name for name in folded))
            and has_words(query.words, (entity.name, *entity.aliases))
            and (query.document is None or self._mentions(query.document, entity.id))
            and entity.documents >= query.min_documents
            and has_parts(query, lambda part: self._is_asked(entity, part))
        )

    def _mentions(self, document: str, entity: str) -> bool:
        return document in self.graphs and any(item.id == entity for item in self.graphs[document].entities)

    def statements(self, query: StatementQuery) -> Page[Statement]:
        found = [statement for statement in self.all_statements if self._is_asked_statement(statement, query)]
        found = newest_first(found, lambda item: item.date)
        values: dict[str, Callable[[Statement], object]] = {
            "date": lambda item: item.date,
            "recorded": lambda item: self.recorded[item.document],
            "confidence": lambda item: item.confidence,
        }
        if query.order == "date":
            found.sort(key=lambda item: item.id)
        return whole(in_order(found, values[query.order], query.direction))

    def _is_asked_statement(self, statement: Statement, query: StatementQuery) -> bool:
        said = statement.attribution
        return (
            is_in(statement.source, query.sources)
            and is_in(statement.target, query.targets)
            and (is_in(statement.source, query.either) or is_in(statement.target, query.either))
            and is_in(None if said is None else said.entity, query.speakers)
            and is_in(statement.place, query.places)
            and has_words(query.words, [evidence.sentence.text for evidence in statement.evidence])
            and is_in(statement.type, query.types)
            and query.polarity in (None, statement.polarity)
            and is_in(statement.modality, query.modalities)
            and is_in(statement.document, query.documents)
            and is_in(self.graphs[statement.document].document.source, query.publishers)
            and is_within(statement.date, query.since, query.until, undated=query.include_undated)
            and statement.confidence >= query.min_confidence
            and self._is_of_then(statement.document, query.as_of)
            and has_parts(query, lambda part: self._is_asked_statement(statement, part))
        )

    def relationships(self, query: RelationshipQuery) -> Page[Relationship]:
        found = [edge for edge in self.all_relationships if self._is_asked_relationship(edge, query)]
        found.sort(key=lambda edge: (-edge.origins, -edge.statements, edge.id))
        return whole(in_order(found, lambda edge: getattr(edge, query.order), query.direction))

    def _is_asked_relationship(self, edge: Relationship, query: RelationshipQuery) -> bool:
        ways = [(edge.source, edge.target)]
        if edge.type in SYMMETRIC:
            ways.append((edge.target, edge.source))
        return (
            any(is_in(source, query.sources) and is_in(target, query.targets) for source, target in ways)
            and (is_in(edge.source, query.either) or is_in(edge.target, query.either))
            and is_in(edge.type, query.types)
            and any(is_within(date, query.since, query.until, undated=False) for date in self._dates(edge))
            and edge.origins >= query.min_origins
            and edge.confidence >= query.min_confidence
            and query.is_contested in (None, edge.is_contested)
        )

    def _dates(self, edge: Relationship) -> Iterator[PartialDate | None]:
        for statement in self.all_statements:
            is_its_own = (edge.source, edge.target) == ends_of(statement, SYMMETRIC) and statement.type == edge.type
            if is_its_own and statement.is_plain:
                yield statement.date

    def silences(self, query: SilenceQuery) -> Page[PlacedSilence]:
        found = [
            PlacedSilence(document=id, n=n, silence=silence)
            for id, graph in sorted(self.graphs.items())
            for n, silence in enumerate(graph.silences)
            if is_in(id, query.documents) and is_in(silence.reason, query.reasons)
        ]
        return whole(found)

    def problems(self, query: ProblemQuery) -> Page[Problem]:
        found = [problem for _, problem in sorted(self.kept.items()) if query.status in (None, problem.status)]
        return whole(found)

    def aggregate(self, query: AggregateQuery) -> tuple[Bucket, ...]:
        groups: dict[tuple[str | None, ...], list[Statement]] = {}
        for statement in self.statements(query.where).items:
            groups.setdefault(tuple(self._key(statement, key) for key in query.by), []).append(statement)
        buckets = [self._bucket(keys, statements) for keys, statements in groups.items()]
        buckets.sort(key=lambda bucket: (-bucket.statements, [(key is not None, key or "") for key in bucket.keys]))
        return tuple(buckets[: query.limit])

    def _bucket(self, keys: tuple[str | None, ...], statements: Sequence[Statement]) -> Bucket:
        documents = {statement.document for statement in statements}
        origins = {self.origins[document] for document in documents}
        return Bucket(keys=keys, statements=len(statements), documents=len(documents), origins=len(origins))

    def _key(self, statement: Statement, key: GroupKey) -> str | None:
        date = None if statement.date is None else str(statement.date)
        said = statement.attribution
        values: dict[GroupKey, str | None] = {
            "type": statement.type,
            "source": statement.source,
            "target": statement.target,
            "place": statement.place,
            "speaker": None if said is None else said.entity,
            "publisher": self.graphs[statement.document].document.source,
            "polarity": statement.polarity.value,
            "modality": statement.modality.value,
            "year": date and date[:4],
            "month": date and date[:7],
            "day": date,
        }
        return values[key]

    def counts(self) -> StoreCounts:
        return StoreCounts(
            documents=len(self.graphs),
            entities=len(self.all_entities),
            statements=len(self.all_statements),
            relationships=len(self.all_relationships),
            silences=sum(len(graph.silences) for graph in self.graphs.values()),
        )

    def faults(self) -> Iterator[str]:
        return iter(())


def fault(graph: DocumentGraph) -> str | None:
    """What is wrong with a document graph by itself."""
    try:
        check_extraction(graph, ONTOLOGY)
    except ModelError as error:
        return f"not written: {error}"
    return None


def naming_of(entity: DocumentEntity) -> Naming:
    names = [mention.quote.text for mention in entity.mentions if mention.form is Form.NAME]
    return Naming(name=entity.name, has_name=bool(names), surfaces=tuple(names))


def by_id(nouns: Iterable[N], ids: Sequence[str]) -> list[N | None]:
    found = {noun.id: noun for noun in nouns}
    return [found.get(id) for id in ids]


def whole(found: Sequence[T]) -> Page[T]:
    return Page(items=tuple(found), total=len(found))


def newest_first(found: Iterable[N], date: Callable[[N], PartialDate | None]) -> list[N]:
    by_date = sorted(found, key=lambda item: item.id)
    return sorted(by_date, key=lambda item: "" if date(item) is None else str(date(item)), reverse=True)


def in_order(found: Iterable[N], value: Callable[[N], object], direction: Direction) -> list[N]:
    """Sort what is sorted already by another value; what has none comes last."""
    items = list(found)
    there = [item for item in items if value(item) is not None]
    there.sort(key=lambda item: sortable(value(item)), reverse=direction == "desc")
    return [*there, *(item for item in items if value(item) is None)]


def sortable(value: object) -> Any:
    return str(value) if isinstance(value, PartialDate) else value


def has_parts(query: P, passes: Callable[[P], bool]) -> bool:
    return (
        all(passes(part) for part in query.all_of)
        and (query.any_of is None or any(passes(part) for part in query.any_of))
        and not any(passes(part) for part in query.none_of)
    )


def is_in(value: T | None, asked: Sequence[T] | None) -> bool:
    return asked is None or value in asked


def is_within(date: PartialDate | None, since: PartialDate | None, until: PartialDate | None, *, undated: bool) -> bool:
    if since is None and until is None:
        return True
    if date is None:
        return undated
    starts_late = until is not None and date.first_day >= until.first_day
    ends_early = since is not None and date.last_day < since.first_day
    return not (starts_late or ends_early)


def has_words(asked: str | None, texts: Iterable[str]) -> bool:
    if asked is None:
        return True
    there = {word for text in texts for word in search_words(text)}
    words = search_words(asked)
    return bool(words) and all(any(word.startswith(part) for word in there) for part in words)
