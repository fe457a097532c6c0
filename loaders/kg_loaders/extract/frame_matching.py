"""A token and its frames -> matches, or the miss that says what they lacked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import partial

from spacy.tokens import Token

from kg.model import Kind
from kg.ontology import Ontology, StatementType
from kg_loaders.extract.dependencies import children_of, modified_by, verb_word
from kg_loaders.extract.found import Filler, Match, Miss
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.roles import RoleReader, Slots
from kg_loaders.extract.silences import REASONS
from kg_loaders.lexicon import Frame, FrameLexicon, WordLists

_PAIRED = ("reciprocal", "between")  # slots that hold both ends
PREDICATES = frozenset(["VERB", "NOUN", "PROPN", "ADJ"])
_HYPHENS = ("-", "–", "‑")
_Pair = tuple[Filler, Filler | None]


@dataclass(frozen=True, slots=True)
class FrameMatcher:
    """Matches the frames of the lexicon with the tokens of paragraphs."""

    lexicon: FrameLexicon
    ontology: Ontology
    roles: RoleReader

    def read(self, token: Token, fillers: ParagraphFillers) -> Iterator[Match | Miss]:
        """Yield the matches of a token; a miss if it has frames and none matches; else nothing."""
        frames = self._frames(token, fillers.named)
        if not frames:
            return
        slots: Slots | None = None
        matches: list[Match] = []
        if fillers.entities_beside(token) > 1 or self._may_stand_alone(frames, token, fillers):
            slots = self._slots(token)
            matches = list(self._matches(token, frames, slots, fillers))
        yield from matches
        if not matches:
            yield Miss(predicate=token, explain=partial(self._lack, token, frames, slots, fillers))

    def _may_stand_alone(self, frames: Sequence[Frame], token: Token, fillers: ParagraphFillers) -> bool:
        """Whether one entity is enough: some types need no target."""
        optional = any(self.ontology.types[frame.type].is_target_optional for frame in frames)
        return optional and fillers.entities_beside(token) == 1

    # -- which frames, which slots --------------------------------------------------------------------------------

    def _frames(self, token: Token, named: set[int]) -> tuple[Frame, ...]:
        if token.ent_type_ == "DATE":
            return ()
        if (frames := self.lexicon.frames_of("compounds", token.lower_)) and is_hyphenated(token):
            return frames
        if token.pos_ == "VERB":
            frames = self.lexicon.frames_of("verbs", verb_word(token))
            return () if frames and _is_part_of_title(token, self.roles.words) else frames
        if token.pos_ == "ADJ" and token.i not in named:
            return self.lexicon.frames_of("adjectives", token.lemma_.lower())
        if token.pos_ in ("NOUN", "PROPN") and token.i not in named:
            return self._noun_frames(token)
        return ()

    def _noun_frames(self, noun: Token) -> tuple[Frame, ...]:
        lemma = noun.lemma_.lower()
        if _is_first_half(noun) and self.lexicon.frames_of("nouns", f"{lemma}-{noun.nbor(2).lemma_.lower()}"):
            return ()
        if is_hyphenated(noun):
            return self.lexicon.frames_of("nouns", f"{noun.nbor(-2).lower_}-{lemma}")
        if lemma in self.lexicon.second_words:
            for child in children_of(noun):
                if child.dep_ in ("compound", "amod") and child.i < noun.i:
                    pair = self.lexicon.frames_of("nouns", f"{child.lemma_.lower()}_{lemma}")
                    if pair:
                        return pair
        return self.lexicon.frames_of("nouns", lemma)

    def _slots(self, token: Token) -> Slots:
        slots = self.roles.slots(token)
        if not is_hyphenated(token):
            return slots
        left = token.nbor(-2)
        if token.pos_ in ("NOUN", "PROPN"):  # "Secretary-General": what is said of its first half is said of it
            other = self.roles.slots(left)
            slots = {name: (*slots.get(name, ()), *other.get(name, ())) for name in {**slots, **other}}
        return {**slots, "left": (left,), "modified": modified_by(token)}

    # -- matching -------------------------------------------------------------------------------------------------

    def _matches(
        self, token: Token, frames: Sequence[Frame], slots: Slots, fillers: ParagraphFillers
    ) -> Iterator[Match]:
        done: set[str] = set()
        objects_said = _object_lemmas(slots)
        for frame in frames:
            if frame.type in done or not _fits(frame, slots, objects_said):
                continue
            kind = self.ontology.types[frame.type]
            for source, target in _pairs(frame, kind, slots, fillers):
                done.add(frame.type)
                objects = slots.get("object", ()) if frame.object else ()
                yield Match(predicate=token, rule=frame.name, type=kind, source=source, target=target, objects=objects)

    def _lack(
        self, token: Token, frames: Sequence[Frame], slots: Slots | None, fillers: ParagraphFillers
    ) -> tuple[str, str]:
        """Return what the frame lacked that came nearest to a statement."""
        if not fillers.entities_beside(token):
            return "no-source", f"{token.text}: {frames[0].type}"
        slots = self._slots(token) if slots is None else slots
        said = _object_lemmas(slots)
        reasons = [
            _reason(frame, self.ontology.types[frame.type], slots, fillers)
            if _fits(frame, slots, said)
            else "frame-incomplete"
            for frame in frames
        ]
        at = min(range(len(reasons)), key=lambda number: REASONS.index(reasons[number]))
        return reasons[at], f"{token.text}: {frames[at].type}"


def _pairs(frame: Frame, kind: StatementType, slots: Slots, fillers: ParagraphFillers) -> list[_Pair]:
    """Return the ends of the first target slot that gives any."""
    for slot in frame.target:
        if slot in _PAIRED:
            pairs = _both_in(slot, frame, kind, slots, fillers)
        elif any(map(_is_each_other, slots.get(slot, ()))):
            pairs = _each_other(kind, slots, fillers)
        else:
            targets = fillers.of_kinds(slots.get(slot, ()), kind.range)
            sources = fillers.first(frame.source, slots, kind.domain, besides=targets) if targets else []
            pairs = [
                (source, target)
                for source in sources
                for target in targets
                if not _is_anothers(source, target, sources)
            ]
        if pairs:
            return pairs
    if kind.is_target_optional and not slots.get("object"):
        return [(source, None) for source in fillers.first(frame.source, slots, kind.domain)]
    return []


def _is_anothers(source: Filler, target: Filler, sources: Sequence[Filler]) -> bool:
    """Whether the target owns another source with the same head: of "leaders of Norway and Sweden" each leads one."""
    owner = source.mention.owner
    shared = [other.mention.owner for other in sources if other.mention.head == source.mention.head]
    owners = [
        token
        for token in shared
        if token is not None and target.mention.span.start <= token.i < target.mention.span.end
    ]
    return bool(owners) and owner not in owners


def _both_in(slot: str, frame: Frame, kind: StatementType, slots: Slots, fillers: ParagraphFillers) -> list[_Pair]:
    """Return pairs out of one slot: "A and B met", "talks between A and B"; a mediator and each of two parties."""
    parts = fillers.of_kinds(slots.get(slot, ()), kind.domain & kind.range)
    if len(parts) < 2:
        return []
    if slot == "between" and not kind.is_symmetric:
        return [(source, part) for source in fillers.first(frame.source, slots, kind.domain) for part in parts]
    return [(a, b) for i, a in enumerate(parts) for b in parts[i + 1 :] if a.cluster is not b.cluster]


def _is_each_other(token: Token) -> bool:
    """Whether a token is of "each other" or "one another"."""
    around = [part.lower_ for part in token.doc[max(0, token.i - 1) : token.i + 2]]
    return "each other" in " ".join(around) or "one another" in " ".join(around)


def _each_other(kind: StatementType, slots: Slots, fillers: ParagraphFillers) -> list[_Pair]:
    """Return each of the subjects with each other one: "France and Italy accused each other"."""
    parts = fillers.of_kinds(slots.get("subject", ()), kind.domain & kind.range)
    pairs = [(a, b) for a in parts for b in parts if a.cluster is not b.cluster]
    return [pair for at, pair in enumerate(pairs) if not kind.is_symmetric or (pair[1], pair[0]) not in pairs[:at]]


def _reason(frame: Frame, kind: StatementType, slots: Slots, fillers: ParagraphFillers) -> str:
    """Say what a frame that fits lacked."""
    anything = frozenset(Kind)
    sources = fillers.first(frame.source, slots, anything)
    targets = fillers.first([slot for slot in frame.target if slot not in _PAIRED], slots, anything)
    if not sources or not targets:
        return "no-target" if sources else "no-source"
    if sources[0].cluster.kind not in kind.domain or targets[0].cluster.kind not in kind.range:
        return "wrong-kind"
    return "same-entity"


def _fits(frame: Frame, slots: Slots, objects_said: AbstractSet[str]) -> bool:
    if frame.object and frame.object.isdisjoint(objects_said):
        return False
    return not frame.needs or any(slots.get(name) or slots.get(f"object.{name}") for name in frame.needs)


def _object_lemmas(slots: Slots) -> set[str]:
    """Return the lemmas of the objects, and those with the word before them: `talk`, `peace_talk`."""
    found: set[str] = set()
    for noun in slots.get("object", ()):
        lemma = noun.lemma_.lower()
        parts = (child for child in children_of(noun) if child.dep_ in ("compound", "amod"))
        found.update([lemma, *(f"{part.lemma_.lower()}_{lemma}" for part in parts)])
    return found


def is_hyphenated(token: Token) -> bool:
    """Whether a token is the second half of a hyphenated word: "backed" of "Turkish-backed"."""
    if token.i < 2:
        return False
    before = token.nbor(-1)
    return before.is_punct and before.text in _HYPHENS and not before.whitespace_


def _is_part_of_title(token: Token, words: WordLists) -> bool:
    """Whether a word is the "elect" of "president-elect"."""
    return is_hyphenated(token) and token.nbor(-2).lemma_.lower() in words.names_titles


def _is_first_half(token: Token) -> bool:
    return not token.whitespace_ and token.i + 2 < len(token.doc) and is_hyphenated(token.nbor(2))
