"""Prints how well the reader reads annotated articles: figures of each file, and its errors by cause.

    python -m training.reading GOLD/voa.jsonl [--types] [--confusions 20] [--errors 20 --cause coreference]

With --errors each error is shown with its sentence, what was expected and found, the tree, and the frames that were
tried there. Look at the errors of those files only that you tune on.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from kg.model import Document, Extraction
from kg_loaders.extract import SpacyExtractor
from training.reading.causes import Error, errors_of
from training.reading.figures import Read, by_type, confusions, figures, interval
from training.reading.gold import read_gold
from training.reading.matching import pair


def main() -> None:
    """Read, compare, print."""
    asked = _options().parse_args()
    extractor = SpacyExtractor(asked.pipeline, judge=asked.judge)
    for path in asked.gold:
        reads = read_all(extractor, path)
        print(f"{path.name}: {len(reads)} articles")
        for name, figure in figures(reads).items():
            print(f"  {name:27} {figure}")
        if asked.bootstrap:
            low, high = interval(reads, samples=asked.bootstrap)
            print(f"  {'type F1, 95 %':27} {low:.3f} to {high:.3f}")
        if asked.types:
            _print_types(reads)
        if asked.confusions:
            _print_confusions(reads, asked.confusions)
        errors = [error for read in reads for error in errors_of(read)]
        _print_causes(errors)
        _print_errors(extractor, errors, asked)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.reading", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path, help="files of annotated articles")
    parser.add_argument("--pipeline", help="another spaCy pipeline, by name or path")
    parser.add_argument("--judge", action="store_true", help="with the learned judge; not on what it learned from")
    parser.add_argument("--bootstrap", type=int, default=0, metavar="N", help="an interval of type F1 from N samples")
    parser.add_argument("--types", action="store_true", help="precision and recall of each type")
    parser.add_argument(
        "--confusions", type=int, default=0, metavar="N", help="the N most frequent confusions of types"
    )
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show N errors, drawn by chance")
    parser.add_argument("--cause", default="", help="only errors whose cause begins so")
    parser.add_argument("--type", default="", help="only errors that concern this type")
    parser.add_argument("--seed", type=int, default=0, help="of the drawing")
    return parser


def read_all(extractor: SpacyExtractor, path: Path) -> list[Read]:
    """Read the articles of a gold file; what cannot be read counts as empty."""
    articles = list(read_gold(path))
    found = {
        item.document.id: item
        for item in extractor.extract(article.document for article in articles)
        if isinstance(item, Extraction)
    }
    reads: list[Read] = []
    for article in articles:
        extraction = found.get(article.document.id) or _nothing(article.document, extractor.reader)
        reads.append(Read(gold=article, extraction=extraction, pairing=pair(article, extraction)))
    return reads


def _nothing(document: Document, reader: str) -> Extraction:
    return Extraction(document=document, reader=reader, sentences=(), entities=(), statements=(), silences=())


def _print_types(reads: Sequence[Read]) -> None:
    print("  by type:")
    for name, found in by_type(reads).items():
        asked, told = found.recall.whole, found.precision.whole
        print(f"    {name:26} {found}  asked {asked:4}  told {told:4}")


def _print_confusions(reads: Sequence[Read], count: int) -> None:
    print("  taken for:")
    for (gold, found), n in confusions(reads).most_common(count):
        print(f"    {n:4}  {gold} -> {found}")


def _print_causes(errors: Sequence[Error]) -> None:
    print("  errors by cause:")
    counted = Counter(error.cause for error in errors)
    for cause, n in counted.most_common():
        print(f"    {n:5} {n / len(errors):5.0%}  {cause}")


def _print_errors(extractor: SpacyExtractor, errors: Sequence[Error], asked: argparse.Namespace) -> None:
    chosen = [
        error
        for error in errors
        if error.cause.startswith(asked.cause) and asked.type in f"{error.expected} {error.found}"
    ]
    random.Random(asked.seed).shuffle(chosen)
    for error in chosen[: asked.errors]:
        print(f"\n{error.article}: {error.cause}\n  {error.sentence}")
        print(f"  expected: {error.expected or '-'}\n  found:    {error.found or '-'}")
        trace = extractor.trace(Document(id="sentence", text=error.sentence))
        print(*(f"    {line}" for line in trace.tree), sep="\n")
        for predicate, reason, detail in trace.misses:
            print(f"    tried {predicate}: {reason} ({detail})")


if __name__ == "__main__":
    main()
