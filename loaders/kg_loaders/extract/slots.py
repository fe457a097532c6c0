"""Predicate -> its slots: the heads that stand where a frame looks for its ends, each slot read when first asked for.

Trees have Universal Dependencies labels (universaldependencies.org/en).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Protocol

from spacy.tokens import Token

from kg_loaders.extract.dependencies import (
    antecedent,
    children_of,
    is_modifier,
    is_passive,
    nominal_modifiers,
    oblique,
    owners,
    preposition_of,
    same,
    spread,
)
from kg_loaders.extract.roles import RoleReader

_HIGH = frozenset("against with on between to over by".split())  # prepositions that rarely belong to a modifier
_OF_ONE = frozenset(["same", "self"])  # a title is only that of the name it stands beside
_ByPreposition = dict[str, list[Token]]


class Slots(dict[str, tuple[Token, ...]]):
    """Slot -> the heads that fill it, nearest first; of several predicates what fills the slot of each."""

    def __init__(self, readers: Iterable[_Reader]) -> None:
        """Look at predicates."""
        self._readers = tuple(readers)

    def __missing__(self, slot: str) -> tuple[Token, ...]:
        """Read a slot that is asked for the first time."""
        self[slot] = found = tuple(chain.from_iterable(reader.fill(slot) for reader in self._readers))
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
        return spread(self._heads(slot))

    def _heads(self, slot: str) -> Sequence[Token]:
        match slot:
            case "subject" | "reciprocal":
                return self._roles.doers(self._verb)
            case "object":
                return self._objects or self._receivers()
            case "indirect":
                return self._receivers()
            case "complement":
                return self._roles.complement_subjects(self._verb)
            case "complement.object":
                return self._roles.complement_goals(self._verb)
            case "owner":
                return [owner for thing in self._objects for owner in owners(thing)]
            case "object.modifier":
                return [part for thing in self._objects for part in children_of(thing) if is_modifier(part, thing)]
            case _ if slot.startswith("object."):
                return self._by_preposition_of_object.get(slot.removeprefix("object."), ())
            case _:
                return self._by_preposition.get(slot, ())

    @cached_property
    def _objects(self) -> list[Token]:
        return self._roles.objects(self._verb)

    def _receivers(self) -> list[Token]:
        verb = self._verb
        receivers = [child for child in children_of(verb) if child.dep_ == "iobj"]
        if is_passive(verb) and any(child.dep_ == "obj" for child in children_of(verb)):
            receivers += self._roles.subjects(verb)  # "Orr was granted asylum"
        return receivers

    @cached_property
    def _by_preposition(self) -> _ByPreposition:
        return _by_preposition(oblique(self._verb), self._verb)

    @cached_property
    def _by_preposition_of_object(self) -> _ByPreposition:
        modifiers = [modifier for thing in self.fill("object") for modifier in nominal_modifiers(thing)]
        return _by_preposition(modifiers, self._verb)


class _AdjectiveSlots:
    """Of "Orr is critical of Iran", "troops loyal to Orr", "Orr remained hostile to Iran"."""

    def __init__(self, adjective: Token, roles: RoleReader) -> None:
        self._adjective, self._roles = adjective, roles

    def fill(self, slot: str) -> Iterable[Token]:
        return spread(
            self._roles.described(self._adjective) if slot == "subject" else self._by_preposition.get(slot, ())
        )

    @cached_property
    def _by_preposition(self) -> _ByPreposition:
        return _by_preposition(oblique(self._adjective), self._adjective)


class _NounSlots:
    def __init__(self, noun: Token, roles: RoleReader) -> None:
        self._noun, self._roles = noun, roles

    def fill(self, slot: str) -> Iterable[Token]:
        is_of_one = slot in _OF_ONE and self._noun.tag_ in ("NN", "NNP")
        return self._heads(slot) if is_of_one else spread(self._heads(slot))

    def _heads(self, slot: str) -> Sequence[Token]:
        noun = self._noun
        match slot:
            case "owner":
                return list(owners(noun))
            case "modifier":
                return [child for child in children_of(noun) if is_modifier(child, noun)]
            case "body":
                return [child for child in children_of(noun) if is_modifier(child, noun) and child.ent_type_ != "NORP"]
            case "same":
                return list(same(noun))
            case "self":
                return [noun]
            case "giver":
                return self._givers
            case "adjunct":
                return self._roles.adjunct_subjects(noun)
            case "reciprocal":
                return self._givers or list(owners(noun))
            case _:
                return self._by_preposition.get(slot, ())

    @cached_property
    def _givers(self) -> list[Token]:
        return self._roles.givers(self._noun)

    @cached_property
    def _by_preposition(self) -> _ByPreposition:
        noun = self._noun
        modifiers = list(nominal_modifiers(noun))
        own = _by_preposition(modifiers, noun)
        found = {**_misplaced(modifiers, noun), **own}
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


def _misplaced(modifiers: Iterable[Token], noun: Token) -> _ByPreposition:
    """What the parser hung below a noun's modifier, or above it: "attacks by rebels against civilians"."""
    lower = [below for modifier in modifiers for below in nominal_modifiers(modifier)]
    found = _by_preposition([*lower, *_behind(noun)], noun)
    return {preposition: nouns for preposition, nouns in found.items() if preposition in _HIGH}


def _behind(noun: Token) -> list[Token]:
    """What stands behind a noun and hangs on the verb that governs it."""
    is_inside = noun.dep_ in ("obj", "obl", "nsubj:pass") and noun.head.pos_ == "VERB"
    return [child for child in oblique(noun.head) if child.i > noun.i] if is_inside else []
