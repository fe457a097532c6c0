"""A deed spoken of again -> who did it and whom it hit, by what was read before.

"Gunmen attacked a convoy in Chad. France condemned the attack": it condemned the gunmen. "The attack killed five",
"Kenya denied the charge", "the raid was carried out by rebels" are read in the same way. Only a definite noun that does
not say itself whose the deed is looks back, and only to the last sentences that tell such a deed; if they tell two, it
means neither. Of a deed that is denied, or only planned or possible, nobody is the doer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from kg.model import Kind
from kg.ontology import Ontology, StatementType
from kg_loaders.extract.deeds import givers
from kg_loaders.extract.denials import denials
from kg_loaders.extract.dependencies import preposition_of
from kg_loaders.extract.found import Filler, Match
from kg_loaders.extract.frame_matching import Predicate, fits
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.read_paragraphs import ReadParagraph
from kg_loaders.extract.resignations import Offices, resignations
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.told_before import Told, ToldBefore, as_filler
from kg_loaders.extract.tree import Span, Token
from kg_loaders.lexicon.frames import Frame

_VIOLENT = frozenset(["ATTACKS", "KILLS", "CLAIMS_RESPONSIBILITY_FOR"])
_SEIZING = frozenset(["ABDUCTS", "ATTACKS"])
_CHARGING = frozenset(["ACCUSES"])
_DEEDS: dict[str, frozenset[str]] = {
    **dict.fromkeys(
        """attack bombing blast explosion raid strike airstrike air-strike shelling assault shooting ambush massacre
        killing murder assassination bombardment rampage carnage slaughter beheading execution slaying stabbing
        bloodshed atrocity incident violence offensive invasion incursion operation""".split(),
        _VIOLENT,
    ),
    **dict.fromkeys("kidnapping abduction hijacking hostage-taking seizure capture".split(), _SEIZING),
    **dict.fromkeys(
        "arrest detention conviction sentence verdict sentencing imprisonment".split(), frozenset(["ARRESTS"])
    ),
    **dict.fromkeys("expulsion deportation eviction".split(), frozenset(["EXPELS"])),
    **dict.fromkeys("release pardon amnesty acquittal".split(), frozenset(["RELEASES"])),
    **dict.fromkeys("crackdown ban closure clampdown censorship".split(), frozenset(["REPRESSES"])),
    **dict.fromkeys("sanction embargo".split(), frozenset(["SANCTIONS"])),
    **dict.fromkeys("visit trip tour".split(), frozenset(["VISITS"])),
    **dict.fromkeys("blockade siege occupation".split(), frozenset(["CAPTURES"])),
    **dict.fromkeys("protest demonstration rally march riot".split(), frozenset(["PROTESTS_AGAINST"])),
    **dict.fromkeys("charge allegation accusation claim criticism condemnation".split(), _CHARGING),
    **dict.fromkeys("threat warning ultimatum".split(), frozenset(["THREATENS"])),
    **dict.fromkeys("offer proposal pledge".split(), frozenset(["PLEDGES_TO"])),
    **dict.fromkeys("demand request appeal call".split(), frozenset(["DEMANDS_FROM", "APPEALS_TO"])),
    **dict.fromkeys("withdrawal pullout pullback retreat resignation".split(), frozenset(["WITHDRAWS_FROM"])),
    **dict.fromkeys("appointment nomination".split(), frozenset(["ELECTS_APPOINTS"])),
    **dict.fromkeys("deployment".split(), frozenset(["DEPLOYS_TO"])),
}
_WORDS = frozenset(
    """charge allegation accusation claim criticism condemnation threat warning ultimatum offer proposal demand
    request appeal call pledge""".split()
)  # said to somebody, who answers
_DEFINITE = frozenset("the this that these those such".split())
_ANOTHER = frozenset(
    """another other new latest first second third fourth next last previous earlier similar separate future further
    more recent original initial two three several possible potential""".split()
)  # not the one told before
_OF_ANOTHER = frozenset("on against of in at near by from with".split())
_TELLING = frozenset(["VERB", "NOUN", "ADJ"])
_HITTING = frozenset(["CLAIMS_RESPONSIBILITY_FOR", "ATTACKS"])
_TAKEN = frozenset("ACCUSES BACKS KILLS ATTACKS INVESTIGATES DENIES REJECTS PROTESTS_AGAINST".split())


@dataclass(frozen=True, slots=True)
class Retelling:
    """Reads the paragraphs of a document again for what they say of earlier sentences.

    `is_fact` tells whether what a word tells, of a type, is told as done.
    """

    ontology: Ontology
    roles: RoleReader
    is_fact: Callable[[Token, StatementType], bool]

    def read(self, paragraphs: Sequence[ReadParagraph]) -> list[ReadParagraph]:
        """Return the paragraphs with what is said of earlier deeds."""
        told, offices = ToldBefore(), Offices(match for one in paragraphs for match in one.matches)
        return [self._read(one, told, offices) for one in paragraphs]

    def _read(self, one: ReadParagraph, told: ToldBefore, offices: Offices) -> ReadParagraph:
        matches: dict[int, list[Match]] = {}
        predicates: dict[int, list[Predicate]] = {}
        for match in one.matches:
            matches.setdefault(match.predicate.sent.start, []).append(match)
        done = {(match.predicate.i, name) for match in one.matches for name in (match.type.name, "")}
        for predicate in one.predicates:
            predicates.setdefault(predicate.sentence, []).append(predicate)
        found: list[Match] = []
        for sentence in one.paragraph.doc.sentences:
            told.sentence += 1
            told.note(matches.get(sentence.start, ()), one.fillers)
            inside = predicates.get(sentence.start, ())
            new = [
                match
                for match in self._retold(sentence, inside, told, offices, one.fillers)
                if (match.predicate.i, match.type.name) not in done
            ]
            told.note(new, one.fillers)
            self._note_victims([part for part in inside if (part.token.i, "") not in done], told, one.fillers)
            found += new
        return replace(one, matches=[*one.matches, *found]) if found else one

    def _note_victims(self, predicates: Sequence[Predicate], told: ToldBefore, fillers: ParagraphFillers) -> None:
        """Note whom deeds hit that nobody is said to have done: "five were killed in a bombing in Lund"."""
        for predicate in predicates:
            for frame in predicate.frames:
                if frame.type in _VIOLENT and fits(frame, predicate.slots):
                    victims = fillers.first(frame.target, predicate.slots, self.ontology.types[frame.type].range)
                    if victims:
                        told.note_victims(frame.type, predicate.token, victims)
                        break

    def _retold(
        self,
        sentence: Span,
        predicates: Sequence[Predicate],
        told: ToldBefore,
        offices: Offices,
        fillers: ParagraphFillers,
    ) -> Iterator[Match]:
        types = self.ontology.types
        yield from resignations(predicates, types["WITHDRAWS_FROM"], offices, fillers)
        if told.is_empty:
            return
        yield from denials(predicates, types["DENIES"], told, fillers)
        if all(token.lemma not in _DEEDS for token in sentence):
            return
        for predicate in predicates:
            if predicate.token.pos_ in _TELLING:
                yield from self._of_deeds(predicate, told, fillers)
                yield from self._of_victims(predicate, told, fillers)

    def _of_victims(self, predicate: Predicate, told: ToldBefore, fillers: ParagraphFillers) -> Iterator[Match]:
        """Yield whom a deed told before hit, where a word says who did it: "claimed responsibility for the attack"."""
        for frame in predicate.frames if predicate.token.pos_ == "VERB" else ():
            if frame.type not in _HITTING or not fits(frame, predicate.slots):
                continue
            kind, slots = self.ontology.types[frame.type], predicate.slots
            nouns = [token for slot in ("for", "object.for", "object") for token in slots[slot]]
            deed = next((noun for noun in nouns if noun.tag_ == "NN" and _DEEDS.get(noun.lemma) == _VIOLENT), None)
            if deed is None or not self._is_known(deed, fillers, is_done=True):
                continue
            hit = told.last_hit(_VIOLENT, deed)
            sources = fillers.first(frame.source, slots, kind.domain) if hit is not None else []
            if hit is None or not sources or fillers.first(frame.target, slots, kind.range) or not self._is_done(hit):
                continue
            victims = [victim for victim in hit.targets if victim.cluster.kind in kind.range]
            yield from (
                Match(
                    predicate=predicate.token, rule=frame.name, type=kind, source=source, target=as_filler(deed, victim)
                )
                for source in sources
                for victim in victims
                if source.cluster is not victim.cluster
            )
            return

    def _of_deeds(self, predicate: Predicate, told: ToldBefore, fillers: ParagraphFillers) -> Iterator[Match]:
        """Yield what a word says of a deed told before; the first frame that says anything is enough."""
        for frame in predicate.frames:
            if frame.type in _TAKEN and fits(frame, predicate.slots):
                found = [
                    Match(
                        predicate=predicate.token,
                        rule=frame.name,
                        type=self.ontology.types[frame.type],
                        source=source,
                        target=target,
                    )
                    for source, target in self._ends(frame, predicate, told, fillers)
                    if source.cluster is not target.cluster
                ]
                yield from found
                if found:
                    return

    def _ends(
        self, frame: Frame, predicate: Predicate, told: ToldBefore, fillers: ParagraphFillers
    ) -> Iterator[tuple[Filler, Filler]]:
        kind, slots = self.ontology.types[frame.type], predicate.slots
        sources = fillers.first(frame.source, slots, kind.domain)
        if sources:
            deeds = [token for slot in (*frame.target, "object") for token in slots[slot]]
            targets = self._doers(deeds, told, fillers, kind.range, sources)
        else:
            targets = fillers.first(frame.target, slots, kind.range)
            deeds = [token for slot in frame.source for token in slots[slot]] if targets else []
            sources = self._doers(deeds, told, fillers, kind.domain, targets)
        yield from ((source, target) for source in sources for target in targets)

    def _doers(
        self,
        nouns: Sequence[Token],
        told: ToldBefore,
        fillers: ParagraphFillers,
        kinds: frozenset[Kind],
        others: Sequence[Filler],
    ) -> list[Filler]:
        """Return who did the first of these deeds that was told before; of words only those said to `others`."""
        for noun in nouns:
            types = _DEEDS.get(noun.lemma)
            deed = told.last(types, noun) if types is not None and self._is_known(noun, fillers) else None
            if deed is None or _is_elsewhere(noun, deed, fillers) or not self._is_done(deed):
                continue
            hit = {id(target.cluster) for target in deed.targets}
            if noun.lemma in _WORDS and not all(id(other.cluster) in hit for other in others):
                continue
            return [as_filler(noun, source) for source in deed.sources if source.cluster.kind in kinds]
        return []

    def _is_done(self, deed: Told) -> bool:
        return self.is_fact(deed.predicate, self.ontology.types[deed.type])

    def _is_known(self, noun: Token, fillers: ParagraphFillers, *, is_done: bool = False) -> bool:
        """Whether a noun means a deed that is known and does not say whose it is."""
        children = noun.children
        before = [child for child in children if child.i < noun.i]
        if any(child.lower_ in _ANOTHER or child.tag_ == "JJS" or fillers.at(child) for child in before):
            return False
        if not any(child.lower_ in _DEFINITE or _is_day(child) for child in before):
            return False
        if any(child.dep_ in ("acl", "acl:relcl") for child in children):
            return False
        return is_done or noun.lemma in _WORDS or not givers(noun, self.roles)


def _is_elsewhere(noun: Token, deed: Told, fillers: ParagraphFillers) -> bool:
    """Whether a noun says that it hit others, or happened elsewhere, than what was told."""
    for child in noun.children:
        if child.i > noun.i and preposition_of(child) in _OF_ANOTHER:
            here = {id(filler.cluster) for filler in fillers.at(child)}
            if here and here.isdisjoint(deed.named):
                return True
    return False


def _is_day(child: Token) -> bool:
    """Whether a deed is told by its day: "Sunday's attack"."""
    return child.ent_type_ == "DATE" and child.dep_ in ("nmod:poss", "compound", "nmod:unmarked")
