"""A store and a selection -> CSV files for `neo4j-admin database import`, and the file of its arguments.

The graph is the one of docs/neo4j.md, as far as people ask for it. Cells stand as they are: this is no spreadsheet.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from kg.export.rows import Value, relationship_of, speaker_of
from kg.export.selection import PAGE, Selection
from kg.export.tables import Told, edge_rows, wanted_statements
from kg.model import Document, DocumentEntity, Entity, Form
from kg.store.copying import pages
from kg.store.protocol import DocumentQuery, EntityQuery, GraphStore, PageRequest

Cells: TypeAlias = Sequence[Value]
_DOCUMENTS = DocumentQuery(page=PageRequest(first=100))  # with their texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFile:
    """One file of nodes or of relationships: its header, by which the import tool knows types, and its rows."""

    name: str
    option: str
    header: str
    rows: Callable[[GraphStore, Selection], Iterator[Cells]]


def arguments(files: Iterable[tuple[ImportFile, str]]) -> str:
    """Return the arguments of the import tool for files of these names; texts of articles have several lines."""
    paths = [_quoted(f"--{file.option}={path}") for file, path in files]
    return "\n".join([*paths, "--id-type=string", "--multiline-fields=true", ""])


def _quoted(argument: str) -> str:
    escaped = argument.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'  # as a whole: the tool takes a quote inside an argument for the beginning of the next one


def _entities(store: GraphStore, selection: Selection) -> Iterator[Cells]:
    for part in pages(store.entities, EntityQuery(page=PAGE)):
        yield from map(_entity, part)


def _entity(entity: Entity) -> Cells:
    kind = entity.kind.value.title()
    labels = f"Entity;Actor;{kind}" if entity.kind.is_actor else f"Entity;{kind}"
    return entity.id, entity.name, entity.kind.value, _listed(entity.aliases), entity.documents, labels


def _documents(store: GraphStore, selection: Selection) -> Iterator[Cells]:
    for part in pages(store.documents, _DOCUMENTS):
        yield from map(_document, part)


def _document(document: Document) -> Cells:
    published = None if document.published is None else str(document.published)
    told = (document.id, document.title, document.url, document.source, document.author, published)
    return *told, document.language, document.text, "Document"


def _statements(store: GraphStore, selection: Selection) -> Iterator[Cells]:
    for statement, named in wanted_statements(store, selection):
        evidence, date = statement.evidence[0], None if statement.date is None else str(statement.date)
        yield (
            statement.id, statement.type, statement.polarity.value, statement.modality.value,
            speaker_of(statement, named), date, statement.date_text, statement.confidence, evidence.sentence.text,
            evidence.trigger.text, evidence.rule, relationship_of(statement), "Statement",
        )  # fmt: skip


def _ends(store: GraphStore, selection: Selection) -> Iterator[Cells]:
    for told in wanted_statements(store, selection):
        yield from _ends_of(told)


def _ends_of(told: Told) -> Iterator[Cells]:
    statement = told[0]
    speaker = None if statement.attribution is None else statement.attribution.entity
    ends = {"SOURCE": statement.source, "TARGET": statement.target, "AT": statement.place, "ATTRIBUTED_TO": speaker}
    yield from ((statement.id, id, type) for type, id in ends.items() if id is not None)


def _homes(store: GraphStore, selection: Selection) -> Iterator[Cells]:
    for statement, _ in wanted_statements(store, selection):
        yield statement.id, statement.document, "STATED_IN"


def _mentions(store: GraphStore, selection: Selection) -> Iterator[Cells]:
    for part in pages(store.documents, _DOCUMENTS):
        for graph in store.graphs_by_id([document.id for document in part]):
            if graph is not None:
                yield from (_mention(graph.document.id, entity) for entity in graph.entities)


def _mention(document: str, entity: DocumentEntity) -> Cells:
    names = {mention.quote.text for mention in entity.mentions if mention.form is Form.NAME}
    return document, entity.id, _listed(sorted(names)), "MENTIONS"


def _listed(names: Iterable[str]) -> str:
    """Join names as the tool cuts them: at semicolons."""
    return ";".join(name.replace(";", ",") for name in names)


def _edges(store: GraphStore, selection: Selection) -> Iterator[Cells]:
    for row in edge_rows(store, selection):
        yield [row[name] for name in _EDGE]


_EDGE = (
    "source", "target", "id", "statements", "documents", "origins", "first_date", "last_date", "confidence",
    "contested", "sentence", "example", "type",
)  # fmt: skip

FILES = (
    ImportFile(
        name="entities",
        option="nodes",
        header="id:ID(Entity) name kind aliases:string[] documents:int :LABEL",
        rows=_entities,
    ),
    ImportFile(
        name="documents",
        option="nodes",
        header="id:ID(Document) title url source author published language text :LABEL",
        rows=_documents,
    ),
    ImportFile(
        name="statements",
        option="nodes",
        header="id:ID(Statement) type polarity modality attribution date date_text"
        " confidence:double sentence trigger rule edge :LABEL",
        rows=_statements,
    ),
    ImportFile(
        name="relationships",
        option="relationships",
        header=":START_ID(Entity) :END_ID(Entity) id statements:int documents:int origins:int first_date"
        " last_date confidence:double is_contested:boolean example example_id :TYPE",
        rows=_edges,
    ),
    ImportFile(
        name="ends",
        option="relationships",
        header=":START_ID(Statement) :END_ID(Entity) :TYPE",
        rows=_ends,
    ),
    ImportFile(
        name="stated-in",
        option="relationships",
        header=":START_ID(Statement) :END_ID(Document) :TYPE",
        rows=_homes,
    ),
    ImportFile(
        name="mentions",
        option="relationships",
        header=":START_ID(Document) :END_ID(Entity) surfaces:string[] :TYPE",
        rows=_mentions,
    ),
)
