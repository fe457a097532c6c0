"""Fixtures: every kind of store, empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.store import open_store
from kg.store.protocol import GraphStore


@pytest.fixture(params=["memory", "disk"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[GraphStore]:
    url = "sqlite://" if request.param == "memory" else f"sqlite:///{tmp_path / 'kg.db'}"
    opened = open_store(url)
    yield opened
    opened.close()
