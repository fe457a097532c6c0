"""A TOML file of the lexicon -> its tables."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from kg.errors import LexiconError


def read_toml(path: Path) -> dict[str, Any]:
    """Read a file; one that is no TOML raises LexiconError with its name and what is wrong where."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(str(error), path=path) from error
