"""Articles that come with the package, for `kg demo`: nothing enters, the path of their JSON lines leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path


@contextmanager
def sample_articles() -> Iterator[Path]:
    """Give the file of the bundled articles, unpacked if the package is a zip."""
    with as_file(files(__name__) / "articles.jsonl") as path:
        yield path
