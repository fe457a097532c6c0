"""Pairings of articles -> figures: precision, recall and F1 of statements and names, and how right their status is."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kg.model import Attribution, Extraction, Kind
from training.reading.gold import GoldArticle, GoldStatement
from training.reading.matching import Level, Match, Pairing, is_same, names_of, texts_of

_LEVELS = {"dyad": Level.DYAD, "group": Level.GROUP, "type": Level.TYPE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A gold article, what the reader made of it, and how the two go together."""

    gold: GoldArticle
    extraction: Extraction
    pairing: Pairing

    @property
    def matches(self) -> list[Match]:
        """The matches that count: of statements that are asked for."""
        return [match for match in self.pairing.matches if not self.gold.statements[match.gold].is_optional]

    @property
    def excused(self) -> frozenset[int]:
        """Positions of statements that found what need not be found."""
        return frozenset(
            match.found
            for match in self.pairing.matches
            if self.gold.statements[match.gold].is_optional and match.level >= Level.GROUP
        )

    @property
    def missed(self) -> list[int]:
        """Positions of gold statements that are asked for and not found, not even by another type of their group."""
        found = {match.gold for match in self.matches if match.level >= Level.GROUP}
        return [n for n, one in enumerate(self.gold.statements) if n not in found and not one.is_optional]

    @property
    def extra(self) -> list[int]:
        """Positions of statements that the gold does not have."""
        right = {match.found for match in self.matches if match.level >= Level.GROUP} | self.excused
        return [n for n in range(len(self.extraction.statements)) if n not in right]


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    whole: int

    @property
    def value(self) -> float:
        """The share; 0 of nothing."""
        return self.part / self.whole if self.whole else 0.0

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.part}/{self.whole})"


@dataclass(frozen=True, slots=True)
class Found:
    """Precision, recall and their harmonic mean."""

    precision: Share
    recall: Share

    @property
    def f1(self) -> float:
        """F1."""
        total = self.precision.value + self.recall.value
        return 2 * self.precision.value * self.recall.value / total if total else 0.0

    def __str__(self) -> str:
        return f"P {self.precision.value:.3f}  R {self.recall.value:.3f}  F1 {self.f1:.3f}"


def found_at(reads: Iterable[Read], level: Level) -> Found:
    """Return how many statements are right to a level."""
    right = asked = told = 0
    for read in reads:
        right += sum(match.level >= level for match in read.matches)
        asked += sum(not statement.is_optional for statement in read.gold.statements)
        told += len(read.extraction.statements) - len(read.excused)
    return Found(Share(right, told), Share(right, asked))


def figures(reads: Sequence[Read]) -> dict[str, Found | Share]:
    """Return all figures of a set, by name."""
    found: dict[str, Found | Share] = {name: found_at(reads, level) for name, level in _LEVELS.items()}
    found["core recall"] = _core(reads)
    for name in ("polarity", "modality", "attribution"):
        found[name] = _agreeing(reads, name)
    found["not positive, found"] = _rare(reads, "polarity", "positive")
    found["not actual, found"] = _rare(reads, "modality", "actual")
    found["date"] = _dates(reads)
    found["named entities"] = _named(reads)
    found["false per sentence without"] = false_alarms(reads)
    return found


def interval(reads: Sequence[Read], *, samples: int, seed: int = 1) -> tuple[float, float]:
    """Return a 95 % interval of type F1, by drawing articles anew (Efron 1979)."""
    chance = random.Random(seed)
    drawn = sorted(found_at(chance.choices(reads, k=len(reads)), Level.TYPE).f1 for _ in range(samples))
    return drawn[int(0.025 * samples)], drawn[int(0.975 * samples)]


def by_type(reads: Iterable[Read]) -> dict[str, Found]:
    """Return precision and recall of each type, the most frequent first."""
    right: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    told: Counter[str] = Counter()
    for read in reads:
        asked.update(statement.type for statement in read.gold.statements if not statement.is_optional)
        told.update(one.type for n, one in enumerate(read.extraction.statements) if n not in read.excused)
        right.update(
            read.extraction.statements[match.found].type for match in read.matches if match.level is Level.TYPE
        )
    names = sorted(asked.keys() | told.keys(), key=lambda name: (-asked[name], name))
    return {name: Found(Share(right[name], told[name]), Share(right[name], asked[name])) for name in names}


def confusions(reads: Iterable[Read]) -> Counter[tuple[str, str]]:
    """Count which type was taken for which, where the ends are right."""
    return Counter(
        (read.gold.statements[match.gold].type, read.extraction.statements[match.found].type)
        for read in reads
        for match in read.matches
        if match.level is not Level.TYPE
    )


def false_alarms(reads: Iterable[Read]) -> Share:
    """Return statements of sentences in which the gold has none, by how many such sentences there are."""
    told = without = 0
    for read in reads:
        said = [(one.start, one.end) for one in read.gold.statements]
        for sentence in read.extraction.sentences:
            if any(start < sentence.end and sentence.start < end for start, end in said):
                continue
            without += 1
            told += sum(
                sentence.start <= one.evidence[0].sentence.start < sentence.end for one in read.extraction.statements
            )
    return Share(told, without)


def agrees(read: Read, match: Match, name: str) -> bool:
    """Whether polarity, modality or attribution of a statement are the gold's."""
    gold, found = read.gold.statements[match.gold], read.extraction.statements[match.found]
    if name == "attribution":
        return _is_attributed(read, gold, found.attribution)
    return bool(getattr(gold, name) is getattr(found, name))


def _is_attributed(read: Read, gold: GoldStatement, found: Attribution | None) -> bool:
    if gold.attribution is None or found is None:
        return (gold.attribution is None) == (found is None)
    if gold.attribution not in read.gold.entities or found.entity is None:
        return True  # words such as "reports": whose they are is not asked
    return read.pairing.is_same(gold.attribution, found.entity)


def _grouped(reads: Iterable[Read]) -> Iterable[tuple[Read, Match]]:
    return ((read, match) for read in reads for match in read.matches if match.level >= Level.GROUP)


def _agreeing(reads: Iterable[Read], name: str) -> Share:
    agreed = [agrees(read, match, name) for read, match in _grouped(reads)]
    return Share(sum(agreed), len(agreed))


def _rare(reads: Iterable[Read], name: str, plain: str) -> Share:
    rare = [
        agrees(read, match, name)
        for read, match in _grouped(reads)
        if getattr(read.gold.statements[match.gold], name).value != plain
    ]
    return Share(sum(rare), len(rare))


def _dates(reads: Iterable[Read]) -> Share:
    pairs = [
        (read.gold.statements[match.gold].date, read.extraction.statements[match.found].date)
        for read, match in _grouped(reads)
    ]
    dated = [(gold, found) for gold, found in pairs if gold is not None]
    return Share(sum(gold == (None if found is None else str(found)) for gold, found in dated), len(dated))


def _core(reads: Iterable[Read]) -> Share:
    core = hit = 0
    for read in reads:
        found = {match.gold for match in read.matches if match.level >= Level.GROUP}
        for n, statement in enumerate(read.gold.statements):
            if statement.is_core and not statement.is_optional:
                core += 1
                hit += n in found
    return Share(hit, core)


def _named(reads: Iterable[Read]) -> Found:
    gold_hit = gold_all = found_hit = found_all = 0
    for read in reads:
        gold = [names_of(e.texts) for e in read.gold.entities.values() if is_name(e.kind, e.name)]
        found = [names_of(texts_of(e)) for e in read.extraction.entities if is_name(e.kind, e.name)]
        gold_hit += sum(any(is_same(one, other) for other in found) for one in gold)
        found_hit += sum(any(is_same(other, one) for other in gold) for one in found)
        gold_all += len(gold)
        found_all += len(found)
    return Found(Share(found_hit, found_all), Share(gold_hit, gold_all))


def is_name(kind: Kind, name: str) -> bool:
    """Whether an entity has a name of its own."""
    return kind is not Kind.GROUP and any(character.isupper() for character in name)
