"""What only the Neo4j store has: names of its own in a shared database, a schema, plans, memory that may run out."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from threading import Timer
from typing import Any

import pytest

from kg.errors import NotAGraphError, StoreError
from kg.model import DocumentGraph, Kind, Polarity
from kg.ontology import load_ontology
from kg.questions.checkup import checkup
from kg.settings import Neo4jSettings
from kg.store import open_store
from kg.store.canonical import canonical_export
from kg.store.neo4j_connection import Neo4jConnection
from kg.store.neo4j_graph import Neo4jGraph
from kg.store.neo4j_schema import index_states
from kg.store.neo4j_store import Neo4jStore
from kg.store.protocol import AsOf, DocumentQuery
from tests.kg.graphs import Told, graph_of
from tests.kg.model_store import ModelStore
from tests.kg.set_clock import FIRST, LATER, clock_at
from tests.neo4j_server.guarded import throwaway_server
from tests.neo4j_server.server import Server, ServerOptions

pytestmark = pytest.mark.neo4j

VISIT = Told(source="assad", type="VISITS", target="ghouta", date="2018-03-18")
DENIED = Told(source="assad", type="VISITS", target="ghouta", polarity=Polarity.NEGATIVE)
MEETING = Told(source="putin", type="MEETS", target="assad", date="2017")
GRAPHS = [graph_of("d1", [VISIT, MEETING]), graph_of("d2", [DENIED], published="2018"), graph_of("d3", [VISIT])]
PREFIXES = ("News", "Old_")


@pytest.fixture
def connection(neo4j_connection: Neo4jConnection) -> Iterator[Neo4jConnection]:
    """The database, without any node before and after, and without what prefixed graphs leave in its schema."""
    clean(neo4j_connection)
    yield neo4j_connection
    clean(neo4j_connection)


def clean(connection: Neo4jConnection) -> None:
    run(connection, "MATCH (n) DETACH DELETE n")
    for kind, shown in (("CONSTRAINT", "CONSTRAINTS"), ("INDEX", "INDEXES")):
        for row in connection.read(f"SHOW {shown} YIELD name WHERE name STARTS WITH 'newskg_'"):
            if any(row["name"].startswith(f"newskg_{prefix}") for prefix in PREFIXES):
                run(connection, f"DROP {kind} `{row['name']}` IF EXISTS")


def run(connection: Neo4jConnection, text: str, **parameters: object) -> None:
    connection.write(lambda transaction: transaction.run(text, parameters).consume())


def column(connection: Neo4jConnection, text: str) -> list[Any]:
    return [row[0] for row in connection.read(text)]


@contextmanager
def opened(url: str, settings: Neo4jSettings, prefix: str = "", *, create: bool = True) -> Iterator[Neo4jStore]:
    with closing(Neo4jStore(url, replace(settings, prefix=prefix), create=create)) as store:
        yield store


# -- names ------------------------------------------------------------------------------------------------------------


def test_people_see_actors_by_kind_places_and_typed_relationships(
    connection: Neo4jConnection, neo4j_uri: str, neo4j_settings: Neo4jSettings
) -> None:
    with opened(neo4j_uri, neo4j_settings) as store:
        store.write(GRAPHS)

    assert column(connection, "MATCH (n:Person) WHERE n:Actor RETURN n.name ORDER BY n.name") == ["assad", "putin"]
    assert column(connection, "MATCH (n:Location) WHERE NOT n:Actor RETURN n.name") == ["ghouta"]
    visit = column(connection, "MATCH (:Person {id: 'assad'})-[e:VISITS]->(:Location {id: 'ghouta'}) RETURN e")[0]
    assert (visit["statements"], visit["is_contested"], visit["first_date"]) == (2, True, "2018-03-18")
    assert visit["example"] == column(connection, f"MATCH (s {{id: '{visit['example_id']}'}}) RETURN s.sentence")[0]
    assert set(column(connection, "MATCH ()-[e]->() RETURN DISTINCT type(e)")) == {
        *("STATED_IN", "SOURCE", "TARGET", "MENTIONS", "VISITS", "MEETS"),
    }


def test_an_entity_of_another_kind_changes_its_labels(
    connection: Neo4jConnection, neo4j_uri: str, neo4j_settings: Neo4jSettings
) -> None:
    graph = graph_of("d1", [Told(source="rebels", type="ATTACKS", target="ghouta")])
    turned = replace(
        graph, entities=tuple(replace(e, kind=Kind.ORGANIZATION) if e.id == "rebels" else e for e in graph.entities)
    )

    with opened(neo4j_uri, neo4j_settings) as store:
        store.write([graph])
        result = store.write([turned])

    assert result.written == ("d1",)
    assert set(column(connection, "MATCH (n {id: 'rebels'}) RETURN labels(n)")[0]) == {
        "Entity",
        "Actor",
        "Organization",
    }


def test_two_graphs_with_prefixes_and_another_program_share_a_database(
    connection: Neo4jConnection, neo4j_uri: str, neo4j_settings: Neo4jSettings
) -> None:
    run(connection, "CREATE (:Document {title: 'a page'})-[:MENTIONS]->(:Entity {id: 'assad'}), (:Actor {name: 'x'})")
    theirs = "MATCH (n) WHERE n:Document OR n:Entity OR n:Actor RETURN sum(1 + COUNT { (n)--() })"

    with opened(neo4j_uri, neo4j_settings, "News") as new, opened(neo4j_uri, neo4j_settings, "Old_") as old:
        new.write(GRAPHS)
        old.write(GRAPHS[:2])
        old.delete(["d1"])
        new.write([graph_of("d2", [MEETING])])

        assert canonical_export(new) == canonical_export(ModelStore([GRAPHS[0], graph_of("d2", [MEETING]), GRAPHS[2]]))
        assert canonical_export(old) == canonical_export(ModelStore([GRAPHS[1]]))
        assert [*checkup(new), *checkup(old)] == []
        assert column(connection, theirs) == [5]
        old.clear()
        assert old.counts() == ModelStore().counts()
        assert new.counts().documents == 3
        assert column(connection, theirs) == [5]


@pytest.mark.parametrize("taken", ["Document", "Entity", "Store {id: 'store'}"])
def test_nodes_of_another_program_are_refused_before_anything_is_made(
    connection: Neo4jConnection, neo4j_uri: str, neo4j_settings: Neo4jSettings, taken: str
) -> None:
    run(connection, f"CREATE (:News{taken})")

    with pytest.raises(NotAGraphError, match="another NEWSKG_NEO4J_PREFIX"):
        Neo4jStore(neo4j_uri, replace(neo4j_settings, prefix="News"))

    assert column(connection, "SHOW INDEXES YIELD name WHERE name STARTS WITH 'newskg_News' RETURN name") == []


@pytest.mark.parametrize("prefix", ["news", "N-1", "N]->() DETACH DELETE n //", "N`"])
def test_a_prefix_that_is_no_name_is_refused(neo4j_uri: str, neo4j_settings: Neo4jSettings, prefix: str) -> None:
    with pytest.raises(StoreError, match="cannot name a label"):
        Neo4jStore(neo4j_uri, replace(neo4j_settings, prefix=prefix))


# -- schema -----------------------------------------------------------------------------------------------------------


def test_a_graph_that_is_not_there_is_not_made_unasked(
    connection: Neo4jConnection, neo4j_uri: str, neo4j_settings: Neo4jSettings
) -> None:
    settings = replace(neo4j_settings, prefix="News")

    with pytest.raises(StoreError, match="there is no graph at"):
        open_store(neo4j_uri, create=False, neo4j=settings)

    assert column(connection, "SHOW INDEXES YIELD name WHERE name STARTS WITH 'newskg_News' RETURN name") == []


def test_many_may_make_one_graph_at_once(
    connection: Neo4jConnection, neo4j_uri: str, neo4j_settings: Neo4jSettings
) -> None:
    settings = replace(neo4j_settings, prefix="News")

    def make_and_write(n: int) -> None:
        with closing(open_store(neo4j_uri, neo4j=settings)) as store:
            store.write([GRAPHS[n]])

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(make_and_write, range(3)))

    with closing(open_store(neo4j_uri, create=False, neo4j=settings)) as store:
        assert canonical_export(store) == canonical_export(ModelStore(GRAPHS))
        assert list(store.faults()) == []
    assert column(connection, "MATCH (m:NewsStore) RETURN m.revision") == [3]


def test_a_graph_of_a_newer_version_is_refused(
    connection: Neo4jConnection, neo4j_uri: str, neo4j_settings: Neo4jSettings
) -> None:
    with opened(neo4j_uri, neo4j_settings):
        run(connection, "MATCH (m:Store) SET m.schema = 99")

    with pytest.raises(StoreError, match=r"newer newskg \(schema 99, known 2\)"):
        Neo4jStore(neo4j_uri, neo4j_settings)


def test_a_graph_of_schema_1_can_be_read_and_what_it_holds_is_known_since_it_opens_to_write(
    connection: Neo4jConnection, neo4j_uri: str, neo4j_settings: Neo4jSettings
) -> None:
    ids, ever = ["d1", "d2", "d3"], DocumentQuery(as_of=AsOf(recorded=LATER))
    with opened(neo4j_uri, neo4j_settings) as store:
        store.write(GRAPHS)
    run(connection, "MATCH (d:Document) REMOVE d.recorded")
    run(connection, "MATCH (m:Store) SET m.schema = 1")

    with opened(neo4j_uri, neo4j_settings, create=False) as store:
        assert store.recorded_at(ids) == [None, None, None]
        assert store.documents(ever).items == ()
        assert canonical_export(store) == canonical_export(ModelStore(GRAPHS))
    with clock_at(FIRST), opened(neo4j_uri, neo4j_settings) as store:
        assert store.recorded_at(ids) == [FIRST, FIRST, FIRST]
        assert len(store.documents(ever).items) == 3
        assert store.write(GRAPHS).unchanged == ("d1", "d2", "d3")
    assert column(connection, "MATCH (m:Store) RETURN m.schema") == [2]


def test_a_lost_index_is_a_fault_until_the_graph_is_opened_again(
    connection: Neo4jConnection, neo4j_uri: str, neo4j_settings: Neo4jSettings
) -> None:
    with opened(neo4j_uri, neo4j_settings, "News") as store:
        run(connection, "DROP INDEX newskg_Newsstatement_edge")
        assert list(store.faults()) == ["index newskg_Newsstatement_edge is missing"]

    with opened(neo4j_uri, neo4j_settings, "News") as store:
        assert list(store.faults()) == []


@pytest.mark.parametrize(
    ("damage", "fault"),
    [
        ("MATCH (:Statement)-[r:STATED_IN]->() WITH r LIMIT 1 DELETE r", "has not one document"),
        ("MATCH (:Statement)-[r:TARGET]->() WITH r LIMIT 1 DELETE r", "is not tied to its entities"),
        ("CREATE (:Entity {id: 'x', kind: 'PERSON', name: 'x', names: ['x']})", "entity x is named by no document"),
        ("MATCH (d:Document {id: 'd1'}) REMOVE d.text", "document d1 is not whole"),
        ("MATCH (:Document)-[m:MENTIONS]->() WITH m LIMIT 1 DELETE m", "counts other documents than name it"),
        ("MATCH ()-[e:VISITS]->() DELETE e", "shows a relationship that is not there"),
        ("MATCH (s:Statement) REMOVE s.rank", "has no statement that shows it"),
    ],
)
def test_damage_is_told(
    connection: Neo4jConnection, neo4j_uri: str, neo4j_settings: Neo4jSettings, damage: str, fault: str
) -> None:
    with opened(neo4j_uri, neo4j_settings) as store:
        store.write(GRAPHS)
        assert list(store.faults()) == []

        run(connection, damage)

        assert any(fault in told for told in store.faults())


def test_every_index_is_ready(neo4j_uri: str, neo4j_settings: Neo4jSettings) -> None:
    with closing(Neo4jConnection(neo4j_uri, neo4j_settings)) as connection, opened(neo4j_uri, neo4j_settings):
        states = index_states(Neo4jGraph(connection, load_ontology()))

    assert set(states.values()) == {"ONLINE"}


# -- a server's limits ------------------------------------------------------------------------------------------------


def long_graph(n: int) -> DocumentGraph:
    return graph_of(f"d{n}", [VISIT, MEETING], prologue=" ".join(f"word{n}x{i}" for i in range(8000)))


def test_a_batch_that_is_too_large_for_the_server_is_halved() -> None:
    graphs = [long_graph(n) for n in range(60)]

    with throwaway_server(ServerOptions(transactions="10m")) as server, closing(open_store(server.url)) as store:
        result = store.write(graphs)

        assert result.failed == ()
        assert store.counts().documents == 60
        assert list(store.faults()) == []


def test_a_load_outlives_a_restart_of_the_server(own_neo4j: Server) -> None:
    def restart() -> None:
        own_neo4j.stop()
        own_neo4j.start()

    graphs = [graph_of(f"d{n}", [VISIT, MEETING]) for n in range(40)]
    restarter = Timer(0.5, restart)
    with closing(open_store(own_neo4j.url)) as store:
        restarter.start()
        written = [store.write([graph]).written for graph in graphs]
        restarter.join()
        rewritten = store.write(graphs)

        assert written == [(graph.document.id,) for graph in graphs]
        assert len(rewritten.unchanged) == 40
        assert canonical_export(store) == canonical_export(ModelStore(graphs))
