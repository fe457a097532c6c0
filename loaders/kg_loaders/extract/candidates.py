"""A paragraph whose entities are known -> candidates: who may say, do or be something to whom in one sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations, product

from spacy.tokens import Doc, Span, Token

from kg.model import Kind
from kg.ontology import Ontology
from kg_loaders.extract.dependencies import heads_of, sentences_of, tokens_of, words_of
from kg_loaders.extract.entities import ParsedParagraph
from kg_loaders.extract.found import Filler
from kg_loaders.extract.paragraph_fillers import ParagraphFillers

MAX_PATH = 8  # steps in the tree from one end to the other: 99 % of what annotators join within a sentence
_MOST_ENDS = 60  # mentions: a sentence with more is a list or a table

KindPair = tuple[Kind, Kind]


@dataclass(frozen=True, slots=True)
class ParagraphWords:
    """The words of a paragraph and its tree as plain lists, read once."""

    tokens: Sequence[Token]
    lower: Sequence[str]
    lemmas: Sequence[str]
    deps: Sequence[str]
    heads: Sequence[int]

    @classmethod
    def of(cls, doc: Doc) -> ParagraphWords:
        """Read a parsed paragraph."""
        tokens = tokens_of(doc)
        lemmas = [token.lemma_.lower() for token in tokens]
        return cls(tokens, words_of(doc), lemmas, [token.dep_ for token in tokens], heads_of(doc))

    def ancestors(self, at: int) -> list[int]:
        """Return a position and those of its governors, up to the root."""
        chain = [at]
        while (head := self.heads[at]) != at:
            chain.append(head)
            at = head
        return chain


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Two ends in one sentence and the way between their heads: up to the word where they meet, and down.

    `up` begins with the source's head and `down` with the target's, unless that head is the meeting word itself.
    """

    sentence: Span
    source: Filler
    target: Filler
    up: tuple[int, ...]
    top: int
    down: tuple[int, ...]

    @property
    def between(self) -> tuple[int, ...]:
        """The words on the way, ends left out unless one governs the other."""
        return (*self.up[1:], self.top, *self.down[1:])

    @property
    def is_near(self) -> bool:
        """Whether the way is short enough."""
        return len(self.up) + len(self.down) <= MAX_PATH


def kind_pairs(ontology: Ontology) -> frozenset[KindPair]:
    """Return the kinds that some type of statement can join."""
    return frozenset(pair for type in ontology.types.values() for pair in product(type.domain, type.range))


def candidates_of(
    paragraph: ParsedParagraph, fillers: ParagraphFillers, words: ParagraphWords, kinds: frozenset[KindPair]
) -> Iterator[list[Candidate]]:
    """Yield the candidates of each sentence that has any: ordered pairs of entities of these kinds.

    Of several mentions of an entity the two that stand closest in the tree are taken.
    """
    for sentence in sentences_of(paragraph.doc):
        if fillers.entities_beside(words.tokens[sentence.start]) > 1:
            candidates = _of_sentence(sentence, ends_of(sentence, fillers, words), words, kinds)
            if candidates:
                yield candidates


def _of_sentence(
    sentence: Span, ends: Sequence[Filler], words: ParagraphWords, kinds: frozenset[KindPair]
) -> list[Candidate]:
    if len(ends) > _MOST_ENDS:
        return []
    chains = {filler.mention.head.i: words.ancestors(filler.mention.head.i) for filler in ends}
    closest: dict[tuple[int, int], Candidate] = {}
    for source, target in permutations(ends, 2):
        if source.cluster is target.cluster or (source.cluster.kind, target.cluster.kind) not in kinds:
            continue
        candidate = _candidate(sentence, source, target, chains)
        key = (id(source.cluster), id(target.cluster))
        if candidate.is_near and (key not in closest or _length(candidate) < _length(closest[key])):
            closest[key] = candidate
    return list(closest.values())


def ends_of(sentence: Span, fillers: ParagraphFillers, words: ParagraphWords) -> list[Filler]:
    """Return the mentions of a sentence whose entity is known, in order."""
    heads = [token for token in words.tokens[sentence.start : sentence.end] if token.i in fillers.heads]
    return [filler for head in heads for filler in fillers.headed_by(head)]


def _candidate(sentence: Span, source: Filler, target: Filler, chains: dict[int, list[int]]) -> Candidate:
    up, down = chains[source.mention.head.i], chains[target.mention.head.i]
    at = {position: number for number, position in enumerate(up)}
    meeting = next(number for number, position in enumerate(down) if position in at)
    return Candidate(
        sentence=sentence,
        source=source,
        target=target,
        up=tuple(up[: at[down[meeting]]]),
        top=down[meeting],
        down=tuple(down[:meeting]),
    )


def _length(candidate: Candidate) -> tuple[int, int]:
    apart = abs(candidate.source.mention.head.i - candidate.target.mention.head.i)
    return (len(candidate.up) + len(candidate.down), apart)
