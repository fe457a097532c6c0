"""Candidates of one sentence -> what the judge looks at: named features, hashed by CRC32, and a few numbers."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kg.model import Form, Kind
from kg_loaders.extract.candidates import Candidate, ParagraphWords
from kg_loaders.extract.dependencies import children_of
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.judge_claims import Claim, ClaimTable, PredicateSlots
from kg_loaders.extract.mentions import FoundMention

_LETTERS = {Kind.PERSON: "P", Kind.ORGANIZATION: "O", Kind.COUNTRY: "C", Kind.LOCATION: "L", Kind.GROUP: "G"}
_FORMS = {Form.NAME: "n", Form.NOMINAL: "o", Form.PRONOUN: "p"}
_NEAR = 4  # words between two ends that still make a pattern
_SEEN = 8  # words between two ends that are looked at one by one
_TELLING = frozenset("obj xcomp compound:prt obl nmod advmod".split())  # children of the meeting word that say more
_BOUND = frozenset("obj xcomp compound:prt".split())
_MANY = 6  # mentions: an entity with more is as much spoken of
_Ends = tuple[int, int]
_Matches = Mapping[str, tuple[Match, ...]]  # by type


@dataclass(frozen=True, slots=True)
class Features:
    """Names of features and their hashes; a word that stands twice counts twice."""

    names: tuple[str, ...]
    hashes: tuple[int, ...]

    @classmethod
    def of(cls, names: Iterable[str]) -> Features:
        """Hash names."""
        names = tuple(names)
        return cls(names, tuple([zlib.crc32(name.encode()) for name in names]))


@dataclass(frozen=True, slots=True)
class Sight:
    """What is seen of a candidate. `matched` holds what frames read between its ends, by type."""

    candidate: Candidate
    features: tuple[Features, ...]
    claims: tuple[Claim, ...]
    matched: _Matches
    numbers: tuple[float, ...]

    @property
    def source(self) -> int:
        """Which entity is the source."""
        return id(self.candidate.source.cluster)

    @property
    def target(self) -> int:
        """Which entity is the target."""
        return id(self.candidate.target.cluster)

    @property
    def rules(self) -> Mapping[str, str]:
        """The types that frames read between the ends, with the rule of each."""
        return {name: matches[0].rule for name, matches in self.matched.items()}

    @property
    def hashes(self) -> npt.NDArray[np.uint32]:
        """The hash of each feature."""
        return np.array([hash for part in self.features for hash in part.hashes], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class _End:
    """What is seen of a mention whatever stands at the other end."""

    filler: Filler
    kind: str
    form: str
    case: str
    is_nested: bool
    is_named: bool
    features: tuple[Features, Features]  # as source, as target

    @classmethod
    def of(cls, filler: Filler, ends: Sequence[Filler], words: ParagraphWords) -> _End:
        mention = filler.mention
        marks = [child.lower_ for child in children_of(mention.head) if child.dep_ == "case"]
        case = "_".join(marks) or "-"
        return cls(
            filler,
            _LETTERS[filler.cluster.kind],
            _FORMS[mention.form],
            case,
            any(_is_inside(filler, other) for other in ends),
            filler.cluster.is_named,
            (Features.of(_alone(1, mention, case, words)), Features.of(_alone(2, mention, case, words))),
        )


def _alone(number: int, mention: FoundMention, case: str, words: ParagraphWords) -> Iterator[str]:
    """The head of a mention, its words and those right beside it; `number` tells source from target."""
    lower, head, span = words.lower, mention.head.i, mention.span
    yield from (f"{number}h={words.lemmas[head]}", f"{number}d={words.deps[head]}", f"{number}c={case}")
    for word in lower[span.start : span.end]:
        yield f"{number}w={word}"
    yield f"{number}x={lower[span.start - 1] if span.start else ''}"
    yield f"{number}y={lower[span.end] if span.end < len(lower) else ''}"


class SentenceSight:
    """A sentence with all that its candidates share."""

    def __init__(
        self,
        words: ParagraphWords,
        ends: Sequence[Filler],
        predicates: Sequence[PredicateSlots],
        matches: Sequence[Match],
    ) -> None:
        """Put together what frames said of this sentence; `ends` are its mentions whose entity is known."""
        self._words = words
        self._ends = {id(end.mention): _End.of(end, ends, words) for end in ends}
        self._claims = ClaimTable(predicates, words)
        self._tops: dict[int, Features] = {}
        self._matches: dict[_Ends, dict[str, tuple[Match, ...]]] = {}
        for match in matches:
            for key in _keys_of(match):
                of_ends = self._matches.setdefault(key, {})
                of_ends[match.type.name] = (*of_ends.get(match.type.name, ()), match)

    def look(self, candidate: Candidate) -> Sight:
        """See a candidate."""
        source, target = self._ends[id(candidate.source.mention)], self._ends[id(candidate.target.mention)]
        ends = (id(candidate.source.cluster), id(candidate.target.cluster))
        matched, turned = self._matches.get(ends, {}), self._matches.get(ends[::-1], {})
        claims = self._claims.claims_of(candidate)
        on_way = self._entities_on_way(candidate)
        kinds = source.kind + target.kind
        names = (
            *self._way(candidate, kinds, target.case),
            *self._between(candidate, kinds),
            *self._nesting(source, target, kinds, on_way),
            *_claimed(claims, kinds),
            *_read(matched, turned, kinds),
        )
        features = (Features.of(names), source.features[0], target.features[1], self._top(candidate.top))
        return Sight(candidate, features, claims, matched, self._numbers(candidate, source, target, on_way))

    def _top(self, top: int) -> Features:
        """The word where two ends meet, and its children."""
        if top not in self._tops:
            self._tops[top] = Features.of(self._top_names(top))
        return self._tops[top]

    def _top_names(self, top: int) -> Iterator[str]:
        deps, lemmas = self._words.deps, self._words.lemmas
        yield f"top={lemmas[top]}"
        for child in children_of(self._words.tokens[top]):
            dep = deps[child.i]
            if dep in _TELLING:
                yield f"ch={dep}:{lemmas[child.i]}"
                if dep in _BOUND:
                    yield f"topch={lemmas[top]}:{dep}:{lemmas[child.i]}"

    def _way(self, candidate: Candidate, kinds: str, of_target: str) -> list[str]:
        """The path and its words."""
        words, up, down = self._words, candidate.up, candidate.down
        deps, lemmas = words.deps, words.lemmas
        way = "^".join([deps[at] for at in up]) + "|" + "v".join([deps[at] for at in reversed(down)])
        top = lemmas[candidate.top]
        last_up, last_down = deps[up[-1]] if up else "0", deps[down[-1]] if down else "0"
        names = [f"k={kinds}", f"way={way}", f"wayk={way}{kinds}", f"topk={top}{kinds}", f"topway={top}{way}"]
        names += [f"topends={top}{last_up}|{last_down}", f"1e={last_up}", f"2e={last_down}"]
        names.append(f"top2c={top}{of_target}{last_up}")
        for at in candidate.between:
            names += (f"l={lemmas[at]}", f"lk={lemmas[at]}{kinds}")
        return names

    def _between(self, candidate: Candidate, kinds: str) -> list[str]:
        """The words between the ends."""
        source, target = candidate.source.mention.span, candidate.target.mention.span
        order = "<" if source.start < target.start else ">"
        first, last = (source.end, target.start) if order == "<" else (target.end, source.start)
        between = self._words.lower[first : min(last, first + _SEEN)] if first < last else []
        names = [
            f"o={order}",
            f"b#={order}{' '.join(between) if last - first <= _NEAR else 'far'}",
            f"bn={min(_SEEN, max(0, last - first))}",
            f"b0k={order}{kinds}{' '.join(between) if last - first <= 1 else 'far'}",
        ]
        return names + [f"b={word}{order}" for word in between]

    def _nesting(self, source: _End, target: _End, kinds: str, on_way: int) -> list[str]:
        """Which end stands inside the other or inside a third, and what stands between them in the tree."""
        lemmas, deps = self._words.lemmas, self._words.deps
        inner = _inner(source.filler, target.filler)
        of_source, of_target = source.filler.mention, target.filler.mention
        nested = f"{int(source.is_nested)}{int(target.is_nested)}"
        names = [
            f"in={inner}",
            f"ink={inner}{kinds}",
            f"1hk={lemmas[of_source.head.i]}{inner}{target.kind}",
            f"2hk={lemmas[of_target.head.i]}{inner}{source.kind}",
            f"ne={nested}",
            f"ned={nested}{deps[of_source.head.i]}|{deps[of_target.head.i]}",
            f"on={min(on_way, 2)}",
            f"onk={min(on_way, 2)}{kinds}",
            f"n={min(len(self._ends), 9)}",
            f"form={source.form}{target.form}",
        ]
        is_owned = of_source.owner is not None and of_source.owner.i in of_target.positions
        return [*names, f"owned={kinds}"] if is_owned else names

    def _numbers(self, candidate: Candidate, source: _End, target: _End, on_way: int) -> tuple[float, ...]:
        at_source, at_target = candidate.source.mention.head.i, candidate.target.mention.head.i
        return (
            len(candidate.up),
            len(candidate.down),
            source.is_nested,
            target.is_nested,
            on_way,
            len(self._ends),
            min(abs(at_source - at_target), 40),
            at_source < at_target,
            len(candidate.sentence),
            "POCLG".index(source.kind),
            "POCLG".index(target.kind),
            "nop".index(source.form),
            "nop".index(target.form),
            source.is_named,
            target.is_named,
            min(len(candidate.source.cluster.mentions), _MANY),
            min(len(candidate.target.cluster.mentions), _MANY),
        )

    def _entities_on_way(self, candidate: Candidate) -> int:
        way = set(candidate.between) - {candidate.source.mention.head.i, candidate.target.mention.head.i}
        taken = (candidate.source.cluster, candidate.target.cluster)
        ends = [end.filler for end in self._ends.values()]
        others = [end.cluster for end in ends if end.mention.head.i in way and end.cluster not in taken]
        return len({id(cluster) for cluster in others})


def _claimed(claims: Sequence[Claim], kinds: str) -> Iterator[str]:
    """What frames claim, on the way or beside it, and which have only one of their ends."""
    for claim in claims:
        place = "n" if claim.is_near else "f"
        whole = "" if claim.is_complete else "-"
        yield f"F={claim.type}{claim.fit}{place}{whole}"
        yield f"Fx={claim.type}{claim.fit}{whole}"
        if claim.fit in ("strict", "nested"):
            yield f"Fk={claim.type}{kinds}{whole}"
    if not any(claim.fit in ("strict", "nested") for claim in claims):
        yield "F=none"


def _read(matched: _Matches, turned: _Matches, kinds: str) -> Iterator[str]:
    """What frames matched between the ends, either way round, and by which kind of rule."""
    for name, matches in matched.items():
        sort = matches[0].rule.partition(":")[0]
        yield from (f"M={name}", f"Mr={name}{sort}", f"Mk={name}{kinds}", f"Ms={sort}")
    for name in turned:
        yield f"Mt={name}"
    if not matched:
        yield "M=none"


def _keys_of(match: Match) -> list[_Ends]:
    if match.target is None:
        return []
    straight = (id(match.source.cluster), id(match.target.cluster))
    return [straight, straight[::-1]] if match.type.is_symmetric else [straight]


def _inner(source: Filler, target: Filler) -> str:
    """Which end stands inside the other: 1 if the target does, 2 if the source does, else 0."""
    if _is_inside(target, source):
        return "1"
    return "2" if _is_inside(source, target) else "0"


def _is_inside(one: Filler, other: Filler) -> bool:
    inside, around = one.mention.span, other.mention.span
    is_shorter = len(inside) < len(around)
    return is_shorter and around.start <= inside.start and inside.end <= around.end
