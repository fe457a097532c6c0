"""Prints the peak memory of `kg extract` reading few and many documents, and their ratio: a stream is not held."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle, islice

from bench.articles import article_texts


def main() -> None:
    """Measure a process for each number of documents."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs=2, default=(200, 2000), metavar="N")
    few, many = parser.parse_args().documents
    peaks = {}
    for count in (few, many):
        peaks[count] = _peak_mib(count)
        print(f"{count} documents: peak of {peaks[count]:.0f} MiB", flush=True)
    print(f"ratio: {peaks[many] / peaks[few]:.2f}")


def _peak_mib(count: int) -> float:
    """Read so many documents, the bundled articles again and again, in a process of its own."""
    command = [sys.executable, "-c", "from kg.cli import main; main()", "extract", "--jsonl", "-"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    assert process.stdin is not None
    with process.stdin as stream:
        stream.writelines(_lines(count))
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"kg extract ended with exit code {process.returncode}")
    return usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 2**10)  # macOS counts bytes, Linux KiB


def _lines(count: int) -> Iterator[str]:
    for number, text in enumerate(islice(cycle(article_texts()), count)):
        yield json.dumps({"id": f"article-{number}", "text": text}) + "\n"


if __name__ == "__main__":
    main()
