"""Names as news writes them enter; the tests look at their folded form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.names import fold_name, search_words


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Erdoğan", "erdogan"),
        ("Łódź", "lodz"),
        ("Øresund", "oresund"),
        ("İzmir", "izmir"),
        ("Straße", "strasse"),
        ("the Kremlin", "kremlin"),
        ("The", "the"),
        ("Theresa May", "theresa may"),
        ("U.S.", "us"),
        ("Timor-Leste", "timor leste"),
        ("Sana'a", "sanaa"),
        ("Sana\u2019a", "sanaa"),
        ("AT&T", "at and t"),
        ("  Guinea\u2011Bissau ", "guinea bissau"),
        ("東京", "東京"),
        ("がら", "がら"),
        ("हिन्दी", "हिन्दी"),
        ("a_b", "a b"),
        ("***", "***"),
    ],
)
def test_spellings_of_one_name_fold_to_one(name: str, expected: str) -> None:
    assert fold_name(name) == expected


def test_direction_words_stay() -> None:
    assert fold_name("North Korea") != fold_name("South Korea")


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    once = fold_name(name)

    assert fold_name(once) == once


@given(st.text(st.characters(max_codepoint=127)))
def test_plain_letters_fold_beside_others_as_alone(text: str) -> None:
    assert set(search_words(f"{text} 東")) == {*search_words(text), "東"}
