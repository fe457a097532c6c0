"""A format that another package adds: what loaders/README.md shows works as it stands there."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from kg.model import Document
from tests.kg_loaders.reading_files import documents, errors, read

README = Path(__file__).parents[2] / "loaders" / "README.md"
TEXT = "# Kerr in Berlin\n\nAna Kerr visited Berlin.\n"


@pytest.fixture
def with_markdown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Install the package of the README: its module, and its entry point word for word."""
    page = README.read_text("utf-8")
    module, registration = re.search(r"```python\n(.*?)```", page, re.S), re.search(r"```toml\n(.*?)```", page, re.S)
    assert module is not None
    assert registration is not None
    entry = re.search(r'"(\.md)" = "([\w.]+):(\w+)"', registration[1])
    assert entry is not None
    site = tmp_path / "site-packages"
    (site / "my_package").mkdir(parents=True)
    (site / "my_package" / "markdown.py").write_text(module[1])
    info = site / "my_package-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: my_package\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[newskg.readers]\n{entry[1]} = {entry[2]}:{entry[3]}\n")
    monkeypatch.syspath_prepend(str(site))


@pytest.mark.usefixtures("with_markdown")
def test_format_of_another_package_is_read_in_folders_compressed_and_by_name(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "a.md").write_text(TEXT)
    (folder / "b.MD.gz").write_bytes(gzip.compress(TEXT.encode()))
    (tmp_path / "c.note").write_text(TEXT)

    assert documents(folder) == [Document(id=name, text=TEXT, title="Kerr in Berlin") for name in ("a.md", "b.MD")]
    assert documents(tmp_path / "c.note", format="md") == [Document(id="c.note", text=TEXT, title="Kerr in Berlin")]


@pytest.mark.usefixtures("with_markdown")
def test_errors_of_another_package_name_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Ana Kerr left.")

    assert errors(path) == [f"{path}: title: has no heading, such as # Kerr in Berlin"]
    assert str(*read(path, max_document_bytes=5)).startswith(f"{path}: is larger than a document may be (5 bytes)")
    path.write_bytes(b"# caf\xe9")
    assert errors(path)[0].startswith(f"{path}:1: not UTF-8 at byte 5 (0xe9)")


def test_readme_names_the_registry_as_it_is() -> None:
    registry = README.parent / "kg_loaders" / "readers" / "registry.py"

    assert "READERS = {" in README.read_text("utf-8")
    assert re.search(r"^READERS\b", registry.read_text("utf-8"), re.MULTILINE)
