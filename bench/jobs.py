"""Prints how much faster `kg extract --jobs 2` is than one process, whole commands, and whether they print the same."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter

from bench.articles import article_texts


def main() -> None:
    """Read the bundled articles again and again, by one process and by several in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--documents", type=int, default=256)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.jsonl"
        texts = islice(cycle(article_texts()), options.documents)
        path.write_text("".join(json.dumps({"id": f"a{n}", "text": text}) + "\n" for n, text in enumerate(texts)))
        runs = {jobs: [_run(path, jobs) for _ in range(options.rounds)] for jobs in (1, options.jobs)}
    seconds = {jobs: statistics.median(run[0] for run in timed) for jobs, timed in runs.items()}
    outputs = {output for timed in runs.values() for _, output in timed}
    for jobs, median in seconds.items():
        print(f"--jobs {jobs}: {median:.1f} s for {options.documents} documents")
    print(f"speed-up: {seconds[1] / seconds[options.jobs]:.2f}; output: {'same' if len(outputs) == 1 else 'DIFFERS'}")
    if len(outputs) > 1:
        sys.exit(1)


def _run(path: Path, jobs: int) -> tuple[float, bytes]:
    start = perf_counter()
    command = [sys.executable, "-c", "from kg.cli import main; main()", "extract", "--jsonl", "--jobs", str(jobs)]
    done = subprocess.run([*command, str(path)], check=True, stdout=subprocess.PIPE)
    return perf_counter() - start, done.stdout


if __name__ == "__main__":
    main()
