"""CSV and TSV: every row becomes a document, or an error that names file, line and column."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import LoadError, SettingsError
from kg.model import Document
from kg.partial_date import PartialDate
from kg_loaders.readers import parse_columns
from tests.kg_loaders.reading_files import documents, errors, read


def table(tmp_path: Path, data: str | bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def texts(path: Path) -> list[str]:
    return [document.text for document in documents(path)]


def test_a_row_gives_all_fields_and_keeps_the_other_columns(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        ",ID,Headline,Body,Link,Publisher,Byline,Date,Lang,desk\n"
        '0,7, Kerr ,"Ana Kerr left. ",https://n.example/7,N,B. Orr,2021-05,en,World\n',
    )

    assert documents(path) == [
        Document(
            id="7",
            title="Kerr",
            text="Ana Kerr left. ",
            url="https://n.example/7",
            source="N",
            author="B. Orr",
            published=PartialDate(year=2021, month=5),
            language="en",
            metadata=(("column 1", '"0"'), ("desk", '"World"')),
        )
    ]


def test_columns_are_the_ones_told_and_a_usual_name_that_is_none_of_them_is_kept(tmp_path: Path) -> None:
    path = table(tmp_path, "text,story,date,printed\nshort,Ana Kerr left.,2022,2021\n")

    (document,) = documents(path, columns=parse_columns(["text=Story,published=printed"]))

    assert (document.text, str(document.published)) == ("Ana Kerr left.", "2021")
    assert document.metadata == (("text (column)", '"short"'), ("date (column)", '"2022"'))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_header_of_a_csv_file_tells_the_delimiter(tmp_path: Path, delimiter: str) -> None:
    path = table(tmp_path, delimiter.join(["id", "text"]) + "\n" + delimiter.join(["1", '"Ana, Ben; Cy | Di"']) + "\n")

    assert texts(path) == ["Ana, Ben; Cy | Di"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_ends_a_row_and_one_inside_quotes_stays(tmp_path: Path, end: str) -> None:
    path = table(tmp_path, f'text{end}"Ana{end}left."{end}{end}Ben stayed.{end}')

    assert texts(path) == [f"Ana{end}left.", "Ben stayed."]


def test_line_ends_may_be_mixed(tmp_path: Path) -> None:
    assert texts(table(tmp_path, "\ufeffid,text\r\n1,Ana left.\n2,Ben left.\r3,Cy left.")) == [
        "Ana left.",
        "Ben left.",
        "Cy left.",
    ]


def test_tsv_with_quotes_is_read_as_spreadsheets_write_it(tmp_path: Path) -> None:
    path = table(tmp_path, 'id\ttext\n1\t"""Peace""\tnow", a\n2\t"""Peace"", she said"\n3\tA 5" gun, \'x\'\n', "a.TSV")

    first, second, third = read(path)

    assert (
        str(first) == f"{path}:2: the row is not read: '\t' expected after '\"'; inside quotes a quote is written twice"
    )
    assert isinstance(second, Document)
    assert second.text == '"Peace", she said'
    assert isinstance(third, Document)
    assert third.text == "A 5\" gun, 'x'"


def test_quote_left_open_names_the_lines_it_swallows_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = table(tmp_path, 'text\n"Ana left.\nBen left.\n"Cy" left.\nDi left.\n')

    broken, last = read(path)

    assert str(broken).startswith(f"{path}:2: the lines to 4 are not read: ',' expected after '\"'")
    assert isinstance(last, Document)


def test_quote_left_open_to_the_end_is_an_error(tmp_path: Path) -> None:
    path = table(tmp_path, 'text\nAna left.\n"Ben left.\nCy left.\n')

    assert [error.partition(";")[0] for error in errors(path)] == [
        f"{path}:3: the lines to 4 are not read: unexpected end of data"
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "a.csv: is empty; the first row names the columns"),
        (b"\n ,\n", "a.csv: is empty"),
        ("id,story\n1,x\n", "a.csv:1: text: the header has no such column, only 'id', 'story'; say which it is"),
        ("a,b,a\n", "a.csv:1: a: stands twice in the header"),
        ("x" * 99 + ",b\n", "a.csv:1: text: the header has no such column, only '" + "x" * 30 + "...', 'b'; say"),
        ("id,text\n1\n", "a.csv:2: the row has 1 fields, the header 2"),
        ("id,text\n1,a,b\n", "a.csv:2: the row has 3 fields, the header 2"),
        ("id,Body\n\n1, \n", "a.csv:3: Body: is empty"),
        ("Datum,text\n,a\n", None),
        ("Date,text\nSunday,a\n", "a.csv:2: Date: not a date: 'Sunday'; write 2018"),
        ("text,x\na\x00b,\n", "a.csv:2: text: holds a NUL at character 1"),
        (b"text,desk\na,caf\xe9\n", "a.csv:2: desk: not UTF-8 at character 3 (0xe9); if it is Windows-1252"),
        (b"text,caf\xe9\n", "a.csv:1: not UTF-8 at byte 8 (0xe9)"),
        ("text\na\n".encode("utf-16"), "a.csv:1: not UTF-8 at byte 0 (0xff); it looks like UTF-16"),
        (b"\x1f\x8b\x08", "a.csv:1: not UTF-8 at byte 1 (0x8b); it looks like gzip"),
    ],
)
def test_bad_table_names_file_line_and_column(tmp_path: Path, data: str | bytes, message: str | None) -> None:
    path = table(tmp_path, data)

    assert [error[: len(f"{tmp_path / (message or '')}")] for error in errors(path)] == (
        [] if message is None else [str(tmp_path / message)]
    )


def test_a_column_that_was_told_and_is_missing_is_named(tmp_path: Path) -> None:
    path = table(tmp_path, "text\na\n")

    assert errors(path, columns=(("title", "head"),)) == [f"{path}:1: head: the header has no such column, only 'text'"]


def test_bad_row_does_not_stop_the_others(tmp_path: Path) -> None:
    path = table(tmp_path, b"text,x\nAna left.,1\n\xff,2\nBen,left,3\nCy left.,4\n")

    assert [type(reading) for reading in read(path)] == [Document, LoadError, LoadError, Document]


def test_field_may_be_as_large_as_a_document_and_no_larger(tmp_path: Path) -> None:
    path = table(tmp_path, "text\n" + "a" * 200_000 + "\n")

    assert [len(text) for text in texts(path)] == [200_000]
    assert errors(path, max_document_bytes=100_000) == [
        f"{path}:2: the row is larger than a document may be; a quote may be left open"
    ]


def test_quote_left_open_does_not_take_the_memory_of_the_file(tmp_path: Path) -> None:
    path = table(tmp_path, 'text\nAna left.\n"Ben left.\n' + "Cy left.\n" * 1000)

    first, error = read(path, max_document_bytes=1000)

    assert isinstance(first, Document)
    assert str(error) == (
        f"{path}:3: the row is larger than a document may be; a quote may be left open; "
        "what comes after line 2 is not read"
    )


def test_same_rows_have_the_same_ids_in_any_table(tmp_path: Path) -> None:
    first = table(tmp_path, "text,url\nAna left.,\nBen left.,https://n.example/b?utm_source=x\n")
    second = table(tmp_path, "link\theadline\tbody\nhttps://N.example/b\tB\tBen left.\n\t\tAna left.\n", "b.tsv")

    assert {document.id for document in documents(first)} == {document.id for document in documents(second)}


def test_table_is_read_as_a_stream() -> None:
    script = """
import sys
from kg.ontology import load_ontology
from kg_loaders.readers import ReadingOptions, read_paths
for reading in read_paths(["-"], ontology=load_ontology(), options=ReadingOptions(format="csv")):
    print(reading.text, flush=True)
print(sys.stdin.buffer.closed)
"""
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("text\n" + "Ana left.\n")
        process.stdin.flush()

        first = process.stdout.readline()
        rest, _ = process.communicate("Ben left.\n")

    assert first == "Ana left.\n"
    assert rest == "Ben left.\nFalse\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("body", "not FIELD=COLUMN: 'body'"),
        ("body=text", "a document has no field 'body'; its fields: id, text, title"),
        ("text=a,text=b", "the field 'text' is given two columns"),
        ("text=", "not FIELD=COLUMN: 'text='"),
    ],
)
def test_columns_that_make_no_sense_say_why(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        parse_columns([text])


def test_name_of_a_column_may_hold_a_comma() -> None:
    assert parse_columns(["text=story, full,title=Head"]) == (("text", "story, full"), ("title", "Head"))
