"""`python -m training.assemble`: trained parser and recognizer -> one pipeline on disk, in half precision."""

import argparse
import shutil
from pathlib import Path

from spacy.language import Language
from spacy.util import compile_infix_regex

from kg_loaders.extract.half_precision import set_precision
from kg_loaders.extract.matrix_product import openblas
from kg_loaders.extract.spacy_pipeline import MODEL, load_pipeline
from training.recipe import RECIPE, Recipe

TREE_COMPONENTS = ("tok2vec", "tagger", "morphologizer", "parser")
RULE_COMPONENTS = ("known_groups", "date_spans", "nationalities")
KEPT = frozenset(["lists", "LICENSE", "ATTRIBUTION.md", "README.md"])


def assemble(parser: Path, recognizer: Path) -> Language:
    """Return the whole pipeline: the trained components and the rules among and behind them.

    The parser may come out of a whole pipeline, whose other components give way.
    """
    nlp = load_pipeline(str(parser))
    for component in set(nlp.pipe_names).difference(TREE_COMPONENTS):
        nlp.remove_pipe(component)
    split_after_abbreviations(nlp)
    with openblas():
        nlp.add_pipe("ud_lemmatizer").initialize()  # type: ignore[attr-defined]  # a pipe is any callable to spaCy
        nlp.add_pipe("ner", source=load_pipeline(str(recognizer)))
        for component in RULE_COMPONENTS:
            nlp.add_pipe(component)
    return nlp


def split_after_abbreviations(nlp: Language) -> None:
    """Make the tokenizer cut "U.S.-led" as the treebanks do; spaCy's own rules cut between letters only."""
    infixes = [*(nlp.Defaults.infixes or ()), r"(?<=[A-Z]\.)-(?=[A-Za-z])"]
    finder = compile_infix_regex(infixes).finditer
    nlp.tokenizer.infix_finditer = finder  # type: ignore[union-attr]  # to spaCy any callable is a tokenizer


def write_model(nlp: Language, out: Path, *, meta: dict[str, object]) -> None:
    """Write the pipeline without training paths and scores; lists, licence and attribution stay."""
    nlp.meta.update(meta, performance={})
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    set_precision(nlp, "float16")
    for old in out.iterdir() if out.exists() else ():
        if old.name not in KEPT:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    nlp.to_disk(out)


def main() -> None:
    """Read the arguments, assemble and write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--parser", type=Path, required=True, help="a model-best of training.train, or an older model"
    )
    arguments.add_argument("--ner", type=Path, required=True, help="model-best of the other training")
    arguments.add_argument("--out", type=Path, default=MODEL)
    arguments.add_argument("--recipe", type=Path, default=RECIPE)
    given = arguments.parse_args()
    meta = Recipe.from_file(given.recipe).meta
    write_model(assemble(given.parser, given.ner), given.out, meta=dict(meta))
    size = sum(file.stat().st_size for file in given.out.rglob("*") if file.is_file())
    print(f"{given.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
