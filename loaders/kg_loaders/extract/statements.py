"""Parsed paragraphs with entities -> statements as read: every predicate of the lexicon, its roles, its status.

What a predicate lacks is kept as a miss, so that a sentence without a statement can say why (silences.py).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Span, Token

from kg.model import Form, Kind, Modality, Polarity
from kg.ontology import Ontology, StatementType
from kg.partial_date import PartialDate
from kg_loaders.extract.dates import read_date
from kg_loaders.extract.entities import Cluster, EntityFinder, ParsedParagraph
from kg_loaders.extract.geography import is_demonym
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.extract.roles import RoleReader, Slots, preposition_of, verb_word
from kg_loaders.extract.status import Status, StatusReader
from kg_loaders.lexicon import Frame, FrameLexicon, WordLists

_PLACE_PREPOSITIONS = ("in", "at", "near", "outside", "inside")
_PAIRED = ("reciprocal", "between")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filler:
    """A mention that fills a slot, and the entity it belongs to."""

    mention: FoundMention
    cluster: Cluster


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStatement:
    """One statement as one predicate makes it, in terms of the document."""

    paragraph: ParsedParagraph
    predicate: Token
    rule: str
    type: StatementType
    source: Filler
    target: Filler | None
    status: Status
    speaker: Cluster | str | None = None
    date: PartialDate | None = None
    date_text: str | None = None
    place: Cluster | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A predicate of the lexicon that made no statement, and what it lacked."""

    predicate: Token
    reason: str
    detail: str


class StatementFinder:
    """Finds the statements of a document, paragraph by paragraph."""

    def __init__(self, frames: FrameLexicon, words: WordLists, ontology: Ontology) -> None:
        """Hold the lexicon."""
        self.frames, self.words, self.ontology = frames, words, ontology
        self.roles = RoleReader(words)
        self.status = StatusReader(words, self.roles)

    def find(
        self, paragraph: ParsedParagraph, entities: EntityFinder, published: PartialDate | None
    ) -> Iterator[FoundStatement | Miss]:
        """Yield what each predicate of a paragraph says, or why it says nothing."""
        reader = _ParagraphReader(self, paragraph, entities, published)
        for token in paragraph.doc:
            yield from reader.read(token)


class _ParagraphReader:
    """One paragraph being read: which mention stands at which token."""

    def __init__(
        self,
        finder: StatementFinder,
        paragraph: ParsedParagraph,
        entities: EntityFinder,
        published: PartialDate | None,
    ) -> None:
        self.finder, self.paragraph, self.published = finder, paragraph, published
        self.at: dict[int, list[Filler]] = {}
        self.named: set[int] = set()
        for mention in paragraph.mentions:
            cluster = entities.of.get(id(mention))
            if cluster is not None:
                self.at.setdefault(mention.head.i, []).append(Filler(mention=mention, cluster=cluster))
            if mention.form is Form.NAME:
                self.named.update(token.i for token in mention.span)
        for fillers in list(self.at.values()):
            for filler in fillers:
                if filler.mention.form is Form.NAME:
                    for token in filler.mention.span:
                        self.at.setdefault(token.i, [filler])

    def read(self, token: Token) -> Iterator[FoundStatement | Miss]:
        frames = self._frames(token)
        if frames:
            found = list(self._matches(token, frames))
            yield from found
            if not any(isinstance(item, FoundStatement) for item in found):
                yield self._miss(token, frames)
        yield from self._nationality(token)
        yield from self._containment(token)

    # -- frames ---------------------------------------------------------------------------------------------------

    def _frames(self, token: Token) -> tuple[Frame, ...]:
        lexicon = self.finder.frames
        lemma = token.lemma_.lower()
        if _is_hyphenated(token) and (frames := lexicon.frames_of("compounds", token.lower_)):
            return frames
        if token.pos_ == "VERB":
            return lexicon.frames_of("verbs", verb_word(token))
        if token.pos_ in ("NOUN", "PROPN") and token.i not in self.named:
            if _is_first_half(token) and lexicon.frames_of("nouns", f"{lemma}-{token.nbor(2).lemma_.lower()}"):
                return ()
            if _is_hyphenated(token):
                return lexicon.frames_of("nouns", f"{token.nbor(-2).lower_}-{lemma}")
            for child in token.children:
                if child.dep_ in ("compound", "amod") and child.i < token.i:
                    pair = lexicon.frames_of("nouns", f"{child.lemma_.lower()}_{lemma}")
                    if pair:
                        return pair
            return lexicon.frames_of("nouns", lemma)
        return ()

    def _matches(self, token: Token, frames: Sequence[Frame]) -> Iterator[FoundStatement]:
        slots = self._slots(token)
        done: set[str] = set()
        for frame in frames:
            if frame.type in done or not _fits(frame, token, slots):
                continue
            pairs = list(self._pairs(frame, slots))
            for source, target in pairs:
                done.add(frame.type)
                yield self._statement(token, frame.name, self.finder.ontology.types[frame.type], source, target)

    def _slots(self, token: Token) -> Slots:
        slots = self.finder.roles.slots(token)
        if not _is_hyphenated(token):
            return slots
        left = _left_of(token)
        if token.pos_ in ("NOUN", "PROPN"):  # "Secretary-General": what is said of its first half is said of it
            other = self.finder.roles.slots(left[0])
            slots = {name: (*slots.get(name, ()), *other.get(name, ())) for name in {**slots, **other}}
        return {**slots, "left": left, "modified": _modified_by(token)}

    def _pairs(self, frame: Frame, slots: Slots) -> Iterator[tuple[Filler, Filler | None]]:
        kind = self.finder.ontology.types[frame.type]
        for slot in frame.target:
            if slot in _PAIRED:
                parts = self._fillers(slots.get(slot, ()), kind.domain & kind.range)
                if slot == "between" and len(parts) < 2:
                    continue
                pairs = [(a, b) for i, a in enumerate(parts) for b in parts[i + 1 :] if a.cluster is not b.cluster]
                if slot == "between" and not kind.is_symmetric:
                    pairs = [(s, b) for s in self._first(frame.source, slots, kind.domain) for b in parts]
                if pairs:
                    yield from pairs
                    return
                continue
            targets = self._fillers(slots.get(slot, ()), kind.range)
            if not targets:
                continue
            sources = self._first(frame.source, slots, kind.domain, besides=targets)
            pairs = [(s, t) for s in sources for t in targets if s.cluster is not t.cluster]
            if pairs:
                yield from pairs
                return
        if kind.is_target_optional and not slots.get("object"):
            yield from ((source, None) for source in self._first(frame.source, slots, kind.domain))

    def _first(
        self, names: Sequence[str], slots: Slots, kinds: frozenset[Kind], besides: Sequence[Filler] = ()
    ) -> list[Filler]:
        taken = {id(filler.cluster) for filler in besides}
        for name in names:
            fillers = [f for f in self._fillers(slots.get(name, ()), kinds) if id(f.cluster) not in taken]
            if fillers:
                return fillers
        return []

    def _fillers(self, tokens: Sequence[Token], kinds: frozenset[Kind]) -> list[Filler]:
        found: list[Filler] = []
        for token in tokens:
            for filler in self._at(token):
                if filler.cluster.kind in kinds and filler not in found:
                    found.append(filler)
        return found

    def _at(self, token: Token, depth: int = 0) -> list[Filler]:
        """The mentions that a token stands for; what counts ("dozens of rebels") passes its role on."""
        lemma = token.lemma_.lower()
        passes = lemma in self.finder.words.syntax_transparent or token.pos_ in ("NUM", "DET")
        if passes and depth < 2:
            for child in token.children:
                if child.dep_ == "nmod" and preposition_of(child) == "of" and (found := self._at(child, depth + 1)):
                    return found
        return self.at.get(token.i, [])

    # -- what a statement has besides its ends ---------------------------------------------------------------------

    def _statement(
        self, token: Token, rule: str, kind: StatementType, source: Filler, target: Filler | None
    ) -> FoundStatement:
        status = self._status(token, kind)
        date_span = _date_of(token) if kind.is_event else None
        when = None
        if date_span is not None:
            is_future = status.modality in (Modality.PLANNED, Modality.DEMANDED)
            when = read_date(date_span.text, published=self.published, is_future=is_future)
        return FoundStatement(
            paragraph=self.paragraph,
            predicate=token,
            rule=rule,
            type=kind,
            source=source,
            target=target,
            status=status,
            speaker=self._speaker(status.speaker, source),
            date=when,
            date_text=date_span.text if date_span is not None and when is not None else None,
            place=self._place(token, source, target) if kind.is_event else None,
        )

    def _status(self, token: Token, kind: StatementType) -> Status:
        is_said = kind.is_event or token.pos_ == "VERB" or any(c.dep_ == "cop" for c in token.children)
        if is_said and not _is_hyphenated(token):
            return self.finder.status.status(token)
        return Status(polarity=Polarity.POSITIVE, modality=Modality.ACTUAL)

    def _speaker(self, speaker: Token | None, source: Filler) -> Cluster | str | None:
        if speaker is None:
            return None
        fillers = self._at(speaker)
        if fillers:
            return fillers[0].cluster
        return None if speaker.pos_ == "PRON" else speaker.text.lower()

    def _place(self, token: Token, source: Filler, target: Filler | None) -> Cluster | None:
        taken = {id(source.cluster)} | ({id(target.cluster)} if target is not None else set())
        for child in token.children:
            if child.dep_ in ("obl", "nmod") and preposition_of(child) in _PLACE_PREPOSITIONS:
                for filler in self._at(child):
                    if filler.cluster.kind in (Kind.LOCATION, Kind.COUNTRY) and id(filler.cluster) not in taken:
                        return filler.cluster
        return None

    # -- states that no word of their own says ------------------------------------------------------------------------

    def _nationality(self, token: Token) -> Iterator[FoundStatement]:
        """ "Arvanian writer", "Israel's army", "U.S. Congress": who is described, or named so, is of that country."""
        kind = self.finder.ontology.types["NATIONAL_OF"]
        for filler in self.at.get(token.i, ()):
            if filler.mention.head.i != token.i or filler.cluster.kind not in kind.domain:
                continue
            for owner in _country_words(filler.mention):
                for country in self.at.get(owner.i, ()):
                    is_adjective = is_demonym(owner.text) or filler.cluster.kind is Kind.ORGANIZATION
                    if country.cluster.kind is Kind.COUNTRY and is_adjective:
                        yield self._statement(owner, "modifier:country:NATIONAL_OF", kind, filler, country)

    def _containment(self, token: Token) -> Iterator[FoundStatement]:
        """ "Istanbul, Turkey", "a base in Turkey": who or what is in a place."""
        for inner in self.at.get(token.i, ()):
            if inner.mention.head.i != token.i or inner.mention.form is Form.PRONOUN:
                continue
            name = "PART_OF" if inner.cluster.kind is Kind.LOCATION else "LOCATED_IN"
            kind = self.finder.ontology.types[name]
            if inner.cluster.kind not in kind.domain:
                continue
            for rule, place in self._places_of(inner.mention):
                for outer in self.at.get(place.i, ()):
                    if outer.cluster.kind in (Kind.LOCATION, Kind.COUNTRY) and outer.cluster is not inner.cluster:
                        yield self._statement(place, f"{rule}:place:{name}", kind, inner, outer)

    def _places_of(self, mention: FoundMention) -> Iterator[tuple[str, Token]]:
        is_person = mention.form is Form.NAME and mention.kind is Kind.PERSON  # "met Orr in Lund" hangs on Orr at times
        for child in mention.head.children:
            is_behind = child.dep_ == "nmod" and child.i > mention.head.i
            if is_behind and preposition_of(child) in (("from",) if is_person else ("in", "from")):
                yield "within", child
        if mention.form is Form.NAME and mention.kind is Kind.LOCATION and (place := _after_comma(mention)) is not None:
            yield "comma", place

    # -- misses -------------------------------------------------------------------------------------------------------

    def _miss(self, token: Token, frames: Sequence[Frame]) -> Miss:
        frame = frames[0]
        slots = self._slots(token)
        kind = self.finder.ontology.types[frame.type]
        everything = frozenset(Kind)
        sources = self._first(frame.source, slots, everything)
        targets = self._first([slot for slot in frame.target if slot not in _PAIRED], slots, everything)
        detail = f"{token.text}: {frame.type}"
        if not _fits(frame, token, slots):
            return Miss(predicate=token, reason="frame-incomplete", detail=detail)
        if not sources:
            return Miss(predicate=token, reason="no-source", detail=detail)
        if not targets:
            return Miss(predicate=token, reason="no-target", detail=detail)
        if sources[0].cluster.kind not in kind.domain or targets[0].cluster.kind not in kind.range:
            return Miss(predicate=token, reason="wrong-kind", detail=detail)
        return Miss(predicate=token, reason="same-entity", detail=detail)


def _country_words(mention: FoundMention) -> list[Token]:
    """Where a mention may say of which country it is: its owner; the words of a longer name."""
    if mention.form is Form.NOMINAL:
        return [mention.owner] if mention.owner is not None else []
    if mention.kind is not Kind.ORGANIZATION:
        return []
    owners = [child for child in mention.head.children if child.dep_ in ("nmod:poss", "amod", "compound")]
    return list(dict.fromkeys([mention.span[0], *owners]))


def _after_comma(mention: FoundMention) -> Token | None:
    """The place behind a place and a comma, unless both stand in a list."""
    doc, end = mention.span.doc, mention.span.end
    if end + 1 >= len(doc) or doc[end].text != "," or doc[end + 1].ent_type_ != "LOC":
        return None
    if (
        mention.span.start > 1
        and doc[mention.span.start - 1].text == ","
        and doc[mention.span.start - 2].ent_type_ == "LOC"
    ):
        return None
    close = end + 2
    while close < len(doc) and doc[close].ent_iob_ == "I":
        close += 1
    following = [token.text for token in doc[close : close + 1]] or ["."]
    is_list = following[0] in ("and", "or", "&") or (
        following[0] == ","
        and close + 1 < len(doc)
        and (doc[close + 1].ent_type_ == "LOC" or doc[close + 1].text in ("and", "or"))
    )
    return None if is_list or doc[close - 1].dep_ == "compound" else doc[end + 1]


def _fits(frame: Frame, token: Token, slots: Slots) -> bool:
    if frame.object and not any(_object_words(thing) & frame.object for thing in slots.get("object", ())):
        return False
    return not frame.needs or any(slots.get(name) or slots.get(f"object.{name}") for name in frame.needs)


def _object_words(noun: Token) -> set[str]:
    lemma = noun.lemma_.lower()
    return {lemma} | {f"{c.lemma_.lower()}_{lemma}" for c in noun.children if c.dep_ in ("compound", "amod")}


def _is_hyphenated(token: Token) -> bool:
    return token.i > 1 and token.nbor(-1).text in ("-", "–", "‑") and token.nbor(-1).whitespace_ == ""


def _is_first_half(token: Token) -> bool:
    return token.i + 2 < len(token.doc) and _is_hyphenated(token.nbor(2))


def _left_of(token: Token) -> tuple[Token, ...]:
    return (token.nbor(-2),)


def _modified_by(token: Token) -> tuple[Token, ...]:
    """The noun behind a hyphenated participle, whatever the parser made of it: the last of the run of nouns."""
    last = None
    for following in token.doc[token.i + 1 : token.sent.end]:
        if following.pos_ not in ("NOUN", "PROPN", "ADJ") and following.text != "-":
            break
        if following.pos_ in ("NOUN", "PROPN"):
            last = following
    return (last,) if last is not None else ()


def _date_of(predicate: Token) -> Span | None:
    """The date words of the predicate's own clause: below it, or below the light verb that governs it."""
    dates = [entity for entity in predicate.sent.ents if entity.label_ == "DATE"]
    heads = {predicate.i}
    if predicate.pos_ == "NOUN" and predicate.dep_ in ("obj", "nsubj:pass", "nsubj", "obl"):
        heads.add(predicate.head.i)
    for span in dates:
        token = span.root
        for _ in range(4):
            if token.head.i in heads:
                return span
            if token.dep_ in ("ccomp", "advcl", "acl", "acl:relcl", "parataxis", "ROOT") or token.pos_ == "VERB":
                break
            token = token.head
    return None
