"""Two documents name things; the tests look at whether they get one id. The table of pairs is who_is_who.csv."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.who_is_who import PAIRS, Pair, id_of, is_merged, read_pairs
from kg.errors import LoadError
from kg.model import Kind
from kg.names import fold_name
from kg.resolve.alias_table import FOLDER, AliasTable, add_places, shipped_table
from kg.resolve.name_keys import keys_by_name, name_key
from kg.resolve.name_words import load_given_names
from kg.resolve.transliteration import spelling_key

TABLE = read_pairs(PAIRS)
MISSED = {  # ours, and why
    "person Abdelkader Bensalah = person Abdul Qadir Bin Salih": "Bensalah may be the son of Salah",
    "organization UN peacekeeping mission in South Sudan = organization UNMISS": "a description, not a name",
    "organization US Department of Justice = organization Justice Department of the United States": "nobody says so",
}


def cases(is_same: bool) -> list[object]:
    marks = {title: [pytest.mark.xfail(reason=reason, strict=True)] for title, reason in MISSED.items()}
    return [
        pytest.param(pair, id=f"{pair.title}: {pair.lesson}", marks=marks.get(pair.title, []))
        for pair in TABLE
        if pair.is_same is is_same
    ]


@pytest.mark.parametrize("pair", cases(is_same=True))
def test_names_of_one_thing_meet(pair: Pair) -> None:
    assert is_merged(pair)


@pytest.mark.parametrize("pair", cases(is_same=False))
def test_names_of_two_things_stay_apart(pair: Pair) -> None:
    assert not is_merged(pair)


def test_table_of_pairs_is_large_and_asks_both_ways() -> None:
    same = sum(pair.is_same for pair in TABLE)

    assert len({pair.title for pair in TABLE}) == len(TABLE) >= 220
    assert 0.4 < same / len(TABLE) < 0.6
    assert {kind for pair in TABLE for kind, _ in (pair.left, pair.right)} == set(Kind)


def test_no_two_persons_of_the_table_have_one_transliteration() -> None:
    names = shipped_table().names[Kind.PERSON]
    spelled = {(spelling_key(key), name) for key, name in names.items() if spelling_key(key) is not None}

    assert len({key for key, _ in spelled}) == len(spelled) > 700


def test_keys_of_the_table_are_their_own_keys() -> None:
    names = shipped_table().names

    assert [key for kind in Kind for key in names[kind] if name_key(kind, key) != key] == []


def test_places_have_keys_of_their_own() -> None:
    table = shipped_table()

    assert [key for key in table.places if name_key(Kind.LOCATION, key) != key or key in table.shared_places] == []
    assert {name_key(Kind.LOCATION, name) for name in table.places.values()} & table.shared_places == set()


@pytest.mark.parametrize("surface", ["Iraqi Foreign Ministry", "Kenya's Supreme Court", "Senate of Canada"])
def test_body_of_a_state_is_known_without_a_row(surface: str) -> None:
    assert "@" not in id_of(Kind.ORGANIZATION, surface, "d1")


@pytest.mark.parametrize(
    ("kind", "surface", "expected"),
    [
        (Kind.PERSON, "Gen. Ana Kerr", "person/ana-kerr"),
        (Kind.PERSON, "Moammar Kadafi", "person/muammar-gaddafi"),
        (Kind.PERSON, "Muhammad Husayn al-Qantari", "person/mohammed-hussein-kantari"),
        (Kind.ORGANIZATION, "Kessler Steel Corp.", "organization/kessler-steel"),
        (Kind.ORGANIZATION, "Zambia's Ministry of Health", "organization/health-ministry-of-zambia"),
        (Kind.ORGANIZATION, "Ukraine's Ministry of Defense", "organization/ministry-of-defence-of-ukraine"),
        (Kind.LOCATION, "Deir Azzor", "location/deir-ez-zor"),
        (Kind.GROUP, "Arvanians", "group/arvanian"),
    ],
)
def test_id_of_a_name(kind: Kind, surface: str, expected: str) -> None:
    assert id_of(kind, surface, "d1") == expected


WORDS = st.sampled_from(
    "The the Al el St. U.N. UN Mohammed Muhammad Sergei Ivanoff Ministry of Defence Kenya Kenyan Kenya's Inc. Ltd Jr."
    " President King Abdul Rahman Abdurrahman bin O'Neil & 3M Örebro Şanlıurfa – II army Nuruddin ال".split()
)
NAMES = st.one_of(st.lists(WORDS, min_size=1, max_size=5).map(" ".join), st.text(min_size=1, max_size=20)).filter(
    str.strip
)
KINDS = st.sampled_from(Kind)


@given(kind=KINDS, name=NAMES)
def test_id_is_the_same_each_time(kind: Kind, name: str) -> None:
    assert id_of(kind, name, "d1") == id_of(kind, name, "d1")


@given(kind=KINDS, name=NAMES, other=NAMES)
def test_what_is_known_of_a_name_never_depends_on_another_document(kind: Kind, name: str, other: str) -> None:
    before = id_of(kind, name, "d1")
    id_of(kind, other, "d2")

    assert id_of(kind, name, "d1") == before


@given(kind=KINDS, name=NAMES)
def test_key_is_its_own_key(kind: Kind, name: str) -> None:
    key = name_key(kind, name)

    assert name_key(kind, key) == key


@given(name=NAMES)
def test_transliteration_is_its_own(name: str) -> None:
    key = spelling_key(name)

    assert key is None or spelling_key(key) in (key, None)


@given(kind=KINDS, names=st.lists(NAMES, max_size=6))
def test_many_keys_are_the_keys_of_each(kind: Kind, names: list[str]) -> None:
    assert keys_by_name(kind, names) == {name: name_key(kind, name) for name in names}


def test_shipped_names_fold_alike_alone_and_together() -> None:
    surfaces = (FOLDER / "names.csv").read_text("utf-8").replace(",", "|").replace("\n", "|").split("|")

    assert keys_by_name(Kind.LOCATION, surfaces) == {name: name_key(Kind.LOCATION, name) for name in surfaces}
    assert fold_name("Åland") in {fold_name(name) for name in surfaces}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("name,spellings\n", ":1: the columns are tradition, name, spellings"),
        ("tradition,name,spellings\narabic,ali\n", ":2: the columns are"),
        ("tradition,name,spellings\narabic,ali,aly\narabic,alia,aly\n", ":3: spellings: 'aly' is a spelling of 'ali'"),
    ],
)
def test_wrong_given_names_are_refused_with_their_line(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "given.csv"
    path.write_text(text)

    with pytest.raises(LoadError) as caught:
        load_given_names(path)

    assert reason in str(caught.value)


@pytest.mark.parametrize("text", ["", "name\n", "name,keys\n", "name,keys\n,shared\nLund,lund,lunda\n"])
def test_wrong_places_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "places.csv"
    path.write_text(text)

    with pytest.raises(LoadError, match="name, keys"):
        add_places(AliasTable(), path)
