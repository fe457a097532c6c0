"""What is kept apart for judging never reaches training, dev or test data, as a document or as a sentence."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from spacy.tokens import DocBin

from training.build_data import Builder, build_names, build_trees
from training.held_out import HeldOut, fingerprint
from training.recipe import RECIPE, Recipe


def build(corpora: Path, out: Path, *texts: str) -> HeldOut:
    held_out = HeldOut(fingerprints=frozenset(map(fingerprint, texts)))
    builder = Builder(corpora=corpora, held_out=held_out, recipe=Recipe.from_file(RECIPE).data, nlp=spacy.blank("en"))
    build_trees(builder, out / "trees")
    build_names(builder, out / "names")
    return held_out


def written_texts(out: Path) -> Iterator[str]:
    vocab = spacy.blank("en").vocab
    for file in out.rglob("*.spacy"):
        yield from (doc.text for doc in DocBin().from_disk(file).get_docs(vocab))


def test_spacing_case_and_punctuation_do_not_change_a_fingerprint() -> None:
    assert fingerprint('He said: "Two-year deal."') == fingerprint("he said two - year deal")


def test_file_of_fingerprints_may_hold_comments(tmp_path: Path) -> None:
    file = tmp_path / "held_out.txt"
    file.write_text(f"# kept apart\n{fingerprint('one')}\n", encoding="utf-8")

    held_out = HeldOut.from_file(file)

    assert held_out.holds("One!", corpus="gmb")
    assert not held_out.holds("Two!", corpus="gmb")


@pytest.mark.parametrize(
    ("corpus", "held_out_text", "count"),
    [
        ("gmb", "Jane2 Roe left Port Hope.", 1),
        ("re3d", "President Jane Roe left Port Hope in week 4. She returned.", 1),
        ("re3d", "President Jane Roe left Port Hope in week 4.", 1),
        ("wikigold", "Jane Roe left Port Hope.", 1),
        ("redocred", "Jane Roe left.", 2),
        ("crossner", "Jane Roe ruled", 8),
        ("uner_ewt", "Roe sailed", 2),
        ("gum", "The Red Front denied the attack near the river.", 6),
        ("ewt", "The Red Front denied the attack near the river.", 3),
    ],
)
def test_held_out_text_is_left_out_of_every_part(
    tiny_corpora: Path, tmp_path: Path, corpus: str, held_out_text: str, count: int
) -> None:
    held_out = build(tiny_corpora, tmp_path / "data", held_out_text)

    assert held_out.left_out[corpus] == count
    assert not any(held_out_text in text for text in written_texts(tmp_path / "data"))


def test_whole_treebank_document_is_left_out_by_the_fingerprint_of_its_text(tiny_corpora: Path, tmp_path: Path) -> None:
    second = (
        "The Red Front denied the attack near the river. "
        "Thousands of people fled to the capital after the fighting. "
        "President Roe warned that the war could spread. Syldavia sent food, doctors and tents to the camps."
    )

    build(tiny_corpora, tmp_path / "data", second)

    assert not any("Syldavia sent food" in text for text in written_texts(tmp_path / "data"))
    assert any("Syldavia and its neighbours" in text for text in written_texts(tmp_path / "data"))


def test_conversation_of_gum_is_left_out(tiny_corpora: Path, tmp_path: Path) -> None:
    build(tiny_corpora, tmp_path / "data")

    gum_files = list((tmp_path / "data").rglob("gum-*.spacy"))

    vocab = spacy.blank("en").vocab
    texts = [doc.text for file in gum_files for doc in DocBin().from_disk(file).get_docs(vocab)]
    assert texts
    assert not any("Hello there" in text for text in texts)
