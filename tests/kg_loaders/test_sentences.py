"""What a sentence says: the tables of sentences/*.toml. All sentences are our own; articles are of Monday 2018-03-19.

A row holds `text` and what is to come of it, each statement on a line such as
"Ana Kerr VISITS Berlin (negative) (planned) [speaker] 2018-03-23"; "-" stands for an untold target:

    says = [...]     exactly these events; none, if empty
    states = [...]   exactly these states, whatever the events
    never = [...]    none of these, whatever else
    nothing = true   neither events nor states
    fails = "why"    a known failure; the test fails as soon as the row passes
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from kg.model import Document, Extraction, Statement
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg_loaders.extract import SpacyExtractor

TYPES = load_ontology().types
EXPECTATIONS = ("says", "states", "never")
KEYS = frozenset({"text", "nothing", "fails", *EXPECTATIONS})
LINE = re.compile(
    rf"(?P<source>\S.*?) (?P<type>{'|'.join(TYPES)}) (?P<target>[^()\[\]]+?)"
    r"(?P<negative> \(negative\))?(?P<modality> \((?:planned|possible|demanded)\))?"
    r"(?P<speaker> \[[^\]]+\])?(?P<date> \d{4}(?:-\d\d){0,2})?"
)


class TableError(Exception):
    """A row of the tables breaks their rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One sentence, and what is to come of it."""

    text: str
    says: tuple[str, ...] | None
    states: tuple[str, ...] | None
    never: tuple[str, ...]
    fails: str | None


def canonical(line: str) -> str:
    """Check a statement line; return it with the ends of a symmetric type in order, in lower case.

    >>> canonical("Lena Voss MEETS Dan Orr (planned) 2018-03")
    'dan orr MEETS lena voss (planned) 2018-03'
    """
    match = LINE.fullmatch(line)
    if match is None:
        raise TableError(f"not a statement line of a known type: {line!r}")
    ends = [match["source"].lower(), match["target"].lower()]
    if TYPES[match["type"]].is_symmetric:
        ends.sort()
    status = (match[key] or "" for key in ("negative", "modality", "speaker", "date"))
    return f"{ends[0]} {match['type']} {ends[1]}{''.join(status).lower()}"


def is_event(line: str) -> bool:
    match = LINE.fullmatch(line)
    return match is not None and TYPES[match["type"]].is_event


def read_lines(table: Mapping[str, object], key: str) -> tuple[str, ...] | None:
    lines = table.get(key)
    if lines is None:
        return None
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise TableError(f"{key!r} is not a list of lines")
    for line in lines:
        canonical(line)
        if key != "never" and is_event(line) != (key == "says"):
            raise TableError(f"{line!r} does not belong in {key!r}")
    return tuple(lines)


def read_row(table: Mapping[str, object]) -> Row:
    """Make a row of a table, or say what is wrong with it."""
    if unknown := table.keys() - KEYS:
        raise TableError(f"unknown keys: {', '.join(sorted(unknown))}")
    text, fails, nothing = table.get("text"), table.get("fails"), table.get("nothing", False)
    if not isinstance(text, str) or not (fails is None or isinstance(fails, str)) or not isinstance(nothing, bool):
        raise TableError("'text' and 'fails' are strings, 'nothing' is true or false")
    says, states, never = (read_lines(table, key) for key in EXPECTATIONS)
    if nothing == any(lines is not None for lines in (says, states, never)):
        raise TableError("a row has either nothing = true or some of 'says', 'states', 'never'")
    if nothing:
        says = states = ()
    return Row(text=text, says=says, states=states, never=never or (), fails=fails)


def read_tables(path: Path) -> list[dict[str, object]]:
    try:
        tables: list[dict[str, object]] = tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
    except tomllib.TOMLDecodeError as error:
        raise TableError(f"{path.name}: {error}") from error
    return tables


def read_rows(paths: Iterable[Path]) -> list[Row]:
    """Return the rows of tables; a mistake names the file and the row's text."""
    rows = []
    for path in paths:
        for table in read_tables(path):
            try:
                rows.append(read_row(table))
            except TableError as error:
                raise TableError(f"{path.name}: {table.get('text')!r}: {error}") from error
    return rows


def said(extraction: Extraction, statement: Statement) -> str:
    """Write a statement as a line."""
    name = {entity.id: entity.name for entity in extraction.entities}
    words = [name[statement.source], statement.type, name.get(statement.target or "", "-")]
    if statement.polarity != "positive":
        words.append(f"({statement.polarity})")
    if statement.modality != "actual":
        words.append(f"({statement.modality})")
    if statement.attribution is not None:
        speaker = statement.attribution
        words.append(f"[{name[speaker.entity] if speaker.entity else speaker.text}]")
    if statement.date is not None:
        words.append(str(statement.date))
    return " ".join(words)


ROWS = read_rows(sorted((Path(__file__).parent / "sentences").glob("*.toml")))


def parameter(row: Row) -> object:
    marks = [] if row.fails is None else [pytest.mark.xfail(strict=True, raises=AssertionError, reason=row.fails)]
    return pytest.param(row, marks=marks, id=row.text)


@pytest.fixture(scope="module")
def lines_by_text(extractor: SpacyExtractor) -> dict[str, set[str]]:
    """Return the lines that each text gives; every text is a document of its own."""
    published = PartialDate.parse("2018-03-19")
    documents = [Document(id=f"d{n}", text=row.text, published=published) for n, row in enumerate(ROWS)]
    lines = {}
    for extraction in extractor.extract(documents):
        assert isinstance(extraction, Extraction)
        lines[extraction.document.text] = {said(extraction, statement) for statement in extraction.statements}
    return lines


@pytest.mark.parametrize("row", [parameter(row) for row in ROWS])
def test_a_text_gives_the_statements_it_tells(lines_by_text: dict[str, set[str]], row: Row) -> None:
    lines = {canonical(line): line for line in lines_by_text[row.text]}
    events = {key for key, line in lines.items() if is_event(line)}

    if row.says is not None:
        assert events == {canonical(line) for line in row.says}
    if row.states is not None:
        assert lines.keys() - events == {canonical(line) for line in row.states}
    assert not lines.keys() & {canonical(line) for line in row.never}


def test_no_sentence_stands_in_the_tables_twice() -> None:
    texts = [row.text for row in ROWS]

    assert len(texts) == len(set(texts))


def test_the_tables_speak_of_every_type() -> None:
    lines = [line for row in ROWS for line in (*(row.says or ()), *(row.states or ()))]

    assert {match["type"] for line in lines if (match := LINE.fullmatch(line))} == TYPES.keys()


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ({"text": "x", "says": ["Ana Kerr GREETS Dan Orr"]}, "not a statement line of a known type"),
        ({"text": "x", "says": ["Ana Kerr met Dan Orr"]}, "not a statement line"),
        ({"text": "x", "says": ["Ana Kerr MEETS Dan Orr on Sunday (planed)"]}, "not a statement line"),
        ({"text": "x", "says": ["Ana Kerr LEADS NATO"]}, "does not belong in 'says'"),
        ({"text": "x", "says": "Ana Kerr MEETS Dan Orr"}, "not a list of lines"),
        ({"text": "x", "say": []}, "unknown keys: say"),
        ({"text": "x"}, "either nothing = true or"),
        ({"text": "x", "nothing": True, "says": []}, "either nothing = true or"),
    ],
)
def test_a_row_that_breaks_the_rules_says_what_is_wrong(table: dict[str, object], reason: str) -> None:
    with pytest.raises(TableError, match=re.escape(reason)):
        read_row(table)
