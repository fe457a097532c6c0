"""Files that are compressed, standard input, and files that are larger than they look."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from kg.errors import LoadError
from kg.model import Document
from tests.kg_loaders.reading_files import documents, errors, read

TEXT = "Troops left Aleppo."
PAGE = f"<html><body><article><p>{TEXT} They went to Northport by sea.</p></article></body></html>"


def packed(path: Path, data: str) -> Path:
    path.write_bytes(gzip.compress(data.encode()))
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.txt", TEXT), ("a.jsonl", f'{{"text": "{TEXT}"}}'), ("a.csv", f"text\n{TEXT}"), ("a.html", PAGE)],
)
def test_any_format_may_be_compressed_and_gives_the_same_documents(tmp_path: Path, name: str, data: str) -> None:
    plain = tmp_path / name
    plain.write_text(data)
    compressed = packed(tmp_path / f"{name}.GZ", data)

    assert documents(compressed) == documents(plain)


def test_compressed_files_in_a_folder_are_read(tmp_path: Path) -> None:
    packed(tmp_path / "a.txt.gz", TEXT)
    packed(tmp_path / "b.tar.gz", TEXT)

    document, skipped = read(tmp_path)

    assert document == Document(id="a.txt", text=TEXT)
    assert getattr(skipped, "reason", "") == "no loader for '.tar.gz'"


def test_a_file_beside_its_compressed_self_is_an_error_that_names_both(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    packed(tmp_path / "a.txt.gz", TEXT)

    assert errors(tmp_path) == [f"{tmp_path}/a.txt.gz: id: a document 'a.txt' stands already in {tmp_path}/a.txt"]


@pytest.mark.parametrize(("name", "row"), [("a.jsonl.gz", '{{"text": "{}"}}\n'), ("a.csv.gz", "{}\n")])
def test_cut_file_gives_the_lines_before_the_cut_and_says_which_was_the_last(
    tmp_path: Path, name: str, row: str
) -> None:
    rows = "".join(row.format(hashlib.sha256(bytes([number])).hexdigest()) for number in range(200))
    path = packed(tmp_path / name, rows if "json" in name else "text\n" + rows)
    path.write_bytes(path.read_bytes()[:-1000])

    *lines, error = read(path)

    assert len(lines) > 100
    assert all(isinstance(line, Document) and len(line.text) == 64 for line in lines)
    last = len(lines) + ("csv" in name)
    assert str(error) == (
        f"{path}: the gzip data ends too early; the file was cut; what comes after line {last} is not read"
    )


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"plain text", "the gzip data is damaged: Not a gzipped file (b'pl')"),
        (gzip.compress(TEXT.encode())[:-9], "the gzip data ends too early; the file was cut"),
        (gzip.compress(TEXT.encode())[:-8] + b"\0" * 8, "the gzip data is damaged: CRC check failed"),
        (gzip.compress(TEXT.encode())[:10] + b"\xff" * 20, "the gzip data is damaged: Error -3 while decompressing"),
        (b"", "text: is empty"),
    ],
)
def test_damaged_file_is_an_error_and_no_document(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "a.txt.gz"
    path.write_bytes(data)

    (error,) = read(path)

    assert str(error).startswith(f"{path}: {message}")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.txt.gz", ": is larger than a document may be (100000 bytes)"),
        ("a.html.gz", ": is larger than a document may be (100000 bytes)"),
        ("a.jsonl.gz", ":1: is longer than a document may be (100000 bytes)"),
        ("a.csv.gz", ":1: text: the header has no such column"),
    ],
)
def test_file_that_unpacks_to_more_than_a_document_is_not_unpacked(tmp_path: Path, name: str, message: str) -> None:
    path = tmp_path / name
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(50):
            file.write(b"a" * 2**20)

    script = f"""
import resource, sys
sys.path.insert(0, {str(Path(__file__).parents[2])!r})
from tests.kg_loaders.reading_files import errors
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(*errors({str(path)!r}, max_document_bytes=100_000))
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    error, megabytes = done.stdout.splitlines()
    assert error.startswith(f"{path}{message}")
    assert int(megabytes) < 10


def test_line_after_one_that_is_too_long_is_read_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "' + b"a" * 1000 + b'"}\n{"text": "b"}\n\xff\n')

    long, short, broken = read(path, max_document_bytes=100)

    assert str(long) == f"{path}:1: is longer than a document may be (100 bytes)"
    assert isinstance(short, Document)
    assert isinstance(broken, LoadError)
    assert str(broken).startswith(f"{path}:3: not UTF-8 at byte 1027")


def from_stdin(data: bytes, format: str | None) -> list[str]:
    script = f"""
from kg.ontology import load_ontology
from kg_loaders.readers import ReadingOptions, read_paths
for reading in read_paths(["-"], ontology=load_ontology(), options=ReadingOptions(format={format!r})):
    print(getattr(reading, "id", reading))
"""
    done = subprocess.run([sys.executable, "-c", script], input=data, capture_output=True, check=True)
    return done.stdout.decode().splitlines()


@pytest.mark.parametrize(
    ("format", "data"),
    [
        (None, f'{{"text": "{TEXT}"}}'.encode()),
        ("txt", TEXT.encode()),
        ("csv", f"text\n{TEXT}".encode()),
        ("tsv", f"text\n{TEXT}".encode()),
        ("csv.gz", gzip.compress(f"text\n{TEXT}".encode())),
        ("jsonl.gz", gzip.compress(f'{{"text": "{TEXT}"}}'.encode())),
    ],
)
def test_stdin_is_read_in_the_format_told_and_its_text_is_the_id(format: str | None, data: bytes) -> None:
    assert from_stdin(data, format) == [hashlib.sha256(TEXT.encode()).hexdigest()]


def test_compressed_stdin_is_told_how_to_say_so() -> None:
    (error,) = from_stdin(gzip.compress(b"{}"), None)

    assert error.startswith("-:1: not UTF-8 at byte 1 (0x8b); it looks like gzip: ")
    assert error.endswith("of stdin say --format jsonl.gz")


def test_format_told_is_that_of_the_files_named_and_of_none_below_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "table.dat"
    path.write_text(f"text\n{TEXT}")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "b.txt").write_text("text\nothers")

    assert [document.text for document in documents(path, folder, format="csv")] == [TEXT, "text\nothers"]
