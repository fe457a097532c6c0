"""The shipped ontology and broken files enter; the tests look at the types and at the errors' places."""

from pathlib import Path

import pytest

from kg.errors import OntologyError, QueryError
from kg.event_codes import PENTA, PLOVER
from kg.model import Kind
from kg.ontology import SHIPPED, Ontology, load_ontology

HEAD = """\
[kinds]
PERSON = "one human being"
ORGANIZATION = "a body"
COUNTRY = "a state"
GROUP = "people"
LOCATION = "a place"
[kind_sets]
ACTOR = ["PERSON", "ORGANIZATION"]
"""
TYPE = """\
[types.VISITS]
gloss = "goes to"
inverse = "visited by"
is_event = true
domain = ["ACTOR"]
range = ["LOCATION"]
cameo = "042"
cameo_codes = ["042"]
plover = "CONSULT"
mode = "visit"
quad = "vc"
"""
NEXT = """\
[types.NEXT]
gloss = "follows"
inverse = "followed by"
is_event = false
domain = ["ACTOR"]
range = ["ACTOR"]
"""


@pytest.fixture(scope="module")
def ontology() -> Ontology:
    return load_ontology()


def load_text(folder: Path, text: str) -> Ontology:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return load_ontology(path)


def test_shipped_file_holds_events_and_states(ontology: Ontology) -> None:
    states = [type.name for type in ontology.types.values() if not type.is_event]

    assert len(ontology.types) == 54
    assert " ".join(states) == (
        "LEADS MEMBER_OF SPOKESPERSON_FOR REPRESENTS PART_OF LOCATED_IN"
        " NATIONAL_OF ALLIED_WITH ENEMY_OF CONTROLS FAMILY_OF"
    )


def test_shipped_file_is_read_once() -> None:
    assert load_ontology() is load_ontology()
    assert load_ontology(SHIPPED) == load_ontology()


def test_types_keep_the_order_of_the_file(ontology: Ontology) -> None:
    names = list(ontology.types)

    assert names[0] == "COMMENTS_ON"
    assert names[-1] == "FAMILY_OF"


def test_every_kind_has_a_gloss(ontology: Ontology) -> None:
    assert set(ontology.kinds) == set(Kind)


def test_only_two_types_may_lack_a_target(ontology: Ontology) -> None:
    optional = {type.name for type in ontology.types.values() if type.is_target_optional}

    assert optional == {"PROTESTS_AGAINST", "DEPLOYS_TO"}


def test_symmetric_types_are_those_of_the_guide(ontology: Ontology) -> None:
    symmetric = [type.name for type in ontology.types.values() if type.is_symmetric]

    assert " ".join(symmetric) == (
        "AGREES_WITH SIGNS_AGREEMENT_WITH CEASES_FIRE_WITH MEETS TALKS_WITH NEGOTIATES_WITH COOPERATES_WITH"
        " FIGHTS ALLIED_WITH ENEMY_OF FAMILY_OF"
    )


def test_no_two_types_read_the_same(ontology: Ontology) -> None:
    readings = [type.inverse for type in ontology.types.values()]

    assert len(set(readings)) == len(readings)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("VISITS", ("042", "CONSULT", "visit", "vc", "vc")),
        ("APPEALS_TO", ("020", "REQUEST", None, "vx", "st")),
        ("CONCEDES_TO", ("080", "CONCEDE", None, "vc", "mc")),
        ("COMMENTS_ON", ("010", None, None, "st", "st")),
        ("ATTACKS", ("190", "ASSAULT", None, "mx", "mx")),
        ("ELECTS_APPOINTS", (None, None, None, None, None)),
        ("LEADS", (None, None, None, None, None)),
    ],
)
def test_types_know_their_event_codes(ontology: Ontology, name: str, codes: tuple[str | None, ...]) -> None:
    type = ontology.type(name)

    assert (type.cameo, type.plover, type.mode, type.quad, type.penta) == codes


@pytest.mark.parametrize(
    ("name", "source", "target", "is_allowed"),
    [
        ("VISITS", Kind.PERSON, Kind.LOCATION, True),
        ("VISITS", Kind.PERSON, Kind.COUNTRY, True),
        ("VISITS", Kind.LOCATION, Kind.COUNTRY, False),
        ("ATTACKS", Kind.GROUP, Kind.LOCATION, True),
        ("FAMILY_OF", Kind.PERSON, Kind.PERSON, True),
        ("FAMILY_OF", Kind.PERSON, Kind.COUNTRY, False),
        ("PART_OF", Kind.LOCATION, Kind.COUNTRY, True),
        ("NATIONAL_OF", Kind.PERSON, Kind.LOCATION, False),
    ],
)
def test_types_know_their_ends(ontology: Ontology, name: str, source: Kind, target: Kind, is_allowed: bool) -> None:
    type = ontology.type(name)

    assert (source in type.domain and target in type.range) is is_allowed


@pytest.mark.parametrize(("typo", "hint"), [("VISIT", "VISITS"), ("arrest", "ARRESTS"), ("talks with", "TALKS_WITH")])
def test_unknown_type_is_answered_with_close_ones(ontology: Ontology, typo: str, hint: str) -> None:
    with pytest.raises(QueryError, match=rf"unknown statement type '{typo}'; did you mean .*{hint}"):
        ontology.type(typo)


def test_type_like_no_other_is_answered_with_all(ontology: Ontology) -> None:
    with pytest.raises(QueryError, match=r"known: COMMENTS_ON, .*FAMILY_OF"):
        ontology.type("zzz")


def test_every_plover_type_has_a_class_of_penta() -> None:
    assert {quad for quad, _ in PLOVER.values()} < set(PENTA.values())


def test_own_file_is_read(tmp_path: Path) -> None:
    ontology = load_text(tmp_path, HEAD + TYPE + NEXT)

    assert list(ontology.types) == ["VISITS", "NEXT"]
    assert ontology.types["VISITS"].domain == {Kind.PERSON, Kind.ORGANIZATION}


# a change of the sound file above: what is replaced, by what; the line and the reason that the error names
BROKEN = [
    ('inverse = "visited by"', 'inverse = "visited by', 11, "Illegal character"),
    (NEXT, NEXT + "[types.VISITS]\n", 26, "twice"),
    ("[types.NEXT]", "[typos.NEXT]", 20, "unknown table 'typos'"),
    ("[types.NEXT]", "[types.next]", 20, "capitals"),
    ('LOCATION = "a place"\n', "", 1, "no gloss for LOCATION"),
    ('GROUP = "people"', "GROUP = 1", 5, "needs a gloss"),
    ('GROUP = "people"', 'CROWD = "people"', 5, "unknown kind 'CROWD'"),
    ('ACTOR = ["PERSON"', 'ACTOR = ["PERSONS"', 8, "unknown kind 'PERSONS'"),
    ('range = ["LOCATION"]', 'range = ["SEA"]', 14, "unknown kind 'SEA'"),
    ('range = ["LOCATION"]', 'range = "LOCATION"', 14, "must be a list"),
    ('range = ["LOCATION"]', "range = []", 14, "must be a list of kinds"),
    ('gloss = "goes to"\n', "", 9, "lacks gloss"),
    ('gloss = "goes to"', 'gloss = ""', 10, "is empty"),
    ("is_event = true", 'is_event = "yes"', 12, "must be true or false"),
    ('quad = "vc"', 'quid = "vc"', 19, "unknown key 'quid'"),
    ('quad = "vc"\n', "", 15, "needs a quad class"),
    ('quad = "vc"', 'quad = "mx"', 19, "'mx' is not the class of PLOVER CONSULT, vc"),
    ('plover = "CONSULT"\nmode = "visit"\nquad = "vc"', 'quad = "mx"', 17, "not the class of CAMEO 042, vc"),
    ('plover = "CONSULT"\n', "", 17, "a mode needs a PLOVER type"),
    ('mode = "visit"', 'mode = "riot"', 18, "no mode 'riot'"),
    ('plover = "CONSULT"', 'plover = "CHAT"', 17, "unknown PLOVER type 'CHAT'"),
    ('cameo_codes = ["042"]', 'cameo_codes = ["42"]', 16, "'42' is no CAMEO code"),
    ('cameo_codes = ["042"]', 'cameo_codes = ["042", "210"]', 16, "'210' is no CAMEO code"),
    ('cameo_codes = ["042"]', 'cameo_codes = ["043"]', 15, "'042' is not among cameo_codes"),
    ('cameo = "042"\n', "", 15, "need a default"),
    ('cameo = "042"\ncameo_codes = ["042"]\n', "", 17, "needs CAMEO codes"),
    ("is_event = false", 'is_event = false\nquad = "st"', 23, "a state has no CAMEO"),
    ("is_event = true", "is_event = true\nis_symmetric = true", 15, "same domain and range"),
]


@pytest.mark.parametrize(("old", "new", "line", "reason"), BROKEN)
def test_broken_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, reason: str) -> None:
    text = HEAD + TYPE + NEXT
    assert old in text

    with pytest.raises(OntologyError) as caught:
        load_text(tmp_path, text.replace(old, new, 1))

    assert str(caught.value).startswith(f"{tmp_path / 'own.toml'}:{line}: ")
    assert reason in str(caught.value)


@pytest.mark.parametrize("text", ["", HEAD])
def test_file_without_types_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(OntologyError, match=r"own\.toml:1: .*needs a table"):
        load_text(tmp_path, text)


def test_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"none\.toml: cannot be read"):
        load_ontology(tmp_path / "none.toml")
