"""The reader, loaded once for all tests of this room."""

from __future__ import annotations

import pytest

from kg_loaders.extract import SpacyExtractor


@pytest.fixture(scope="session")
def extractor() -> SpacyExtractor:
    return SpacyExtractor(judge=False)
