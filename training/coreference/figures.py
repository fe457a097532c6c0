"""Gold pronouns and what the reader took them for -> how many are right, by class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from training.coreference.gold import GoldDocument, GoldPronoun

Antecedents = Mapping[int, tuple[int, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """How the pronouns of a class were resolved: of so many that can be, so many were, and so many rightly.

    `false` are resolved though they mean nothing that is called by a name or noun before.
    """

    asked: int
    told: int
    right: int
    false: int

    def __str__(self) -> str:
        accuracy = self.right / self.asked if self.asked else 0.0
        precision = self.right / (self.told + self.false) if self.told + self.false else 0.0
        return f"accuracy {accuracy:.3f} ({self.right}/{self.asked})  precision {precision:.3f}"


def resolved(pairs: Iterable[tuple[GoldDocument, Antecedents]]) -> dict[str, Resolved]:
    """Return the figures of each class of pronouns."""
    counts: dict[str, Counter[str]] = {}
    for gold, found in pairs:
        for pronoun in gold.pronouns:
            counts.setdefault(pronoun.word_class, Counter())[_outcome(gold, pronoun, found)] += 1
    return {name: _figure(count) for name, count in sorted(counts.items())}


def _outcome(gold: GoldDocument, pronoun: GoldPronoun, found: Antecedents) -> str:
    antecedents = found.get(pronoun.start, ())
    if not gold.is_resolvable(pronoun):
        return "false" if antecedents else "left"
    if not antecedents:
        return "missed"
    return "right" if gold.things.get(max(antecedents)) == pronoun.identity else "wrong"


def _figure(count: Counter[str]) -> Resolved:
    told = count["right"] + count["wrong"]
    return Resolved(asked=told + count["missed"], told=told, right=count["right"], false=count["false"])
