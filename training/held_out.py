"""Fingerprints of texts kept apart for judging: what has one of them stays out of every part of the data."""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

Item = TypeVar("Item")


def fingerprint(text: str) -> str:
    """Return the sha256 of the letters and digits of a text: spacing, case and punctuation do not count.

    >>> fingerprint("Ada, 1815.") == fingerprint("ADA 1815")
    True
    """
    return hashlib.sha256(re.sub("[^a-z0-9]", "", text.lower()).encode()).hexdigest()


def rough_sentences(text: str) -> list[str]:
    """Return what stands between line ends and marks that may end a sentence; the same text is always cut alike."""
    return re.split(r"(?<=[.!?])\s+|\n+", text)


@dataclass(slots=True, kw_only=True)
class HeldOut:
    """The fingerprints, and how many texts of each corpus they kept out."""

    fingerprints: frozenset[str]
    left_out: Counter[str] = field(default_factory=Counter)

    @classmethod
    def from_file(cls, path: Path) -> "HeldOut":
        """Read one fingerprint a line; `#` opens a comment."""
        lines = path.read_text(encoding="utf-8").splitlines()
        return cls(fingerprints=frozenset(line.strip() for line in lines if line.strip() and line[0] != "#"))

    def holds(self, text: str, *, corpus: str) -> bool:
        """Say whether this text is kept apart, and count it if it is."""
        if fingerprint(text) not in self.fingerprints:
            return False
        self.left_out[corpus] += 1
        return True

    def free_documents(
        self, documents: Iterable[list[Item]], *, corpus: str, text_of: Callable[[Item], str]
    ) -> Iterator[list[Item]]:
        """Yield the documents that are not kept apart, without those of their sentences that are."""
        for document in documents:
            if self.holds(" ".join(text_of(sentence) for sentence in document), corpus=corpus):
                continue
            free = [sentence for sentence in document if not self.holds(text_of(sentence), corpus=corpus)]
            if free:
                yield free
