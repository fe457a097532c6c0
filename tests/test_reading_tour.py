"""The tour of reading shows what the reader does, block by block."""

from __future__ import annotations

from tests.reading_tour import blocks, shown_blocks


def test_the_tour_shows_what_the_reader_does() -> None:
    """If reading changed: `python -m tests.reading_tour` writes the blocks anew; then read the page again."""
    assert shown_blocks() == blocks()
