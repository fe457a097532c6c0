"""A folder of corpora in every format: tiny ones made up, or the real ones that the environment names."""

import json
import os
from pathlib import Path

import pytest

from training.re3d import SOURCES

TREEBANK = Path(__file__).parent / "tiny.conllu"
WORDS = [("Jane", "PER"), ("Roe", "PER"), ("left", ""), ("Port", "LOC"), ("Hope", "LOC"), (".", "")]


def iob(rows: list[tuple[str, str]], separator: str) -> str:
    lines = []
    previous = ""
    for word, label in rows:
        prefix = "O" if not label else f"I-{label}" if label == previous else f"B-{label}"
        lines.append(f"{word}{separator}{prefix}\n")
        previous = label
    return "".join(lines) + "\n"


def gmb_table() -> str:
    rows = ["Sentence #,Word,POS,Tag"]
    for number in range(1, 6):
        tags = ["B-per", "I-per", "O", "B-geo", "I-geo", "O"]
        for position, ((word, _), tag) in enumerate(zip(WORDS, tags, strict=True)):
            first = f"Sentence: {number}" if position == 0 else ""
            rows.append(f"{first},{word if position else f'Jane{number}'},X,{tag}")
    return "\n".join(rows) + "\n"


def redocred_documents() -> str:
    mention = {"type": "PER", "sent_id": 0, "pos": [0, 2], "name": "Jane Roe"}
    return json.dumps([{"sents": [["Jane", "Roe", "left", "."]], "vertexSet": [[mention]], "labels": []}])


def re3d_line(number: int) -> str:
    text = f"President Jane Roe left Port Hope in week {number}. She returned."
    entities = [
        {"begin": 0, "end": 18, "type": "Person", "value": "President Jane Roe", "confidence": 1.0},
        {"begin": 24, "end": 33, "type": "Location", "value": "Port Hope", "confidence": 1.0},
    ]
    return json.dumps({"text": text, "entities": entities}) + "\n"


def write_corpora(folder: Path) -> Path:
    treebank = TREEBANK.read_text(encoding="utf-8")
    plain = iob(WORDS, " ")
    files = {
        **{f"ewt/en_ewt-ud-{part}.conllu": treebank for part in ("train", "dev", "test")},
        **{f"gum/gum-{part}.conllu": treebank for part in ("train", "dev", "test")},
        **{
            f"uner_ewt/en_ewt-ud-{part}.iob2": "1\tRoe\tB-PER\t-\tx\n2\tsailed\tO\t-\tx\n\n" for part in ("dev", "test")
        },
        "gmb/ner_dataset.csv": gmb_table(),
        **{f"redocred/{part}_revised.json": redocred_documents() for part in ("dev", "test")},
        "wikigold/wikigold.conll.txt": plain,
        **{
            f"crossner/{domain}/{part}.txt": "Jane\tB-politician\nRoe\tI-politician\nruled\tO\n\n"
            for domain in ("politics", "literature", "music", "science")
            for part in ("train", "dev")
        },
        **{
            f"re3d/{source}.jsonl": re3d_line(2 * number) + re3d_line(2 * number + 1)
            for number, source in enumerate(SOURCES)
        },
        "gazetteer/Phoenix.MilNonState.actors.txt": "RED_FRONT_BRIGADES_ [RUR] # made up\nJOHN_DOE_ [RUR]\n",
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def tiny_corpora(tmp_path: Path) -> Path:
    return write_corpora(tmp_path / "corpora")


@pytest.fixture
def corpora(tiny_corpora: Path) -> Path:
    """Return the real corpora where NEWSKG_CORPORA names their folder, else the tiny ones."""
    return Path(os.environ.get("NEWSKG_CORPORA", tiny_corpora))


@pytest.fixture
def held_out_file(tmp_path: Path) -> Path:
    """Return the real fingerprints where NEWSKG_HELD_OUT names their file, else an empty one."""
    empty = tmp_path / "held_out.txt"
    empty.write_text("# nothing\n", encoding="utf-8")
    return Path(os.environ.get("NEWSKG_HELD_OUT", empty))
