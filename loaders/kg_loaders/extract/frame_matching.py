"""A token and its frames -> matches, or the miss that says what they lacked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from kg.model import Kind
from kg.ontology import Ontology, StatementType
from kg_loaders.extract.date_spans import LABEL
from kg_loaders.extract.dependencies import marker_of, preposition_of, result_word, verb_word
from kg_loaders.extract.found import Filler, Match, Miss
from kg_loaders.extract.hyphens import is_hyphenated, modified_by
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.phrases import carrying_word, verb_above
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.slots import Slots, slots_of
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import Frame, FrameLexicon, WordLists
from kg_loaders.silence_reasons import REASONS

PAIRED = frozenset(["reciprocal", "between"])  # slots that hold both ends
NOUNS = frozenset(["NOUN", "PROPN"])
PREDICATES = frozenset(["VERB", "ADJ", *NOUNS])
_ANY_KIND = frozenset(Kind)
_TOLD = (("giver",), ("adjunct",))  # of a verb or adjective: who says so, who promises it
_TELLER = ("teller",)  # of a noun: who says that somebody is it
_CARRIED = frozenset(
    "bearer indirect object adjunct giver".split()
)  # slots by which a verb has a part in what a noun tells
_MARCHING = frozenset("leave exit depart enter move cross march push reach pour arrive roll head".split())
_FORCES = frozenset(
    """troop force soldier army marine peacekeeper tank battalion brigade warship commando paratrooper militia fighter
    rebel militant insurgent guerrilla regiment contingent""".split()
)  # who deploys where others travel
_HOSTILE = frozenset("ATTACKS FIGHTS KILLS ABDUCTS SANCTIONS ENEMY_OF".split())
_STATE_FORCES = frozenset(
    "army force troop soldier military government navy warship warplane jet marine airman pilot official".split()
)
_INNER = frozenset(["amod", "compound", "flat"])  # how the words of a name hang on its head
_AGAINST_THINGS = frozenset(["protest"])  # verbs whose object may be nobody's, and what is told stands all the same
_EACH_OTHER = frozenset(["each", "other", "one", "another"])
_Pair = tuple[Filler, Filler | None]


@dataclass(frozen=True)
class Predicate:
    """A word with frames; its slots are read when first asked for."""

    token: Token
    frames: tuple[Frame, ...]
    sentence: int  # the first token of its sentence
    roles: RoleReader

    @cached_property
    def slots(self) -> Slots:
        """What fills the slots of the word, or of the words that are one with it."""
        token = self.token
        if not is_hyphenated(token):
            return slots_of(token, roles=self.roles)
        left = token.nbor(-2)
        is_noun = token.pos_ in NOUNS  # "Secretary-General": what is said of its first half is said of it
        slots = slots_of(*([token, left] if is_noun else [token]), roles=self.roles)
        slots["left"], slots["modified"] = (left,), modified_by(token)
        if not is_noun:  # "U.S.-brokered talks between A and B"
            slots["between"] = slots_of(*slots["modified"], roles=self.roles)["between"]
        return slots


@dataclass(frozen=True, slots=True)
class FrameMatcher:
    """Matches the frames of the lexicon with the tokens of paragraphs."""

    lexicon: FrameLexicon
    ontology: Ontology
    roles: RoleReader

    def predicate(self, token: Token, fillers: ParagraphFillers) -> Predicate | None:
        """Return a token with its frames, if it has any."""
        frames = self._frames(token, fillers.named)
        return Predicate(token, frames, token.sent.start, self.roles) if frames else None

    def read(self, predicate: Predicate, fillers: ParagraphFillers) -> list[Match | Miss]:
        """Return the matches of a predicate, or the miss that says what it lacked."""
        beside = fillers.entities_beside(predicate.token)
        if beside > 1 or (beside == 1 and self._may_stand_alone(predicate.frames)):
            matches: list[Match | Miss] = list(self._matches(predicate, fillers))
            if matches:
                return matches
        return [Miss(predicate=predicate.token, explain=partial(self._lack, predicate, fillers))]

    def _may_stand_alone(self, frames: Sequence[Frame]) -> bool:
        """Whether one entity is enough: some types need no target."""
        return any(self.ontology.types[frame.type].is_target_optional for frame in frames)

    # -- which frames ---------------------------------------------------------------------------------------------

    def _frames(self, token: Token, named: set[int]) -> tuple[Frame, ...]:
        if token.ent_type_ == LABEL:
            return ()
        if is_hyphenated(token) and (frames := self.lexicon.frames_of("compounds", token.lower_)):
            return frames
        if token.pos_ == "VERB":
            if token.i in named and token.dep_ in _INNER:  # the first word of "United Nations"
                return ()
            frames = self._verb_frames(token)
            return () if frames and _is_part_of_title(token, self.roles.words) else frames
        if token.i in named:
            return self.lexicon.frames_of("verbs", "be_in") if _is_stay(token) else ()
        if token.pos_ == "ADJ":
            return self.lexicon.frames_of("adjectives", token.lemma)
        return self._noun_frames(token) if token.pos_ in NOUNS else ()

    def _verb_frames(self, verb: Token) -> tuple[Frame, ...]:
        lemma, plain = verb.lemma, result_word(verb) or verb_word(verb)
        if lemma in _MARCHING and any(noun.lemma in _FORCES for noun in self.roles.subjects(verb)):
            return self.lexicon.frames_of("verbs", f"troops_{lemma}") or self.lexicon.frames_of("verbs", plain)
        return self.lexicon.frames_of("verbs", plain)

    def _noun_frames(self, noun: Token) -> tuple[Frame, ...]:
        lemma = noun.lemma
        if _is_first_half(noun) and self.lexicon.frames_of("nouns", f"{lemma}-{noun.nbor(2).lemma}"):
            return ()
        if is_hyphenated(noun):
            return self.lexicon.frames_of("nouns", f"{noun.nbor(-2).lower_}-{lemma}")
        if lemma in self.lexicon.second_words:
            for child in noun.children:
                if child.dep_ in ("compound", "amod") and child.i < noun.i:
                    pair = self.lexicon.frames_of("nouns", f"{child.lemma}_{lemma}")
                    if pair:
                        return pair
        return self.lexicon.frames_of("nouns", lemma)

    # -- matching -------------------------------------------------------------------------------------------------

    def _matches(self, predicate: Predicate, fillers: ParagraphFillers) -> Iterator[Match]:
        token, slots = predicate.token, predicate.slots
        done: set[str] = set()
        for frame in predicate.frames:
            if frame.type in done or not fits(frame, slots):
                continue
            kind = self.ontology.types[frame.type]
            for source, target in _pairs(frame, kind, slots, fillers):
                done.add(frame.type)
                objects = tuple(noun for noun in slots["object"] if _is_wanted(noun, frame))
                told = _telling_word(frame, token, self.roles.words)
                yield Match(predicate=told, rule=frame.name, type=kind, source=source, target=target, objects=objects)

    def _lack(self, predicate: Predicate, fillers: ParagraphFillers) -> tuple[str, str]:
        """Return what the frame lacked that came nearest to a statement."""
        token, frames = predicate.token, predicate.frames
        if not fillers.entities_beside(token):
            return "no-source", f"{token.text}: {frames[0].type}"
        slots = predicate.slots
        frames = tuple(frame for frame in frames if token.pos_ in NOUNS or frame.source not in _TOLD) or frames
        reasons = [
            _reason(frame, self.ontology.types[frame.type], slots, fillers)
            if fits(frame, slots)
            else "frame-incomplete"
            for frame in frames
        ]
        at = min(range(len(reasons)), key=lambda number: REASONS.index(reasons[number]))
        return reasons[at], f"{token.text}: {frames[at].type}"


def _pairs(frame: Frame, kind: StatementType, slots: Slots, fillers: ParagraphFillers) -> list[_Pair]:
    """Return the ends of the first target slot that gives any."""
    for slot in frame.target:
        if not slots[slot]:
            continue
        if slot in PAIRED:
            pairs = _both_in(slot, frame, kind, slots, fillers)
        elif any(map(_is_each_other, slots[slot])):
            pairs = _each_other(kind, slots, fillers)
        else:
            targets = fillers.of_kinds(slots[slot], kind.range)
            sources = fillers.first(frame.source, slots, kind.domain, besides=targets) if targets else []
            pairs = [
                (source, target)
                for source in sources
                for target in targets
                if not _is_anothers(source, target, sources) and not _is_own_force(source, target, kind, fillers)
            ]
        if pairs:
            return pairs
    if kind.is_target_optional and not _has_object(frame, slots, fillers):
        return [(source, None) for source in fillers.first(frame.source, slots, kind.domain)]
    return []


def _has_object(frame: Frame, slots: Slots, fillers: ParagraphFillers) -> bool:
    """Whether there is an object that stands in the way of having no target: not that of "protested high prices"."""
    objects = slots["object"]
    if frame.word not in _AGAINST_THINGS:
        return bool(objects)
    return any(noun.pos_ != "NOUN" for noun in objects) or bool(fillers.of_kinds(objects, _ANY_KIND))


def _is_wanted(noun: Token, frame: Frame) -> bool:
    """Whether a noun is the object that a frame asks for, by itself or with the word before it."""
    lemma = noun.lemma
    return any(word == lemma or word.endswith(f"_{lemma}") for word in frame.object)


def _telling_word(frame: Frame, token: Token, words: WordLists) -> Token:
    """Return the word that makes the statement: of "Toll says Arvania violated the truce" the verb of saying.

    Of "put Orr on trial", "came under attack" the verb of the phrase, which may be denied or planned.
    """
    if (verb := _verb_of_phrase(frame, token, words)) is not None:
        return verb
    is_told = frame.source == _TELLER or (frame.source in _TOLD and token.pos_ not in NOUNS)
    return token.head if is_told else token


def _verb_of_phrase(frame: Frame, token: Token, words: WordLists) -> Token | None:
    if frame.above:
        return verb_above(token, words)
    is_carried = frame.word_class == "nouns" and not _CARRIED.isdisjoint((*frame.source, *frame.target))
    return carrying_word(token, words, is_part=bool(frame.marked)) if is_carried else None


def _is_anothers(source: Filler, target: Filler, sources: Sequence[Filler]) -> bool:
    """Whether the target owns another source with the same head: of "leaders of Norway and Sweden" each leads one."""
    owner = source.mention.owner
    shared = [other.mention.owner for other in sources if other.mention.head == source.mention.head]
    owners = [token for token in shared if token is not None and token.i in target.mention.positions]
    return bool(owners) and owner not in owners


def _is_own_force(source: Filler, target: Filler, kind: StatementType, fillers: ParagraphFillers) -> bool:
    """Whether a country would be said to fight its own army, which only a misread sentence says."""
    mention = target.mention
    if kind.name not in _HOSTILE or source.cluster.kind is not Kind.COUNTRY or mention.owner is None:
        return False
    is_force = mention.head.lemma in _STATE_FORCES
    return is_force and any(owner.cluster is source.cluster for owner in fillers.at(mention.owner))


def _both_in(slot: str, frame: Frame, kind: StatementType, slots: Slots, fillers: ParagraphFillers) -> list[_Pair]:
    """Return pairs out of one slot: "A and B met", "talks between A and B"; a mediator and each of two parties."""
    parts = fillers.of_kinds(slots[slot], kind.domain & kind.range)
    if len(parts) < 2:
        return []
    if slot == "between" and not kind.is_symmetric:
        return [(source, part) for source in fillers.first(frame.source, slots, kind.domain) for part in parts]
    return [(a, b) for i, a in enumerate(parts) for b in parts[i + 1 :] if a.cluster is not b.cluster]


def _is_each_other(token: Token) -> bool:
    """Whether a token is of "each other" or "one another"."""
    if token.lower_ not in _EACH_OTHER:
        return False
    around = [part.lower_ for part in token.doc[max(0, token.i - 1) : token.i + 2]]
    return "each other" in " ".join(around) or "one another" in " ".join(around)


def _each_other(kind: StatementType, slots: Slots, fillers: ParagraphFillers) -> list[_Pair]:
    """Return each of the subjects with each other one: "France and Italy accused each other"."""
    parts = fillers.of_kinds(slots["subject"], kind.domain & kind.range)
    pairs = [(a, b) for a in parts for b in parts if a.cluster is not b.cluster]
    return [pair for at, pair in enumerate(pairs) if not kind.is_symmetric or (pair[1], pair[0]) not in pairs[:at]]


def _reason(frame: Frame, kind: StatementType, slots: Slots, fillers: ParagraphFillers) -> str:
    """Say what a frame that fits lacked."""
    sources = fillers.first(frame.source, slots, _ANY_KIND)
    if not sources:
        return "no-source"
    targets = fillers.first([slot for slot in frame.target if slot not in PAIRED], slots, _ANY_KIND)
    if not targets:
        return "no-target"
    if sources[0].cluster.kind not in kind.domain or targets[0].cluster.kind not in kind.range:
        return "wrong-kind"
    return "same-entity"


def fits(frame: Frame, slots: Slots) -> bool:
    """Whether the object, the phrase and the slots that a frame needs are there, and none that it must be without."""
    if (frame.marked and slots.mark not in frame.marked) or (frame.above and slots.word_above not in frame.above):
        return False
    if frame.object and frame.object.isdisjoint(slots.object_lemmas):
        return False
    if frame.without and any(slots[name] or slots[f"object.{name}"] for name in frame.without):
        return False
    return not frame.needs or any(slots[name] or slots[f"object.{name}"] for name in frame.needs)


def _is_stay(place: Token) -> bool:
    """Whether somebody is at a place for or to do something: "is in Kenya for talks", "was in Kenya to meet Orr"."""
    children = place.children
    if not any(child.dep_ == "cop" for child in children) or preposition_of(place) not in ("in", "at"):
        return False
    return any(
        child.dep_ == "acl:relcl" or marker_of(child) == "to" or preposition_of(child) in ("for", "on")
        for child in children
        if child.i > place.i
    )


def _is_part_of_title(token: Token, words: WordLists) -> bool:
    """Whether a word is the "elect" of "president-elect"."""
    return is_hyphenated(token) and token.nbor(-2).lemma in words.names_titles


def _is_first_half(token: Token) -> bool:
    return token.i + 2 in token.doc.second_halves and not token.whitespace_
