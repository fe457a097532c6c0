"""Candidates of one sentence and what the first stage thinks of them -> proposals: a pair, a type, numbers on both.

The numbers are the same for all types, so that rare ones profit from what frequent ones teach.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kg.ontology import Ontology
from kg_loaders.extract.judge_claims import FITS, Claim

Floats = npt.NDArray[np.float32]
Integers = npt.NDArray[np.int64]
NUMBERS = 45  # of a proposal: a model made for another count is of another reader
FLOOR = 0.02  # what the first stage finds less likely is proposed by frames only
_KINDS = [9, 10]  # where the numbers of a candidate hold the kinds of its ends
_SORTS = ("verb", "noun", "adjective", "compound", "modifier", "comma", "within", "office")


class Seen(Protocol):
    """What proposals ask of a candidate."""

    @property
    def source(self) -> object:
        """Which entity is the source."""

    @property
    def target(self) -> object:
        """Which entity is the target."""

    @property
    def numbers(self) -> tuple[float, ...]:
        """Lengths, counts and kinds."""

    @property
    def claims(self) -> Sequence[Claim]:
        """What frames claim of the ends."""

    @property
    def rules(self) -> Mapping[str, str]:
        """The types that frames read between the ends, with the rule of each."""


@dataclass(frozen=True, slots=True)
class TypeTable:
    """The types that a judge knows, in the order of its columns, with what the ontology says of each."""

    names: tuple[str, ...]
    groups: Integers

    is_event: npt.NDArray[np.bool_]
    is_symmetric: npt.NDArray[np.bool_]
    may_be_source: npt.NDArray[np.bool_]  # kind x type
    may_be_target: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, names: Sequence[str], groups: Sequence[int], ontology: Ontology) -> TypeTable:
        """Look the types up."""
        types = [ontology.types[name] for name in names]
        kinds = sorted(ontology.kinds, key=lambda kind: "POCLG".index(kind.value[0]))
        return cls(
            tuple(names),
            np.array(groups, dtype=np.int64),
            np.array([type.is_event for type in types]),
            np.array([type.is_symmetric for type in types]),
            np.array([[kind in type.domain for type in types] for kind in kinds]),
            np.array([[kind in type.range for type in types] for kind in kinds]),
        )

    def column(self) -> dict[str, int]:
        """Return the column of each type."""
        return {name: number for number, name in enumerate(self.names)}


@dataclass(frozen=True, slots=True)
class Proposals:
    """Pairs of a candidate's position and a type's column, with the numbers of each."""

    rows: Integers
    columns: Integers
    numbers: Floats


def proposals_of(seen: Sequence[Seen], likely: Floats, types: TypeTable, column: Mapping[str, int]) -> Proposals:
    """Return the proposals of one sentence; of a symmetric type the pair stands in one direction, the earlier."""
    grid = _Grid.of(seen, likely, types, column)
    rows, columns = np.nonzero(grid.is_proposed())
    parts = (
        *grid.thought(rows, columns),
        *grid.said(rows, columns),
        types.is_event[columns],
        types.is_symmetric[columns],
        columns,
        *grid.numbers[rows].T,
    )
    return Proposals(rows, columns, np.stack(parts, axis=1).astype(np.float32))


@dataclass(frozen=True, slots=True)
class _Grid:
    """A sentence as tables, candidates by types."""

    types: TypeTable
    likely: Floats
    turned: Integers  # the position of the same ends the other way round; -1 if they are no candidate
    back: Floats  # how likely each type holds the other way round
    both: Floats  # how likely each type is, symmetric ones by both directions
    claims: Floats  # fit x candidate x type, then how many are complete and near
    matched: Floats
    sorts: Floats
    numbers: Floats
    same_source: npt.NDArray[np.bool_]
    same_target: npt.NDArray[np.bool_]

    @classmethod
    def of(cls, seen: Sequence[Seen], likely: Floats, types: TypeTable, column: Mapping[str, int]) -> _Grid:
        turned = _turned(seen)
        back = np.where((turned >= 0)[:, None], likely[turned], 0)
        return cls(
            types,
            likely,
            turned,
            back,
            np.where(types.is_symmetric[None, :], (likely + back) / 2, likely),
            *_claimed(seen, column),
            np.array([one.numbers for one in seen], dtype=np.float32),
            _same([one.source for one in seen]),
            _same([one.target for one in seen]),
        )

    def is_proposed(self) -> npt.NDArray[np.bool_]:
        """What the first stage or a frame finds possible, as far as the ontology allows it."""
        types, kinds = self.types, self.numbers[:, _KINDS].astype(np.int64)
        is_possible = (self.both > FLOOR) | (self.claims[0] + self.claims[1] > 0) | (self.matched > 0)
        is_second = (self.turned >= 0) & (self.turned < np.arange(len(self.turned)))
        is_possible &= ~(is_second[:, None] & types.is_symmetric[None, :])
        is_possible &= types.may_be_source[kinds[:, 0]] & types.may_be_target[kinds[:, 1]]
        return np.asarray(is_possible, dtype=np.bool_)

    def thought(self, rows: Integers, columns: Integers) -> Iterator[npt.NDArray[np.generic]]:
        """What the first stage thinks of proposals and of their rivals."""
        likely, types = self.likely, self.types
        p, own = self.both[rows, columns], likely[rows, columns]
        best = np.sort(np.hstack([likely, np.zeros((len(likely), 2), np.float32)]), axis=1)[rows, ::-1]
        yield np.log((p + 1e-4) / (1.0001 - p))
        yield np.where(own >= best[:, 0], best[:, 1], best[:, 0])
        yield np.where(own >= best[:, 1], best[:, 2], best[:, 1])
        yield np.where(types.is_symmetric[columns], -1, self.back[rows, columns])
        yield np.where(self.turned >= 0, self.back.max(axis=1), -1)[rows]
        yield likely.sum(axis=1)[rows]
        yield _elsewhere(self.same_source[rows], likely, columns)
        yield _elsewhere(self.same_target[rows], likely, columns)
        yield _by_group(likely, types.groups)[rows, types.groups[columns]]

    def said(self, rows: Integers, columns: Integers) -> Iterator[npt.NDArray[np.generic]]:
        """What frames claimed and matched, here and beside it."""
        claims, matched = self.claims, self.matched
        matched_turned = np.where((self.turned >= 0)[:, None], matched[self.turned], 0)
        yield from claims[:, rows, columns]
        yield (claims[0] > 0).sum(axis=1)[rows]
        yield claims[: len(FITS)].sum(axis=(0, 2))[rows]
        yield matched[rows, columns]
        yield self.sorts[rows, columns]
        yield matched.sum(axis=1)[rows] - matched[rows, columns]
        yield matched_turned[rows, columns]
        yield _elsewhere(self.same_source[rows], matched, columns)
        yield _elsewhere(self.same_target[rows], matched, columns)
        yield np.broadcast_to(matched.any(axis=1).sum(), len(rows))


def _turned(seen: Sequence[Seen]) -> Integers:
    """The position of each candidate's ends the other way round; -1 if that is none."""
    at = {(one.source, one.target): number for number, one in enumerate(seen)}
    return np.array([at.get((one.target, one.source), -1) for one in seen])


def _claimed(seen: Sequence[Seen], column: Mapping[str, int]) -> tuple[Floats, Floats, Floats]:
    """How often each type is claimed, by fit; whether frames matched it; by which sort of rule."""
    shape = (len(seen), len(column))
    claims = np.zeros((len(FITS) + 2, *shape), np.float32)
    matched, sorts = np.zeros(shape, np.float32), np.zeros(shape, np.float32)
    for number, one in enumerate(seen):
        for claim in one.claims:
            if (at := column.get(claim.type)) is not None:
                claims[FITS.index(claim.fit), number, at] += 1
                claims[len(FITS), number, at] += claim.is_complete
                claims[len(FITS) + 1, number, at] += claim.is_near
        for name, rule in one.rules.items():
            if (at := column.get(name)) is not None:
                matched[number, at] = 1
                sorts[number, at] = 1 + _SORTS.index(rule.partition(":")[0])
    return claims, matched, sorts


def _same(ends: Sequence[object]) -> npt.NDArray[np.bool_]:
    """Which other candidates have the same end."""
    numbers = {end: number for number, end in enumerate(ends)}
    at = np.array([numbers[end] for end in ends])
    same: npt.NDArray[np.bool_] = at[:, None] == at[None, :]
    np.fill_diagonal(same, False)
    return same


def _elsewhere(same: npt.NDArray[np.bool_], values: Floats, columns: Integers) -> Floats:
    """The highest value of each proposal's type among the other candidates with the same end."""
    highest: Floats = np.where(same, values[:, columns].T, 0).max(axis=1, initial=0)
    return highest


def _by_group(likely: Floats, groups: Integers) -> Floats:
    sums = np.zeros((len(likely), int(groups.max()) + 1), np.float32)
    np.add.at(sums.T, groups, likely.T)
    return sums
