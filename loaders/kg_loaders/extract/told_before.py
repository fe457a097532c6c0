"""What sentences told, as far as a document is read -> the deed of some type that was told last, and by whom."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kg.model import Form
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.tree import Token

_MEMORY = 4  # sentences: what was told further back is told anew


@dataclass(frozen=True, slots=True)
class Told:
    """A deed that a sentence tells: its type, who did it, whom it hit, and the ids of all that are named beside."""

    type: str
    sentence: int
    predicate: Token
    sources: tuple[Filler, ...]
    targets: tuple[Filler, ...]
    named: frozenset[int]

    @property
    def doers(self) -> frozenset[int]:
        """The ids of the entities that did it."""
        return frozenset(id(source.cluster) for source in self.sources)


class ToldBefore:
    """The deeds of a document, sentence after sentence."""

    def __init__(self) -> None:
        """Start a document."""
        self.sentence = 0
        self._told: list[Told] = []

    @property
    def is_empty(self) -> bool:
        """Whether no sentence lately told anything."""
        return not self._told or self._told[-1].sentence < self.sentence - _MEMORY

    def note(self, matches: Sequence[Match], fillers: ParagraphFillers) -> None:
        """Remember what the sentence that is read tells."""
        by_deed: dict[tuple[int, str], list[Match]] = {}
        for match in matches:
            by_deed.setdefault((match.predicate.i, match.type.name), []).append(match)
        for (_, type_name), same in by_deed.items():
            first = same[0].predicate
            targets = tuple(dict.fromkeys(match.target for match in same if match.target is not None))
            sources = tuple(dict.fromkeys(match.source for match in same))
            self._told.append(Told(type_name, self.sentence, first, sources, targets, fillers.named_in(first)))

    def lately(self, types: Collection[str], before: Token) -> Iterator[Told]:
        """Yield the deeds of such types that stand before a word, the last first."""
        for told in reversed(self._told):
            if told.sentence < self.sentence - _MEMORY:
                return
            is_before = told.sentence < self.sentence or told.predicate.i < before.i
            if told.type in types and is_before:
                yield told

    def note_victims(self, type_name: str, predicate: Token, victims: Sequence[Filler]) -> None:
        """Remember whom a deed hit that nobody is said to have done."""
        self._told.append(Told(type_name, self.sentence, predicate, (), tuple(victims), frozenset()))

    def last_hit(self, types: Collection[str], before: Token) -> Told | None:
        """Return the last deed of such types that hit somebody, attacks before mere killings."""
        hits = [told for told in self.lately(types, before) if told.targets]
        return max(hits, key=lambda told: (told.sentence, told.type != "KILLS"), default=None)

    def last(self, types: Collection[str], before: Token) -> Told | None:
        """Return the last deed of such types, unless its sentence tells of others' too."""
        found: list[Told] = []
        for told in self.lately(types, before):
            if not told.sources:
                continue
            if found and told.sentence < found[0].sentence:
                break
            found.append(told)
        return found[0] if found and all(told.doers == found[0].doers for told in found) else None


def as_filler(word: Token, meant: Filler) -> Filler:
    """Return an entity as the one that a word of another sentence means."""
    span = word.doc[word.i : word.i + 1]
    cluster = meant.cluster
    mention = FoundMention(span=span, head=word, kind=cluster.kind, form=Form.NOMINAL, name=cluster.name)
    return Filler(mention=mention, cluster=cluster)
