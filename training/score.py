"""`python -m training.score`: the pipeline and the gold of the corpora -> figures, printed and as a file."""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

from kg_loaders.extract.spacy_pipeline import load_pipeline

TREE_SETS = ("ewt-test", "gum-test")
NAME_SETS = ("gum-dev", "gmb-dev", "re3d-dev", "crossner_politics-dev", "news-dev", "gum-test", "uner_ewt-test")
NAME_LABELS = ("PERSON", "ORG", "LOC", "NORP", "MISC")
CORE_LABELS = ("PERSON", "ORG", "LOC")
TREE_COMPONENTS = ("tok2vec", "tagger", "morphologizer", "parser", "ud_lemmatizer")
MEASURES = {
    "UPOS": "pos_acc", "XPOS": "tag_acc", "UAS": "dep_uas", "LAS": "dep_las", "sentence F": "sents_f",
    "lemma": "lemma_acc",
}  # fmt: skip

Row = dict[str, float]


@dataclass(slots=True)
class Counts:
    """Spans found rightly, found wrongly, and missed, for each label."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)

    def row(self, labels: Iterable[str]) -> Row:
        """Return precision, recall and F of these labels together, in percent."""
        labels = list(labels)
        right, wrong, missed = (
            sum(counts[label] for label in labels) for counts in (self.right, self.wrong, self.missed)
        )
        figures = {
            "P": right / max(1, right + wrong),
            "R": right / max(1, right + missed),
            "F": 2 * right / max(1, 2 * right + wrong + missed),
        }
        return {name: round(100 * value, 1) for name, value in figures.items()}


def tree_scores(nlp: Language, gold: Sequence[Doc]) -> Row:
    """Return tags, trees, sentences and lemmas from raw text; UAS and LAS leave punctuation out."""
    examples = [Example(nlp.make_doc(doc.text), doc) for doc in gold]
    scores = nlp.evaluate(examples)
    return {name: round(100 * scores[key], 1) for name, key in MEASURES.items()}


def name_scores(nlp: Language, gold: Sequence[Doc]) -> dict[str, Row]:
    """Return P, R and F of exact spans, label by label; tokens that the gold does not know are no errors."""
    counts = Counts()
    for reference, predicted in zip(gold, nlp.pipe([doc.text for doc in gold]), strict=True):
        unknown = {
            offset for token in reference if not token.ent_iob_ for offset in range(token.idx, token.idx + len(token))
        }
        wanted = _spans(reference)
        found = _spans(predicted)
        wrong = [span for span in found - wanted if not unknown.intersection(range(span[0], span[1]))]
        counts.right.update(label for *_, label in found & wanted)
        counts.wrong.update(label for *_, label in wrong)
        counts.missed.update(label for *_, label in wanted - found)
    annotated = {label for label in NAME_LABELS if counts.right[label] + counts.missed[label]}
    rows = {label: counts.row([label]) for label in NAME_LABELS if label in annotated}
    return {"all": counts.row(NAME_LABELS), "PERSON+ORG+LOC": counts.row(CORE_LABELS), **rows}


def _spans(doc: Doc) -> set[tuple[int, int, str]]:
    spans = ((entity.start_char, entity.end_char, entity.label_) for entity in doc.ents)
    return {span for span in spans if span[2] in NAME_LABELS}


def score(pipeline: str | None, data: Path) -> dict[str, object]:
    """Return the figures of every set that the data folder has."""
    nlp = load_pipeline(pipeline)
    trees = _gold(nlp, data / "trees", TREE_SETS)
    names = _gold(nlp, data / "names", NAME_SETS)
    with nlp.select_pipes(enable=list(TREE_COMPONENTS)):
        tree_rows = {name: tree_scores(nlp, docs) for name, docs in trees.items()}
    with nlp.select_pipes(disable=list(TREE_COMPONENTS)):
        name_rows = {name: name_scores(nlp, docs) for name, docs in names.items()}
    return {"trees": tree_rows, "names": name_rows}


def tokens_per_second(pipeline: str | None, data: Path) -> Row:
    """Return how fast the whole pipeline reads the tree sets, on one thread of this machine."""
    start = time.process_time()
    nlp = load_pipeline(pipeline)
    loaded = time.process_time()
    texts = [doc.text for docs in _gold(nlp, data / "trees", TREE_SETS).values() for doc in docs]
    started = time.process_time()
    tokens = sum(len(doc) for doc in nlp.pipe(texts))
    speed = tokens / (time.process_time() - started)
    return {"load, CPU seconds": round(loaded - start, 2), "tokens a CPU second": round(speed)}


def _gold(nlp: Language, folder: Path, names: Iterable[str]) -> dict[str, list[Doc]]:
    files = {name: folder / f"{name}.spacy" for name in names}
    return {name: list(DocBin().from_disk(file).get_docs(nlp.vocab)) for name, file in files.items() if file.exists()}


def main() -> None:
    """Read the arguments, score, print, and write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="what training.build_data wrote")
    parser.add_argument("--pipeline", help="instead of the shipped one")
    parser.add_argument("--out", type=Path, help="the figures as JSON")
    parser.add_argument("--speed", action="store_true", help="measure the speed, too")
    arguments = parser.parse_args()
    figures = score(arguments.pipeline, arguments.data)
    print(json.dumps(figures, indent=2))
    if arguments.speed:
        print(json.dumps(tokens_per_second(arguments.pipeline, arguments.data)))
    if arguments.out is not None:
        arguments.out.write_text(json.dumps(figures, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
