"""Prints, for each store given, how fast a made-up graph of 100,000 statements is loaded and how long questions take.

    python -m bench.store_reads --store sqlite:///bench.db --store bolt://127.0.0.1:7687

The stores should be empty. Times of questions are p50 and p99 in milliseconds; size is what a SQLite file takes.
"""

from __future__ import annotations

import argparse
import random
import statistics
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from time import perf_counter

from bench.synthetic import STATEMENTS, World
from kg.pipeline import BATCH
from kg.questions.neighbourhood import neighbourhood
from kg.questions.paths import paths
from kg.questions.timeline import timeline
from kg.settings import load_settings
from kg.store import open_store
from kg.store.protocol import (
    AggregateQuery,
    EntityQuery,
    GraphStore,
    PageRequest,
    RelationshipQuery,
    StatementQuery,
    TimelineQuery,
)

_PAGE = PageRequest(first=50)
_WARM_UP = 20  # questions whose time does not count: plans, caches
Question = Callable[[GraphStore, random.Random], object]


def main() -> None:
    """Load and ask each store in turn."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", action="append", required=True, metavar="URL")
    parser.add_argument("--documents", type=int, default=20_000, metavar="N")
    parser.add_argument("--questions", type=int, default=300, metavar="N")
    asked = parser.parse_args()
    for url in asked.store:
        store = open_store(url, create=True, neo4j=load_settings().neo4j())
        print(f"{url.partition(':')[0]}:", flush=True)
        _load(store, World(), asked.documents)
        for name, question in _questions(World().ids()).items():
            _time(name, store, question, asked.questions)
        store.close()
        _print_size(url, asked.documents)


def _load(store: GraphStore, world: World, count: int) -> None:
    documents, start = world.documents(count), perf_counter()
    while batch := list(islice(documents, BATCH)):
        store.write(batch)
    seconds = perf_counter() - start
    print(
        f"  load: {count / seconds:,.0f} documents/s, {count * STATEMENTS:,} statements, batches of {BATCH}", flush=True
    )


def _questions(ids: list[str]) -> dict[str, Question]:
    weights = [1 / (n + 1) for n in range(len(ids))]

    def some(chance: random.Random) -> str:
        return chance.choices(ids, weights)[0]

    def word(chance: random.Random) -> str:
        return f"name{chance.randrange(len(ids))}"

    return {
        "entity by id": lambda store, chance: store.entities_by_id([some(chance)]),
        "statements of an actor, 50": lambda store, chance: store.statements(
            StatementQuery(either=(some(chance),), page=_PAGE)
        ),
        "relationships of an actor, 50": lambda store, chance: store.relationships(
            RelationshipQuery(either=(some(chance),), page=_PAGE)
        ),
        "neighbourhood of 50": lambda store, chance: neighbourhood(store, [some(chance)], max_entities=50),
        "shortest path, to 4 hops": lambda store, chance: paths(store, chance.choice(ids), chance.choice(ids)),
        "time line, 50 events": lambda store, chance: timeline(
            store, TimelineQuery(of=(chance.choice(ids),), page=_PAGE)
        ),
        "search names": lambda store, chance: store.entities(EntityQuery(words=word(chance), page=_PAGE)),
        "search sentences": lambda store, chance: store.statements(StatementQuery(words=word(chance), page=_PAGE)),
        "an actor's statements by type": lambda store, chance: store.aggregate(
            AggregateQuery(by=("type",), where=StatementQuery(either=(some(chance),)))
        ),
    }


def _time(name: str, store: GraphStore, question: Question, count: int) -> None:
    chance, times = random.Random(7), []
    for number in range(count + _WARM_UP):
        start = perf_counter()
        question(store, chance)
        if number >= _WARM_UP:
            times.append(1000 * (perf_counter() - start))
    cuts = statistics.quantiles(times, n=100, method="inclusive")
    print(f"  {name}: {cuts[49]:.2f} / {cuts[98]:.2f} ms", flush=True)


def _print_size(url: str, documents: int) -> None:
    if url.startswith("sqlite:///"):
        size = Path(url.removeprefix("sqlite:///")).stat().st_size
        print(f"  size: {size / documents / STATEMENTS:,.0f} bytes a statement, text and evidence included")


if __name__ == "__main__":
    main()
