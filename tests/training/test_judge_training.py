"""Made-up articles with a word that no frame knows: the judge learns it, and gives up a frame that is never right."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from training.judge.boosting import Growth, grow
from training.judge.learning import Plan, first_stage, folds_of, train_judge, types_of
from training.judge.network import Recipe
from training.judge.rows import ArticleRows, Row, read_rows
from training.judge.validation import cross_validate, figures_of

FIRST = ("Ana Kerr", "Paul Ott", "Ines Moll", "Otto Brandt", "Mia Falk", "Jan Reuter")
SECOND = ("Lena Vogt", "Karl Stein", "Rosa Lind", "Hugo Maar", "Eva Thorn")
SMALL = Plan(
    recipe=Recipe(hidden=8, min_count=3, epochs=20, batch=16),
    growth=Growth(trees=20, leaves=4, least=3, rate=0.3, l2=1.0),
)


def article(number: int, source: str, verb: str, target: str, type: str | None) -> dict[str, object]:
    text = f"{source} {verb} {target} on Sunday."
    entities = [
        {"id": id, "kind": "PERSON", "name": name, "mentions": [name]} for id, name in (("e1", source), ("e2", target))
    ]
    said = {"source": "e1", "type": type, "target": "e2", "sentence": text, "trigger": verb, "core": True}
    plain = {"polarity": "positive", "modality": "actual", "attribution": None, "date": None, "place": None}
    statements = [] if type is None else [{**said, **plain}]
    return {"id": f"a{number}", "text": text, "entities": entities, "statements": statements}


@pytest.fixture(scope="module")
def gold(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gold") / "gold.jsonl"
    verbs = (("serenaded", "BACKS"), ("praised", None), ("glimpsed", None))
    lines = [
        json.dumps(article(number, source, verb, target, type))
        for number, (source, target, (verb, type)) in enumerate(product(FIRST, SECOND, verbs))
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def articles(gold: Path) -> list[ArticleRows]:
    return read_rows([gold])


def test_rows_say_what_annotators_say(articles: list[ArticleRows]) -> None:
    rows = [row for one in articles for row in one.rows]

    assert sum(row.here == {"BACKS"} for row in rows) == len(FIRST) * len(SECOND)
    assert sum(read.rule == "verb:praise:BACKS" for one in articles for read in one.frames) == len(FIRST) * len(SECOND)


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    paths = [tmp_path / folder / "gold.jsonl" for folder in ("a", "b")]
    for number, path in enumerate(paths):
        path.parent.mkdir()
        path.write_text(json.dumps(article(number, "Ana Kerr", "praised", "Lena Vogt", None)) + "\n", encoding="utf-8")

    assert [one.file for one in read_rows(paths)] == ["a/gold.jsonl", "b/gold.jsonl"]


def test_the_judge_learns_a_word_and_gives_up_a_frame(articles: list[ArticleRows]) -> None:
    found = cross_validate(articles, SMALL)

    f1 = {name: figures_of(articles, told)["gold.jsonl"].type.f1 for name, told in found.variants.items()}
    assert f1["frames"] == 0
    assert f1["judge"] > 0.8
    assert f1["vetoes only"] == 0
    assert 0 < f1["adds only"] < f1["judge"]


def test_the_judge_learns_the_same_by_folds_inside_folds(articles: list[ArticleRows]) -> None:
    found = cross_validate(articles, SMALL, is_strict=True)

    assert figures_of(articles, found.variants["judge"])["gold.jsonl"].type.f1 > 0.8


def test_folds_are_of_whole_articles_and_even(articles: list[ArticleRows]) -> None:
    folds = folds_of(articles, SMALL)

    assert np.bincount(folds).tolist() == [18] * 5


def test_the_same_seed_gives_the_same_judge(articles: list[ArticleRows]) -> None:
    one, other = (train_judge(articles, SMALL) for _ in range(2))

    assert one.first.rows.tobytes() == other.first.rows.tobytes()
    assert one.trees.value.tobytes() == other.trees.value.tobytes()
    assert one.accept.tolist() == other.accept.tolist()


def test_rows_of_whole_articles_count_twice() -> None:
    def row(article: int, sentence: int, key: int) -> Row:
        keys = np.array([key << 12], np.uint32)
        return Row(article, sentence, "c0", "c1", keys, {}, here=frozenset({"BACKS"}))

    rows = [*(row(0, sentence, 1) for sentence in range(4)), *(row(article, 0, 2) for article in range(1, 5))]

    stage = first_stage(rows, types_of(rows), Recipe(hidden=2, min_count=8, epochs=1))

    assert stage.keys.tolist() == [1 << 12]


def test_trees_learn_what_takes_two_questions() -> None:
    numbers = np.random.default_rng(1).random((2000, 3)).astype(np.float32)
    truth = ((numbers[:, 0] > 0.5) & (numbers[:, 1] > 0.3)).astype(float)

    sure = grow(numbers, truth, Growth(trees=60, leaves=6)).predict(numbers)

    assert ((sure > 0.5) == (truth > 0.5)).mean() > 0.98


def test_the_command_writes_a_model(gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "judge.npz"

    run = subprocess.run(
        [sys.executable, "-m", "training.judge", str(gold), "--out", str(out)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert "90 articles" in run.stdout
    assert out.stat().st_size < 2_000_000
