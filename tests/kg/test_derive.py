"""What follows from statements, as pure functions."""

from __future__ import annotations

from itertools import permutations

import pytest

from kg.derive.entities import Naming, derive_entity
from kg.derive.events import events_of
from kg.derive.origins import origin_key, origins_of
from kg.derive.relationships import MAX_CONFIDENCE, Told, derive_relationship, ends_of
from kg.model import Document, Kind, Modality, Polarity, Statement
from tests.kg.graphs import Told as Words
from tests.kg.graphs import graph_of

MEETS = frozenset(["MEETS"])


def statements(*told: Words, id: str = "d1") -> tuple[Statement, ...]:
    return graph_of(id, told).statements


def visit(**changes: object) -> Words:
    return Words(source="assad", type="VISITS", target="ghouta", **changes)  # type: ignore[arg-type] # a test's shorthand


def test_a_relationship_counts_statements_documents_and_origins() -> None:
    told = [
        Told(statement=statements(visit(date="2018-03-18"), id="d1")[0], origin="o1"),
        Told(statement=statements(visit(date="2018-03"), id="d2")[0], origin="o1"),
        Told(statement=statements(visit(), id="d3")[0], origin="o2"),
    ]

    edge = derive_relationship(("assad", "ghouta"), told)

    assert edge is not None
    assert (edge.statements, edge.documents, edge.origins) == (3, 3, 2)
    assert (str(edge.first_date), str(edge.last_date)) == ("2018-03", "2018-03-18")
    assert edge.confidence == pytest.approx(1 - 0.2 * 0.2)


def test_no_number_of_reports_makes_it_certain() -> None:
    told = [Told(statement=statements(visit(), id=f"d{n}")[0], origin=f"o{n}") for n in range(30)]

    edge = derive_relationship(("assad", "ghouta"), told)

    assert edge is not None
    assert edge.confidence == MAX_CONFIDENCE


@pytest.mark.parametrize(
    "told",
    [visit(polarity=Polarity.NEGATIVE), visit(modality=Modality.PLANNED), visit(modality=Modality.POSSIBLE)],
)
def test_what_is_not_said_to_be_so_is_no_relationship(told: Words) -> None:
    assert derive_relationship(("assad", "ghouta"), [Told(statement=statements(told)[0], origin="o")]) is None


def test_a_denial_makes_a_relationship_contested() -> None:
    both = statements(visit(), visit(polarity=Polarity.NEGATIVE))

    edge = derive_relationship(("assad", "ghouta"), [Told(statement=item, origin="o") for item in both])

    assert edge is not None
    assert edge.is_contested
    assert edge.statements == 1


def test_a_symmetric_relationship_has_its_ends_in_order() -> None:
    (told,) = statements(Words(source="putin", type="MEETS", target="assad"))

    assert ends_of(told, MEETS) == ("assad", "putin")
    assert ends_of(told, frozenset()) == ("putin", "assad")


def test_copies_of_a_text_are_one_origin_in_any_order() -> None:
    documents = [
        Document(id="b", text="Troops left."),
        Document(id="a", text="TROOPS  LEFT"),
        Document(id="c", text="Troops stayed."),
    ]

    found = {origins_of(order) for order in permutations(documents)}

    assert len(found) == 1
    assert sorted(origin.documents for origin in found.pop()) == [("a", "b"), ("c",)]
    assert origin_key("a b") == origin_key("A-B!")


def test_events_join_what_may_be_the_same_day() -> None:
    told = statements(visit(date="2018-03-18"), visit(date="2018-03"), visit(date="2018-05-01"))

    events = events_of(told, event_types=frozenset(["VISITS"]), symmetric=MEETS)

    assert sorted((str(event.date), len(event.statements)) for event in events) == [
        ("2018-03-18", 2),
        ("2018-05-01", 1),
    ]


def test_states_and_denials_are_no_events() -> None:
    told = statements(visit(polarity=Polarity.NEGATIVE), Words(source="assad", type="LEADS", target="syria"))

    assert events_of(told, event_types=frozenset(["VISITS"]), symmetric=MEETS) == ()


def test_an_entity_is_called_what_most_documents_call_it() -> None:
    namings = [
        Naming(name="Assad", has_name=True, surfaces=("Assad",)),
        Naming(name="Bashar al-Assad", has_name=True, surfaces=("Assad", "Bashar al-Assad")),
        Naming(name="Bashar al-Assad", has_name=True, surfaces=("Bashar al-Assad",)),
        Naming(name="the dictator", has_name=False, surfaces=()),
    ]

    found = {derive_entity("person/x", Kind.PERSON, order) for order in permutations(namings)}

    (entity,) = found
    assert (entity.name, entity.aliases, entity.documents) == ("Bashar al-Assad", ("Assad",), 4)
