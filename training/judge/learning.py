"""Rows -> a judge: both stages, trained so that the second sees only what the first says of texts it did not learn."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import numpy as np

from kg.ontology import Ontology, load_ontology
from kg_loaders.extract.judge_model import FirstStage, JudgeModel
from kg_loaders.extract.judge_proposals import Proposals, TypeTable, proposals_of
from training.judge.boosting import Growth, grow
from training.judge.network import Recipe, train
from training.judge.rows import ArticleRows, Row
from training.reading.matching import group_of

Array = np.ndarray
_FEWEST = 5  # candidates of a type, or the judge does not learn it
_CHUNK = 4096  # rows asked at once
_SLACK = 0.006  # of F1, given for fewer false statements


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to train and to test."""

    recipe: Recipe = field(default_factory=Recipe)
    growth: Growth = field(default_factory=Growth)
    folds: int = 5
    seed: int = 1


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
    """Train the first stage; a pair of which something is said elsewhere in the article is no example of none."""
    sure = [row for row in rows if row.here or not row.unsure]
    column = types.column()
    truth = np.zeros((len(sure), len(column) + 1), np.float32)
    for at, row in enumerate(sure):
        told = [column[name] for name in row.here if name in column] or [len(column)]
        truth[at, told] = 1 / len(told)
    return train([row.features for row in sure], truth, recipe)


def likely_by(stage: FirstStage, rows: Sequence[Row]) -> Array:
    """Ask the first stage."""
    parts = [rows[start : start + _CHUNK] for start in range(0, len(rows), _CHUNK)]
    return np.concatenate([stage.likely([row.features for row in part]) for part in parts])


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


def judged(rows: Sequence[Row], likely: Array, fold: Array, types: TypeTable, learned: Array | None = None) -> Judged:
    """Return all proposals of rows, which stand sentence by sentence."""
    parts = list(_by_sentence(rows, likely, types))
    at, columns = np.concatenate([part.rows for part in parts]), np.concatenate([part.columns for part in parts])
    proposals = Proposals(at, columns, np.concatenate([part.numbers for part in parts]))
    names = [types.names[column] for column in columns]
    right = np.array([name in rows[row].here for row, name in zip(at, names, strict=True)])
    unsure = np.array([name in rows[row].unsure for row, name in zip(at, names, strict=True)])
    may_teach = np.ones(len(rows), bool) if learned is None else learned
    return Judged(proposals, right, unsure, fold[at], may_teach[at])


def _by_sentence(rows: Sequence[Row], likely: Array, types: TypeTable) -> Iterator[Proposals]:
    column, start = types.column(), 0
    for _, group in groupby(rows, key=lambda row: (row.article, row.sentence)):
        sentence = list(group)
        part = proposals_of(sentence, likely[start : start + len(sentence)], types, column)
        yield Proposals(part.rows + start, part.columns, part.numbers)
        start += len(sentence)


def sure_out_of_fold(data: Judged, growth: Growth) -> Array:
    """Return what the second stage says of each proposal after learning the other folds."""
    sure = np.zeros(len(data.right), np.float32)
    for number in np.unique(data.fold):
        inside, others = data.fold == number, (data.fold != number) & data.known & data.learned
        trees = grow(data.proposals.numbers[others], data.right[others].astype(float), growth)
        sure[inside] = trees.predict(data.proposals.numbers[inside])
    return sure


def accept_at(rows: Sequence[Row], data: Judged, sure: Array, chosen: Array, asked: int, types: TypeTable) -> float:
    """Return how sure a statement must be: the highest value whose F1 lies at most a little below the best.

    It lies half way to the next statement, for another judge's values lie elsewhere.
    """
    best: dict[tuple[object, ...], tuple[float, bool]] = {}
    for at in np.nonzero(chosen & data.known)[0]:
        row, name = rows[data.proposals.rows[at]], types.names[data.proposals.columns[at]]
        key = (row.article, row.source, name, row.target)
        value, right = best.get(key, (0.0, False))
        best[key] = (max(value, float(sure[at])), right or bool(data.right[at]))
    if not best:
        return 0.5
    ranked = sorted(best.values(), reverse=True)
    hits = np.cumsum([right for _, right in ranked])
    f1 = 2 * hits / (np.arange(1, len(ranked) + 1) + asked)
    last = int(np.nonzero(f1 >= f1.max() - _SLACK)[0][0])
    return sum(value for value, _ in ranked[last : last + 2]) / len(ranked[last : last + 2])


def accepts(
    articles: Sequence[ArticleRows], rows: Sequence[Row], data: Judged, sure: Array, types: TypeTable, without: int
) -> tuple[float, float]:
    """Return how sure events and states must be, by all folds but one (-1: by all)."""
    fold_of = {rows[at].article: fold for at, fold in zip(data.proposals.rows, data.fold, strict=True)}
    is_event = types.is_event[data.proposals.columns]
    ontology = load_ontology().types
    found = []
    for kind in (True, False):
        asked = sum(
            ontology[statement.type].is_event is kind and not statement.is_optional
            for number, article in enumerate(articles)
            if fold_of.get(number, -2) != without
            for statement in article.gold.statements
        )
        found.append(accept_at(rows, data, sure, (data.fold != without) & (is_event == kind), asked, types))
    return found[0], found[1]


def train_judge(articles: Sequence[ArticleRows], plan: Plan) -> JudgeModel:
    """Train a judge on all articles."""
    rows = [row for article in articles for row in article.rows]
    types = types_of(rows)
    fold = folds_of(articles, plan)[[row.article for row in rows]]
    data = judged(rows, out_of_fold(rows, fold, types, plan.recipe), fold, types)
    sure = sure_out_of_fold(data, plan.growth)
    accept_event, accept_state = accepts(articles, rows, data, sure, types, -1)
    known = data.known
    return JudgeModel(
        first=first_stage(rows, types, plan.recipe),
        trees=grow(data.proposals.numbers[known], data.right[known].astype(float), plan.growth),
        types=types,
        accept_event=accept_event,
        accept_state=accept_state,
    )
