"""A number enters, a change to a graph leaves, the same each time: a load that can be broken off and gone on with.

`python -m tests.kg.long_load URL FIRST LAST` makes the changes and prints the number of each when it is made.
"""

from __future__ import annotations

import sys
from contextlib import closing
from random import Random

from kg.model import DocumentGraph
from kg.settings import load_settings
from kg.store import open_store
from kg.store.protocol import GraphStore
from tests.kg.articles import ATTACK, DENIED, MEETING, MEETING_TURNED, PLANNED, PROTEST, VISIT
from tests.kg.graphs import graph_of

IDS = [f"d{n:02}" for n in range(16)]
TOLD = [VISIT, DENIED, ATTACK, MEETING, MEETING_TURNED, PLANNED, PROTEST]
WIRE = [f"w{n}" for n in range(160)]


def make_change(store: GraphStore, n: int) -> None:
    """Make change `n`: delete documents, or write new versions of some, as one batch. Twice is once."""
    chance = Random(n)
    ids = chance.sample(IDS, chance.randint(2, 5))
    if n % 5 == 4:
        store.delete(ids)
        return
    result = store.write([_version(id, chance) for id in ids])
    if result.failed:
        raise AssertionError(result.failed)


def _version(id: str, chance: Random) -> DocumentGraph:
    start = 20 * chance.randrange(4)  # neighbours are copies of each other, others not
    return graph_of(id, chance.sample(TOLD, chance.randint(1, 5)), prologue=" ".join(WIRE[start : start + 100]))


def main(url: str, first: str, last: str) -> None:
    with closing(open_store(url, neo4j=load_settings().neo4j())) as store:
        for n in range(int(first), int(last)):
            make_change(store, n)
            sys.stdout.write(f"{n}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
