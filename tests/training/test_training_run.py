"""Corpora become a pipeline: build, train a few steps, assemble, load, score."""

import sys
from pathlib import Path

import pytest

from kg_loaders.extract.spacy_pipeline import load_pipeline
from training import assemble, build_data, score
from training.train import train_components

CONFIGS = Path(build_data.__file__).parent
FEW_STEPS: dict[str, object] = {
    "training.max_steps": 4,
    "training.eval_frequency": 4,
    "training.batcher.size.start": 100,
}


def build(corpora: Path, held_out: Path, out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = ["--corpora", str(corpora), "--held-out", str(held_out), "--out", str(out)]
    monkeypatch.setattr(sys, "argv", ["build_data", *paths])
    build_data.main()


def test_corpora_become_a_pipeline_that_loads_and_is_scored(
    corpora: Path, held_out_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data, parser, ner, model = (tmp_path / name for name in ("data", "parser", "ner", "model"))
    build(corpora, held_out_file, data, monkeypatch)

    train_components(
        CONFIGS / "parser.cfg",
        data / "trees",
        parser,
        overrides={**FEW_STEPS, "components.parser.min_action_freq": 1},
    )
    start = tmp_path / "ner-1"
    train_components(CONFIGS / "ner.cfg", data / "names", start, overrides=FEW_STEPS)
    again = {**FEW_STEPS, "paths.start": str(start / "model-best")}
    train_components(CONFIGS / "ner_finish.cfg", data / "names", ner, overrides=again)
    pipeline = assemble.assemble(parser / "model-last", ner / "model-last")
    assemble.write_model(pipeline, model, meta={"name": "tiny"})

    figures = score.score(str(model), data)
    assert set(figures) == {"trees", "names"}
    assert load_pipeline(str(model)).meta["name"] == "tiny"


def test_same_seed_gives_the_same_weights(
    tiny_corpora: Path, held_out_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(tiny_corpora, held_out_file, tmp_path / "data", monkeypatch)

    for name in ("one", "two"):
        train_components(CONFIGS / "ner.cfg", tmp_path / "data" / "names", tmp_path / name, overrides=FEW_STEPS)

    one, two = ((tmp_path / name / "model-last" / "ner" / "model").read_bytes() for name in ("one", "two"))
    assert one == two


def test_build_names_what_was_left_out(
    tiny_corpora: Path,
    held_out_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    build(tiny_corpora, held_out_file, tmp_path / "data", monkeypatch)

    assert "left out of gmb: 0 texts" in capsys.readouterr().out


def test_build_demands_the_held_out_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["build_data", "--corpora", str(tmp_path), "--out", str(tmp_path)])

    with pytest.raises(SystemExit):
        build_data.main()

    assert "--held-out" in capsys.readouterr().err
