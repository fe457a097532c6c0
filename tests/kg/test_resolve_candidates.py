"""Entities of a graph enter; the tests look at the pairs that a person should decide."""

import random

from hypothesis import given
from hypothesis import strategies as st

from kg.model import Entity, Kind
from kg.resolve.candidates import Candidate, Reason, candidates


def entity(id: str, name: str, documents: int = 1) -> Entity:
    kind = Kind(id.partition("/")[0].upper())
    return Entity(id=id, kind=kind, name=name, aliases=(), documents=documents)


def found(*entities: Entity) -> list[tuple[str, str, str]]:
    return [(pair.reason.value, pair.left, pair.right) for pair in candidates(entities)]


FULL = entity("person/vladimir-putin", "Vladimir Putin")


def test_lone_surname_may_be_a_full_name_that_ends_in_it() -> None:
    other = entity("person/olga-kerr", "Olga Kerr")

    assert found(FULL, other, entity("person/putin@a", "Putin")) == [
        ("lone-name", "person/putin@a", "person/vladimir-putin")
    ]


def test_lone_surname_is_found_in_another_transliteration() -> None:
    full = entity("person/volodymyr-zelensky", "Volodymyr Zelensky")

    assert found(full, entity("person/zelenskyy@a", "Zelenskyy")) == [("lone-name", full.id, "person/zelenskyy@a")]


def test_title_before_a_surname_does_not_hide_it() -> None:
    assert found(FULL, entity("person/putin@a", "President Putin")) == [
        ("lone-name", "person/putin@a", "person/vladimir-putin")
    ]


def test_ambiguous_name_may_be_each_known_thing_that_bears_it() -> None:
    states = (
        entity("country/democratic-republic-of-the-congo", "DR Congo"),
        entity("country/republic-of-the-congo", "Congo-Brazzaville"),
        entity("country/angola", "Angola"),
    )

    assert found(*states, entity("country/congo@a", "Congo")) == [
        ("known-name", "country/congo@a", "country/democratic-republic-of-the-congo"),
        ("known-name", "country/congo@a", "country/republic-of-the-congo"),
    ]


def test_acronym_may_be_the_organisation_that_has_its_initials() -> None:
    full = entity("organization/union-of-river-towns", "Union of River Towns")

    assert found(full, entity("organization/urt@a", "URT")) == [("acronym", full.id, "organization/urt@a")]


def test_middle_names_may_be_left_out() -> None:
    assert found(entity("person/ana-b-kerr", "Ana B. Kerr"), entity("person/ana-kerr", "Ana Kerr")) == [
        ("middle-name", "person/ana-b-kerr", "person/ana-kerr")
    ]


def test_spellings_that_no_tradition_vouches_for_are_asked_about() -> None:
    assert found(
        entity("person/karen-ann-hill", "Karen Ann Hill"), entity("person/karin-ann-hill", "Karin Ann Hill")
    ) == [("middle-name", "person/karen-ann-hill", "person/karin-ann-hill")]


def test_one_name_in_two_documents_is_asked_about_once_for_each() -> None:
    parties = [entity(f"organization/labor-party@{scope}", "Labour Party") for scope in "abc"]

    assert found(*parties) == [
        ("same-name", "organization/labor-party@a", "organization/labor-party@b"),
        ("same-name", "organization/labor-party@a", "organization/labor-party@c"),
    ]


def test_what_is_described_and_not_named_is_not_asked_about() -> None:
    described = [("person/president", "the president"), ("group/iraqi-officials", "Iraqi officials")]

    assert found(*(entity(f"{id}@{scope}", name) for id, name in described for scope in "ab")) == []


def test_decided_pairs_are_not_asked_about_again() -> None:
    entities = [FULL, entity("person/putin@a", "Putin"), entity("person/putin@b", "Putin")]

    left = candidates(entities, decided=[("person/vladimir-putin", "person/putin@a")])

    assert [(pair.left, pair.right) for pair in left] == [
        ("person/putin@b", "person/vladimir-putin"),
        ("person/putin@a", "person/putin@b"),
    ]


def test_long_group_is_cut_and_says_by_how_much() -> None:
    entities = [FULL, *(entity(f"person/putin@{at:02}", "Putin") for at in range(30))]

    pairs = [pair for pair in candidates(entities, most=5) if pair.reason is Reason.LONE_NAME]

    assert [pair.left_out for pair in pairs] == [0, 0, 0, 0, 25]
    assert pairs[0] == Candidate(
        left="person/putin@00", right="person/vladimir-putin", reason=Reason.LONE_NAME, detail="'Putin' alone"
    )


def test_larger_entities_are_asked_about_first() -> None:
    entities = [FULL, entity("person/putin@a", "Putin"), entity("person/putin@b", "Putin", documents=7)]

    assert candidates(entities, most=1)[0].left == "person/putin@b"


NAMES = ["Putin", "Vladimir Putin", "Ana Kerr", "Ana B. Kerr", "Kerr", "George Bush", "King Abdullah"]
ENTITIES = st.lists(
    st.builds(
        lambda name, scope, documents: entity(f"person/{name.lower().replace(' ', '-')}{scope}", name, documents),
        st.sampled_from(NAMES),
        st.sampled_from(["", "@a", "@b", "@c"]),
        st.integers(1, 3),
    ),
    unique_by=lambda made: made.id,
)


@given(entities=ENTITIES, seed=st.integers(), most=st.integers(1, 3))
def test_order_of_entities_does_not_matter(entities: list[Entity], seed: int, most: int) -> None:
    shuffled = random.Random(seed).sample(entities, len(entities))

    pairs = candidates(entities, most=most)

    assert candidates(shuffled, most=most) == pairs
    assert len({(pair.left, pair.right) for pair in pairs}) == len(pairs)
    assert all(pair.left < pair.right for pair in pairs)


@given(entities=ENTITIES, most=st.integers(1, 3))
def test_who_decides_all_that_is_asked_sees_the_rest_in_the_end(entities: list[Entity], most: int) -> None:
    all_pairs = {(pair.left, pair.right) for pair in candidates(entities, most=10_000)}
    decided: set[tuple[str, str]] = set()

    while pairs := candidates(entities, decided=decided, most=most):
        decided |= {(pair.left, pair.right) for pair in pairs}

    assert decided == all_pairs
