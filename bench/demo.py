"""Prints how long `kg demo` takes as a whole process, in seconds: minimum, median and maximum of some runs."""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from time import perf_counter


def main() -> None:
    """Time the demo."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = sorted(_run() for _ in range(parser.parse_args().runs))
    print(f"kg demo: {runs[0]:.1f} / {statistics.median(runs):.1f} / {runs[-1]:.1f} s (min / median / max)")


def _run() -> float:
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        command = [sys.executable, "-c", "from kg.cli import main; main()", "demo"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return perf_counter() - start


if __name__ == "__main__":
    main()
