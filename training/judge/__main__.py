"""Trains the judge of candidate statements on annotated articles, or says by folds how well it does there.

    python -m training.judge GOLD/voa.jsonl GOLD/train.jsonl --folds
    python -m training.judge GOLD/voa.jsonl GOLD/train.jsonl --out FILE

With --folds each fifth of the articles is read by a judge that learned the others, beside the frames alone: the frames,
the judge in their place, the frames and what the judge adds, the frames that the judge lets stand.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from kg.ontology import load_ontology
from kg_loaders.extract.judging.model import save_model
from training.judge.learning import Plan, train_judge
from training.judge.network import Recipe
from training.judge.rows import ArticleRows, read_rows
from training.judge.validation import Figures, cross_validate, figures_of


def main() -> None:
    """Read, then test or train."""
    asked = _options().parse_args()
    plan = Plan(recipe=Recipe(seed=asked.seed))
    articles = read_rows(asked.gold)
    print(f"{len(articles)} articles, {sum(len(article.rows) for article in articles)} candidates")
    if asked.folds:
        _print_folds(articles, plan, is_strict=asked.strict, share=asked.share)
    if asked.out is not None:
        model = train_judge(articles, plan)
        save_model(model, asked.out, load_ontology())
        print(f"{asked.out}: {asked.out.stat().st_size} bytes, {len(model.first.keys)} features")
        print(f"accepts events from {model.accept_event:.2f}, states from {model.accept_state:.2f}")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.judge", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", nargs="+", type=Path, help="files of annotated articles")
    parser.add_argument("--out", type=Path, metavar="FILE", help="train on all articles and write the model")
    parser.add_argument("--folds", action="store_true", help="print figures by folds")
    parser.add_argument("--strict", action="store_true", help="the second stage learns from folds inside the others")
    parser.add_argument("--share", type=float, default=1.0, help="learn from this share of the articles only")
    parser.add_argument("--seed", type=int, default=0, help="of the network")
    return parser


def _print_folds(articles: Sequence[ArticleRows], plan: Plan, *, is_strict: bool, share: float) -> None:
    result = cross_validate(articles, plan, is_strict=is_strict, share=share)
    print("a proposal of confidence about p is right so often:")
    for said, right, count in result.reliability:
        print(f"  {said:.2f}  {right:.2f}  ({count})")
    print(f"  expected calibration error of those accepted {result.error:.3f}")
    for name, statements in result.variants.items():
        for file, figures in figures_of(articles, statements).items():
            _print_line(name, file, figures)


def _print_line(name: str, file: str, figures: Figures) -> None:
    f1 = f"type F1 {figures.type.f1:.3f} (events {figures.events.f1:.3f}, states {figures.states.f1:.3f})"
    precise = f"P {figures.type.precision.value:.3f} R {figures.type.recall.value:.3f}"
    rest = f"group {figures.group.f1:.3f} core {figures.core.value:.3f} false {figures.false_alarms.value:.3f}"
    print(f"{name:12} {file:8} {f1} {precise} {rest}")


if __name__ == "__main__":
    main()
