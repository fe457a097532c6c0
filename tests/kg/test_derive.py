"""What follows from statements, as pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.derive.entities import Naming, derive_entity
from kg.derive.events import events_of
from kg.derive.origins import bands_of, origins_of, regroup, sketch_of
from kg.derive.relationships import MAX_CONFIDENCE, Told, derive_relationship, ends_of, relationships_of
from kg.model import Kind, Modality, Polarity, Relationship, Statement
from tests.kg.graphs import Told as Words
from tests.kg.graphs import graph_of

MEETS = frozenset(["MEETS"])
STORY = tuple(f"w{n}" for n in range(150))  # words of a story, each its own, so that likeness can be counted


def statements(*told: Words, id: str = "d1") -> tuple[Statement, ...]:
    return graph_of(id, told).statements


def visit(**changes: object) -> Words:
    return Words(source="assad", type="VISITS", target="ghouta", **changes)  # type: ignore[arg-type] # a test's shorthand


def told_of(*said: tuple[Words, str, str]) -> list[Told]:
    """Return what counts of (words, document, origin)."""
    return [Told.of(statements(words, id=document)[0], origin) for words, document, origin in said]


def edge_of(told: Iterable[Told]) -> Relationship | None:
    return derive_relationship(("assad", "ghouta"), "VISITS", list(told))


# -- relationships ----------------------------------------------------------------------------------------------------


def test_a_relationship_counts_statements_documents_and_origins() -> None:
    said = [(visit(date="2018-03-18"), "d1", "o1"), (visit(date="2018-03"), "d2", "o1"), (visit(), "d3", "o2")]

    edge = edge_of(told_of(*said))

    assert edge is not None
    assert (edge.statements, edge.documents, edge.origins) == (3, 3, 2)
    assert (str(edge.first_date), str(edge.last_date)) == ("2018-03", "2018-03-18")
    assert edge.confidence == pytest.approx(1 - 0.2 * 0.2)


def test_a_relationship_does_not_show_in_which_order_it_was_told() -> None:
    said = [(visit(confidence=0.9), "d1", "o1"), (visit(confidence=0.3), "d2", "o2"), (visit(), "d3", "o3")]

    edges = {edge_of(order) for order in permutations(told_of(*said, (visit(confidence=0.9), "d0", "o1")))}

    (edge,) = edges
    assert edge is not None
    assert edge.example == min(told_of(*said, (visit(confidence=0.9), "d0", "o1"))[n].statement for n in (0, 3))


def test_a_copy_makes_a_relationship_no_surer() -> None:
    once, twice = told_of((visit(confidence=0.7), "d1", "o")), told_of((visit(confidence=0.6), "d2", "o"))

    alone, copied = edge_of(once), edge_of(once + twice)

    assert alone is not None
    assert copied is not None
    assert (alone.confidence, copied.confidence, copied.origins) == (0.7, 0.7, 1)


def test_no_number_of_reports_makes_it_certain() -> None:
    edge = edge_of(told_of(*((visit(), f"d{n}", f"o{n}") for n in range(30))))

    assert edge is not None
    assert edge.confidence == MAX_CONFIDENCE


@pytest.mark.parametrize(
    "told",
    [
        visit(polarity=Polarity.NEGATIVE),
        *(visit(modality=modality) for modality in Modality if modality is not Modality.ACTUAL),
        visit(polarity=Polarity.NEGATIVE, modality=Modality.PLANNED),
    ],
)
def test_what_is_not_said_to_be_so_is_no_relationship(told: Words) -> None:
    assert edge_of(told_of((told, "d1", "o"))) is None


@pytest.mark.parametrize(
    ("modality", "is_contested"),
    [(Modality.ACTUAL, True), (Modality.PLANNED, False), (Modality.POSSIBLE, False), (Modality.DEMANDED, False)],
)
def test_a_denial_makes_a_relationship_contested(modality: Modality, is_contested: bool) -> None:
    denial = visit(polarity=Polarity.NEGATIVE, modality=modality, date="2020", confidence=1.0)

    edge = edge_of(told_of((visit(), "d1", "o1"), (denial, "d2", "o2")))

    assert edge is not None
    assert edge.is_contested is is_contested
    assert (edge.statements, edge.documents, edge.origins, edge.confidence) == (1, 1, 1, 0.8)
    assert edge.last_date is None


def test_a_symmetric_relationship_has_its_ends_in_order() -> None:
    (told,) = statements(Words(source="putin", type="MEETS", target="assad"))

    assert ends_of(told, MEETS) == ("assad", "putin")
    assert ends_of(told, frozenset()) == ("putin", "assad")


def test_what_has_one_end_is_no_relationship() -> None:
    alone, itself = statements(
        Words(source="rebels", type="PROTESTS_AGAINST", target=None),
        Words(source="rebels", type="FIGHTS", target="rebels"),
    )

    assert ends_of(alone, MEETS) is None
    assert ends_of(itself, frozenset(["FIGHTS"])) is None


def test_relationships_are_grouped_by_ends_and_type() -> None:
    told = [
        *statements(visit(), Words(source="putin", type="MEETS", target="assad")),
        *statements(visit(), Words(source="assad", type="MEETS", target="putin"), id="d2"),
        *statements(Words(source="rebels", type="PROTESTS_AGAINST", target=None), id="d2"),
    ]

    edges = {relationships_of(order, origins={"d1": "d1", "d2": "d1"}, symmetric=MEETS) for order in (told, told[::-1])}

    (found,) = edges
    assert [edge.id for edge in found] == sorted(edge.id for edge in found)
    assert {(edge.source, edge.type, edge.target, edge.statements, edge.origins) for edge in found} == {
        ("assad", "VISITS", "ghouta", 2, 1),
        ("assad", "MEETS", "putin", 2, 1),
    }


# -- origins ----------------------------------------------------------------------------------------------------------


def story(start: int, end: int, *, edited: int = 0) -> str:
    """Return some words of the story; `edited` tells one edition's changed word from another's."""
    words = [*STORY[start:end]]
    if edited:
        words[edited * 7 % len(words)] = f"edition{edited}"
    return " ".join(words) + "."


WIRE = {f"reprint{n}": story(0, 100, edited=n) for n in range(1, 11)}
OWN = {"own1": "A reporter on the square counted forty buses that evening.", "own2": story(110, 150)}
CHAIN = {"a": story(0, 100), "b": story(25, 125), "c": story(50, 150)}


def groups(texts: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Return the documents of each origin."""
    return [origin.documents for origin in origins_of({id: sketch_of(text) for id, text in texts.items()})]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Troops left.", "TROOPS  LEFT"),
        ("Troops left the city; rebels stayed.", "troops\nleft the city -- rebels stayed!"),
        ("Straße und ΣΊΣΥΦΟΣ", "STRASSE und σίσυφος"),
        ("?!", "?!"),
        (story(0, 100), story(0, 100, edited=3)),
        (story(0, 100), story(0, 65)),  # .63: the reprint is cut
        (story(0, 80), " ".join([story(0, 40), *STORY[100:110], story(40, 80)])),
    ],
)
def test_near_copies_are_one_origin(left: str, right: str) -> None:
    assert groups({"a": left, "b": right}) == [("a", "b")]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Troops left.", "Troops stayed."),
        ("Troops left.", "Troops left the city."),
        ("?!", "!?"),
        (story(0, 100), story(50, 150)),  # shares half of its words
        (story(0, 100), " ".join(reversed(STORY[:100]))),  # the same words otherwise
    ],
)
def test_another_story_is_another_origin(left: str, right: str) -> None:
    assert groups({"a": left, "b": right}) == [("a",), ("b",)]


def test_a_copy_of_a_copy_belongs_to_the_same_origin() -> None:
    assert groups({id: CHAIN[id] for id in "ac"}) == [("a",), ("c",)]
    assert groups(CHAIN) == [("a", "b", "c")]


@given(st.permutations([*(WIRE | OWN)]))
@settings(deadline=None, max_examples=30)
def test_ten_reprints_and_two_originals_are_three_origins_in_every_order(order: list[str]) -> None:
    texts = WIRE | OWN

    found = groups({id: texts[id] for id in order})

    assert found == [("own1",), ("own2",), tuple(sorted(WIRE))]


def test_an_origin_bears_the_first_id_of_its_documents() -> None:
    origins = origins_of({id: sketch_of(text) for id, text in (WIRE | OWN).items()})

    assert [origin.id for origin in origins] == ["own1", "own2", "reprint1"]
    assert origins_of({}) == ()


@given(st.text(), st.text())
@settings(deadline=None)
def test_copies_share_a_band_and_bands_fit_a_signed_integer(left: str, right: str) -> None:
    bands = bands_of(sketch_of(left)), bands_of(sketch_of(right))

    assert [len(found) for found in bands] == [25, 25]
    assert all(0 <= band < 2**63 for found in bands for band in found)
    assert bool({*bands[0]} & {*bands[1]}) or len(groups({"a": left, "b": right})) == 2


POOL = {id: sketch_of(text) for id, text in (WIRE | OWN | CHAIN | {"z": story(70, 150), "s": "Troops left."}).items()}


class Ledger:
    """Documents and their origins, kept as a store does: only what a change may touch is looked at."""

    def __init__(self) -> None:
        self.sketches: dict[str, bytes] = {}
        self.origins: dict[str, str] = {}

    def change(self, gone: Iterable[str], new: Mapping[str, bytes]) -> frozenset[str]:
        """Take documents away, add or replace others; return those that keep other company now."""
        replaced = {*gone, *new} & self.sketches.keys()
        bands = {band for sketch in new.values() for band in bands_of(sketch)}
        touched = {self.origins[id] for id in replaced}
        touched |= {self.origins[id] for id, sketch in self.sketches.items() if bands & {*bands_of(sketch)}}
        before = {id: origin for id, origin in self.origins.items() if origin in touched and id not in replaced}
        regrouping = regroup(before, {id: self.sketches[id] for id in before} | {**new})
        for id in replaced:
            del self.sketches[id], self.origins[id]
        self.sketches.update(new)
        self.origins.update(regrouping.origins)
        return regrouping.moved


def company(origins: Mapping[str, str], among: Iterable[str]) -> dict[str, frozenset[str]]:
    among = set(among)
    return {id: frozenset(other for other in among if origins[other] == origins[id]) for id in among}


CHANGES = st.tuples(
    st.sets(st.sampled_from([*POOL]), max_size=4),
    st.dictionaries(st.sampled_from([*POOL]), st.sampled_from([*POOL.values()]), max_size=4),
)


@given(st.lists(CHANGES, min_size=1, max_size=8))
@settings(deadline=None)
def test_origins_kept_up_change_by_change_are_those_of_the_whole(
    changes: list[tuple[set[str], dict[str, bytes]]],
) -> None:
    ledger = Ledger()

    for gone, new in changes:
        before = dict(ledger.origins)
        moved = ledger.change(gone, new)
        stayed = before.keys() & ledger.origins.keys() - gone - new.keys()
        then, now = company(before, stayed), company(ledger.origins, stayed)

        whole = {id: origin.id for origin in origins_of(ledger.sketches) for id in origin.documents}
        assert ledger.origins == whole
        assert moved == {id for id in stayed if then[id] != now[id]}


# -- events and entities ----------------------------------------------------------------------------------------------


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
