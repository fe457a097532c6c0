"""The audit suite of GraphQL over HTTP, the npm package graphql-http, is asked of a running server: all must pass."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.kg_graphql.live_server import Server

FOLDER = Path(__file__).parent / "audit"
HOW = "npm ci --ignore-scripts --prefix tests/kg_graphql/audit"


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None or not (FOLDER / "node_modules").exists():
        pytest.skip(f"the audit needs Node.js 18 or later, then `{HOW}`")
    return found


def test_all_audits_of_graphql_over_http_pass(node: str, server: Server) -> None:
    command = [node, str(FOLDER / "audit.mjs"), f"{server.url}/graphql"]

    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {"audits": 61, "failed": []}
