"""Prints how the resolver judges pairs of names, how many persons one transliteration key confuses, and load times."""

from __future__ import annotations

import argparse
import csv
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from kg.model import Document, DocumentEntity, Extraction, Form, Kind, Mention, Quote
from kg.resolve import RuleResolver
from kg.resolve.alias_table import FOLDER, add_places, load_table, shipped_table
from kg.resolve.transliteration import spelling_key

PAIRS = Path(__file__).parent.parent / "tests" / "kg" / "who_is_who.csv"
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, and whether they name one thing."""

    left: tuple[Kind, str]
    right: tuple[Kind, str]
    is_same: bool
    lesson: str

    @property
    def title(self) -> str:
        """Both names with their kinds, as a test calls them."""
        return " = ".join(f"{kind.lower()} {name}" for kind, name in (self.left, self.right))


def main() -> None:
    """Judge all pairs and measure the tables."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    _print_judgements(read_pairs(PAIRS))
    persons, confused = _confused_persons()
    print(f"persons in the table: {persons}; of two of them one transliteration key: {len(confused)} {confused or ''}")
    print(f"table: loaded in {_load_ms():.0f} ms of processor time (median of {ROUNDS})")


def read_pairs(path: Path) -> list[Pair]:
    """Read the table of pairs."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_pair(row) for row in csv.DictReader(file)]


def id_of(kind: Kind, name: str, document: str) -> str:
    """Return the id that a document gets for a name that is all it says; without capitals it is no name."""
    form = Form.NOMINAL if name.islower() else Form.NAME
    mention = Mention(quote=Quote.of(name, 0, len(name)), form=form)
    entity = DocumentEntity(id="e1", kind=kind, name=name, mentions=(mention,))
    extraction = Extraction(
        document=Document(id=document, text=name), reader="none", sentences=(), entities=(entity,), statements=()
    )
    return RuleResolver().resolve(extraction).entities[0].id


def is_merged(pair: Pair) -> bool:
    """Whether two documents, each with one of the names, have one entity."""
    return id_of(*pair.left, "left") == id_of(*pair.right, "right")


def _pair(row: dict[str, str]) -> Pair:
    left, right = ((Kind(row[f"kind_{side}"]), row[f"name_{side}"]) for side in ("left", "right"))
    return Pair(left, right, row["same"] == "yes", row["lesson"])


def _print_judgements(pairs: list[Pair]) -> None:
    same = [pair for pair in pairs if pair.is_same]
    missed = [pair for pair in same if not is_merged(pair)]
    false = [pair for pair in pairs if not pair.is_same and is_merged(pair)]
    print(f"pairs: {len(pairs)}, of which {len(same)} name one thing")
    print(f"  false merges: {len(false)} of {len(pairs) - len(same)}{_listed(false)}")
    print(f"  recall: {1 - len(missed) / len(same):.3f}; missed: {len(missed)}{_listed(missed)}")


def _listed(pairs: Iterable[Pair]) -> str:
    return "".join(f"\n    {pair.title} ({pair.lesson})" for pair in pairs)


def _confused_persons() -> tuple[int, list[list[str]]]:
    persons: defaultdict[str, set[str]] = defaultdict(set)
    names = shipped_table().names[Kind.PERSON]
    for key, name in names.items():
        persons[spelling_key(key) or key].add(name)
    return len(set(names.values())), [sorted(found) for found in persons.values() if len(found) > 1]


def _load_ms() -> float:
    return statistics.median(_timed_loads()) * 1000


def _timed_loads() -> Iterator[float]:
    for _ in range(ROUNDS):
        start = process_time()
        add_places(load_table(FOLDER / "names.csv", FOLDER / "persons.csv"), FOLDER / "places.csv")
        yield process_time() - start


if __name__ == "__main__":
    main()
