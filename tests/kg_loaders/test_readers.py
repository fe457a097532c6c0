"""Readers: what stands in files becomes documents; what does not says file, line and field."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from kg.errors import LoadError
from kg.model import Document, Extraction
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg.pipeline import Outcome, Reading
from kg_loaders.readers import read_paths

TEXT = "Troops left Aleppo."


def read(*paths: str | Path) -> list[Reading]:
    return list(read_paths(paths, ontology=load_ontology()))


def read_line(tmp_path: Path, line: bytes | str) -> Reading:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line.encode() if isinstance(line, str) else line)
    (reading,) = read(path)
    return reading


def document_of(tmp_path: Path, **row: object) -> Document:
    reading = read_line(tmp_path, json.dumps({"text": TEXT, **row}))
    assert isinstance(reading, Document), reading
    return reading


def error_of(reading: Reading) -> LoadError:
    assert isinstance(reading, LoadError), reading
    return reading


def test_text_file_is_one_document_exactly_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeff Türkiye\r\nvoted.\u2028\n".encode())

    assert read(path) == [Document(id="a.txt", text=" Türkiye\r\nvoted.\u2028\n")]


def test_folder_gives_the_files_below_it_in_order_named_by_their_path(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.TXT", "a/b/c.txt", ".git/x.txt", ".DS_Store"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(TEXT)

    readings = read(tmp_path)

    assert [document.id for document in readings if isinstance(document, Document)] == [
        "a/b/c.txt",
        "a/z.TXT",
        "b.txt",
    ]


def test_json_line_gives_all_fields_and_keeps_unknown_keys(tmp_path: Path) -> None:
    document = document_of(
        tmp_path,
        id="7",
        title="T",
        url="https://n.example/7",
        source="N",
        author="A. B.",
        published="2018-03",
        language="en",
        licence="CC",
        tags=["é", 1],
    )

    assert document == Document(
        id="7",
        text=TEXT,
        title="T",
        url="https://n.example/7",
        source="N",
        author="A. B.",
        published=PartialDate(year=2018, month=3),
        language="en",
        metadata=(("licence", '"CC"'), ("tags", '["é", 1]')),
    )


@pytest.mark.parametrize(
    ("fields", "id"),
    [
        ({"id": "x y", "url": "http://n.example"}, "x y"),
        ({"id": 12}, "12"),
        ({"url": "HTTPS://N.example:443/a?utm_source=q&p=2#top"}, "https://n.example/a?p=2"),
        ({"url": "http://[bad"}, "http://[bad"),
        ({"id": None}, hashlib.sha256(TEXT.encode()).hexdigest()),
    ],
)
def test_document_id_is_the_given_else_the_address_else_the_text(
    tmp_path: Path, fields: dict[str, object], id: str
) -> None:
    assert document_of(tmp_path, **fields).id == id


@pytest.mark.parametrize(
    ("fields", "date", "metadata"),
    [
        ({"date": "2018-03-18"}, "2018-03-18", ()),
        ({"published": "2018", "date": "2019"}, "2018", (("date", '"2019"'),)),
        ({"published": None, "date": "2019"}, "2019", (("published", "null"),)),
        ({"date": "2018-03-18T10:00Z"}, "2018-03-18", (("date", '"2018-03-18T10:00Z"'),)),
        ({"date": "2018-03-18 10:00:00"}, "2018-03-18", (("date", '"2018-03-18 10:00:00"'),)),
    ],
)
def test_date_is_read_and_what_it_says_beyond_a_day_is_kept(
    tmp_path: Path, fields: dict[str, object], date: str, metadata: tuple[tuple[str, str], ...]
) -> None:
    document = document_of(tmp_path, **fields)

    assert (str(document.published), document.metadata) == (date, metadata)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (b'{"text": "caf\xe9"}', "a.jsonl:1: not UTF-8 at byte 13 (0xe9); if it is Windows-1252"),
        ('{"text": "a"}'.encode("utf-16"), "a.jsonl:1: not UTF-8 at byte 0 (0xff); it looks like UTF-16"),
        (b'{"text": "a"', "a.jsonl:1: not JSON: Expecting ',' delimiter at column 13"),
        (b"[1]", "a.jsonl:1: not an object"),
        (b"[" * 100_000, "a.jsonl:1: not a document: nested too deeply"),
        (b'{"text": "a", "n": NaN}', "a.jsonl:1: not JSON: NaN is no JSON number"),
        (b'{"text": "a", "text": "b"}', 'a.jsonl:1: not JSON: the key "text" stands twice'),
        (b'{"text": "a", "n": 1e999}', "a.jsonl:1: n: holds a number too large"),
        (b'{"title": "a"}', "a.jsonl:1: text: is missing"),
        (b'{"text": " \\n"}', "a.jsonl:1: text: is empty"),
        (b'{"text": 5}', "a.jsonl:1: text: must be a string, not a number"),
        (b'{"text": "a", "author": ["b"]}', "a.jsonl:1: author: must be a string, not a list"),
        (b'{"text": "a", "id": true}', "a.jsonl:1: id: must be a string, not a boolean"),
        (b'{"text": "a", "date": "Sunday"}', "a.jsonl:1: date: not a date: 'Sunday'"),
        (b'{"text": "a", "published": "2018-02-30"}', "a.jsonl:1: published: no such date"),
        (b'{"text": "a\\u0000"}', "a.jsonl:1: text: holds a NUL at character 1"),
        (b'{"text": "a \\ud83d"}', "a.jsonl:1: text: holds half of a surrogate pair at character 2"),
        (b'{"text": "a", "k": "\\ud83d"}', "a.jsonl:1: k: holds half of a surrogate pair"),
        (b'{"format": "other/9", "text": "a"}', "a.jsonl:1: format: "),
    ],
)
def test_bad_line_names_file_line_and_field(tmp_path: Path, line: bytes, message: str) -> None:
    error = error_of(read_line(tmp_path, line))

    assert str(error).startswith(str(tmp_path / message))


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.txt", b"one\ntwo \xe9", "a.txt:2: not UTF-8 at byte 8 (0xe9)"),
        ("a.txt", b"\n  ", "a.txt: text: is empty"),
        ("a.txt", b"one\n\x00", "a.txt:2: text: holds a NUL at character 4"),
        ("a.docx", b"PK", "a.docx: no loader for '.docx'; known: .csv, .htm, .html, .jsonl, .ndjson, .tsv, .txt, each"),
        ("articles", b"x", "articles: no loader for a file without suffix; known: .csv"),
    ],
)
def test_bad_file_names_itself_and_the_reason(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)

    (reading,) = read(path)

    assert str(error_of(reading)).startswith(str(tmp_path / message))


def test_file_of_unknown_format_in_a_folder_is_skipped_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "kg.db").write_bytes(b"x")

    document, skipped = read(tmp_path)

    assert isinstance(document, Document)
    assert skipped == Outcome(
        document=str(tmp_path / "kg.db"), status="skipped", reason="no loader for '.db'", path=str(tmp_path / "kg.db")
    )


def test_missing_file_and_empty_folder_are_errors_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "a.txt").write_text(TEXT)

    missing, empty, document = read(tmp_path / "no.txt", tmp_path / "empty", tmp_path / "a.txt")

    assert str(error_of(missing)) == f"{tmp_path / 'no.txt'}: no such file or folder"
    assert "the folder holds no file to read" in str(error_of(empty))
    assert isinstance(document, Document)


def test_error_in_a_later_line_counts_bytes_and_lines_of_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "a.ndjson"
    path.write_bytes('\ufeff{"text": "a\u2028b"}\r\n\n'.encode() + b'\xff\n{"text": "c"}')

    first, broken, last = read(path)

    assert isinstance(first, Document)
    assert first.text == "a\u2028b"
    assert str(error_of(broken)).startswith(f"{path}:3: not UTF-8 at byte 23")
    assert isinstance(last, Document)


def test_second_document_of_an_id_is_an_error_that_names_the_first(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"id": "1", "text": "a"}\n{"id": "1", "text": "b"}\n')

    first, second = read(path)

    assert isinstance(first, Document)
    assert str(error_of(second)) == f"{path}:2: id: a document '1' stands already in {path}:1"


def test_file_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)

    assert len(read(tmp_path, tmp_path / "a.txt")) == 1


def test_line_with_a_format_is_an_extraction(tmp_path: Path) -> None:
    row: dict[str, object] = {"format": "newskg-extraction/1", "reader": "r", "id": "1", "text": TEXT}
    row |= {"sentences": [[0, 19]], "entities": [], "statements": [], "silences": []}

    reading = read_line(tmp_path, json.dumps(row))

    assert isinstance(reading, Extraction), reading
    assert reading.document.text == TEXT


def test_reading_is_a_stream(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a"}\n' * 3)

    readings = read_paths([path, tmp_path / "missing"], ontology=load_ontology())

    assert isinstance(next(readings), Document)
