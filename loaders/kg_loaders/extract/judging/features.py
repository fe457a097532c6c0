"""Candidates with claims and matches -> features: hashes of what stands in and around two ends, by templates.

A template names columns; a feature is one hash of the template and what the columns hold. Columns are spaCy's hashes of
words and labels, or small numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce

import numpy as np
from spacy.strings import get_string_id

from kg_loaders.extract.judging.arrays import Flags, Hashes, Integers, codes, hashes_of, mixed
from kg_loaders.extract.judging.candidates import Candidates, Ends
from kg_loaders.extract.judging.claims import NESTED, Claims
from kg_loaders.extract.judging.words import Words

Columns = Mapping[str, Hashes]

# of a pair of ends: one feature each
PAIR = (
    "kinds",
    "way",
    "way kinds",
    "top kinds",
    "top way",
    "top up down",
    "up",
    "down",
    "top case2 up",
    "order",
    "order between",
    "gap",
    "order kinds beside",
    "inner",
    "inner kinds",
    "head1 inner kind2",
    "head2 inner kind1",
    "nested",
    "nested dep1 dep2",
    "passed",
    "passed kinds",
    "ends",
    "forms",
    "owned kinds",
)
ON_WAY = ("word", "word kinds")  # of each word on the way
BETWEEN = ("word order",)  # of each word that stands between
END = ("head", "dep", "case", "before", "after")  # of an end, whatever the other is
IN_END = ("word",)
TOP = ("top",)  # of the word where two ends meet
BELOW_TOP = ("dep child",)  # of its children
BOUND_TO_TOP = ("top dep child",)  # of those that are one with it
CLAIM = ("type fit whole near", "type fit whole")
WHOLE_CLAIM = ("type fit whole kinds",)  # of frames that both ends fit
MATCH = ("type", "type sort", "type kinds", "sort")
TURNED_MATCH = ("type",)
_NEAR = 4  # words between two ends that still make a pattern
_SEEN = 8  # words between two ends, of a mention, or below the meeting word that are looked at one by one
_TELLING, _BOUND = hashes_of("obj xcomp compound:prt obl nmod advmod"), hashes_of("obj xcomp compound:prt")
_FAR = np.uint64(1)  # stands for words that are too many


@dataclass(frozen=True, slots=True)
class Matches:
    """What frames matched, each for the candidate of its ends; of a symmetric type for both directions."""

    candidate: Integers
    type: Integers  # in the order of the ontology
    sort: Integers  # of the rule


@dataclass(frozen=True, slots=True)
class Family:
    """Templates with their columns: rows of things, one feature of each template in every column of a row.

    `of_candidate` tells which row each candidate has; None where the rows are the candidates themselves. `is_there`
    marks what counts; None where all does.
    """

    name: str
    templates: tuple[str, ...]
    columns: Columns
    is_there: Flags | None = None
    of_candidate: Integers | None = None

    def keys(self, at: int) -> Hashes:
        """Return the features of one template, 0 where there is none; a row for each thing."""
        columns = [self.columns[name] for name in self.templates[at].split()]
        keys = reduce(mixed, columns, np.full(1, get_string_id(f"{self.name} {self.templates[at]}"), np.uint64))
        keys = keys if self.is_there is None else np.where(self.is_there, keys, np.uint64(0))
        return keys if keys.ndim > 1 else keys[:, None]


@dataclass(frozen=True, slots=True)
class Loose:
    """Features of candidates, one by one: those of one template after the other."""

    name: str
    templates: tuple[str, ...]
    columns: Columns
    candidate: Integers

    def keys(self, at: int) -> Hashes:
        """Return the features of one template."""
        columns = [self.columns[name] for name in self.templates[at].split()]
        return reduce(mixed, columns, np.full(1, get_string_id(f"{self.name} {self.templates[at]}"), np.uint64))


@dataclass(frozen=True, slots=True)
class Features:
    """All features of candidates."""

    families: tuple[Family, ...]
    loose: tuple[Loose, ...]
    count: int  # of candidates

    def rows(self) -> Iterator[tuple[Integers, Hashes]]:
        """Yield candidates and keys, as often as a candidate has a feature."""
        for family in self.families:
            for at in range(len(family.templates)):
                keys = family.keys(at) if family.of_candidate is None else family.keys(at)[family.of_candidate]
                candidate, column = np.nonzero(keys)
                yield candidate, keys[candidate, column]
        for loose in self.loose:
            for at in range(len(loose.templates)):
                yield loose.candidate, loose.keys(at)


def features_of(candidates: Candidates, claims: Claims, matches: Matches) -> Features:
    """Return the features of candidates."""
    pair = pair_columns(candidates)
    families = (
        Family("pair", PAIR, pair),
        *_words_of_pairs(candidates, pair),
        *_of_ends(candidates, 1, candidates.source),
        *_of_ends(candidates, 2, candidates.target),
        *_of_tops(candidates),
    )
    loose = (*_claimed(candidates, claims, pair["kinds"]), *_matched(candidates, matches, pair["kinds"]))
    return Features(families, loose, len(candidates.source))


# -- a pair ----------------------------------------------------------------------------------------------------------


def pair_columns(candidates: Candidates) -> dict[str, Hashes]:
    """Return what the templates of a pair name."""
    words, ends, source, target = candidates.words, candidates.ends, candidates.source, candidates.target
    head1, head2 = ends.head[source], ends.head[target]
    inner = _inner(ends, source, target)
    is_nested, (first, last) = candidates.is_nested, candidates.gap
    beside = _sequence(words.lower, first, last, _NEAR)
    one = np.where(last - first <= 1, beside, _FAR)
    kinds = ends.kind[source] * 5 + ends.kind[target]
    return {
        "kinds": codes(kinds),
        "kind1": codes(ends.kind[source]),
        "kind2": codes(ends.kind[target]),
        "way": _way(candidates),
        "top": words.lemma[candidates.top],
        "up": _last_dep(words, candidates.up),
        "down": _last_dep(words, candidates.down),
        "case2": words.case[head2],
        "order": codes(ends.start[source] < ends.start[target]),
        "between": np.where(last - first <= _NEAR, beside, _FAR),
        "beside": one,
        "gap": codes(np.clip(last - first, 0, _SEEN)),
        "inner": codes(inner),
        "head1": words.lemma[head1],
        "head2": words.lemma[head2],
        "dep1": words.dep[head1],
        "dep2": words.dep[head2],
        "nested": codes(is_nested[source] * 2 + is_nested[target]),
        "passed": codes(np.minimum(candidates.passed, 2)),
        "ends": codes(np.minimum(candidates.ends_beside, 9)),
        "forms": codes(ends.form[source] * 3 + ends.form[target]),
        "owned": codes(_is_owned(ends, source, target)),
    }


def _way(candidates: Candidates) -> Hashes:
    """The labels up and down."""
    deps = candidates.words.dep
    way = np.zeros(len(candidates.top), np.uint64)
    for path in (candidates.up, candidates.down):
        for column in path.T:
            way = np.where(column >= 0, mixed(way, deps[column]), way)
        way = mixed(way, np.full(1, 2, np.uint64))
    return way


def _last_dep(words: Words, path: Integers) -> Hashes:
    """The label of the word below the meeting word; 0 if an end is that word."""
    length = (path >= 0).sum(axis=1)
    last = path[np.arange(len(path)), np.maximum(length - 1, 0)]
    return np.where(length > 0, words.dep[last], np.uint64(0))


def _sequence(lower: Hashes, first: Integers, last: Integers, most: int) -> Hashes:
    """One hash of the words from first to last, at most so many."""
    value = np.zeros(len(first), np.uint64)
    for step in range(most):
        at = first + step
        value = np.where(at < last, mixed(value, lower[np.minimum(at, len(lower) - 1)]), value)
    return value


def _inner(ends: Ends, source: Integers, target: Integers) -> Integers:
    """Which end stands inside the other: 1 if the target does, 2 if the source does, else 0."""
    return np.where(ends.is_inside(target, source), 1, np.where(ends.is_inside(source, target), 2, 0))


def _is_owned(ends: Ends, source: Integers, target: Integers) -> Flags:
    owner = ends.owner[source]
    return (owner >= 0) & (ends.start[target] <= owner) & (owner < ends.end[target])


# -- words on the way, between, in and below -------------------------------------------------------------------------


def _words_of_pairs(candidates: Candidates, pair: Columns) -> Iterator[Family]:
    way, lower = candidates.between, candidates.words.lower
    yield Family("way", ON_WAY, {"word": candidates.words.lemma[way], "kinds": pair["kinds"][:, None]}, way >= 0)
    first, last = candidates.gap
    at = first[:, None] + np.arange(_SEEN)
    words = {"word": lower[np.minimum(at, len(lower) - 1)], "order": pair["order"][:, None]}
    yield Family("between", BETWEEN, words, at < last[:, None])


def _of_ends(candidates: Candidates, number: int, of_candidate: Integers) -> Iterator[Family]:
    """The head of a mention, its words and those right beside it; `number` tells source from target."""
    words, ends = candidates.words, candidates.ends
    lower = np.append(words.lower, np.uint64(0))  # what stands before the first word and after the last
    paragraph = np.searchsorted(words.starts, ends.head, side="right") - 1
    is_opening = words.starts[paragraph] == ends.start
    is_closing = np.append(words.starts, len(words.lower))[paragraph + 1] == ends.end
    columns = {
        "head": words.lemma[ends.head],
        "dep": words.dep[ends.head],
        "case": words.case[ends.head],
        "before": lower[np.where(is_opening, -1, ends.start - 1)],
        "after": lower[np.where(is_closing, -1, ends.end)],
    }
    yield Family(f"end {number}", END, columns, of_candidate=of_candidate)
    at = ends.start[:, None] + np.arange(_SEEN)
    inside = {"word": lower[np.minimum(at, len(words.lower))]}
    yield Family(f"in {number}", IN_END, inside, at < ends.end[:, None], of_candidate)


def _of_tops(candidates: Candidates) -> Iterator[Family]:
    """The words where ends meet, and their children."""
    words = candidates.words
    tops, of_candidate = np.unique(candidates.top, return_inverse=True)
    yield Family("meeting", TOP, {"top": words.lemma[tops]}, of_candidate=of_candidate)
    row, child = words.children(tops)
    is_told = np.isin(words.dep[child], _TELLING)
    row, child = row[is_told], child[is_told]
    rank = np.arange(len(row)) - np.searchsorted(row, np.arange(len(tops)))[row]
    below = np.full((len(tops), _SEEN), -1)
    below[row[rank < _SEEN], rank[rank < _SEEN]] = child[rank < _SEEN]
    columns = {"top": words.lemma[tops][:, None], "dep": words.dep[below], "child": words.lemma[below]}
    yield Family("below", BELOW_TOP, columns, below >= 0, of_candidate)
    is_bound = (below >= 0) & np.isin(columns["dep"], _BOUND)
    yield Family("below", BOUND_TO_TOP, columns, is_bound, of_candidate)


# -- frames ----------------------------------------------------------------------------------------------------------


def _claimed(candidates: Candidates, claims: Claims, kinds: Hashes) -> Iterator[Loose]:
    """What frames claim, and that they do not."""
    columns = {
        "type": codes(claims.type),
        "fit": codes(claims.fit),
        "whole": codes(claims.is_complete),
        "near": codes(claims.is_near),
        "kinds": kinds[claims.candidate],
    }
    is_whole = claims.fit <= NESTED
    yield Loose("claim", CLAIM, columns, claims.candidate)
    whole = {name: column[is_whole] for name, column in columns.items()}
    yield Loose("claim", WHOLE_CLAIM, whole, claims.candidate[is_whole])
    yield _without(claims.candidate[is_whole], candidates, "claim")


def _matched(candidates: Candidates, matches: Matches, kinds: Hashes) -> Iterator[Loose]:
    """What frames match between the ends, either way round, and that they do not."""
    types = codes(matches.type)
    columns = {"type": types, "sort": codes(matches.sort), "kinds": kinds[matches.candidate]}
    yield Loose("match", MATCH, columns, matches.candidate)
    turned = candidates.turned[matches.candidate]
    yield Loose("turned match", TURNED_MATCH, {"type": types[turned >= 0]}, turned[turned >= 0])
    yield _without(matches.candidate, candidates, "match")


def _without(having: Integers, candidates: Candidates, name: str) -> Loose:
    rest = np.setdiff1d(np.arange(len(candidates.source)), having)
    return Loose(name, ("none",), {"none": np.zeros(len(rest), np.uint64)}, rest)
