"""Rows -> a judge: both stages, trained so that the second sees only what the first says of texts it did not learn."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from kg.ontology import Ontology, load_ontology
from kg_loaders.extract.judging.first_stage import FirstStage
from kg_loaders.extract.judging.model import JudgeModel
from kg_loaders.extract.judging.proposals import Proposals, TypeTable, proposals_of
from kg_loaders.extract.judging.sights import Sights
from training.judge.boosting import Growth, grow
from training.judge.network import Recipe, train
from training.judge.rows import ArticleRows, Row
from training.reading.matching import group_of

Array = np.ndarray
_FEWEST = 5  # candidates of a type, or the judge does not learn it
_LONG = 4  # sentences: from there on a text is an article, whose candidates the first stage is shown twice
_CHUNK = 4096  # rows asked at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train and to test."""

    recipe: Recipe = field(default_factory=Recipe)
    growth: Growth = field(default_factory=Growth)
    folds: int = 5
    seed: int = 1
    accept_event: float = 0.30  # both by F1 of folds, which lies within .004 of its best from .22 to .30
    accept_state: float = 0.40


@dataclass(frozen=True, slots=True)
class Judged:
    """Proposals of all rows with the verdict of annotators; `fold` is that of each one's article.

    `learned` marks those that may teach: all, unless a learning curve is asked for.
    """

    proposals: Proposals
    right: Array
    unsure: Array
    fold: Array
    learned: Array

    @property
    def known(self) -> Array:
        """Positions of proposals that are right or wrong."""
        return np.asarray(self.right | ~self.unsure)


def folds_of(articles: Sequence[ArticleRows], plan: Plan) -> Array:
    """Deal the articles out by chance."""
    order = sorted(range(len(articles)), key=lambda number: articles[number].gold.document.id)
    random.Random(plan.seed).shuffle(order)
    folds = np.zeros(len(articles), np.int64)
    folds[order] = np.arange(len(articles)) % plan.folds
    return folds


def types_of(rows: Sequence[Row], ontology: Ontology | None = None) -> TypeTable:
    """Return the types that enough candidates have, in the order of the ontology."""
    ontology = load_ontology() if ontology is None else ontology
    counts = Counter(name for row in rows for name in row.here)
    names = [name for name in ontology.types if counts[name] >= _FEWEST]
    groups = sorted({group_of(name) for name in names})
    return TypeTable.of(names, [groups.index(group_of(name)) for name in names], ontology)


def first_stage(rows: Sequence[Row], types: TypeTable, recipe: Recipe) -> FirstStage:
    """Train the first stage; a pair of which something is said elsewhere in the article is no example of none.

    Whole articles are what is read later, and few beside single sentences: their rows count twice.
    """
    long = {row.article for row in rows if row.sentence + 1 >= _LONG}
    sure = [row for row in rows if row.here or not row.unsure]
    sure += [row for row in sure if row.article in long]
    column = {name: number for number, name in enumerate(types.names)}
    truth = np.zeros((len(sure), len(column) + 1), np.float32)
    for at, row in enumerate(sure):
        told = [column[name] for name in row.here if name in column] or [len(column)]
        truth[at, told] = 1 / len(told)
    return train([row.features for row in sure], truth, recipe)


def likely_by(stage: FirstStage, rows: Sequence[Row]) -> Array:
    """Ask the first stage."""
    parts = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
    return np.concatenate([stage.likely_by_keys([row.features for row in part]) for part in parts])


def out_of_fold(
    rows: Sequence[Row], fold: Array, types: TypeTable, recipe: Recipe, learned: Array | None = None
) -> Array:
    """Return what the first stage says of each row after learning the other folds, as far as they may teach."""
    likely = np.zeros((len(rows), len(types.names)), np.float32)
    may_teach = np.ones(len(rows), bool) if learned is None else learned
    for number in np.unique(fold):
        inside = np.nonzero(fold == number)[0]
        others = np.nonzero((fold != number) & may_teach)[0]
        stage = first_stage([rows[int(at)] for at in others], types, recipe)
        likely[inside] = likely_by(stage, [rows[int(at)] for at in inside])
    return likely


def judged(
    articles: Sequence[ArticleRows], likely: Array, fold: Array, types: TypeTable, learned: Array | None = None
) -> Judged:
    """Return all proposals of the rows of articles; `fold` and `learned` are those of rows."""
    rows = rows_of(articles)
    proposals = proposals_of(Sights.joined([article.sights for article in articles]), likely, types)
    said = [(rows[row], types.names[column]) for row, column in zip(proposals.rows, proposals.columns, strict=True)]
    right = np.array([name in row.here for row, name in said])
    unsure = np.array([name in row.unsure for row, name in said])
    may_teach = np.ones(len(rows), bool) if learned is None else learned
    return Judged(proposals, right, unsure, fold[proposals.rows], may_teach[proposals.rows])


def rows_of(articles: Sequence[ArticleRows]) -> list[Row]:
    """Return the candidates of articles, one after the other."""
    return [row for article in articles for row in article.rows]


def sure_out_of_fold(data: Judged, growth: Growth) -> Array:
    """Return what the second stage says of each proposal after learning the other folds."""
    sure = np.zeros(len(data.right), np.float32)
    for number in np.unique(data.fold):
        inside, others = data.fold == number, (data.fold != number) & data.known & data.learned
        trees = grow(data.proposals.numbers[others], data.right[others].astype(float), growth)
        sure[inside] = trees.predict(data.proposals.numbers[inside])
    return sure


def train_judge(articles: Sequence[ArticleRows], plan: Plan) -> JudgeModel:
    """Train a judge on all articles."""
    rows = rows_of(articles)
    types = types_of(rows)
    fold = folds_of(articles, plan)[[row.article for row in rows]]
    data = judged(articles, out_of_fold(rows, fold, types, plan.recipe), fold, types)
    known = data.known
    return JudgeModel(
        first=first_stage(rows, types, plan.recipe),
        trees=grow(data.proposals.numbers[known], data.right[known].astype(float), plan.growth),
        types=types,
        accept_event=plan.accept_event,
        accept_state=plan.accept_state,
    )
