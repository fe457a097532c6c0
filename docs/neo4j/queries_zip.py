"""queries.cypher -> queries.zip, one file a query: dropped on Neo4j Browser, they are saved there.

    python docs/neo4j/queries_zip.py

Run it when queries.cypher has changed; a test compares the two.
"""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile, ZipInfo


def write_zip(queries: Path) -> Path:
    """Write the zip beside the file; of the same queries it is the same, byte for byte."""
    target = queries.with_suffix(".zip")  # no folder inside: Browser would make one for each file
    with ZipFile(target, "w") as archive:
        for number, query in enumerate(queries.read_text("utf-8").split(";\n"), start=1):
            if query.strip():
                archive.writestr(ZipInfo(f"{number:02}.cypher"), query.strip() + "\n")
    return target


if __name__ == "__main__":
    write_zip(Path(__file__).with_name("queries.cypher"))
