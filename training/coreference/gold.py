"""A document of a treebank with coreference -> its text, its pronouns, and what each word speaks of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from training.conllu import Sentence, TreebankDocument, sentence_text
from training.gum_names import BRACKET

CLASSES = {
    **dict.fromkeys("he him his himself she her hers herself".split(), "he, she"),
    **dict.fromkeys("they them their theirs themselves".split(), "they"),
    **dict.fromkeys("it its itself".split(), "it"),
}
_BETWEEN = "\n\n"  # sentences stand apart, as in the treebank


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPronoun:
    """A pronoun: where it starts, of which class it is, and the thing it means; none if it means nothing."""

    start: int
    word_class: str
    identity: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldDocument:
    """A text with its pronouns; `things` says of each character of which thing the narrowest mention around it is.

    `called` has the offsets at which names or nouns for a thing begin.
    """

    name: str
    text: str
    pronouns: tuple[GoldPronoun, ...]
    things: Mapping[int, str]
    called: Mapping[str, Sequence[int]]

    def is_resolvable(self, pronoun: GoldPronoun) -> bool:
        """Whether a name or noun calls the thing of a pronoun before it."""
        return any(start < pronoun.start for start in self.called.get(pronoun.identity or "", ()))


def read_document(document: TreebankDocument) -> GoldDocument:
    """Return a document of the treebank with its pronouns."""
    things: dict[int, str] = {}
    called: defaultdict[str, list[int]] = defaultdict(list)
    pronouns: list[GoldPronoun] = []
    start = 0
    for sentence in document.sentences:
        offsets = [start + offset for offset in _offsets(sentence)]
        meant: dict[int, str] = {}
        for identity, first, end in sorted(_mentions(sentence), key=lambda mention: mention[1] - mention[2]):
            last = offsets[end - 1] + len(sentence[end - 1].form)
            things.update(dict.fromkeys(range(offsets[first], last), identity))
            if end - first == 1 and sentence[first].form.lower() in CLASSES:
                meant[first] = identity
            else:
                called[identity].append(offsets[first])
        pronouns += [
            GoldPronoun(start=offsets[at], word_class=CLASSES[token.form.lower()], identity=meant.get(at))
            for at, token in enumerate(sentence)
            if token.form.lower() in CLASSES
        ]
        start += len(sentence_text(sentence)) + len(_BETWEEN)
    text = _BETWEEN.join(map(sentence_text, document.sentences))
    return GoldDocument(name=document.name, text=text, pronouns=tuple(pronouns), things=things, called=called)


def _offsets(sentence: Sentence) -> Iterator[int]:
    at = 0
    for token in sentence:
        yield at
        at += len(token.form) + token.has_space


def _mentions(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """Yield identity, first token and end of what the Entity column opens and closes in a sentence."""
    opened: defaultdict[str, list[int]] = defaultdict(list)
    for position, token in enumerate(sentence):
        for bracket in BRACKET.finditer(token.entity):
            if bracket["opened"]:
                opened[bracket["opened"].split("-")[0]].append(position)
            if bracket["closed_here"] or bracket["closed"]:
                identity = bracket["closed"] or bracket["opened"].split("-")[0]
                if opened[identity]:
                    yield identity, opened[identity].pop(), position + 1
