"""Frames: which word, with which roles, means which statement type. `frames/*.toml` enter, a FrameLexicon leaves."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal

from kg.errors import LexiconError
from kg.ontology import Ontology, load_ontology

FRAMES = Path(__file__).with_name("frames")

WordClass = Literal["verbs", "nouns", "adjectives", "compounds"]
WORD_CLASSES: tuple[WordClass, ...] = ("verbs", "nouns", "adjectives", "compounds")
ROLES = frozenset(
    """subject object indirect complement owner reciprocal same self giver adjunct bearer teller modifier body left
    modified""".split()
)
PREPOSITIONS = frozenset(
    """about across after against alongside along among around as at before behind between beyond by during for from in
    inside into near of off on onto out outside over through throughout to toward towards under upon with within amid
    despite following
    """.split()
)
USUAL_SOURCE: Mapping[WordClass, tuple[str, ...]] = {
    "verbs": ("subject",),
    "nouns": ("by", "owner", "giver", "modifier"),
    "adjectives": ("subject",),
    "compounds": (),
}
_OTHERS = frozenset(["complement.object", "bearer.owner"])
_ABOVE = "above."  # slots of the verb above a noun
_HEADER = re.compile(r"\s*\[\[\s*frame\s*\]\]")
_KEYS = frozenset(["type", *WORD_CLASSES, "source", "target", "object", "needs", "without", "marked", "above"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One word in one meaning: where its source and target stand, and what else must be there, or must not."""

    type: str
    word: str
    word_class: WordClass
    source: tuple[str, ...]
    target: tuple[str, ...]
    object: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    above: frozenset[str] = frozenset()

    @property
    def is_asking(self) -> bool:
        """Whether more than its ends decides if it fits."""
        return bool(self.object or self.needs or self.without or self.marked or self.above)

    @property
    def name(self) -> str:
        """How evidence names this frame: `verb:visit:VISITS`."""
        return f"{self.word_class[:-1]}:{self.word}:{self.type}"


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameLexicon:
    """All frames, found by word class and word; the order in a file is the order of preference."""

    frames: tuple[Frame, ...]
    by_word: Mapping[tuple[WordClass, str], tuple[Frame, ...]]
    second_words: frozenset[str]  # of two-word nouns: "talk" of `peace_talk`
    version: str  # 8 hex digits of the SHA-256 of the files
    own: frozenset[str] = frozenset()  # names of the frames that are not ours

    def frames_of(self, word_class: WordClass, word: str) -> tuple[Frame, ...]:
        """Return the frames of a lemma; none if it is not in the lexicon."""
        return self.by_word.get((word_class, word), ())

    def with_own(self, own: Iterable[Frame]) -> FrameLexicon:
        """Return the lexicon with frames of one's own, which stand in place of all frames of their words."""
        added = tuple(own)
        words = {(frame.word_class, frame.word) for frame in added}
        kept = tuple(frame for frame in self.frames if (frame.word_class, frame.word) not in words)
        names = frozenset(frame.name for frame in added)
        return replace(_lexicon((*kept, *added), self.version), own=names) if added else self


@cache
def load_frames(folder: Path = FRAMES) -> FrameLexicon:
    """Read and check a folder of frame files; a wrong one raises LexiconError with file, line and key."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.toml"))}
    frames = tuple(frame for path, text in texts.items() for frame in frames_of_file(path, text))
    if not frames:
        raise LexiconError("holds no frames", path=folder)
    return _lexicon(frames, hashlib.sha256("".join(texts.values()).encode()).hexdigest()[:8])


def _lexicon(frames: tuple[Frame, ...], version: str) -> FrameLexicon:
    by_word: dict[tuple[WordClass, str], tuple[Frame, ...]] = {}
    for frame in frames:
        key = (frame.word_class, frame.word)
        by_word[key] = (*by_word.get(key, ()), frame)
    second_words = frozenset(word.partition("_")[2] for kind, word in by_word if kind == "nouns" and "_" in word)
    return FrameLexicon(frames=frames, by_word=by_word, second_words=second_words, version=version)


def frames_of_file(path: Path, text: str) -> Iterator[Frame]:
    """Yield the frames of the text of a file; `path` stands in what is said of mistakes."""
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _HEADER.match(line)]
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LexiconError(str(error), path=path, line=_line_of(error)) from error
    tables = content.pop("frame", [])
    if content or len(tables) != len(lines):
        raise LexiconError("holds [[frame]] tables and nothing else", path=path, field=next(iter(content), None))
    ontology = load_ontology()
    for table, line in zip(tables, lines, strict=True):
        yield from _frames(table, path, line, ontology)


def _frames(table: Mapping[str, object], path: Path, line: int, ontology: Ontology) -> list[Frame]:
    def wrong(field: str, reason: str) -> LexiconError:
        return LexiconError(reason, path=path, line=line, field=field)

    for key in table.keys() - _KEYS:
        raise wrong(key, f"unknown key; known: {', '.join(sorted(_KEYS))}")
    type_name = str(table.get("type"))
    if type_name not in ontology.types:
        raise wrong("type", f"unknown statement type {type_name!r}")
    classes = [word_class for word_class in WORD_CLASSES if word_class in table]
    if len(classes) != 1:
        raise wrong("verbs", "a frame has exactly one of verbs, nouns, adjectives, compounds")
    word_class = classes[0]
    words = str(table[word_class]).split()
    if not words or len(set(words)) != len(words):
        raise wrong(word_class, "no words, or a word twice")
    for word in words:
        if word != word.lower():
            raise wrong(word_class, f"{word!r}: lemmas are written small")
    source = _slots(table, "source", wrong) or USUAL_SOURCE[word_class]
    target = _slots(table, "target", wrong)
    if not source or not target:
        raise wrong("source" if not source else "target", "names no slot")
    above = frozenset(str(table.get("above", "")).split())
    _check_phrase(table, word_class, {slot for slot in (*source, *target) if slot.startswith(_ABOVE)}, wrong)
    return [
        Frame(
            type=type_name,
            word=word,
            word_class=word_class,
            source=source,
            target=target,
            object=frozenset(str(table.get("object", "")).split()),
            needs=frozenset(_slots(table, "needs", wrong)),
            without=frozenset(_slots(table, "without", wrong)),
            marked=frozenset(_slots(table, "marked", wrong)),
            above=above,
        )
        for word in words
    ]


def _check_phrase(
    table: Mapping[str, object], word_class: WordClass, slots: set[str], wrong: Callable[[str, str], LexiconError]
) -> None:
    """Refuse what only a noun can ask of the words around it."""
    asked = [key for key in ("marked", "above") if key in table]
    if word_class != "nouns" and (asked or slots):
        raise wrong(*((asked[0], "only of nouns") if asked else ("target", f"{min(slots)!r} is a slot of nouns only")))
    for word in _slots(table, "marked", wrong):
        if word not in PREPOSITIONS:
            raise wrong("marked", f"{word!r} is no preposition; known: {', '.join(sorted(PREPOSITIONS))}")


def _slots(table: Mapping[str, object], key: str, wrong: Callable[[str, str], LexiconError]) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list):
        raise wrong(key, "must be a list of slots")
    slots = tuple(str(slot) for slot in value)
    for slot in slots:
        if slot.removeprefix(_ABOVE).removeprefix("object.") not in ROLES | PREPOSITIONS and slot not in _OTHERS:
            known = ", ".join(sorted(ROLES))
            raise wrong(key, f"unknown slot {slot!r}; known: {known} and prepositions")
    return slots


def _line_of(error: tomllib.TOMLDecodeError) -> int | None:
    match = re.search(r"line (\d+)", str(error))
    return int(match.group(1)) if match else None
