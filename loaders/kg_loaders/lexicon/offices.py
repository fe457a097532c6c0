"""Offices that only a few bodies have. `offices.toml` enters, titles with their bodies leave."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from kg.errors import LexiconError
from kg_loaders.lexicon.toml_file import read_toml

OFFICES_FILE = Path(__file__).with_name("offices.toml")
Offices = Mapping[str, frozenset[str]]  # title -> the usual names of the bodies


@cache
def load_offices(path: Path = OFFICES_FILE) -> Offices:
    """Read and check an offices file; a wrong one raises LexiconError with file and key."""
    rows = read_toml(path)
    for title, bodies in rows.items():
        if not isinstance(bodies, list) or not bodies or not all(isinstance(body, str) and body for body in bodies):
            raise LexiconError("must be a list of names", path=path, field=title)
    return {title: frozenset(bodies) for title, bodies in rows.items()}
