"""Wrong lexicon files are refused with file, line and key; the shipped ones are sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import LexiconError
from kg.ontology import load_ontology
from kg_loaders.lexicon import load_frames, load_words
from kg_loaders.lexicon.words import WORDS_FILE

GOOD = '[[frame]]\ntype = "VISITS"\nverbs = "visit tour"\ntarget = ["object"]\n'


def test_the_shipped_frames_cover_at_least_25_event_types_and_the_main_states() -> None:
    types = {frame.type for frame in load_frames().frames}

    events = {name for name in types if load_ontology().types[name].is_event}
    assert len(events) >= 25
    assert {"LEADS", "MEMBER_OF", "SPOKESPERSON_FOR", "PART_OF", "LOCATED_IN", "NATIONAL_OF", "CONTROLS"} <= types


def test_each_word_of_a_frame_becomes_one(tmp_path: Path) -> None:
    path = tmp_path / "frames.toml"
    path.write_text(GOOD)

    lexicon = load_frames(tmp_path)

    assert [frame.name for frame in lexicon.frames] == ["verb:visit:VISITS", "verb:tour:VISITS"]
    assert lexicon.frames_of("verbs", "tour")[0].source == ("subject",)
    assert lexicon.frames_of("nouns", "tour") == ()


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (GOOD.replace("VISITS", "VISTS"), "frames.toml:1: type: unknown statement type 'VISTS'"),
        (GOOD.replace("verbs", "adverbs"), "frames.toml:1: adverbs: unknown key"),
        (GOOD.replace('"object"', '"obiect"'), "frames.toml:1: target: unknown slot 'obiect'"),
        (GOOD.replace("visit tour", "visit visit"), "frames.toml:1: verbs: no words, or a word twice"),
        (GOOD.replace("visit tour", ""), "frames.toml:1: verbs: no words, or a word twice"),
        (GOOD.replace('target = ["object"]', ""), "frames.toml:1: target: names no slot"),
        (GOOD + 'nouns = "visit"\n', "frames.toml:1: verbs: a frame has exactly one of"),
        ("\n\n" + GOOD.replace("VISITS", "X"), "frames.toml:3: type"),
        (GOOD + "object = \n", "frames.toml:5: "),
        (GOOD.replace("[[frame]]", "[[frames]]"), "frames.toml: frames: holds [[frame]] tables"),
        (GOOD.replace('["object"]', '"object"'), "frames.toml:1: target: must be a list of slots"),
        (GOOD + 'marked = ["on"]\n', "frames.toml:1: marked: only of nouns"),
        (GOOD + 'above = "put"\n', "frames.toml:1: above: only of nouns"),
        (GOOD.replace('"object"', '"above.object"'), "frames.toml:1: target: 'above.object' is a slot of nouns only"),
        (GOOD.replace("verbs", "nouns") + 'marked = ["owner"]\n', "frames.toml:1: marked: 'owner' is no preposition"),
    ],
)
def test_a_wrong_frame_is_refused_with_its_line(tmp_path: Path, broken: str, message: str) -> None:
    path = tmp_path / "frames.toml"
    path.write_text(broken)

    with pytest.raises(LexiconError) as caught:
        load_frames(tmp_path)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("light_verbs", "heavy_verbs", "syntax_heavy_verbs: unknown list"),
        ('denying = """deny reject dismiss refute dispute"""', 'denying = ""', "reporting_denying: must be a string"),
        ('prepositions = """according_to per"""', "prepositions = 3", "reporting_prepositions: must be a string"),
    ],
)
def test_a_wrong_word_list_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = WORDS_FILE.read_text()
    assert old in text
    path = tmp_path / "words.toml"
    path.write_text(text.replace(old, new))

    with pytest.raises(LexiconError) as caught:
        load_words(path)

    assert message in str(caught.value)
