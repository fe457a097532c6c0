"""Date words of a sentence, and whether they tell when something was: no range, no bound, no day of a speech."""

from __future__ import annotations

from kg_loaders.extract.date_spans import LABEL
from kg_loaders.extract.dates import DAYS
from kg_loaders.extract.quotations import is_quoted
from kg_loaders.extract.tree import Span

UNTIL = frozenset(["until", "till"])
_ABOUT = frozenset("at least about around early late mid the".split())


def dates_in(sentence: Span) -> list[Span]:
    """Return the date words of a sentence."""
    start, end = sentence.start, sentence.end
    return [span for span in sentence.doc.ents if start <= span.start < end and span.label_ == LABEL]


def is_told(span: Span) -> bool:
    """Whether date words may tell when something was: no range, no bound, no day of a speech."""
    return not _is_range(span) and not _is_of_speech(span) and word_before(span) not in UNTIL


def word_before(span: Span) -> str:
    """Return the word before date words: "until" of "until at least 2009"."""
    at = span.start - 1
    words = span.doc.words
    while at > 0 and words[at] in _ABOUT:
        at -= 1
    return words[at] if at >= 0 else ""


def _is_range(span: Span) -> bool:
    """Whether two dates stand together, of which neither is the date: "between 1772 and 1795"."""
    root = span.root
    return root.dep_ == "conj" or any(c.dep_ == "conj" and c.ent_type_ == LABEL for c in root.children)


def _is_of_speech(span: Span) -> bool:
    """Whether a day is told from that of a speech, which is not known: '"I spoke to her last night", he said'."""
    return span.text.lower() in DAYS and is_quoted(span.root)
