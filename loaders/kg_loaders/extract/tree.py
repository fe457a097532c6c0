"""A parsed paragraph read out of spaCy once: tokens, sentences and names as plain objects.

Reading asks each token many times for its label, lemma, head and children. spaCy makes a new token for every answer
and looks every string up; here each token is one object that holds them, under spaCy's names (spacy.io/api/token).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, pairwise, repeat
from typing import overload

import numpy as np
import numpy.typing as npt
from spacy.parts_of_speech import NAMES as POS_NAMES  # type: ignore[import-not-found]  # spaCy has no stub for it
from spacy.strings import StringStore
from spacy.tokens import Doc

_COLUMNS: list[int | str] = [*"ORTH LOWER LEMMA TAG DEP ENT_TYPE POS IDX SPACY ENT_IOB HEAD".split()]
_POS: dict[int, str] = dict(POS_NAMES)
_LABELS: dict[int, str] = {}  # spaCy's numbers of tags and labels, as they are met: there are few
_IOB = ("", "I", "O", "B")
_HYPHENS = frozenset("-–‑")


class Token:
    """A word of a paragraph. `lemma` is the lemma in small letters; a root is its own head; children from the left."""

    __slots__ = ("children", "dep_", "doc", "ent_type_", "head", "i", "idx", "lemma", "lower_", "pos_", "tag_", "text")

    head: Token
    children: Sequence[Token]

    def __init__(
        self,
        doc: Tree,
        i: int,
        idx: int,
        text: str,
        lower: str,
        lemma: str,
        tag: str,
        dep: str,
        ent_type: str,
        pos: str,
    ) -> None:
        """Hold what spaCy says of the word; its tree adds head and children."""
        self.doc, self.i, self.idx, self.text, self.lower_, self.lemma = doc, i, idx, text, lower, lemma
        self.tag_, self.dep_, self.ent_type_, self.pos_ = tag, dep, ent_type, pos

    def __repr__(self) -> str:
        return self.text

    def nbor(self, steps: int) -> Token:
        """Return the token so many places to the right, or to the left if negative."""
        at = self.i + steps
        if at < 0:
            raise IndexError(f"no token {-steps} places before the {self.i}th")
        return self.doc.tokens[at]

    @property
    def sent(self) -> Span:
        """The sentence that it stands in."""
        return self.doc.sentence_of[self.i]

    @property
    def ancestors(self) -> Iterator[Token]:
        """What governs it, from its head up to the root."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    @property
    def subtree(self) -> list[Token]:
        """All that stands below it, itself first, those above before those below them."""
        found = [self]
        for token in found:
            found += token.children
        return found

    @property
    def left_edge(self) -> Token:
        """The first token of all that stands below it, itself included."""
        return min(self.subtree, key=_position)

    @property
    def right_edge(self) -> Token:
        """The last token of all that stands below it, itself included."""
        return max(self.subtree, key=_position)

    @property
    def lemma_(self) -> str:
        """The lemma as the lemmatizer writes it."""
        return self.doc.strings[self._number("LEMMA")]

    @property
    def whitespace_(self) -> str:
        """The blank behind it, if there is one."""
        return " " if self._number("SPACY") else ""

    @property
    def ent_iob_(self) -> str:
        """Whether it begins a name (B), stands in one (I) or not (O)."""
        return _IOB[self._number("ENT_IOB")]

    def _number(self, name: str) -> int:
        return int(self.doc.column(name)[self.i])

    @property
    def is_space(self) -> bool:
        """Whether it is only blank."""
        return self.text.isspace()


def _position(token: Token) -> int:
    return token.i


class Span:
    """Tokens side by side: a sentence, a name. `end` is the position behind the last, offsets count characters."""

    __slots__ = ("doc", "end", "label_", "start")

    def __init__(self, doc: Tree, start: int, end: int, label: str = "") -> None:
        """Name the first token and the one behind the last."""
        self.doc, self.start, self.end, self.label_ = doc, start, end, label

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __contains__(self, token: Token) -> bool:
        return self.start <= token.i < self.end and token.doc is self.doc

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Span: ...
    def __getitem__(self, at: int | slice) -> Token | Span:
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self))
            return Span(self.doc, self.start + start, self.start + max(start, end))
        return self.doc.tokens[self.start : self.end][at]

    def __repr__(self) -> str:
        return self.text

    @property
    def start_char(self) -> int:
        """Where it begins in the text of the paragraph."""
        return self.doc.tokens[self.start].idx

    @property
    def end_char(self) -> int:
        """Where it ends in the text of the paragraph."""
        last = self.doc.tokens[self.end - 1]
        return last.idx + len(last.text)

    @property
    def text(self) -> str:
        """Its words as they are written."""
        return self.doc.text[self.start_char : self.end_char]

    @property
    def sent(self) -> Span:
        """The sentence that it begins in."""
        return self.doc.sentence_of[self.start]

    @property
    def root(self) -> Token:
        """Its token nearest to the root of the tree, the first of several."""
        start, end = self.start, self.end
        tokens = self.doc.tokens[start:end]
        if len(tokens) == 1:
            return tokens[0]
        tops = [token for token in tokens if token.head is token or not start <= token.head.i < end]
        return tops[0] if len(tops) == 1 else min(tops, key=_depth)


def _root(token: Token) -> Token:
    while token.head is not token:
        token = token.head
    return token


def _depth(token: Token) -> int:
    return sum(1 for _ in token.ancestors)


class Tree:
    """A paragraph: its `text`, `tokens`, their `words` in small letters, `sentences`, and `ents`, names and dates.

    `hashes` holds spaCy's numbers for the columns that the judge asks for. Tokens and tree hold each other: `forget`
    what is not needed any more.
    """

    def __init__(self, doc: Doc) -> None:
        """Read a finished doc."""
        self.strings: StringStore = doc.vocab.strings
        self.hashes = doc.to_array(_COLUMNS).astype(np.uint64, copy=False)
        self.tokens = self._read()
        blanks = self.column("SPACY").tolist()
        self.text = "".join(
            [f"{token.text} " if blank else token.text for token, blank in zip(self.tokens, blanks, strict=True)]
        )
        self.words = [token.lower_ for token in self.tokens]
        self.second_halves = self._second_halves()
        self._cut((span.start, span.end) for span in doc.sents)
        self.ents = [Span(self, span.start, span.end, span.label_) for span in doc.ents]

    def _second_halves(self) -> frozenset[int]:
        """Where a word stands behind a hyphen without a blank: "backed" of "Turkish-backed"."""
        if _HYPHENS.isdisjoint(self.words):
            return frozenset()
        last = len(self.words) - 1
        return frozenset(
            at + 1
            for at, word in enumerate(self.words)
            if word in _HYPHENS and 0 < at < last and not self.tokens[at].whitespace_
        )

    def _read(self) -> list[Token]:
        strings, columns = self.strings, self.hashes[:, :8].T.tolist()
        texts, lowers = ([strings[number] for number in column] for column in columns[:2])
        lemmas = [strings[number].lower() for number in columns[2]]
        for number in set().union(*columns[3:6]).difference(_LABELS):
            _LABELS[number] = strings[number]
        tags, deps, types = (map(_LABELS.__getitem__, column) for column in columns[3:6])
        pos = map(_POS.__getitem__, columns[6])
        tokens = list(map(Token, repeat(self), count(), columns[7], texts, lowers, lemmas, tags, deps, types, pos))
        offsets = self.hashes[:, -1].astype(np.int64)
        _join(tokens, (offsets + np.arange(len(tokens))).tolist())
        return tokens

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, at: int) -> Token: ...
    @overload
    def __getitem__(self, at: slice) -> Span: ...
    def __getitem__(self, at: int | slice) -> Token | Span:
        if isinstance(at, slice):
            start, end, _ = at.indices(len(self.tokens))
            return Span(self, start, max(start, end))
        return self.tokens[at]

    def hang(self, heads: Sequence[int], deps: Sequence[str], pos: Sequence[str]) -> None:
        """Hang tokens elsewhere, by the positions of their heads; they must be trees still. Sentences follow."""
        numbers = np.arange(len(heads))
        self.hashes[:, _COLUMNS.index("HEAD")] = (np.array(heads, np.int64) - numbers).astype(np.uint64)
        self.hashes[:, _COLUMNS.index("DEP")] = [self.strings.add(dep) for dep in deps]
        for token, dep, part in zip(self.tokens, deps, pos, strict=True):
            token.dep_, token.pos_ = dep, part
        _join(self.tokens, heads)
        first: dict[int, int] = {}  # by the root of a sentence
        for token in self.tokens:
            first.setdefault(_root(token).i, token.i)
        self._cut(pairwise([*sorted(first.values()), len(self.tokens)]))

    def _cut(self, bounds: Iterable[tuple[int, int]]) -> None:
        self.sentences = [Span(self, start, end) for start, end in bounds]
        self.sentence_of = [sentence for sentence in self.sentences for _ in range(len(sentence))]

    def column(self, name: str) -> npt.NDArray[np.uint64]:
        """Return spaCy's numbers for one attribute of every token: "LEMMA"."""
        return self.hashes[:, _COLUMNS.index(name)]

    def forget(self) -> None:
        """Let go of the tokens, which hold each other."""
        for token in self.tokens:
            del token.head, token.doc
            token.children = ()
        self.tokens, self.sentences, self.sentence_of, self.ents = [], [], [], []


def _join(tokens: Sequence[Token], heads: Sequence[int]) -> None:
    """Give tokens their heads and children."""
    below: dict[int, list[Token]] = {}
    for token, head in zip(tokens, heads, strict=True):
        token.head, token.children = tokens[head], ()
        if head != token.i:
            below.setdefault(head, []).append(token)
    for head, children in below.items():
        tokens[head].children = children
