"""Documents -> origins: near-copies of one text count once, whoever printed them, in whatever order they came."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from zlib import crc32

from kg.model import Origin

if TYPE_CHECKING:
    import numpy as np
    from datasketch import MinHash
    from numpy.typing import NDArray

_RUN = 5  # words; of these runs a reprint keeps more than half, another story about the same day a tenth
_LEAST_ALIKE = 0.5  # share of runs (Jaccard index, estimated) from which on two texts are copies
_BANDS, _ROWS = 25, 4  # copies at .63 share a band with probability .986, at .8 always; at .07 never
_VALUES = _BANDS * _ROWS
_BAND_BYTES = 4 * _ROWS
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Regrouping:
    """Origin of each document, and the documents that were there before and keep other company now."""

    origins: Mapping[str, str]
    moved: frozenset[str]


def sketch_of(text: str) -> bytes:
    """Return the MinHash of a text's runs of five words (Broder 1997): 100 values of 32 bits, little-endian.

    >>> sketch_of("Troops left.") == sketch_of("TROOPS  LEFT!"), len(sketch_of("Troops left."))
    (True, 400)
    """
    words = _WORD.findall(text.casefold()) or [text]
    runs = {" ".join(words[start : start + _RUN]) for start in range(max(1, len(words) - _RUN + 1))}
    sketch = _empty_sketch().copy()
    sketch.update_batch([run.encode("utf-8", "surrogatepass") for run in sorted(runs)])
    values: NDArray[np.uint32] = sketch.hashvalues
    return values.astype("<u4").tobytes()


@cache
def _empty_sketch() -> MinHash:
    from datasketch import MinHash  # a second: only writing needs it

    return MinHash(num_perm=_VALUES, hashfunc=crc32)


def bands_of(sketch: bytes) -> tuple[int, ...]:
    """Return 25 keys of 32 bits; texts that are copies share one of them at least, others hardly ever."""
    return tuple(
        crc32(sketch[band * _BAND_BYTES : (band + 1) * _BAND_BYTES], band)  # band: the same values elsewhere are others
        for band in range(_BANDS)
    )


def origins_of(sketches: Mapping[str, bytes]) -> tuple[Origin, ...]:
    """Group documents, given by id and sketch; what is a copy of a copy belongs to the same origin.

    An origin bears the first of its documents' ids; origins and their documents are sorted by id.
    """
    ids = sorted(sketches)
    groups: dict[str, list[str]] = {}
    for id, first in zip(ids, _firsts([sketches[id] for id in ids]), strict=True):
        groups.setdefault(ids[first], []).append(id)
    return tuple(Origin(id=id, documents=tuple(documents)) for id, documents in groups.items())


def regroup(before: Mapping[str, str], sketches: Mapping[str, bytes]) -> Regrouping:
    """Group documents anew; `before` tells the origins of those that were there before.

    `sketches` must hold, with each document, all of its former origin and all that share a band with it.
    """
    now = {id: origin.id for origin in origins_of(sketches) for id in origin.documents}
    then, after = _company(before, before), _company(now, before)
    return Regrouping(origins=now, moved=frozenset(id for id in before if id in now and then[id] != after[id]))


def _company(origin: Mapping[str, str], counted: Collection[str]) -> dict[str, frozenset[str]]:
    """Return with each document those that share its origin, as far as they count."""
    groups: dict[str, set[str]] = {}
    for id in origin.keys() & set(counted):
        groups.setdefault(origin[id], set()).add(id)
    frozen = {key: frozenset(group) for key, group in groups.items()}
    return {id: frozen[origin[id]] for group in frozen.values() for id in group}


def _firsts(sketches: list[bytes]) -> list[int]:
    """Return for each sketch the position of the first that it is a copy of, directly or by others between."""
    places: dict[bytes, int] = {}
    for at, sketch in enumerate(sketches):
        places.setdefault(sketch, at)
    distinct = list(places)
    if len(distinct) < 2:
        return [0] * len(sketches)
    import numpy as np

    values = np.frombuffer(b"".join(distinct), dtype="<u4").reshape(len(distinct), _VALUES)
    first = [*range(len(distinct))]
    for bucket in _buckets(distinct):
        for at in bucket if len({first[other] for other in bucket}) > 1 else ():
            others = [other for other in bucket if first[other] != first[at]]
            for other in _alike(values, at, others):
                _join(first, at, other)
    roots = {sketch: places[distinct[first[at]]] for at, sketch in enumerate(distinct)}
    return [roots[sketch] for sketch in sketches]


def _join(first: list[int], one: int, other: int) -> None:
    """Give two groups one first; `first` stays flat, so that looking is cheap and joining, which is rare, is not."""
    low, high = sorted((first[one], first[other]))
    if low != high:
        first[:] = [low if at == high else at for at in first]


def _buckets(sketches: list[bytes]) -> Iterator[list[int]]:
    for band in range(_BANDS):
        found: dict[bytes, list[int]] = {}
        for at, sketch in enumerate(sketches):
            found.setdefault(sketch[band * _BAND_BYTES : (band + 1) * _BAND_BYTES], []).append(at)
        yield from (bucket for bucket in found.values() if len(bucket) > 1)


def _alike(values: NDArray[np.uint32], at: int, others: list[int]) -> list[int]:
    shares = (values[others] == values[at]).mean(axis=1) if others else ()
    return [other for other, share in zip(others, shares, strict=True) if share >= _LEAST_ALIKE]
