"""Predicate -> its slots: the heads that stand where a frame looks for its ends, each slot read when first asked for.

Trees have Universal Dependencies labels (universaldependencies.org/en).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

from kg_loaders.extract.deeds import accusers, coming_under, doers, givers, harmed
from kg_loaders.extract.dependencies import (
    agents,
    doers_of,
    is_passive,
    marker_of,
    nominal_modifiers,
    oblique,
    owners,
    preposition_of,
    same,
    spread,
    verb_word,
)
from kg_loaders.extract.noun_phrases import (
    counted,
    having,
    is_amount,
    is_deed,
    is_somebody,
    is_thing,
    modifiers,
    paired_modifiers,
)
from kg_loaders.extract.phrases import bearers, mark_of, place_of_clause, thing_between, verb_above
from kg_loaders.extract.prepositions import (
    ByPreposition,
    add_hit,
    aimed,
    both,
    by_preposition,
    hits_things,
    joined,
    misplaced,
    right_behind,
    with_owners,
)
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.telling import (
    complement_goals,
    complement_subjects,
    is_called,
    promisers,
    tellers,
    told_subjects,
)
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon.frames import PREPOSITIONS

_HIGH = frozenset("against with on between to over by".split())  # prepositions that rarely belong to a modifier
_HIGH_OF_EVENT = _HIGH | {"from"}  # "the withdrawal of troops from Lebanon", not "a delegate of people from Lebanon"
_AIMS = frozenset(["at", "against", "toward", "towards"])
_ENDS = frozenset(["against", "to"])
_CLAIMING = frozenset("claim take admit accept acknowledge assume".split())
_BEHIND_OBJECT = {f"object.{preposition}": preposition for preposition in PREPOSITIONS}
_OF_ONE = frozenset(["same", "self"])  # a title is only that of the name it stands beside


class Slots(dict[str, tuple[Token, ...]]):
    """Slot -> the heads that fill it, nearest first; of several predicates what fills the slot of each."""

    def __init__(self, predicates: Sequence[Token], roles: RoleReader) -> None:
        """Look at predicates."""
        self._predicates, self._words = predicates, roles.words
        self._readers = tuple(_reader_of(predicate, roles) for predicate in predicates)

    def __missing__(self, slot: str) -> tuple[Token, ...]:
        """Read a slot that is asked for the first time."""
        found: tuple[Token, ...] = ()
        for reader in self._readers:  # nearly always one
            found += tuple(reader.fill(slot))
        self[slot] = found
        return found

    @cached_property
    def mark(self) -> str:
        """The preposition before a noun: "under" of "came under attack"."""
        return mark_of(self._predicates[0], self._words) if self._predicates else ""

    @cached_property
    def word_above(self) -> str:
        """The verb that a noun goes with, its particle joined: "come" of "came under attack"; else ''."""
        verb = verb_above(self._predicates[0], self._words) if self._predicates else None
        return "" if verb is None else verb_word(verb)

    @cached_property
    def object_lemmas(self) -> frozenset[str]:
        """The lemmas of the objects, and those with the word before them: `talk`, `peace_talk`."""
        return frozenset(lemma for noun in self["object"] for lemma in _lemmas_of(noun))


class _Reader(Protocol):
    def fill(self, slot: str) -> Iterable[Token]: ...


def slots_of(*predicates: Token, roles: RoleReader) -> Slots:
    """Return the slots of a verb, noun or adjective; of several that are one word, such as "Secretary-General"."""
    return Slots(predicates, roles)


def _reader_of(predicate: Token, roles: RoleReader) -> _Reader:
    pos = predicate.pos_
    if pos in ("VERB", "AUX"):
        return _VerbSlots(predicate, roles)
    return _AdjectiveSlots(predicate, roles) if pos == "ADJ" else _NounSlots(predicate, roles)


class _VerbSlots:
    def __init__(self, verb: Token, roles: RoleReader) -> None:
        self._verb, self._roles = verb, roles

    def fill(self, slot: str) -> Iterable[Token]:
        if slot in PREPOSITIONS:  # most of those that are asked for
            heads: Sequence[Token] = self._by_preposition.get(slot, ())
            heads = both(heads) if slot == "between" else heads
        elif slot in _BEHIND_OBJECT:
            heads = self._by_preposition_of_object.get(_BEHIND_OBJECT[slot], ())
        else:
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
                found = [owner for thing in self._objects for owner in owners(thing)]
                return found or [who for thing in self._objects for who in accusers(thing, self._roles)]
            case "object.modifier":
                return [part for thing in self._objects for part in modifiers(thing, self._roles.words)]
            case _:
                return ()

    @cached_property
    def _objects(self) -> list[Token]:
        words, things = self._roles.words, self._roles.objects(self._verb)
        found = [part for thing in things for part in (thing, *counted(thing, words))]
        if any(map(is_amount, things)):  # "provide $20 million in aid"
            paid = [noun for noun in oblique(self._verb) if preposition_of(noun) == "in" and not noun.ent_type_]
            found += [noun for noun in paid if is_thing(noun, words)]
        return found

    @cached_property
    def _by_preposition(self) -> ByPreposition:
        found = by_preposition(oblique(self._verb), self._verb)
        for preposition, nouns in aimed(self._objects, self._verb, _AIMS).items():  # "fired rockets at Lund"
            found.setdefault(preposition, nouns)
        if "in" not in found and (place := place_of_clause(self._verb)) is not None:
            found["in"] = [place]
        return self._with_victims(with_owners(found, self._roles.words))

    @cached_property
    def _by_preposition_of_object(self) -> ByPreposition:
        things = spread(self._heads("object"))
        below = [modifier for thing in things for modifier in nominal_modifiers(thing)]
        found = by_preposition(below, self._verb)
        for preposition, nouns in aimed(below, self._verb, _ENDS).items():  # "filed charges of fraud against Orr"
            found.setdefault(preposition, nouns)
        found = with_owners(found, self._roles.words)
        if any(hits_things(thing, self._roles.words) for thing in self._objects):
            add_hit(found, self._roles.words)
        if makers := [maker for thing in (*things, *below) for maker in _makers(thing)]:
            found["by"] = [*found.get("by", ()), *makers]
        if "by" not in found and not is_passive(self._verb):  # "rejected accusations by Kenya"
            found["by"] = list(self._by_preposition.get("by", ()))
        return self._with_victims(found)

    def _with_victims(self, found: ByPreposition) -> ByPreposition:
        """Add whom a deed hit: "claimed responsibility for the attack on Lund"."""
        if self._verb.lemma in _CLAIMING:
            deeds = [noun for noun in found.get("for", ()) if is_deed(noun, self._roles.words)]
            found["for"] = [*found.get("for", ()), *(part for deed in deeds for part in nominal_modifiers(deed))]
            below = [*self._verb.children, *(part for thing in self._objects for part in thing.children)]
            gerunds = [verb for verb in below if verb.tag_ == "VBG" and marker_of(verb) == "for"]
            found["for"] += [child for verb in gerunds for child in verb.children if child.dep_ == "obj"]
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
                return [owner for thing in self._described for owner in self._owners_of(thing)]
            case "giver":
                return tellers(self._adjective, self._roles)
            case _:
                return self._by_preposition.get(slot, ())

    def _owners_of(self, thing: Token) -> list[Token]:
        """Return whose a thing is that is said to be so: "called the Israeli raid illegal"."""
        if found := list(owners(thing)):
            return found
        return list(doers_of(thing)) if is_thing(thing, self._roles.words) else []

    @cached_property
    def _by_preposition(self) -> ByPreposition:
        return with_owners(by_preposition(oblique(self._adjective), self._adjective), self._roles.words)

    @cached_property
    def _described(self) -> list[Token]:
        adjective = self._adjective
        if is_called(adjective):
            return self._roles.objects(adjective.head)
        return self._roles.described(adjective)


class _NounSlots:
    def __init__(self, noun: Token, roles: RoleReader) -> None:
        self._noun, self._roles = noun, roles

    def fill(self, slot: str) -> Iterable[Token]:
        if slot in PREPOSITIONS and slot != "between" and slot not in self._by_preposition:
            return ()
        if slot.startswith("above."):
            return self._of_verb_above(slot.removeprefix("above."))
        heads = self._heads(slot)
        is_of_one = slot in _OF_ONE and self._noun.tag_ in ("NN", "NNP")
        return heads if is_of_one or not heads else spread(heads)

    def _heads(self, slot: str) -> Sequence[Token]:
        noun = self._noun
        match slot:
            case "owner":
                return list(owners(noun)) or having(noun)
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
            case "bearer":
                return bearers(noun, self._roles)
            case "bearer.owner":
                return [owner for thing in bearers(noun, self._roles) for owner in owners(thing)]
            case "teller":
                return tellers(noun, self._roles)
            case "reciprocal":
                return self._givers or list(owners(noun)) or paired_modifiers(noun) or bearers(noun, self._roles)
            case "between":
                return both(self._by_preposition.get(slot, ())) or joined(self._by_preposition.get("of", ()))
            case _:
                return self._by_preposition.get(slot, ())

    def _of_verb_above(self, slot: str) -> Iterable[Token]:
        if self._above is None:
            return ()
        found, thing = self._above.fill(slot), thing_between(self._noun)
        if found or thing is None or slot not in ("object", "owner"):
            return found
        return spread([thing] if slot == "object" else list(owners(thing)))

    @cached_property
    def _above(self) -> _VerbSlots | None:
        verb = verb_above(self._noun, self._roles.words)
        return None if verb is None else _VerbSlots(verb, self._roles)

    @cached_property
    def _givers(self) -> list[Token]:
        return givers(self._noun, self._roles)

    @cached_property
    def _by_preposition(self) -> ByPreposition:
        noun = self._noun
        below = list(nominal_modifiers(noun))
        own = by_preposition(below, noun)
        for clause in noun.children:
            if clause.dep_ == "acl" and self._roles.is_light(clause):  # "sanctions imposed by", "a raid carried out by"
                own["by"] = [*own.get("by", ()), *agents(clause)]
        if noun.lower_.endswith("ing"):  # half a verb: "suspected of kidnapping Orr"
            own["of"] = [*own.get("of", ()), *(child for child in noun.children if child.dep_ == "obj")]
        high = _HIGH if is_somebody(noun, self._roles.words) else _HIGH_OF_EVENT
        found = {**right_behind(noun), **misplaced(below, noun, high), **own}
        if hits_things(noun, self._roles.words):
            add_hit(found, self._roles.words)
        if noun.dep_ in ("obj", "nsubj:pass") and self._givers:
            for preposition, nouns in by_preposition(oblique(noun.head), noun).items():
                found[preposition] = [*found.get(preposition, ()), *nouns]
        return found


def _makers(thing: Token) -> list[Token]:
    """Return by whom a thing is said to be made: "complaints filed by Orr", "steps that were taken by Orr"."""
    clauses = [c for c in thing.children if c.dep_ in ("acl", "acl:relcl") and is_passive(c)]
    return [maker for clause in clauses for maker in agents(clause)]


def _lemmas_of(noun: Token) -> Iterator[str]:
    lemma = noun.lemma
    yield lemma
    for child in noun.children:
        if child.dep_ in ("compound", "amod"):
            yield f"{child.lemma}_{lemma}"
