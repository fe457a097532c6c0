"""Rows -> a Parquet file, by pyarrow; a part of the rows is held at a time."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from kg.errors import ExportError
from kg.export.rows import Columns, Row
from kg.export.tables import chunks

_GROUP = 10_000  # rows that are compressed together: some 10 MB of statements


def write_parquet(path: Path, columns: Columns, rows: Iterable[Row]) -> int:
    """Write rows as they come and return how many there were."""
    pyarrow, parquet = _libraries()
    types = {str: pyarrow.string(), int: pyarrow.int64(), float: pyarrow.float64(), bool: pyarrow.bool_()}
    schema = pyarrow.schema([(name, types[type]) for name, type in columns.items()])
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for part in chunks(rows, _GROUP):
            writer.write_table(pyarrow.Table.from_pylist(part, schema=schema))
            count += len(part)
    return count


def _libraries() -> tuple[ModuleType, ModuleType]:
    try:
        import pyarrow
        import pyarrow.parquet
    except ModuleNotFoundError as error:
        raise ExportError("Parquet needs pyarrow: pip install 'newskg[parquet]'") from error
    return pyarrow, pyarrow.parquet
