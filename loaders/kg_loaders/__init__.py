"""The loaders: files of news articles -> documents -> extractions.

from kg_loaders import read
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kg_loaders.extract.sentence_view import render_sentence
    from kg_loaders.reading import build, read

__all__ = ["build", "read", "render_sentence"]
_HOMES = {
    "build": "kg_loaders.reading",
    "read": "kg_loaders.reading",
    "render_sentence": "kg_loaders.extract.sentence_view",
}


def __getattr__(name: str) -> object:
    """Load the module of a public name when it is first asked for: spaCy takes a second."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """Name what is public, loaded or not."""
    return list(__all__)
