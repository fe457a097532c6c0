"""Entities of one document enter the resolver; the tests look at the ids that hold across documents."""

from pathlib import Path

import pytest

from kg.errors import LoadError
from kg.model import (
    Attribution,
    Document,
    DocumentEntity,
    DocumentGraph,
    Evidence,
    Extraction,
    Form,
    Kind,
    Mention,
    Quote,
    Sentence,
    Statement,
)
from kg.resolve import RuleResolver
from kg.resolve.alias_table import load_table


def extraction_of(
    *entities: tuple[Kind, tuple[str, ...], Form], id: str = "d1", statements: tuple[Statement, ...] = ()
) -> Extraction:
    """Make an extraction whose text is the surfaces in a row; the first surface is the name."""
    text = " ".join(surface for _, surfaces, _ in entities for surface in surfaces)
    made, start = [], 0
    for at, (kind, surfaces, form) in enumerate(entities):
        mentions = []
        for surface in surfaces:
            mentions.append(Mention(quote=Quote.of(text, start, start + len(surface)), form=form))
            start += len(surface) + 1
        made.append(DocumentEntity(id=f"e{at}", kind=kind, name=surfaces[0], mentions=tuple(mentions)))
    return Extraction(
        document=Document(id=id, text=text),
        reader="test",
        sentences=(Sentence(index=0, start=0, end=len(text)),),
        entities=tuple(made),
        statements=statements,
    )


def resolve(extraction: Extraction) -> DocumentGraph:
    return RuleResolver().resolve(extraction)


def id_of(kind: Kind, *surfaces: str, form: Form = Form.NAME, document: str = "d1") -> str:
    return resolve(extraction_of((kind, surfaces, form), id=document)).entities[0].id


@pytest.mark.parametrize(
    ("kind", "surfaces", "expected"),
    [
        (Kind.COUNTRY, ("Syrian Arab Republic",), "country/syria"),
        (Kind.COUNTRY, ("U.S.",), "country/united-states"),
        (Kind.COUNTRY, ("Georgia",), "country/georgia"),
        (Kind.COUNTRY, ("Syrian",), "country/syria"),
        (Kind.ORGANIZATION, ("the U.N.",), "organization/united-nations"),
        (Kind.ORGANIZATION, ("UNITED NATIONS",), "organization/united-nations"),
        (Kind.ORGANIZATION, ("Syria's government",), "organization/government-of-syria"),
        (Kind.ORGANIZATION, ("Moscow",), "organization/government-of-russia"),
        (Kind.ORGANIZATION, ("Syrian army",), "organization/syrian-arab-army"),
        (Kind.ORGANIZATION, ("Failaq al-Nowhere",), "organization/failaq-al-nowhere"),
        (Kind.ORGANIZATION, ("Some Democratic Forces", "OPCW"),
         "organization/organisation-for-the-prohibition-of-chemical-weapons"),
        (Kind.LOCATION, ("Moscow",), "location/moscow"),
        (Kind.PERSON, ("Bashar al-Assad", "Assad"), "person/bashar-al-assad"),
    ],
)  # fmt: skip
def test_names_resolve_by_table_or_key(kind: Kind, surfaces: tuple[str, ...], expected: str) -> None:
    assert id_of(kind, *surfaces) == expected


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        (Kind.COUNTRY, "Burma", "Myanmar"),
        (Kind.COUNTRY, "Côte d'Ivoire", "Ivory Coast"),
        (Kind.COUNTRY, "The Netherlands", "Netherlands"),
        (Kind.COUNTRY, "Timor-Leste", "East Timor"),
        (Kind.ORGANIZATION, "UN", "United Nations"),
        (Kind.ORGANIZATION, "NATO", "North Atlantic Treaty Organization"),
        (Kind.ORGANIZATION, "Kremlin", "the Russian government"),
        (Kind.PERSON, "Muammar Gaddafi", "Moammar Gadhafi"),
        (Kind.PERSON, "Muammar Gaddafi", "Muammar Qaddafi"),
        (Kind.PERSON, "Bashar al-Assad", "Bashar Assad"),
        (Kind.PERSON, "Abdel Fattah el-Sisi", "Abdel Fattah al-Sisi"),
        (Kind.PERSON, "George H.W. Bush", "George H. W. Bush"),
        (Kind.PERSON, "Recep Tayyip Erdogan", "Recep Tayyip Erdoğan"),
    ],
)
def test_two_names_of_one_thing_meet(kind: Kind, left: str, right: str) -> None:
    assert id_of(kind, left, document="d1") == id_of(kind, right, document="d2")


@pytest.mark.parametrize(
    ("kind", "left", "right"),
    [
        (Kind.COUNTRY, "North Korea", "South Korea"),
        (Kind.COUNTRY, "Sudan", "South Sudan"),
        (Kind.COUNTRY, "Niger", "Nigeria"),
        (Kind.COUNTRY, "Guinea", "Equatorial Guinea"),
        (Kind.COUNTRY, "Democratic Republic of the Congo", "Republic of the Congo"),
        (Kind.COUNTRY, "Iran", "Iraq"),
        (Kind.COUNTRY, "Dominica", "Dominican Republic"),
        (Kind.PERSON, "George H. W. Bush", "George W. Bush"),
        (Kind.PERSON, "George Bush", "George W. Bush"),
        (Kind.PERSON, "Putin", "Vladimir Putin"),
        (Kind.PERSON, "Hafez al-Assad", "Bashar al-Assad"),
        (Kind.PERSON, "Maher al-Assad", "Bashar al-Assad"),
        (Kind.ORGANIZATION, "Hamas", "Hamas government in Gaza"),
        (Kind.ORGANIZATION, "Who", "WHO"),
        (Kind.ORGANIZATION, "Syrian army", "Free Syrian Army"),
        (Kind.ORGANIZATION, "European Union", "European Commission"),
    ],
)
def test_two_things_with_like_names_stay_apart(kind: Kind, left: str, right: str) -> None:
    assert id_of(kind, left) != id_of(kind, right)


def test_kinds_stay_apart() -> None:
    assert id_of(Kind.LOCATION, "Washington") != id_of(Kind.PERSON, "Washington")


@pytest.mark.parametrize(
    ("kind", "surface"),
    [
        (Kind.COUNTRY, "Congo"),
        (Kind.PERSON, "George Bush"),
        (Kind.PERSON, "Putin"),
        (Kind.ORGANIZATION, "National Assembly"),
    ],
)
def test_ambiguous_name_does_not_merge_documents(kind: Kind, surface: str) -> None:
    assert id_of(kind, surface, document="d1") != id_of(kind, surface, document="d2")


def test_fuller_name_settles_an_ambiguous_one() -> None:
    known = id_of(Kind.COUNTRY, "Congo", "Democratic Republic of the Congo")

    assert known == "country/democratic-republic-of-the-congo"


def test_names_that_mean_different_things_settle_nothing() -> None:
    assert id_of(Kind.ORGANIZATION, "Joint Body", "NATO", "OPCW") == "organization/joint-body"


def test_unnamed_stay_in_their_document() -> None:
    first = id_of(Kind.GROUP, "rebels", form=Form.NOMINAL, document="d1")

    assert first.startswith("group/rebels@")
    assert first == id_of(Kind.GROUP, "rebels", form=Form.NOMINAL, document="d1")
    assert first != id_of(Kind.GROUP, "rebels", form=Form.NOMINAL, document="d2")


def test_two_unnamed_of_one_document_stay_two() -> None:
    man = (Kind.PERSON, ("a man",), Form.NOMINAL)
    ids = [entity.id for entity in resolve(extraction_of(man, man)).entities]

    assert len(set(ids)) == 2


def test_one_name_in_a_document_is_one_thing_and_no_description_of_another() -> None:
    names = [(Kind.PERSON, ("Kerr",), Form.NAME), (Kind.PERSON, ("Mr. Kerr",), Form.NAME)]
    described = (Kind.PERSON, ("kerr",), Form.NOMINAL)

    ids = [entity.id for entity in resolve(extraction_of(described, *names)).entities]

    assert len(ids) == 2
    assert ids[1] == f"{ids[0]}.3"


def test_unnamed_that_the_table_knows_is_known() -> None:
    assert id_of(Kind.ORGANIZATION, "Syrian government", form=Form.NOMINAL) == "organization/government-of-syria"


def test_described_body_of_a_state_is_one_in_all_documents() -> None:
    assert id_of(Kind.ORGANIZATION, "Zambian police", form=Form.NOMINAL) == "organization/police-of-zambia"


def test_two_entities_of_one_id_are_put_together() -> None:
    graph = resolve(
        extraction_of((Kind.ORGANIZATION, ("UN",), Form.NAME), (Kind.ORGANIZATION, ("United Nations",), Form.NAME))
    )

    (entity,) = graph.entities
    assert entity.name == "United Nations"
    assert [mention.quote.text for mention in entity.mentions] == ["UN", "United Nations"]


def statement_in(document: str, quote: Quote) -> Statement:
    evidence = Evidence(sentence=quote, trigger=quote, source=quote, target=quote, rule="test")
    return Statement(
        id="s1",
        document=document,
        source="e0",
        type="BACKS",
        target="e1",
        place="e2",
        attribution=Attribution(entity="e3"),
        evidence=(evidence,),
        confidence=0.5,
    )


def test_statements_follow_their_entities() -> None:
    statement = statement_in("d1", Quote(start=0, end=2, text="UN"))
    places = [
        (Kind.ORGANIZATION, "UN"),
        (Kind.ORGANIZATION, "Moscow"),
        (Kind.COUNTRY, "Burma"),
        (Kind.PERSON, "Ana Kerr"),
    ]
    extraction = extraction_of(*((kind, (name,), Form.NAME) for kind, name in places), statements=(statement,))

    (found,) = resolve(extraction).statements

    assert (found.source, found.target) == (
        "organization/united-nations",
        "organization/government-of-russia",
    )
    assert (found.place, found.attribution) == ("country/myanmar", Attribution(entity="person/ana-kerr"))
    assert (found.id, found.evidence) == (statement.id, statement.evidence)


def test_entities_stand_in_order_of_id_whatever_the_order_read() -> None:
    items = [(Kind.COUNTRY, ("Syria",), Form.NAME), (Kind.PERSON, ("Ana Kerr",), Form.NAME)]

    ids = [[entity.id for entity in resolve(extraction_of(*order)).entities] for order in (items, items[::-1])]

    assert ids[0] == ids[1] == sorted(ids[0])


THINGS = "kind,name,aliases,acronyms,demonyms,seats,ambiguous\n"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("kind,name\n", 1, "the columns are"),
        (THINGS + "COUNTRY,Arvania\n", 2, "needs 7 cells"),
        (THINGS + "STATE,Arvania,,,,,\n", 2, "unknown kind 'STATE'"),
        (THINGS + "COUNTRY,,,,,,\n", 2, "name: is empty"),
        (
            THINGS + "COUNTRY,Arvania,Land,,,,\nCOUNTRY,Belmark,Land,,,,\n",
            3,
            "'land' names 'Arvania' already",
        ),
        (THINGS + "COUNTRY,Arvania,Land,,,,Land\n", 2, "'Land' is called ambiguous"),
        (THINGS + "COUNTRY,Arvania,,A.R.,,,\n", 2, "not in capitals without dots"),
    ],
)
def test_wrong_table_is_refused_with_its_line(tmp_path: Path, text: str, line: int, reason: str) -> None:
    things, persons = tmp_path / "things.csv", tmp_path / "persons.csv"
    things.write_text(text)
    persons.write_text("name,aliases,ambiguous\n")

    with pytest.raises(LoadError) as caught:
        load_table(things, persons)

    assert str(caught.value).startswith(f"{things}:{line}: ")
    assert reason in str(caught.value)
