"""`recipe.toml` -> the numbers of the training as values."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RECIPE = Path(__file__).parent / "recipe.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRecipe:
    """How the corpora are cut, split and filtered."""

    left_out_gum_genres: list[str]
    treebank_sentences_per_doc: int
    name_sentences_per_doc: int
    gmb_train_share: float
    re3d_dev_every: int
    re3d_confidence: float
    longest_re3d_name: int
    telling_sentence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The sections of the file."""

    data: DataRecipe
    cities: Mapping[str, Any]
    meta: Mapping[str, str]

    @classmethod
    def from_file(cls, path: Path) -> "Recipe":
        """Read a recipe; a missing or an unknown number of the data is an error."""
        sections = tomllib.loads(path.read_text(encoding="utf-8"))
        return cls(data=DataRecipe(**sections["data"]), cities=sections["cities"], meta=sections["meta"])
