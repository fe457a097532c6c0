"""Paragraphs whose entities are known -> candidates: who may say, do or be something to whom in one sentence.

Candidates are ordered pairs of entities of a sentence; of several mentions of an entity the two closest in the tree.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import product

import numpy as np

from kg.model import Form, Kind
from kg.ontology import Ontology
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.entities import ParsedParagraph
from kg_loaders.extract.found import Filler
from kg_loaders.extract.judging.arrays import Flags, Integers, starts_of
from kg_loaders.extract.judging.words import Words
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.tree import Span

KINDS = (Kind.PERSON, Kind.ORGANIZATION, Kind.COUNTRY, Kind.LOCATION, Kind.GROUP)
FORMS = (Form.NAME, Form.NOMINAL, Form.PRONOUN)
MAX_PATH = 8  # steps in the tree from one end to the other: 99 % of what annotators join within a sentence
_MOST_ENDS = 60  # mentions: a sentence with more is a list or a table


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence with two entities or more: its paragraph's number in the batch, and its first and last word."""

    paragraph: int
    span: Span
    start: int  # in the words of the batch
    end: int
    offset: int  # in the text of the document


@dataclass(frozen=True, slots=True)
class Ends:
    """The mentions of those sentences whose entity is known, in order."""

    fillers: tuple[Filler, ...]
    place: Integers
    cluster: Integers  # numbers of entities
    head: Integers
    start: Integers
    end: Integers
    owner: Integers  # -1 if it has none
    kind: Integers
    form: Integers
    is_named: Flags  # whether the entity has a name
    mentions: Integers  # how many the entity has

    def pairs(self, counts: Integers) -> tuple[Integers, Integers]:
        """Return every ordered pair of mentions of the same sentence."""
        starts = np.cumsum(counts) - counts
        parts = [
            _permutations(int(count)) + start
            for count, start in zip(counts, starts, strict=True)
            if count <= _MOST_ENDS
        ]
        source, target = np.concatenate(parts, axis=1) if parts else np.zeros((2, 0), np.int64)
        return source, target

    def is_inside(self, one: Integers, other: Integers) -> Flags:
        """Whether mentions stand inside others, and are shorter."""
        start, end, around, until = self.start[one], self.end[one], self.start[other], self.end[other]
        return (end - start < until - around) & (around <= start) & (end <= until)


@dataclass(frozen=True)
class Candidates:
    """Pairs of mentions, sentence by sentence, and the way between their heads, up to where they meet and down.

    `up` holds the source's head and those above it, `down` the target's, below the meeting word `top`; rows end in -1.
    """

    words: Words
    places: tuple[Place, ...]
    ends: Ends
    source: Integers  # positions of ends
    target: Integers
    up: Integers
    top: Integers
    down: Integers

    @cached_property
    def place(self) -> Integers:
        """Which sentence each stands in."""
        return self.ends.place[self.source]

    def positions(self, place: Integers, source: Integers, target: Integers) -> Integers:
        """Return which candidates two entities of a sentence are, by their numbers; -1 where they are none."""
        own, order = self._in_order
        asked = self._key(place, source, target)
        if not len(order):
            return np.full(len(asked), -1)
        found = order[np.minimum(np.searchsorted(own, asked), len(order) - 1)]
        return np.where(self._key_of_row[found] == asked, found, -1)

    @cached_property
    def turned(self) -> Integers:
        """The position of each one's ends the other way round; -1 if they are none."""
        cluster = self.ends.cluster
        return self.positions(self.place, cluster[self.target], cluster[self.source])

    @cached_property
    def between(self) -> Integers:
        """The words on the way; heads of ends count only where one governs the other. Rows are filled up with -1."""
        return np.concatenate([self.up[:, 1:], self.top[:, None], self.down[:, 1:]], axis=1)

    @cached_property
    def gap(self) -> tuple[Integers, Integers]:
        """Where the words between two ends begin and end."""
        ends, source, target = self.ends, self.source, self.target
        is_first = ends.start[source] < ends.start[target]
        first = np.where(is_first, ends.end[source], ends.end[target])
        return first, np.where(is_first, ends.start[target], ends.start[source])

    @cached_property
    def is_nested(self) -> Integers:
        """1 for each end, not candidate, that stands inside another one of its sentence."""
        ends = self.ends
        one, other = ends.pairs(self._counts)
        is_nested = np.zeros(len(ends.head), np.int64)
        is_nested[one[ends.is_inside(one, other)]] = 1
        return is_nested

    @cached_property
    def ends_beside(self) -> Integers:
        """How many ends the sentence of each has."""
        return np.asarray(self._counts[self.place])

    @cached_property
    def passed(self) -> Integers:
        """How many other entities head words on the way."""
        ends, way = self.ends, self.between
        at_head = np.full(len(self.words.head) + 1, -1)
        at_head[ends.head] = ends.cluster
        passed = np.where(way >= 0, at_head[way], -1)
        for own in (ends.cluster[self.source], ends.cluster[self.target]):
            passed = np.where(passed == own[:, None], -1, passed)
        passed = np.sort(passed, axis=1)
        is_new = np.concatenate([passed[:, :1] >= 0, (passed[:, 1:] >= 0) & (passed[:, 1:] != passed[:, :-1])], axis=1)
        return np.asarray(is_new.sum(axis=1))

    @cached_property
    def _counts(self) -> Integers:
        return np.bincount(self.ends.place, minlength=len(self.places))

    @cached_property
    def _key_of_row(self) -> Integers:
        cluster = self.ends.cluster
        return self._key(self.place, cluster[self.source], cluster[self.target])

    @cached_property
    def _in_order(self) -> tuple[Integers, Integers]:
        order = np.argsort(self._key_of_row)
        return self._key_of_row[order], order

    def _key(self, place: Integers, source: Integers, target: Integers) -> Integers:
        """One number for a sentence and two entities."""
        count = int(self.ends.cluster.max(initial=0)) + 1
        return (place * count + source) * count + target


def kind_pairs(ontology: Ontology) -> Flags:
    """Return which kinds some type of statement can join, source by target."""
    joined = np.zeros((len(KINDS), len(KINDS)), np.bool_)
    for type in ontology.types.values():
        for source, target in product(type.domain, type.range):
            joined[KINDS.index(source), KINDS.index(target)] = True
    return joined


def candidates_of(
    words: Words, paragraphs: Sequence[tuple[ParsedParagraph, ParagraphFillers]], joined: Flags
) -> Candidates:
    """Return the candidates of paragraphs, whose words are given; `joined` are the kinds to be looked at."""
    places: list[Place] = []
    fillers: list[tuple[int, Filler]] = []
    for number, (paragraph, known) in enumerate(paragraphs):
        offset = int(words.starts[number])
        for sentence in paragraph.doc.sentences:
            if known.entities_beside(paragraph.doc.tokens[sentence.start]) > 1:
                heads = filter(known.headed.__contains__, range(sentence.start, sentence.end))
                fillers += [(len(places), filler) for head in heads for filler in known.headed[head]]
                begin = paragraph.start + sentence.start_char
                places.append(Place(number, sentence, offset + sentence.start, offset + sentence.end, begin))
    ends = _ends(fillers, places, words)
    source, target = ends.pairs(np.bincount(ends.place, minlength=len(places)))
    is_asked = (ends.cluster[source] != ends.cluster[target]) & joined[ends.kind[source], ends.kind[target]]
    return _closest(words, tuple(places), ends, source[is_asked], target[is_asked])


def _ends(fillers: Sequence[tuple[int, Filler]], places: Sequence[Place], words: Words) -> Ends:
    clusters: dict[int, tuple[int, bool, int]] = {}
    rows = [_end(place, filler, int(words.starts[places[place].paragraph]), clusters) for place, filler in fillers]
    table = np.array(rows, np.int64).reshape(len(rows), 10).T
    place, cluster, head, start, end, owner, kind, form, is_named, mentions = table
    every = tuple(filler for _, filler in fillers)
    return Ends(every, place, cluster, head, start, end, owner, kind, form, is_named.astype(np.bool_), mentions)


def _end(place: int, filler: Filler, offset: int, clusters: dict[int, tuple[int, bool, int]]) -> tuple[int, ...]:
    mention, span, owner = filler.mention, filler.mention.span, filler.mention.owner
    number, is_named, mentions = _cluster(filler.cluster, clusters)
    return (
        place,
        number,
        offset + mention.head.i,
        offset + span.start,
        offset + span.end,
        -1 if owner is None else offset + owner.i,
        _KIND_NUMBERS[filler.cluster.kind],
        _FORM_NUMBERS[mention.form],
        is_named,
        mentions,
    )


_KIND_NUMBERS = {kind: number for number, kind in enumerate(KINDS)}
_FORM_NUMBERS = {form: number for number, form in enumerate(FORMS)}


def _cluster(cluster: Cluster, known: dict[int, tuple[int, bool, int]]) -> tuple[int, bool, int]:
    found = known.get(id(cluster))
    if found is None:
        found = known[id(cluster)] = (len(known), cluster.is_named, len(cluster.mentions))
    return found


@cache
def _permutations(count: int) -> Integers:
    source, target = np.divmod(np.arange(count * count), max(1, count))
    differ = source != target
    return np.stack([source[differ], target[differ]])


def _closest(words: Words, places: tuple[Place, ...], ends: Ends, source: Integers, target: Integers) -> Candidates:
    """Of the pairs that a short way joins take the closest of each two entities."""
    chains = words.chains(ends.head, MAX_PATH + 1)
    above = chains[source]
    is_met = (above[:, :, None] == chains[target][:, None, :]) & (above >= 0)[:, :, None]
    first = is_met.reshape(len(source), (MAX_PATH + 1) ** 2).argmax(axis=1)
    steps_up, steps_down = np.divmod(first, MAX_PATH + 1)
    length = steps_up + steps_down
    is_near = is_met.any(axis=(1, 2)) & (length <= MAX_PATH)
    apart = np.abs(ends.head[source] - ends.head[target])
    count = int(ends.cluster.max(initial=0)) + 1
    key = (ends.place[source] * count + ends.cluster[source]) * count + ends.cluster[target]
    order = np.lexsort((apart, length, key))
    order = order[is_near[order]]
    kept = np.sort(order[starts_of(key[order])])
    source, target, steps_up, steps_down = source[kept], target[kept], steps_up[kept], steps_down[kept]
    up, down, steps = chains[source], chains[target], np.arange(MAX_PATH + 1)
    return Candidates(
        words,
        places,
        ends,
        source,
        target,
        np.where(steps < steps_up[:, None], up, -1)[:, :-1],
        up[np.arange(len(up)), steps_up],
        np.where(steps < steps_down[:, None], down, -1)[:, :-1],
    )
