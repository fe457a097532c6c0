"""Tokens of a paragraph -> the mentions that they stand for."""

from __future__ import annotations

from collections.abc import Sequence

from kg.model import Form, Kind
from kg_loaders.extract.dependencies import preposition_of
from kg_loaders.extract.entities import EntityFinder, ParsedParagraph
from kg_loaders.extract.found import Filler
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.slots import Slots
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_MAX_PASSES = 2  # "a number of dozens of rebels" is as deep as news goes


class ParagraphFillers:
    """Which mention stands at which token of one paragraph."""

    def __init__(self, paragraph: ParsedParagraph, entities: EntityFinder, words: WordLists) -> None:
        """Look up the entity of every mention."""
        self._words = words
        self._at: dict[int, list[Filler]] = {}
        self.named: set[int] = set()  # tokens inside names
        self._inner: dict[int, Filler] = {}
        self._named_in: dict[int, set[int]] = {}  # start of a sentence -> ids of the entities that it mentions
        for mention in paragraph.mentions:
            cluster = entities.of.get(id(mention))
            if cluster is not None:
                self._named_in.setdefault(mention.head.sent.start, set()).add(id(cluster))
                here = self._at.setdefault(mention.head.i, [])
                for meant in entities.members.get(id(mention), (cluster,)):
                    filler = Filler(mention=mention, cluster=meant)
                    if any(_lies_in(mention, longer.mention) for longer in here):
                        self._inner[mention.head.i] = filler  # "northern Kenya" stands there, not Kenya
                    else:
                        here.append(filler)
            if mention.form is Form.NAME:
                self.named.update(mention.positions)
        self.headed = {head: tuple(fillers) for head, fillers in self._at.items()}  # by the tokens that head them
        for filler in [filler for fillers in self._at.values() for filler in fillers]:
            if filler.mention.form is Form.NAME:
                for position in filler.mention.positions:
                    self._at.setdefault(position, [filler])

    def entities_beside(self, token: Token) -> int:
        """Count the entities that the sentence of a token mentions."""
        return len(self._named_in.get(token.sent.start, ()))

    def named_in(self, token: Token) -> frozenset[int]:
        """Return the ids of the entities that the sentence of a token mentions."""
        return frozenset(self._named_in.get(token.sent.start, ()))

    def at(self, token: Token) -> Sequence[Filler]:
        """Return the mentions that a token heads, or the name that it is part of."""
        return self._at.get(token.i, ())

    def inside(self, mention: FoundMention) -> Filler | None:
        """Return the name at the end of a longer name: Kenya of "northern Kenya"."""
        return self._inner.get(mention.head.i)

    def headed_by(self, token: Token) -> Sequence[Filler]:
        """Return the mentions that a token heads."""
        return self.headed.get(token.i, ())

    def meant_by(self, token: Token, depth: int = 0) -> Sequence[Filler]:
        """Return the mentions that a token stands for; what counts ("dozens of rebels") passes its role on."""
        passes = token.lemma in self._words.syntax_transparent or token.pos_ in ("NUM", "DET")
        if passes and depth < _MAX_PASSES:
            for child in token.children:
                is_counted = child.dep_ == "nmod" and preposition_of(child) == "of"
                if is_counted and (found := self.meant_by(child, depth + 1)):
                    return found
        return self.at(token)

    def of_kinds(self, tokens: Sequence[Token], kinds: frozenset[Kind]) -> list[Filler]:
        """Return what tokens stand for, as far as it is of these kinds, each once."""
        found: list[Filler] = []
        for token in tokens:
            meant = [f for f in self.meant_by(token) if f.cluster.kind in kinds]
            meant = meant or [f for f in self.at(token) if f.cluster.kind in kinds]  # "killed members of the group"
            found += [f for f in meant if f not in found]
        return found

    def first(
        self, names: Sequence[str], slots: Slots, kinds: frozenset[Kind], *, besides: Sequence[Filler] = ()
    ) -> list[Filler]:
        """Return the fillers of the first slot that has any of these kinds, other entities than `besides`."""
        taken = {id(filler.cluster) for filler in besides}
        for name in names:
            fillers = [f for f in self.of_kinds(slots[name], kinds) if id(f.cluster) not in taken]
            if fillers:
                return fillers
        return []


def _lies_in(short: FoundMention, long: FoundMention) -> bool:
    both = short.form is long.form is Form.NAME
    return both and long.span.start < short.span.start and short.span.end == long.span.end
