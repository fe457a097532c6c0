"""What is said of a deed, a charge or an office that another sentence told."""

from __future__ import annotations

import pytest

from kg.model import Document, Extraction
from kg_loaders.extract import SpacyExtractor


def told(text: str, extractor: SpacyExtractor) -> set[str]:
    (extraction,) = extractor.extract([Document(id="d", text=text)])
    assert isinstance(extraction, Extraction)
    name = {entity.id: entity.name for entity in extraction.entities}
    return {f"{name[s.source]} {s.type} {name.get(s.target or '', '')}" for s in extraction.statements}


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("Gunmen attacked a convoy in Chad. Kenya condemned the attack.", "Kenya ACCUSES Gunmen"),
        ("Turkey bombed a village in Syria. Iran condemned Sunday's raid.", "Iran ACCUSES Turkey"),
        ("Rebels attacked an army base in Chad. The attack killed five soldiers.", "Rebels KILLS five soldiers"),
        ("Rebels raided a base in Chad. Five soldiers were killed in the raid.", "Rebels KILLS Five soldiers"),
        ("Kenya accuses Sudan of arming rebels. Sudan denies the charge.", "Sudan DENIES Kenya"),
        ("Kenya accuses Sudan of arming rebels. Khartoum denies it.", "Khartoum DENIES Kenya"),
        ("Kenya accuses Sudan of arming rebels. Sudan denied any involvement.", "Sudan DENIES Kenya"),
        ("Israel accuses Iran of building a bomb. Iran insists its program is peaceful.", "Iran DENIES Israel"),
        ("Gunmen attacked a bus in Chad. The attack was carried out by the Taliban.", "Taliban ATTACKS bus"),
        (
            "Five soldiers were killed in Chad. The Taliban claimed responsibility for the attack.",
            "Taliban CLAIMS_RESPONSIBILITY_FOR Five soldiers",
        ),
        ("Ana Kerr is the president of Kenya. On Sunday she stepped down.", "Ana Kerr WITHDRAWS_FROM Kenya"),
        ("Wim Ott, Kenya's finance minister, submitted his resignation.", "Wim Ott WITHDRAWS_FROM Kenya"),
    ],
)
def test_a_deed_told_before_has_its_doer(text: str, statement: str, extractor: SpacyExtractor) -> None:
    assert statement in told(text, extractor)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Turkey bombed a village. Rebels attacked a bus. Kenya condemned the attack.", "Kenya ACCUSES Turkey"),
        ("Rebels attacked a bus in Chad. Kenya condemned another attack.", "Kenya ACCUSES"),
        ("Kenya denied that its army attacked a bus in Chad. France condemned the attack.", "France ACCUSES"),
        ("Rebels may attack a base in Chad. The attack could come on Friday. Kenya condemned the attack.", "Kenya ACC"),
        ("Rebels tried to attack a base in Chad. The Taliban claimed responsibility for the attack.", "Taliban CLAIMS"),
        ("Rebels attacked a bus in Chad. Kenya condemned the attack in Lebanon.", "Kenya ACCUSES"),
        ("Rebels attacked a bus in Chad. Kenya condemned the Israeli attack.", "Kenya ACCUSES Rebels"),
        ("Kenya accuses Sudan of arming rebels. Chad denies the charge.", "Chad DENIES"),
        ("Kenya accuses Sudan of arming rebels. Sudan accepted the charge.", "Sudan DENIES"),
        ("Ana Kerr is the president of Kenya. She resigned as chairwoman of a club.", "WITHDRAWS_FROM Kenya"),
    ],
)
def test_what_may_be_another_deed_has_no_doer(text: str, word: str, extractor: SpacyExtractor) -> None:
    assert all(not statement.startswith(word) and not statement.endswith(word) for statement in told(text, extractor))


def test_the_two_of_one_sentence_are_both_blamed(extractor: SpacyExtractor) -> None:
    text = "Turkey and Iran bombed a village in Syria. Kenya condemned the bombing."

    assert {"Kenya ACCUSES Turkey", "Kenya ACCUSES Iran"} <= told(text, extractor)


def test_a_deed_told_of_two_in_one_sentence_is_nobodys(extractor: SpacyExtractor) -> None:
    text = "Turkey bombed a village and Iran shelled a town in Syria. Kenya condemned the attack."

    assert not any(statement.startswith("Kenya ACCUSES") for statement in told(text, extractor))


@pytest.mark.parametrize(
    ("text", "statement"),
    [
        ("The move came days after Kenya attacked rebels.", "Kenya ATTACKS rebels"),
        ("President Kerr and Prime Minister Wim Ott have met at the White House.", "Kerr MEETS Wim Ott"),
        (
            "Police arrested three members of the Hezbollah group.",
            "Police ARRESTS three members of the Hezbollah group",
        ),
        ("Bombings and ambushes by rebels killed five soldiers.", "rebels KILLS five soldiers"),
        ("Kenya blamed rebels for an explosion that killed five soldiers.", "rebels KILLS five soldiers"),
        ("Thousands of students took part in the protests.", "students PROTESTS_AGAINST "),
    ],
)
def test_ends_that_stand_apart_are_found(text: str, statement: str, extractor: SpacyExtractor) -> None:
    assert statement in told(text, extractor)
