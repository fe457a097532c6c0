"""A tiny treebank with coreference, in own words: which pronouns count, and when they are right."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from training.conllu import TreebankDocument, read_documents
from training.coreference.figures import Resolved, resolved
from training.coreference.gold import GoldPronoun, read_document

Row = tuple[str, str, int, str, str]  # form, tag, head, relation, MISC
KERR: Sequence[Row] = [
    ("Ana", "PROPN", 3, "nsubj", "Entity=(1-person-new-nnnnn-cf1-1-coref"),
    ("Kerr", "PROPN", 1, "flat", "Entity=1)"),
    ("left", "VERB", 0, "root", "_"),
    ("Kenya", "PROPN", 3, "obj", "Entity=(2-place-new-nnnnn-cf2-1-sgl)|SpaceAfter=No"),
    (".", "PUNCT", 3, "punct", "_"),
]
SHE: Sequence[Row] = [
    ("She", "PRON", 2, "nsubj", "Entity=(1-person-giv:act-nnnnn-cf1-1-ana)"),
    ("said", "VERB", 0, "root", "_"),
    ("it", "PRON", 4, "nsubj", "_"),
    ("rained", "VERB", 2, "ccomp", "SpaceAfter=No"),
    (".", "PUNCT", 2, "punct", "_"),
]


def treebank() -> str:
    sentences = [
        "\n".join(
            f"{at}\t{form}\t{form.lower()}\t{tag}\t_\t_\t{head}\t{relation}\t_\t{misc}"
            for at, (form, tag, head, relation, misc) in enumerate(rows, 1)
        )
        for rows in (KERR, SHE)
    ]
    return "# newdoc id = TINY_news_kerr\n" + "\n\n".join(sentences) + "\n\n"


def tiny() -> TreebankDocument:
    [document] = read_documents(treebank())
    return document


def test_a_pronoun_counts_if_a_name_before_it_calls_the_same_thing() -> None:
    gold = read_document(tiny())

    assert gold.text == "Ana Kerr left Kenya.\n\nShe said it rained."
    assert gold.pronouns == (
        GoldPronoun(start=22, word_class="he, she", identity="1"),
        GoldPronoun(start=31, word_class="it", identity=None),
    )
    assert [gold.is_resolvable(pronoun) for pronoun in gold.pronouns] == [True, False]


def test_it_is_right_if_the_nearest_name_that_it_is_linked_to_is() -> None:
    gold = read_document(tiny())

    right = resolved([(gold, {22: (0,)})])
    wrong = resolved([(gold, {22: (0, 14), 31: (14,)})])

    assert right["he, she"] == Resolved(asked=1, told=1, right=1, false=0)
    assert wrong["he, she"] == Resolved(asked=1, told=1, right=0, false=0)
    assert wrong["it"] == Resolved(asked=0, told=0, right=0, false=1)


def test_the_command_prints_the_figures(tmp_path: Path) -> None:
    (tmp_path / "tiny.conllu").write_text(treebank(), encoding="utf-8")
    command = [sys.executable, "-m", "training.coreference", str(tmp_path / "tiny.conllu"), "--genres", "news"]

    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "1 documents" in done.stdout
    assert "he, she  accuracy 1.000 (1/1)" in done.stdout
