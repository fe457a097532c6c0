"""The generated lists hold names and leave out what only looks like one."""

from pathlib import Path

from training.build_lists import write_packed
from training.gazetteer import tokens_of
from training.group_names import dictionary_groups

WORDS = {"group_words": ["ARMY", "FRONT"], "never_words": ["LEADER"]}


def test_dictionary_gives_groups_and_no_leaders() -> None:
    text = "# comment\nRED_FRONT_ [RUR]\n+ARMY_OF_RURITANIA_\nOSAMA_BIN_DOE_ [RUR]\nTHE_ARMY_\nFRONT_LEADER_\n"

    assert dictionary_groups(text, WORDS) == {"RED FRONT", "ARMY OF RURITANIA"}


def test_names_are_split_as_the_tokenizer_splits() -> None:
    assert tokens_of("Deir ez-Zor") == "Deir ez - Zor"


def test_same_lists_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_packed(tmp_path / name, {"places": ["Port Hope"]})

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
