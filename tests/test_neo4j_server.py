"""The Neo4j server that tests start: it comes by one command, and goes when they go."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
HOLD = """
import time
from tests.neo4j_server.guarded import throwaway_server
with throwaway_server() as server:
    print(server.home, server.pid, flush=True)
    time.sleep(600)
"""

pytestmark = pytest.mark.usefixtures("neo4j_can_start")


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.neo4j_server", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_one_command_starts_a_server_and_one_stops_it(tmp_path: Path) -> None:
    home = ("--home", str(tmp_path))
    try:
        started, again, status = command("start", *home), command("start", *home), command("status", *home)
    finally:
        stopped = command("stop", *home)

    assert started.stdout.startswith("bolt://127.0.0.1:")
    assert (again.returncode, again.stderr) == (1, f"already running at {started.stdout}")
    assert status.stdout.strip().isdigit()
    assert stopped.returncode == 0
    assert command("status", *home).stdout.strip() == "stopped"


def test_server_does_not_outlive_killed_tests() -> None:
    with subprocess.Popen([sys.executable, "-c", HOLD], cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        home, pid = holder.stdout.readline().split()

        holder.send_signal(signal.SIGKILL)

    deadline = time.monotonic() + 30
    while is_running(int(pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(int(pid))
    while Path(home).exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not Path(home).exists()
