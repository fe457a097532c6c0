"""What only the SQLite store promises: URLs, files, refusals."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kg.errors import NotAGraphError, QueryError, StoreError, UnknownStoreError
from kg.model import Kind
from kg.store import open_store
from kg.store.canonical import canonical_export
from kg.store.protocol import EntityQuery, PageRequest, StatementQuery
from kg.store.sqlite_migrations import MIGRATIONS
from kg.store.sqlite_schema import connect
from kg.store.sqlite_store import SqliteStore
from tests.kg.graphs import KINDS, Told, graph_of

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kg.db"


@pytest.mark.parametrize("url", ["http://localhost", "kg.db", "", "sqlite:kg.db", "SQLITE://"])
def test_an_unknown_url_names_the_known_ones(url: str) -> None:
    with pytest.raises(UnknownStoreError, match=r"sqlite:///kg\.db"):
        open_store(url)


def test_two_slashes_are_too_few_for_a_file() -> None:
    with pytest.raises(UnknownStoreError, match="two slashes where three"):
        open_store("sqlite://kg.db")


def test_three_slashes_begin_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    open_store("sqlite:///here.db").close()

    assert (tmp_path / "here.db").exists()


def test_a_graph_is_there_when_it_is_opened_again(path: Path) -> None:
    store = open_store(f"sqlite:///{path}")
    store.write([graph_of("d1", [VISIT])])
    before = canonical_export(store)
    store.close()

    again = open_store(f"sqlite:///{path}", create=False)

    assert canonical_export(again) == before
    again.close()


def test_a_missing_file_says_how_to_make_one(path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        open_store(f"sqlite:///{path}", create=False)

    assert not path.exists()


@pytest.mark.parametrize("name", ["no/such/folder/kg.db", "."])
def test_a_path_where_no_file_can_be_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(StoreError, match="folder"):
        open_store(f"sqlite:///{tmp_path / name}")


def test_a_file_that_is_no_database_is_no_graph(path: Path) -> None:
    path.write_text("Troops left the town. " * 100)

    with pytest.raises(NotAGraphError, match="no SQLite file"):
        open_store(f"sqlite:///{path}")

    assert path.read_text().startswith("Troops")


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    before = path.read_bytes()

    with pytest.raises(NotAGraphError, match="another program"):
        open_store(f"sqlite:///{path}")

    assert path.read_bytes() == before


def test_a_newer_schema_is_refused(path: Path) -> None:
    newer = connect(str(path))
    newer.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    newer.close()

    with pytest.raises(StoreError, match="newer newskg"):
        open_store(f"sqlite:///{path}")


def test_an_entity_that_only_the_former_version_named_may_change_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    store = open_store("sqlite://")
    store.write([graph_of("d1", [VISIT])])

    monkeypatch.setitem(KINDS, "ghouta", Kind.COUNTRY)
    result = store.write([graph_of("d1", [VISIT])])

    assert result.written == ("d1",)
    assert [entity.id for entity in store.entities(EntityQuery(kinds=(Kind.COUNTRY,))).items] == ["ghouta"]
    store.close()


def test_a_statement_whose_id_another_document_has_fails_its_own_document_only() -> None:
    store = SqliteStore(None)
    first, second, third = (graph_of(id, [VISIT]) for id in ("d1", "d2", "d3"))
    twin = replace(second, statements=(replace(second.statements[0], id=first.statements[0].id),))

    result = store.write([first, twin, third])

    assert result.written == ("d1", "d3")
    assert [id for id, _ in result.failed] == ["d2"]
    assert list(store.faults()) == []
    store.close()


def test_a_number_that_no_column_holds_is_a_query_error() -> None:
    with closing(open_store("sqlite://")) as store, pytest.raises(QueryError, match="63 bits"):
        store.entities(EntityQuery(min_documents=2**70))


@pytest.mark.parametrize("first", [0, -1, 1001])
def test_a_page_has_a_size(first: int) -> None:
    with closing(open_store("sqlite://")) as store, pytest.raises(QueryError, match="1 to 1000"):
        store.statements(StatementQuery(page=PageRequest(first=first)))
