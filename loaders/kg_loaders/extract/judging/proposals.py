"""Sights of candidates and what the first stage thinks of them -> proposals: a pair, a type, numbers on both.

The numbers are the same for all types, so that rare ones profit from what frequent ones teach.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kg.ontology import Ontology
from kg_loaders.extract.judging.arrays import Flags, Floats, Integers, highest_beside, starts_of
from kg_loaders.extract.judging.candidates import KINDS
from kg_loaders.extract.judging.claims import FITS, STRICT
from kg_loaders.extract.judging.sights import SOURCE_KIND, TARGET_KIND, Sights

NUMBERS = 46  # of a proposal: a model made for another count is of another reader
FLOOR = 0.05  # what the first stage finds less likely hardly ever holds, unless frames matched it


@dataclass(frozen=True, slots=True)
class TypeTable:
    """The types that a judge knows, in the order of its columns, with what the ontology says of each."""

    names: tuple[str, ...]
    groups: Integers
    is_event: Flags
    is_symmetric: Flags
    may_be_source: Flags  # kind x type
    may_be_target: Flags
    column: Integers  # of each type of the ontology; -1 if the judge does not know it

    @classmethod
    def of(cls, names: Sequence[str], groups: Sequence[int], ontology: Ontology) -> TypeTable:
        """Look the types up."""
        types = [ontology.types[name] for name in names]
        at = {name: number for number, name in enumerate(names)}
        return cls(
            tuple(names),
            np.array(groups, dtype=np.int64),
            np.array([type.is_event for type in types]),
            np.array([type.is_symmetric for type in types]),
            np.array([[kind in type.domain for type in types] for kind in KINDS]),
            np.array([[kind in type.range for type in types] for kind in KINDS]),
            np.array([at.get(name, -1) for name in ontology.types]),
        )


@dataclass(frozen=True, slots=True)
class Proposals:
    """Pairs of a candidate's position and a type's column, with the numbers of each."""

    rows: Integers
    columns: Integers
    numbers: Floats


def proposals_of(sights: Sights, likely: Floats, types: TypeTable) -> Proposals:
    """Return the proposals of candidates; of a symmetric type the pair stands in one direction, the earlier."""
    grid = _Grid.of(sights, likely, types)
    rows, columns = np.nonzero(grid.is_proposed())
    parts = (
        *grid.thought(rows, columns),
        *grid.said(rows, columns),
        types.is_event[columns],
        types.is_symmetric[columns],
        columns,
        *sights.numbers[rows].T,
    )
    return Proposals(rows, columns, np.stack(parts, axis=1).astype(np.float32))


@dataclass(frozen=True, slots=True)
class _Grid:
    """Candidates by types."""

    sights: Sights
    types: TypeTable
    likely: Floats
    both: Floats  # how likely each type is, symmetric ones by both directions
    claims: Floats  # fit x candidate x type, then how many are complete and near
    matched: Floats
    sorts: Floats

    @classmethod
    def of(cls, sights: Sights, likely: Floats, types: TypeTable) -> _Grid:
        both, symmetric = likely.copy(), np.nonzero(types.is_symmetric)[0]
        has_turned = np.nonzero(sights.turned >= 0)[0]
        both[:, symmetric] /= 2
        both[np.ix_(has_turned, symmetric)] += likely[np.ix_(sights.turned[has_turned], symmetric)] / 2
        return cls(sights, types, likely, both, *_claimed(sights, types))

    def is_proposed(self) -> Flags:
        """What the first stage or a frame finds possible, as far as the ontology allows it."""
        types, turned = self.types, self.sights.turned
        kinds = self.sights.numbers[:, [SOURCE_KIND, TARGET_KIND]].astype(np.int64)
        is_possible = (self.both > FLOOR) | (self.matched > 0)
        is_second = (turned >= 0) & (turned < np.arange(len(turned)))
        is_possible &= ~(is_second[:, None] & types.is_symmetric[None, :])
        is_possible &= types.may_be_source[kinds[:, 0]] & types.may_be_target[kinds[:, 1]]
        return np.asarray(is_possible, dtype=np.bool_)

    def thought(self, rows: Integers, columns: Integers) -> Iterator[np.ndarray]:
        """What the first stage thinks of proposals and of their rivals."""
        likely, types, turned = self.likely, self.types, self.sights.turned[rows]
        p, own = self.both[rows, columns], likely[rows, columns]
        asked, at = np.unique(rows, return_inverse=True)
        best = _three_best(likely[asked])[at]
        back = np.where((turned >= 0)[:, None], likely[turned], 0)
        yield np.log((p + 1e-4) / (1.0001 - p))
        yield np.where(own >= best[:, 0], best[:, 1], best[:, 0])
        yield np.where(own >= best[:, 1], best[:, 2], best[:, 1])
        yield np.where(types.is_symmetric[columns], -1, back[np.arange(len(rows)), columns])
        yield np.where(turned >= 0, back.max(axis=1, initial=0), -1)
        yield likely[asked].sum(axis=1)[at]
        for group in self._ends():
            yield highest_beside(group, likely, rows, columns)
        yield _by_group(likely[asked], types.groups)[at, types.groups[columns]]

    def said(self, rows: Integers, columns: Integers) -> Iterator[np.ndarray]:
        """What frames claimed and matched, here and beside it."""
        claims, matched, turned = self.claims, self.matched, self.sights.turned[rows]
        place, any_matched = self.sights.place, matched.any(axis=1)
        said = self.sights.claims
        known = said.candidate[self.types.column[said.type] >= 0]
        yield from claims[:, rows, columns]
        yield (claims[STRICT] > 0).sum(axis=1)[rows]
        yield np.bincount(known, minlength=len(place))[rows]
        yield matched[rows, columns]
        yield self.sorts[rows, columns]
        yield matched.sum(axis=1)[rows] - matched[rows, columns]
        yield np.where(turned >= 0, matched[turned, columns], 0)
        for group in self._ends():
            yield self._matched_beside(group, rows, columns)
        yield np.bincount(place, any_matched)[place[rows]]

    def _matched_beside(self, group: Integers, rows: Integers, columns: Integers) -> Flags:
        """Whether frames matched a type also in another candidate of the group."""
        width = len(self.types.names)
        matched, column = np.nonzero(self.matched)
        counts = np.bincount(group[matched] * width + column, minlength=(int(group.max(initial=0)) + 1) * width)
        beside: Flags = counts[group[rows] * width + columns] > self.matched[rows, columns]
        return beside

    def _ends(self) -> Iterator[Integers]:
        """Candidates of the same sentence and source; of the same sentence and target."""
        sights = self.sights
        for end in (sights.source, sights.target):
            yield np.unique(sights.place * (int(end.max(initial=0)) + 1) + end, return_inverse=True)[1]


def _claimed(sights: Sights, types: TypeTable) -> tuple[Floats, Floats, Floats]:
    """How often each type is claimed, by fit; whether frames matched it; by which sort of rule."""
    shape = (len(sights.place), len(types.names))
    said, matches = sights.claims, sights.matches
    column = types.column[said.type]
    cell = said.candidate * shape[1] + column
    claims = np.empty((len(FITS) + 2, *shape), np.float32)
    is_fit = [said.fit == fit for fit in range(len(FITS))]
    for number, is_counted in enumerate((*is_fit, said.is_complete, said.is_near)):
        counted = cell[is_counted & (column >= 0)]
        claims[number] = np.bincount(counted, minlength=shape[0] * shape[1]).reshape(shape)
    matched, sorts = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    column = types.column[matches.type]
    at = (matches.candidate[column >= 0], column[column >= 0])
    matched[at], sorts[at] = 1, 1 + matches.sort[column >= 0]
    return claims, matched, sorts


def _three_best(likely: Floats) -> Floats:
    """The three highest values of each row, the highest first."""
    wide = np.hstack([likely, np.zeros((len(likely), 3), np.float32)])
    return np.asarray(-np.sort(-np.partition(wide, -3, axis=1)[:, -3:], axis=1))


def _by_group(likely: Floats, groups: Integers) -> Floats:
    """How likely each group of types is."""
    order = np.argsort(groups, kind="stable")  # groups are numbered without gaps
    return np.asarray(np.add.reduceat(likely[:, order], starts_of(groups[order]), axis=1))
