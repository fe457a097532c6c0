"""The Phoenix dictionary of non-state actors and names by hand -> the phrase list of known groups."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from training.sources import read_text

DICTIONARY = "gazetteer/Phoenix.MilNonState.actors.txt"
ENTRY = re.compile(r"\+?([A-Z0-9_'\-.]{6,})")
ARTICLES = {"THE", "A"}


def known_group_names(corpora: Path, words: Mapping[str, Sequence[str]]) -> list[str]:
    """Return the names: those by hand as they are written, those of the dictionary in capitals."""
    text = read_text(corpora, DICTIONARY, encoding="latin1")
    return sorted({*words["names"], *dictionary_groups(text, words)})


def dictionary_groups(text: str, words: Mapping[str, Sequence[str]]) -> set[str]:
    """Return the entries that name a group: two words or more, one of them a group word.

    The dictionary lists leaders too, under their groups and at its end: they must not become organisations.
    """
    is_group = re.compile(rf"\b({'|'.join(words['group_words'])})\b")
    is_none = re.compile("|".join(words["never_words"]))
    names = {name for line in text.splitlines() if (name := _name(line)) and is_group.search(name)}
    return {name for name in names if not is_none.search(name) and _is_long_enough(name.split())}


def _name(line: str) -> str:
    match = ENTRY.match(line)
    return " ".join(match[1].replace("_", " ").split()) if match else ""


def _is_long_enough(words: Sequence[str]) -> bool:
    return len(words) > 2 or (len(words) == 2 and not ARTICLES & set(words))
