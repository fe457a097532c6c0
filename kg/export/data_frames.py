"""A store, or what was read of one document -> a pandas DataFrame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal, TypeAlias, Unpack

from kg.errors import ExportError, QueryError
from kg.export.event_data import EVENTS
from kg.export.rows import Columns, Named, Row, statement_row
from kg.export.selection import ALL, Filters, select
from kg.export.tables import EDGES, NODES, STATEMENTS, wanted_statements
from kg.model import DocumentGraph, Entity, Extraction
from kg.store.protocol import GraphStore, RelationshipQuery, StatementQuery

if TYPE_CHECKING:
    import pandas as pd

TableName: TypeAlias = Literal["nodes", "edges", "statements", "events"]
_TABLES = {table.name: table for table in (NODES, EDGES, STATEMENTS, EVENTS)}


def to_dataframe(
    source: GraphStore | Extraction | DocumentGraph,
    table: TableName | RelationshipQuery | StatementQuery = "statements",
    **filters: Unpack[Filters],
) -> pd.DataFrame:
    """Return a table of a store, narrowed by filters (see `to_networkx`), or the statements of one document.

    `table` is a name, or a query: edges answer a RelationshipQuery, statements a StatementQuery. Needs pandas.
    """
    columns, rows = _asked(source, table, filters)
    try:
        import pandas as pd
    except ModuleNotFoundError as error:
        raise ExportError("a DataFrame needs pandas: pip install 'newskg[pandas]'") from error
    return pd.DataFrame.from_records(list(rows), columns=list(columns))


def _asked(
    source: GraphStore | Extraction | DocumentGraph, table: str | RelationshipQuery | StatementQuery, filters: Filters
) -> tuple[Columns, Iterator[Row]]:
    if isinstance(source, Extraction | DocumentGraph):
        if table != "statements" or filters:
            raise QueryError("of one document there is the table of statements, without filters")
        return STATEMENTS.columns, _told_in(source)
    if isinstance(table, StatementQuery):
        if filters:
            raise QueryError("filters do not go with a StatementQuery, which has its own")
        told = wanted_statements(source, select(ALL, filters), table)
        return STATEMENTS.columns, (statement_row(statement, named) for statement, named in told)
    if isinstance(table, RelationshipQuery):
        return EDGES.columns, EDGES.rows(source, select(table, filters))
    if table not in _TABLES:
        raise QueryError(f"unknown table {table!r}; known: {', '.join(_TABLES)}")
    return _TABLES[table].columns, _TABLES[table].rows(source, select(ALL, filters))


def _told_in(read: Extraction | DocumentGraph) -> Iterator[Row]:
    entities = {
        entity.id: Entity(id=entity.id, kind=entity.kind, name=entity.name, aliases=(), documents=1)
        for entity in read.entities
    }
    named = Named(entities=entities, documents={read.document.id: read.document})
    for statement in read.statements:  # their ends may have ids of this document only, which name no relationship
        yield {**statement_row(statement, named), "relationship": None}
