"""Articles -> how well a judge does on those that it did not learn, counted as the reader's own statements are."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kg.ontology import load_ontology
from kg_loaders.extract.judging.proposals import TypeTable
from training.judge.boosting import grow
from training.judge.learning import (
    Judged,
    Plan,
    folds_of,
    judged,
    out_of_fold,
    rows_of,
    sure_out_of_fold,
    types_of,
)
from training.judge.rows import ArticleRows, ReadStatement, Row
from training.judge.scoring import as_read, read_with
from training.reading.figures import Found, Read, Share, false_alarms, found_at
from training.reading.figures import figures as all_figures
from training.reading.matching import Level

Array = np.ndarray
Statements = list[list[ReadStatement]]  # by article
_STEPS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01)


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What a judge says of articles that it did not learn, by variant, and how often it is right when so sure."""

    variants: Mapping[str, Statements]
    reliability: Sequence[tuple[float, float, int]]  # how sure, how often right, of how many
    error: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The figures of one file."""

    type: Found
    events: Found
    states: Found
    group: Found
    core: Share
    false_alarms: Share


def cross_validate(
    articles: Sequence[ArticleRows], plan: Plan, *, is_strict: bool = False, share: float = 1.0
) -> Validation:
    """Let each article be judged by a judge that learned the others.

    Unless strict, the first stage that taught the second had seen the articles to be judged, though not those that it
    taught on: five trainings for thirty.
    """
    rows = rows_of(articles)
    types = types_of(rows)
    fold = folds_of(articles, plan)[[row.article for row in rows]]
    learned = _drawn(articles, share, plan.seed)[[row.article for row in rows]]
    data = judged(articles, out_of_fold(rows, fold, types, plan.recipe, learned), fold, types, learned)
    sure = _strictly_sure(articles, fold, data, types, plan) if is_strict else sure_out_of_fold(data, plan.growth)
    is_event = types.is_event[data.proposals.columns]
    holds = sure >= np.where(is_event, plan.accept_event, plan.accept_state)
    chosen = holds & data.known
    return Validation(
        variants=_variants(articles, rows, data, holds, types),
        reliability=_reliability(sure[data.known], data.right[data.known]),
        error=_calibration_error(sure[chosen], data.right[chosen]),
    )


def _drawn(articles: Sequence[ArticleRows], share: float, seed: int) -> Array:
    """Draw the articles that may teach."""
    chance = random.Random(seed)
    return np.array([chance.random() < share for _ in articles])


def _strictly_sure(articles: Sequence[ArticleRows], fold: Array, data: Judged, types: TypeTable, plan: Plan) -> Array:
    """For each fold teach the second stage by folds inside the others."""
    sure = np.zeros(len(data.right), np.float32)
    fold_of = {row.article: number for row, number in zip(rows_of(articles), fold, strict=True)}
    for number in np.unique(fold):
        others = [article for article in articles if article.rows and fold_of[article.rows[0].article] != number]
        rest = fold[fold != number]
        inner = judged(others, out_of_fold(rows_of(others), rest, types, plan.recipe), rest, types)
        trees = grow(inner.proposals.numbers[inner.known], inner.right[inner.known].astype(float), plan.growth)
        inside = data.fold == number
        sure[inside] = trees.predict(data.proposals.numbers[inside])
    return sure


def _variants(
    articles: Sequence[ArticleRows], rows: Sequence[Row], data: Judged, holds: Array, types: TypeTable
) -> dict[str, Statements]:
    by_article: defaultdict[int, list[ReadStatement]] = defaultdict(list)
    for at in np.nonzero(holds)[0]:
        row = rows[data.proposals.rows[at]]
        by_article[row.article].append(as_read(row, types.names[data.proposals.columns[at]]))
    told = [by_article[number] for number in range(len(articles))]
    kept = [_unjudged(article, types) for article in articles]
    frames = [list(article.frames) for article in articles]
    return {
        "frames": frames,
        "judge": [one + other for one, other in zip(kept, told, strict=True)],
        "adds only": [one + other for one, other in zip(frames, told, strict=True)],
        "vetoes only": [
            one + [new for new in other if _ends_of(new) in {_ends_of(old) for old in read}]
            for one, other, read in zip(kept, told, frames, strict=True)
        ],
    }


def _unjudged(article: ArticleRows, types: TypeTable) -> list[ReadStatement]:
    """What frames say that no candidate stands for."""
    pairs = {(row.sentence, row.source, row.target) for row in article.rows}
    return [
        one
        for one in article.frames
        if (one.sentence, one.source, one.target) not in pairs or one.type not in types.names
    ]


def _ends_of(one: ReadStatement) -> tuple[int, str, frozenset[str | None]]:
    return (one.sentence, one.type, frozenset([one.source, one.target]))


def _reliability(sure: Array, right: Array) -> list[tuple[float, float, int]]:
    found = []
    for low, high in pairwise(_STEPS):
        inside = (sure >= low) & (sure < high)
        if inside.any():
            found.append((float(sure[inside].mean()), float(right[inside].mean()), int(inside.sum())))
    return found


def _calibration_error(sure: Array, right: Array) -> float:
    """The mean distance between confidence and precision, by tenths."""
    parts = _reliability(sure, right)
    return sum(abs(said - held) * count for said, held, count in parts) / max(1, len(sure))


def figures_of(articles: Sequence[ArticleRows], statements: Statements) -> dict[str, Figures]:
    """Return the figures of each file."""
    reads: defaultdict[str, list[Read]] = defaultdict(list)
    for article, said in zip(articles, statements, strict=True):
        reads[article.file].append(read_with(article, said))
    return {file: _figures(part) for file, part in reads.items()}


def _figures(reads: Sequence[Read]) -> Figures:
    types = load_ontology().types
    return Figures(
        type=found_at(reads, Level.TYPE),
        events=_found_of(reads, lambda name: types[name].is_event),
        states=_found_of(reads, lambda name: not types[name].is_event),
        group=found_at(reads, Level.GROUP),
        core=_core_recall(reads),
        false_alarms=false_alarms(reads),
    )


def _core_recall(reads: Sequence[Read]) -> Share:
    core = all_figures(reads)["core recall"]
    assert isinstance(core, Share)
    return core


def _found_of(reads: Sequence[Read], is_asked: Callable[[str], bool]) -> Found:
    """Return type F1 of some types."""
    right = asked = told = 0
    for read in reads:
        said = read.extraction.statements
        right += sum(match.level is Level.TYPE and is_asked(said[match.found].type) for match in read.matches)
        asked += sum(is_asked(one.type) and not one.is_optional for one in read.gold.statements)
        told += sum(is_asked(one.type) for number, one in enumerate(said) if number not in read.excused)
    return Found(Share(right, told), Share(right, asked))
