"""Which words of a text speak of one thing: titles, predicates, definite nouns, plurals, pronouns."""

from __future__ import annotations

import pytest

from kg.model import Document, Extraction
from kg_loaders.extract import SpacyExtractor


def read(extractor: SpacyExtractor, text: str) -> Extraction:
    (extraction,) = extractor.extract([Document(id="d", text=text)])
    assert isinstance(extraction, Extraction)
    return extraction


def called(extractor: SpacyExtractor, text: str, name: str) -> set[str]:
    """Every word by which a text calls the entity of this name."""
    (entity,) = (entity for entity in read(extractor, text).entities if entity.name == name)
    return {mention.quote.text for mention in entity.mentions}


def told(extractor: SpacyExtractor, text: str) -> set[str]:
    extraction = read(extractor, text)
    name = {entity.id: entity.name for entity in extraction.entities}
    return {f"{name[s.source]} {s.type} {name.get(s.target or '', '')}" for s in extraction.statements}


@pytest.mark.parametrize(
    ("text", "name", "noun"),
    [
        ("U.S. Secretary of State Ana Kerr visited Iran.", "Ana Kerr", "U.S. Secretary"),
        ("The head of the Kenyan mission, Wim Ott, left Lund.", "Wim Ott", "The head"),
        ("Ana Kerr served as the Kenyan ambassador in Rome.", "Ana Kerr", "the Kenyan ambassador"),
        ("Wim Ott was elected president of Kenya.", "Wim Ott", "president of Kenya"),
        ("Ana Kerr became the mayor of Lund.", "Ana Kerr", "the mayor of Lund"),
        ("A senior Kenyan official left the talks. Wim Ott told reporters so.", "Wim Ott", "A senior Kenyan official"),
        ("Iran hanged two men. The country ignored all pleas.", "Iran", "The country"),
        ("The Labour Party met. Ana Kerr addressed the party.", "Labour Party", "the party"),
        ("Hezbollah fired on Haifa. The group denied it.", "Hezbollah", "The group"),
        ("Kenyan President Ana Kerr left. The Kenyan leader smiled.", "Ana Kerr", "The Kenyan leader"),
        ("Defence Minister Ana Kerr left. The defence minister smiled.", "Ana Kerr", "The defence minister"),
        ("Ana Kerr left Lund. In her speech, she thanked Iran.", "Ana Kerr", "her"),
        ("In his speech, Wim Ott thanked Iran.", "Wim Ott", "his"),
        ("Hillary Kerr met Bill Ott. She thanked Iran.", "Hillary Kerr", "She"),
        ("Mary Kerr left Lund. In an interview with Anna Ott, she thanked Iran.", "Mary Kerr", "she"),
        ("The army shelled Aleppo. Troops then entered the city.", "Aleppo", "the city"),
        ("Rebels fled eastern Kenya. The army patrols the region.", "eastern Kenya", "the region"),
        ("Rebels shelled Khartoum. The army then fled the capital.", "Khartoum", "the capital"),
        (
            "Rebels shelled Khartoum. Iran condemned attacks on the Sudanese capital.",
            "Khartoum",
            "the Sudanese capital",
        ),
        (
            "Ousted Kenyan President Ana Kerr left. Police held the former Kenyan leader.",
            "Ana Kerr",
            "the former Kenyan leader",
        ),
        ("NATO met in Lund. Ana Kerr thanked the alliance.", "NATO", "the alliance"),
        ("Chad spoke to Taiwan. Ana Kerr visited the island.", "Taiwan", "the island"),
        ('"I thank Iran," said Ana Kerr. "We met in Lund."', "Ana Kerr", "We"),
        ('Ana Kerr said: "The talks failed. I blame Iran."', "Ana Kerr", "I"),
        ("Minister Ana Kerr said:\n\nI condemn the attack on Lund.", "Ana Kerr", "I"),
        ("Kenya condemns the attack on Lund. We call on Iran to end it.", "Kenya", "We"),
    ],
)
def test_a_noun_or_pronoun_joins_the_name_that_it_means(
    extractor: SpacyExtractor, text: str, name: str, noun: str
) -> None:
    assert noun in called(extractor, text, name)


@pytest.mark.parametrize(
    ("text", "name", "noun"),
    [
        ("The brother of the Kenyan minister Wim Ott left.", "Wim Ott", "The brother"),
        ("Ana Kerr is not the mayor of Lund.", "Ana Kerr", "the mayor of Lund"),
        ("The Labour Party met. A party in Lund laughed.", "Labour Party", "A party"),
        ("The Foreign Ministry spoke. The group denied it.", "Foreign Ministry", "The group"),
        ("Vice President Wim Ott left Lund. The president smiled.", "Wim Ott", "The president"),
        ("Rebels shelled Khartoum. The army fled the Kenyan capital.", "Khartoum", "the Kenyan capital"),
        ("Rebels shelled Lund. The army fled the capital.", "Lund", "the capital"),
        (
            "Kenyan President Ana Kerr left. Police held the former Kenyan leader.",
            "Ana Kerr",
            "the former Kenyan leader",
        ),
        ("Wim Ott met Dan Orr. Lund cheered him.", "Wim Ott", "Lund"),
        ('Sam Ott said: "He is right."', "Sam Ott", "He"),
        ("Mary Kerr left Lund. In an interview with Anna Ott, she thanked Iran.", "Anna Ott", "she"),
        ("Rebels fled Khost province. The army entered the city.", "Khost", "the city"),
        ("Kenya released Ana Kerr. We met in Lund.", "Ana Kerr", "We"),
        ("Ana Kerr visited Iran. Kenya praised the African country.", "Iran", "the African country"),
    ],
)
def test_what_is_not_licensed_stays_apart(extractor: SpacyExtractor, text: str, name: str, noun: str) -> None:
    assert noun not in called(extractor, text, name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Ana Kerr will visit Wim Ott in Lund. The two leaders praised Iran.",
            {"Ana Kerr BACKS Iran", "Wim Ott BACKS Iran"},
        ),
        (
            "Ana Kerr will visit Wim Ott in Lund. The two praised Iran.",
            {"Ana Kerr BACKS Iran", "Wim Ott BACKS Iran"},
        ),
        (
            "Ana Kerr and Wim Ott said they condemned Iran.",
            {"Ana Kerr ACCUSES Iran", "Wim Ott ACCUSES Iran"},
        ),
        (
            "Ana Kerr will visit Wim Ott in Lund. The two leaders met for hours. They praised Iran.",
            {"Ana Kerr BACKS Iran", "Wim Ott BACKS Iran"},
        ),
        (
            "Kenya and Chad met Iranian rivals of Mali. Both countries condemned Cuba.",
            {"Kenya ACCUSES Cuba", "Chad ACCUSES Cuba"},
        ),
        (
            "Kenya made an offer to Chad. Both countries condemned Iran.",
            {"Kenya ACCUSES Iran", "Chad ACCUSES Iran"},
        ),
        (
            "Iran released Kenyan journalists Ana Kerr and Wim Ott.",
            {
                "Iran RELEASES Ana Kerr",
                "Iran RELEASES Wim Ott",
                "Ana Kerr NATIONAL_OF Kenya",
                "Wim Ott NATIONAL_OF Kenya",
            },
        ),
    ],
)
def test_a_plural_tells_the_same_of_each_that_it_means(
    extractor: SpacyExtractor, text: str, expected: set[str]
) -> None:
    assert expected <= told(extractor, text)


def test_of_three_countries_the_two_are_nobody_known(extractor: SpacyExtractor) -> None:
    text = "Kenya, Chad and Mali met. Both countries condemned Iran."

    assert not any(statement.endswith("ACCUSES Iran") for statement in told(extractor, text) if "Mali" in statement)
