"""A resignation that does not say from what -> the body in which the document told that somebody has an office.

"Ana Kerr is Kenya's foreign minister. On Sunday she stepped down": she leaves Kenya's government.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kg.model import Kind
from kg.ontology import StatementType
from kg_loaders.extract.dependencies import verb_word
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.frame_matching import Predicate
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.tree import Token

_RESIGNING = frozenset("resign quit step_down stand_down step_aside abdicate bow_out".split())
_LEAVING = frozenset("leave vacate relinquish give_up quit resign".split())
_OFFICE = frozenset("office post position job seat presidency premiership governorship leadership power throne".split())
_OFFICES = ("LEADS", "REPRESENTS", "MEMBER_OF")  # those of whom more than one are told yield to the first
_LANDS = frozenset([Kind.COUNTRY, Kind.LOCATION])  # who resigns from their offices need not leave the party
_PEOPLE = frozenset([Kind.PERSON])


class Offices:
    """Where the people of a document have offices, by what was matched."""

    def __init__(self, matches: Iterable[Match]) -> None:
        """Note offices."""
        self._of: dict[int, dict[str, list[Match]]] = {}
        for match in matches:
            if match.type.name in _OFFICES and match.target is not None:
                self._of.setdefault(id(match.source.cluster), {}).setdefault(match.type.name, []).append(match)

    def body_of(self, person: Filler, word: Token, kinds: frozenset[Kind], *, is_told: bool) -> Filler | None:
        """Return the body in which somebody has an office: what the sentence of a word says, else the highest.

        `is_told` says that the sentence names the office: then others are not meant.
        """
        told = self._of.get(id(person.cluster), {})
        for name in _OFFICES:
            found = [match for match in told.get(name, ()) if match.target and match.target.cluster.kind in kinds]
            here = [match for match in found if match.predicate in word.sent]
            lands = [match for match in found if match.target and match.target.cluster.kind in _LANDS]
            if here or (found and not is_told):
                return (here or lands or found)[0].target
        return None


def resignations(
    predicates: Sequence[Predicate], kind: StatementType, offices: Offices, fillers: ParagraphFillers
) -> Iterator[Match]:
    """Yield what those leave who resign in a sentence. `kind` is that of withdrawals."""
    for predicate in predicates:
        word = predicate.token
        for source in fillers.of_kinds(_resigning(predicate), _PEOPLE):
            target = offices.body_of(source, word, kind.range, is_told=bool(predicate.slots["as"]))
            if target is not None:
                sort = "verb" if word.pos_ == "VERB" else "noun"
                rule = f"{sort}:{verb_word(word) if sort == 'verb' else word.lemma}:{kind.name}"
                yield Match(predicate=word, rule=rule, type=kind, source=source, target=target)


def _resigning(predicate: Predicate) -> Sequence[Token]:
    """Return who resigns, if a word says so."""
    word = predicate.token
    if word.lemma == "resignation":
        return predicate.slots["owner"] or predicate.slots["of"] or predicate.slots["giver"]
    if word.pos_ != "VERB":
        return ()
    verb = verb_word(word)
    if verb not in _RESIGNING and verb not in _LEAVING:
        return ()
    things = predicate.slots.object_lemmas
    is_resigning = verb in _RESIGNING and not things
    return predicate.slots["subject"] if is_resigning or (verb in _LEAVING and not things.isdisjoint(_OFFICE)) else ()
