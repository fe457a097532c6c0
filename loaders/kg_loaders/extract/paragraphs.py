"""Text -> paragraphs that a parser can read, each with the offset at which it stands; no character moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Of the same length each, so that offsets into the original stay true.
_SAME_LENGTH = {
    "\u00a0": " ",
    "\u200e": " ",
    "\u200f": " ",
    "\u200b": " ",
    "\ufeff": " ",
    "\u00ad": "-",
    "\t": " ",
    "\r": " ",
    "\x0b": " ",
    "\x0c": " ",
}
_CLEAN = str.maketrans(_SAME_LENGTH)
_DOUBLED_QUOTE = re.compile(r'""')
_BLANK_LINES = re.compile(r"\n[ \t\r]*\n\s*")
_SENTENCE_END = re.compile(r"""[.!?:…]["'”’)\]]*\s*$""")
_SHORT_LINE = 60  # characters; a shorter line before a capital is a headline or caption, not a wrapped line


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A stretch of a document's text, cleaned, and where it begins."""

    start: int
    text: str


def paragraphs_of(text: str) -> Iterator[Paragraph]:
    """Cut a text at blank lines, and at line ends that end a sentence or a headline.

    >>> [(p.start, p.text) for p in paragraphs_of("Talks open\\n\\nThe two\\nsides met.\\nThey left.")]
    [(0, 'Talks open'), (12, 'The two sides met.'), (31, 'They left.')]
    """
    clean = _DOUBLED_QUOTE.sub(' "', text.translate(_CLEAN))
    start = 0
    for end in [*_breaks(clean), len(clean)]:
        stretch = clean[start:end]
        content = stretch.strip()
        if content:
            begin = start + stretch.index(content[0])
            yield Paragraph(start=begin, text=content.replace("\n", " "))
        start = end


def _breaks(text: str) -> list[int]:
    blank = {match.start() for match in _BLANK_LINES.finditer(text)}
    return sorted(blank | {at for at in _line_ends(text) if _ends_paragraph(text, at)})


def _line_ends(text: str) -> list[int]:
    return [match.start() for match in re.finditer(r"\n", text)]


def _ends_paragraph(text: str, at: int) -> bool:
    line = text[text.rfind("\n", 0, at) + 1 : at]
    following = text[at + 1 : at + 3].lstrip(" \"'“‘")
    if _SENTENCE_END.search(line):
        return True
    return len(line.strip()) < _SHORT_LINE and (following[:1].isupper() or following[:1].isdigit())
