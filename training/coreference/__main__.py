"""Prints how well the reader resolves pronouns in a treebank with coreference (CoNLL-U, an Entity column in MISC).

    python -m training.coreference CORPORA/gum/gum-dev.conllu [--genres news bio speech]

A pronoun counts if a name or noun before it calls the same thing; it is right if the nearest name or noun that the
reader links it to does.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from training.conllu import read_documents
from training.coreference.figures import resolved
from training.coreference.gold import read_document
from training.coreference.resolving import PronounReader
from training.sources import read_text


def main() -> None:
    """Read, resolve, print."""
    parser = argparse.ArgumentParser(
        prog="python -m training.coreference", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("treebank", type=Path, nargs="+", help="CoNLL-U files, plain or packed (.xz)")
    parser.add_argument("--genres", nargs="*", default=[], help="only documents called CORPUS_GENRE_... so")
    parser.add_argument("--pipeline", help="another spaCy pipeline, by name or path")
    asked = parser.parse_args()
    reader = PronounReader(asked.pipeline)
    documents = [
        read_document(document)
        for path in asked.treebank
        for document in read_documents(read_text(path.parent, path.name.removesuffix(".xz")))
        if not asked.genres or document.name.split("_")[1] in asked.genres
    ]
    print(f"{len(documents)} documents")
    for name, figure in resolved((gold, reader.antecedents(gold.text)) for gold in documents).items():
        print(f"  {name:8} {figure}")


if __name__ == "__main__":
    main()
