"""What the judge knows of candidates besides features: their ends, claims and matches, and a few numbers.

It holds arrays only, so that the sights of many articles can be put together to train on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kg_loaders.extract.judging.arrays import Floats, Integers
from kg_loaders.extract.judging.candidates import Candidates
from kg_loaders.extract.judging.claims import Claims
from kg_loaders.extract.judging.features import Matches

SOURCE_KIND, TARGET_KIND = 9, 10  # where the numbers of a candidate hold the kinds of its ends
_FARTHEST = 40  # words between heads
_LATE = 3000  # characters into the text: what stands later is as late
_MANY = 6  # mentions: an entity with more is as much spoken of


@dataclass(frozen=True, slots=True)
class Sights:
    """Candidates, sentence by sentence: which sentence and ends each has, and what frames and numbers say of it."""

    place: Integers
    source: Integers  # numbers of entities
    target: Integers
    turned: Integers  # the candidate of the same ends the other way round; -1 if they are none
    numbers: Floats
    claims: Claims
    matches: Matches

    @classmethod
    def of(cls, candidates: Candidates, claims: Claims, matches: Matches) -> Sights:
        """Look at candidates."""
        cluster = candidates.ends.cluster
        return cls(
            candidates.place,
            cluster[candidates.source],
            cluster[candidates.target],
            candidates.turned,
            _numbers(candidates),
            claims,
            matches,
        )

    @classmethod
    def joined(cls, parts: Sequence[Sights]) -> Sights:
        """Put the sights of several batches one after the other."""
        rows = np.cumsum([0, *(len(part.place) for part in parts)])
        places = np.cumsum([0, *(int(part.place.max(initial=-1)) + 1 for part in parts)])
        ends = np.cumsum([0, *(max(int(p.source.max(initial=-1)), int(p.target.max(initial=-1))) + 1 for p in parts)])
        shifted = list(zip(parts, rows[:-1], places[:-1], ends[:-1], strict=True))
        return cls(
            np.concatenate([part.place + place for part, _, place, _ in shifted]),
            np.concatenate([part.source + end for part, _, _, end in shifted]),
            np.concatenate([part.target + end for part, _, _, end in shifted]),
            np.concatenate([np.where(part.turned >= 0, part.turned + row, -1) for part, row, _, _ in shifted]),
            np.concatenate([part.numbers for part in parts]),
            Claims(
                np.concatenate([part.claims.candidate + row for part, row, _, _ in shifted]),
                *(
                    np.concatenate([getattr(part.claims, name) for part in parts])
                    for name in ("type", "fit", "predicate", "is_complete", "is_near")
                ),
            ),
            Matches(
                np.concatenate([part.matches.candidate + row for part, row, _, _ in shifted]),
                *(np.concatenate([getattr(part.matches, name) for part in parts]) for name in ("type", "sort")),
            ),
        )


def _numbers(candidates: Candidates) -> Floats:
    ends, source, target = candidates.ends, candidates.source, candidates.target
    is_nested, head = candidates.is_nested, ends.head
    lengths = np.array([place.end - place.start for place in candidates.places], np.int64)
    offsets = np.array([min(place.offset, _LATE) for place in candidates.places], np.int64)
    columns = (
        (candidates.up >= 0).sum(axis=1),
        (candidates.down >= 0).sum(axis=1),
        is_nested[source],
        is_nested[target],
        candidates.passed,
        candidates.ends_beside,
        np.minimum(np.abs(head[source] - head[target]), _FARTHEST),
        head[source] < head[target],
        lengths[candidates.place],
        ends.kind[source],
        ends.kind[target],
        ends.form[source],
        ends.form[target],
        ends.is_named[source],
        ends.is_named[target],
        np.minimum(ends.mentions[source], _MANY),
        np.minimum(ends.mentions[target], _MANY),
        offsets[candidates.place],
    )
    return np.stack(columns, axis=1).astype(np.float32)
