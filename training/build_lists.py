"""`python -m training.build_lists`: corpora and packages -> the generated lists in kg_loaders/model/lists."""

import argparse
import gzip
import json
import tomllib
from collections import defaultdict
from pathlib import Path

import spacy_lookups_data  # type: ignore[import-untyped]  # has no stubs

from kg_loaders.extract.phrase_lists import LISTS
from training.gazetteer import CityLimits, build_gazetteer
from training.group_names import known_group_names
from training.recipe import RECIPE, Recipe

WORD_LISTS = Path(__file__).parent / "word_lists.toml"
CLUSTER_TABLE = Path(spacy_lookups_data.__file__).parent / "data" / "en_lexeme_cluster.json.gz"


def build_lists(corpora: Path, out: Path, recipe: Recipe) -> None:
    """Write gazetteer, clusters and known groups into a folder."""
    words = tomllib.loads(WORD_LISTS.read_text(encoding="utf-8"))
    out.mkdir(parents=True, exist_ok=True)
    write_packed(out / "gazetteer.json.gz", build_gazetteer(words, CityLimits(**recipe.cities)))
    write_packed(out / "clusters.json.gz", _clusters(CLUSTER_TABLE))
    names = known_group_names(corpora, words["groups"])
    (out / "known_groups.txt").write_text("\n".join(names) + "\n", encoding="utf-8")


def write_packed(path: Path, data: object) -> None:
    """Write JSON, packed; the same data give the same bytes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    path.write_bytes(gzip.compress(text.encode(), mtime=0))


def _clusters(table: Path) -> dict[str, str]:
    """Return the words of each Brown cluster; most words of the table have none, which it writes as 0."""
    members = defaultdict[int, list[str]](list)
    with gzip.open(table, "rt", encoding="utf-8") as file:
        for word, number in json.load(file).items():
            if number and " " not in word:
                members[number].append(word)
    return {str(number): " ".join(sorted(words)) for number, words in sorted(members.items())}


def main() -> None:
    """Read the arguments and build."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--recipe", type=Path, default=RECIPE)
    parser.add_argument("--out", type=Path, default=LISTS)
    arguments = parser.parse_args()
    build_lists(arguments.corpora, arguments.out, Recipe.from_file(arguments.recipe))


if __name__ == "__main__":
    main()
