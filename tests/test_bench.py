"""The commands behind README's figures run; how fast is theirs to say, not a test's."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["bench.reading", "--rounds", "1"], "of its tokens a second"),
        (["bench.demo", "--runs", "1"], "kg demo:"),
        (["bench.jobs", "--rounds", "1", "--documents", "35"], "output: same"),
        (["bench.who_is_who"], "false merges: 0 of"),
        (["bench.sqlite_load", "--documents", "20", "--rounds", "1"], "ours / by hand: "),
        (["bench.store_reads", "--documents", "40", "--questions", "3", "--store", "sqlite://"], "search names: "),
        (["bench.graphql_requests", "--documents", "30", "--rounds", "1", "--requests", "5"], "ours / stock: "),
        (["bench.memory", "--documents", "2", "4"], "4 documents: peak of "),
    ],
)
def test_a_figure_is_printed(command: list[str], words: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command], capture_output=True, text=True, check=True)

    assert words in done.stdout
