"""What a corpus calls a mention -> the name in it, without determiner, title and what follows."""

# the typographic apostrophes of news are meant

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kg_loaders.extract.phrase_lists import name_words


def words_of(text: str) -> frozenset[str]:
    """Return the words of a text as a set."""
    return frozenset(text.split())


QUOTES = frozenset("\"'`-")
TRAILING = frozenset(["'s", "'", "’s", ",", ".", '"', ":", ";"])
CORE_ENDS = frozenset(["of", "in", "for", "from", "at", "on", "who", "which", "that", "and", ","])
INVISIBLE = "\u200e"
LEADING_MARKS = f" \"'“‘({INVISIBLE}"
TRAILING_MARKS = re.compile(rf"(['’]s?|[\s.,;:\"”’){INVISIBLE}]+)$")
INITIALS = re.compile(r"\b([A-Z]\.)+$")
UNKNOWN = "?"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameSpan:
    """A name in a sentence, by its first token and the one after its last; the label may be UNKNOWN."""

    start: int
    end: int
    label: str

    @property
    def positions(self) -> set[int]:
        """The tokens of the name."""
        return set(range(self.start, self.end))


def outermost(spans: Sequence[NameSpan]) -> list[NameSpan]:
    """Return spans that share no token: of two that do, the longer; of equal ones, the first."""
    kept, used = list[NameSpan](), set[int]()
    for span in sorted(spans, key=lambda span: span.start - span.end):
        if not used & span.positions:
            kept.append(span)
            used |= span.positions
    return sorted(kept, key=lambda span: span.start)


def name_of_words(words: Sequence[str], span: NameSpan) -> NameSpan | None:
    """Return the span without determiners and titles before the name and marks behind it.

    >>> mention = NameSpan(start=0, end=5, label="PERSON")
    >>> name_of_words(["Prime", "Minister", "Jane", "Roe", "'s"], mention)
    NameSpan(start=2, end=4, label='PERSON')
    """
    start, end = span.start, span.end
    while start < end and (words[start].lower() in name_words().determiners or words[start] in QUOTES):
        start += 1
    if span.label == "PERSON":
        while start < end - 1 and _is_before_name(words, start, end):
            start += 1
    while start < end and words[end - 1] in TRAILING:
        end -= 1
    return NameSpan(start=start, end=end, label=span.label) if start < end else None


def _is_before_name(words: Sequence[str], position: int, end: int) -> bool:
    titles, demonyms = name_words().titles, name_words().demonyms
    word = words[position]
    if word.lower() in titles:
        return True
    if word in demonyms:  # "Afghan President Hamid Karzai"
        return position + 1 < end - 1 and words[position + 1].lower() in titles
    return word in "-/" and position > 0 and words[position - 1].lower() in titles


def is_named(mention: str) -> bool:
    """Say whether a mention is a name: the last word of its core has a capital or a digit.

    >>> [is_named(text) for text in ("the Syrian army", "President Bashar al-Assad", "west of Damascus")]
    [False, True, False]
    """
    core = _core(mention.replace(INVISIBLE, "").split())
    last = re.sub(r"['’]s?$|[.,;:)\"”]+$", "", core[-1]) if core else ""
    return last[:1].isupper() or bool(re.match("al-|el-|bin$", last)) or any(map(str.isdigit, last))


def is_office(mention: str) -> bool:
    """Say whether a person's mention ends in a title: the office alone, without the name.

    >>> [is_office(text) for text in ("Foreign Secretary", "Minister of State", "Minister Jane Roe")]
    [True, True, False]
    """
    words = mention.split()
    return not name_words().titles.isdisjoint(word.lower() for word in (words[-1], _core(words)[-1:][0]))


def _core(words: Sequence[str]) -> list[str]:
    """Return the words after the determiners and before the first preposition, pronoun or comma."""
    core = list[str]()
    for word in words:
        if core and (word.lower() in CORE_ENDS or core[-1].endswith(",")):
            break
        if core or word.lower() not in name_words().determiners:
            core.append(word)
    return core


def trim_characters(text: str, start: int, end: int, *, is_person: bool) -> tuple[int, int]:
    """Return the offsets of the name in text[start:end]: quotes, determiners, 's and a person's titles go."""
    start = end - len(text[start:end].lstrip(LEADING_MARKS))
    tail = TRAILING_MARKS.search(text[start:end])
    if tail and tail.start() > 0 and not INITIALS.search(text[start:end]):
        end = start + tail.start()
    while first := re.match(r"(\S+)\s+", text[start:end]):
        word, lower = first[1], first[1].lower().strip(INVISIBLE)
        is_title = is_person and (
            lower in name_words().titles or (word in name_words().demonyms and len(text[start:end].split()) > 2)
        )
        if lower not in name_words().determiners and not is_title:
            break
        start += first.end()
    return start, end
