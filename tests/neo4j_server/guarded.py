"""A server for as long as a test needs it, and no longer, even if the tests are killed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from tests.neo4j_server.server import BRIEF, Server, ServerOptions

_ROOT = Path(__file__).parent.parent.parent


@contextmanager
def throwaway_server(options: ServerOptions | None = None) -> Iterator[Server]:
    """Start a server in a folder of its own; at the end both go."""
    home = tempfile.mkdtemp(prefix="newskg-neo4j-")
    with _guard(home):
        server = Server(Path(home), replace(options or ServerOptions(), java=BRIEF))
        try:
            server.start()
            yield server
        finally:
            server.kill()


@contextmanager
def _guard(home: str) -> Iterator[None]:
    """Let a second process kill the server and remove its home when ours ends: the pipe between them closes anyhow."""
    command = [sys.executable, "-m", "tests.neo4j_server", "guard", "--home", home]
    with subprocess.Popen(command, stdin=subprocess.PIPE, cwd=_ROOT, start_new_session=True):
        yield
