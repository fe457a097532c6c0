"""Predicate -> its slots: the heads that stand where a frame looks for its ends, each slot read when first asked for.

Trees have Universal Dependencies labels (universaldependencies.org/en).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

from spacy.tokens import Token

from kg_loaders.extract.deeds import coming_under, doers, givers, harmed
from kg_loaders.extract.dependencies import (
    agents,
    antecedent,
    children_of,
    is_passive,
    nominal_modifiers,
    oblique,
    owners,
    preposition_of,
    same,
    spread,
)
from kg_loaders.extract.noun_phrases import counted, is_deed, is_somebody, is_thing, modifiers, paired_modifiers
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.telling import CALLING, complement_goals, complement_subjects, promisers, tellers, told_subjects
from kg_loaders.lexicon.frames import PREPOSITIONS

_HIGH = frozenset("against with on between to over by".split())  # prepositions that rarely belong to a modifier
_HIGH_OF_EVENT = _HIGH | {"from"}  # "the withdrawal of troops from Lebanon", not "a delegate of people from Lebanon"
_TOWARDS = frozenset("to against on with".split())
_CLAIMING = frozenset("claim take admit accept acknowledge assume".split())
_OF_ONE = frozenset(["same", "self"])  # a title is only that of the name it stands beside
_ByPreposition = dict[str, list[Token]]


class Slots(dict[str, tuple[Token, ...]]):
    """Slot -> the heads that fill it, nearest first; of several predicates what fills the slot of each."""

    def __init__(self, readers: Iterable[_Reader]) -> None:
        """Look at predicates."""
        self._readers = tuple(readers)

    def __missing__(self, slot: str) -> tuple[Token, ...]:
        """Read a slot that is asked for the first time."""
        self[slot] = found = tuple([token for reader in self._readers for token in reader.fill(slot)])
        return found

    @cached_property
    def object_lemmas(self) -> frozenset[str]:
        """The lemmas of the objects, and those with the word before them: `talk`, `peace_talk`."""
        return frozenset(lemma for noun in self["object"] for lemma in _lemmas_of(noun))


class _Reader(Protocol):
    def fill(self, slot: str) -> Iterable[Token]: ...


def slots_of(*predicates: Token, roles: RoleReader) -> Slots:
    """Return the slots of a verb, noun or adjective; of several that are one word, such as "Secretary-General"."""
    return Slots(_reader_of(predicate, roles) for predicate in predicates)


def _reader_of(predicate: Token, roles: RoleReader) -> _Reader:
    pos = predicate.pos_
    if pos in ("VERB", "AUX"):
        return _VerbSlots(predicate, roles)
    return _AdjectiveSlots(predicate, roles) if pos == "ADJ" else _NounSlots(predicate, roles)


class _VerbSlots:
    def __init__(self, verb: Token, roles: RoleReader) -> None:
        self._verb, self._roles = verb, roles

    def fill(self, slot: str) -> Iterable[Token]:
        if slot in PREPOSITIONS and slot not in self._by_preposition:
            return ()  # most of those that are asked for
        heads = self._heads(slot)
        return spread(heads) if heads else ()

    def _heads(self, slot: str) -> Sequence[Token]:
        match slot:
            case "subject" | "reciprocal":
                return doers(self._verb, self._roles)
            case "object":
                return self._objects or self._roles.receivers(self._verb)
            case "indirect":
                return self._roles.receivers(self._verb)
            case "complement":
                return complement_subjects(self._verb)
            case "giver":
                return tellers(self._verb, self._roles)
            case "adjunct":
                return promisers(self._verb, self._roles)
            case "complement.object":
                return complement_goals(self._verb)
            case "owner":
                return [owner for thing in self._objects for owner in owners(thing)]
            case "object.modifier":
                return [part for thing in self._objects for part in modifiers(thing, self._roles.words)]
            case "between":
                return _both(self._by_preposition.get(slot, ()))
            case _ if slot.startswith("object."):
                return self._by_preposition_of_object.get(slot.removeprefix("object."), ())
            case _:
                return self._by_preposition.get(slot, ())

    @cached_property
    def _objects(self) -> list[Token]:
        return [
            part for thing in self._roles.objects(self._verb) for part in (thing, *counted(thing, self._roles.words))
        ]

    @cached_property
    def _by_preposition(self) -> _ByPreposition:
        return self._with_victims(_with_owners(_by_preposition(oblique(self._verb), self._verb), self._roles))

    @cached_property
    def _by_preposition_of_object(self) -> _ByPreposition:
        below = [modifier for thing in self.fill("object") for modifier in nominal_modifiers(thing)]
        found = _with_owners(_by_preposition(below, self._verb), self._roles)
        if "by" not in found and not is_passive(self._verb):  # "rejected accusations by Kenya"
            found["by"] = list(self._by_preposition.get("by", ()))
        return self._with_victims(found)

    def _with_victims(self, found: _ByPreposition) -> _ByPreposition:
        """Add whom a deed hit: "claimed responsibility for the attack on Lund"."""
        if self._verb.lemma_.lower() in _CLAIMING:
            deeds = [noun for noun in found.get("for", ()) if is_deed(noun, self._roles.words)]
            found["for"] = [*found.get("for", ()), *(part for deed in deeds for part in nominal_modifiers(deed))]
        return found


class _AdjectiveSlots:
    """Of "Orr is critical of Iran", "troops loyal to Orr", "Orr remained hostile to Iran"."""

    def __init__(self, adjective: Token, roles: RoleReader) -> None:
        self._adjective, self._roles = adjective, roles

    def fill(self, slot: str) -> Iterable[Token]:
        return spread(self._heads(slot))

    def _heads(self, slot: str) -> Sequence[Token]:
        match slot:
            case "subject":
                return self._described
            case "owner":
                return [owner for thing in self._described for owner in owners(thing)]
            case "giver":
                return tellers(self._adjective, self._roles)
            case _:
                return self._by_preposition.get(slot, ())

    @cached_property
    def _by_preposition(self) -> _ByPreposition:
        return _with_owners(_by_preposition(oblique(self._adjective), self._adjective), self._roles)

    @cached_property
    def _described(self) -> list[Token]:
        adjective = self._adjective
        if adjective.dep_ == "xcomp" and adjective.head.lemma_.lower() in CALLING:  # "called the plan absurd"
            return self._roles.objects(adjective.head)
        return self._roles.described(adjective)


class _NounSlots:
    def __init__(self, noun: Token, roles: RoleReader) -> None:
        self._noun, self._roles = noun, roles

    def fill(self, slot: str) -> Iterable[Token]:
        if slot in PREPOSITIONS and slot != "between" and slot not in self._by_preposition:
            return ()
        heads = self._heads(slot)
        is_of_one = slot in _OF_ONE and self._noun.tag_ in ("NN", "NNP")
        return heads if is_of_one or not heads else spread(heads)

    def _heads(self, slot: str) -> Sequence[Token]:
        noun = self._noun
        match slot:
            case "owner":
                return list(owners(noun))
            case "modifier":
                return modifiers(noun, self._roles.words)
            case "body":
                return [child for child in modifiers(noun, self._roles.words) if child.ent_type_ != "NORP"]
            case "same":
                return list(same(noun))
            case "self":
                return [noun]
            case "giver":
                return self._givers
            case "complement":
                return told_subjects(noun)
            case "object":
                return harmed(noun, self._roles)
            case "object.owner":
                return [owner for thing in self._by_preposition.get("of", ()) for owner in owners(thing)]
            case "indirect":
                return coming_under(noun, self._roles)
            case "adjunct":
                return self._roles.adjunct_subjects(noun)
            case "reciprocal":
                return self._givers or list(owners(noun)) or paired_modifiers(noun)
            case "between":
                return _both(self._by_preposition.get(slot, ())) or _joined(self._by_preposition.get("of", ()))
            case _:
                return self._by_preposition.get(slot, ())

    @cached_property
    def _givers(self) -> list[Token]:
        return givers(self._noun, self._roles)

    @cached_property
    def _by_preposition(self) -> _ByPreposition:
        noun = self._noun
        below = list(nominal_modifiers(noun))
        own = _by_preposition(below, noun)
        for clause in children_of(noun):
            if clause.dep_ == "acl" and self._roles.is_light(clause):  # "sanctions imposed by", "a raid carried out by"
                own["by"] = [*own.get("by", ()), *agents(clause)]
        if noun.lower_.endswith("ing"):  # half a verb: "suspected of kidnapping Orr"
            own["of"] = [*own.get("of", ()), *(child for child in children_of(noun) if child.dep_ == "obj")]
        high = _HIGH if is_somebody(noun, self._roles.words) else _HIGH_OF_EVENT
        found = {**_misplaced(below, noun, high), **own}
        if noun.dep_ in ("obj", "nsubj:pass") and self._givers:
            for preposition, nouns in _by_preposition(oblique(noun.head), noun).items():
                found[preposition] = [*found.get(preposition, ()), *nouns]
        return found


def _lemmas_of(noun: Token) -> Iterator[str]:
    lemma = noun.lemma_.lower()
    yield lemma
    for child in children_of(noun):
        if child.dep_ in ("compound", "amod"):
            yield f"{child.lemma_.lower()}_{lemma}"


def _by_preposition(modifiers: Iterable[Token], predicate: Token) -> _ByPreposition:
    found: _ByPreposition = {}
    for modifier in modifiers:
        preposition = preposition_of(modifier)
        if preposition:
            found.setdefault(preposition, []).append(antecedent(modifier, predicate))
    return found


def _with_owners(found: _ByPreposition, roles: RoleReader) -> _ByPreposition:
    """Add whose a thing is: of "bowed to Orr's demands" Orr, too; not of "based in Congo's east"."""
    for preposition, nouns in found.items():
        if preposition not in ("in", "for"):
            found[preposition] = [
                *nouns,
                *(who for noun in nouns if is_thing(noun, roles.words) for who in _owners_of(noun)),
            ]
    return found


def _owners_of(thing: Token) -> list[Token]:
    if found := list(owners(thing)):
        return found
    is_towards = preposition_of(thing) in _TOWARDS  # "bowed to the demands of Orr", not "spoke about the death of Orr"
    children = children_of(thing) if is_towards else ()
    return [child for child in children if child.dep_ == "nmod" and preposition_of(child) == "of"]


def _misplaced(below: Iterable[Token], noun: Token, high: frozenset[str]) -> _ByPreposition:
    """What the parser hung below a noun's modifier, or above it: "attacks by rebels against civilians"."""
    lower = [lower for modifier in below for lower in nominal_modifiers(modifier)]
    found = _by_preposition([*lower, *_behind(noun)], noun)
    return {preposition: nouns for preposition, nouns in found.items() if preposition in high}


def _both(nouns: Sequence[Token]) -> list[Token]:
    """Return two where the parser takes one for the other's name: "between President Kerr and Prime Minister Orr"."""
    if len(nouns) != 1 or any(child.dep_ == "conj" for child in children_of(nouns[0])):
        return list(nouns)
    return [nouns[0], *(child for child in children_of(nouns[0]) if child.dep_ == "appos" and _is_added(child))]


def _joined(nouns: Sequence[Token]) -> list[Token]:
    """Return nouns that are more than one: "a meeting of Kerr and Orr"."""
    return [noun for noun in nouns if any(child.dep_ == "conj" for child in children_of(noun))]


def _is_added(noun: Token) -> bool:
    return any(child.dep_ == "cc" for child in children_of(noun))


def _behind(noun: Token) -> list[Token]:
    """What stands behind a noun and hangs on the verb that governs it."""
    if noun.head.pos_ != "VERB":
        return []
    behind = [child for child in oblique(noun.head) if child.i > noun.i]
    if noun.dep_ == "nsubj":  # "clashes broke out between rebels and troops"
        return [child for child in behind if preposition_of(child) == "between"]
    return behind if noun.dep_ in ("obj", "obl", "nsubj:pass") else []
