"""`python -m training.train`: a spaCy config and DocBins -> trained components (`spacy train`, OpenBLAS)."""

import argparse
from collections.abc import Mapping
from pathlib import Path

from spacy.cli.train import train

import kg_loaders.extract.gazetteer_embedding  # noqa: F401  # registers the architecture of the configs
from kg_loaders.extract.matrix_product import openblas

ON_CPU = -1


def train_components(config: Path, data: Path, out: Path, *, overrides: Mapping[str, object]) -> None:
    """Train on data/train.spacy, steered by data/dev.spacy; out/model-best is the best on dev."""
    paths = {"paths.train": str(data / "train.spacy"), "paths.dev": str(data / "dev.spacy")}
    with openblas():
        train(config, out, use_gpu=ON_CPU, overrides={**paths, **overrides})


def main() -> None:
    """Read the arguments and train."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="training/parser.cfg, ner.cfg or ner_finish.cfg")
    parser.add_argument("--data", type=Path, required=True, help="folder with train.spacy and dev.spacy")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="the model that ner_finish.cfg goes on from")
    parser.add_argument("--steps", type=int, help="instead of the config's max_steps")
    arguments = parser.parse_args()
    overrides: dict[str, object] = {} if arguments.steps is None else {"training.max_steps": arguments.steps}
    if arguments.start is not None:
        overrides["paths.start"] = str(arguments.start)
    train_components(arguments.config, arguments.data, arguments.out, overrides=overrides)


if __name__ == "__main__":
    main()
