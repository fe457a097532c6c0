"""Parsed paragraph -> mentions: names, noun phrases whose head acts, demonyms.

Which of them are one thing is decided in entities.py."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spacy.symbols import ADJ, NOUN, PROPN  # type: ignore[import-not-found]  # spaCy has no stub for it
from spacy.tokens import Doc, Span, Token

from kg.model import Form, Kind
from kg_loaders.extract.dependencies import children_of, is_prefixed, preposition_of, tokens_of, words_of
from kg_loaders.extract.geography import country_of, is_seat
from kg_loaders.extract.name_parts import (
    acts_as_government,
    body_inside,
    country_inside,
    is_part_of_continent,
    is_partisan,
    is_people,
    is_place_before,
    is_region,
    part_of,
    trimmed_name,
)
from kg_loaders.lexicon import WordLists

_NAME_KINDS = {"PERSON": Kind.PERSON, "ORG": Kind.ORGANIZATION, "LOC": Kind.LOCATION}
HE = frozenset("he him his himself".split())
SHE = frozenset("she her hers herself".split())
PRONOUNS = HE | SHE | frozenset("it its they them their theirs itself themselves".split())
_DETERMINERS = frozenset(
    "the a an this that these those some many several any all no his her its their our my your".split()
)
_SEATED = frozenset(["based", "born"])
_PARTIES = {"republican": "Republican Party", "democratic": "Democratic Party", "democrat": "Democratic Party"}
PARTIES = frozenset(_PARTIES.values())
_MARKS = _SEATED | PRONOUNS | _PARTIES.keys()
QUARTERS = frozenset("north south east west northeast northwest southeast southwest interior".split())
_NO_BODIES = frozenset(["wing", "press", "crew", "islamist", "christian", "muslim", "military"])
_RANKS = frozenset(["officer", "member", "guard", "general", "professor", "worker"])  # "police officer" is one word
_TROOPS = frozenset(["soldier", "trooper", "peacekeeper"])
_NOMINAL = frozenset([NOUN, PROPN, ADJ])
_PREMODIFIERS = frozenset("det amod compound nummod nmod:poss nmod:desc nmod:unmarked advmod".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundMention:
    """Words of a parsed paragraph that refer to something. `name` is what they call it; `owner` whose it is.

    `owner` is the head of the modifier that says whose: "Syrian" of "Syrian forces", "his" of "his forces".
    """

    span: Span
    head: Token
    kind: Kind
    form: Form
    name: str
    owner: Token | None = None

    @property
    def positions(self) -> range:
        """The positions of its words in the paragraph."""
        return range(self.span.start, self.span.end)

    @property
    def place(self) -> tuple[int, int, int]:
        """Where it stands, so that mentions sort and a token can be asked for its own."""
        return (self.span.start, self.span.end, self.head.i)


def find_mentions(doc: Doc, words: WordLists) -> list[FoundMention]:
    """Return the mentions of a paragraph in order of position."""
    tokens = tokens_of(doc)
    names = [mention for entity in doc.ents for mention in _name_mentions(entity, words)]
    marked = [(token, word) for token, word in zip(tokens, words_of(doc), strict=True) if word in _MARKS]
    names += [_place_before(token) for token, word in marked if word in _SEATED and is_place_before(token)]
    names += [_party(token, word) for token, word in marked if word in _PARTIES and is_partisan(token, words)]
    taken = {position for mention in names for position in mention.positions}
    nouns = _acting_nouns(words)
    nominal = [token for token in tokens if token.pos in _NOMINAL]
    heads = [token for token in nominal if token.lemma_.lower() in nouns and token.i not in taken]
    nominals = [mention for head in heads for mention in _nominal_mentions(head, words)]
    pronouns = [_pronoun(token) for token, word in marked if word in PRONOUNS and token.pos_ in ("PRON", "DET")]
    return sorted([*names, *nominals, *pronouns], key=lambda mention: mention.place)


@lru_cache(maxsize=4)
def _acting_nouns(words: WordLists) -> frozenset[str]:
    kinds = words.nominals_person | words.nominals_organization | words.nominals_group | words.nominals_location
    return kinds | QUARTERS


# -- names -----------------------------------------------------------------------------------------------------


def _name_mentions(entity: Span, words: WordLists) -> Iterator[FoundMention]:
    span = trimmed_name(entity, words)
    if span is None:
        return
    text, root = span.text, span.root
    country = country_of(text)
    if country is not None and is_part_of_continent(span):
        return
    if country is not None and is_people(text, root):
        yield FoundMention(span=span, head=root, kind=Kind.GROUP, form=Form.NAME, name=text)
    elif country is not None:
        if (part := part_of(span)) is not None:
            yield FoundMention(span=part, head=root, kind=Kind.LOCATION, form=Form.NAME, name=part.text)
        yield FoundMention(span=span, head=root, kind=Kind.COUNTRY, form=Form.NAME, name=country)
    elif entity.label_ == "NORP":
        yield from _people(span)
    elif entity.label_ in _NAME_KINDS:
        kind = _NAME_KINDS[entity.label_]
        if kind is Kind.LOCATION and is_seat(text) and acts_as_government(root, words):
            kind = Kind.ORGANIZATION
        if kind is Kind.LOCATION and (part := part_of(span)) is not None and is_region(span):
            yield FoundMention(span=part, head=root, kind=Kind.LOCATION, form=Form.NAME, name=part.text)
        yield FoundMention(span=span, head=root, kind=kind, form=Form.NAME, name=text)
        yield from _inside(span, kind)


def _party(token: Token, word: str) -> FoundMention:
    span = token.doc[token.i : token.i + 1]
    return FoundMention(span=span, head=token, kind=Kind.ORGANIZATION, form=Form.NAME, name=_PARTIES[word])


def _place_before(token: Token) -> FoundMention:
    place = token.nbor(-2)
    span = place.doc[place.i : place.i + 1]
    return FoundMention(span=span, head=place, kind=Kind.LOCATION, form=Form.NAME, name=place.text)


def _people(span: Span) -> Iterator[FoundMention]:
    """A demonym or faith that is no country's: people if it is a plural noun, else it only modifies."""
    if span.root.tag_ in ("NNS", "NNPS"):
        yield FoundMention(span=span, head=span.root, kind=Kind.GROUP, form=Form.NAME, name=span.text)


def _inside(span: Span, kind: Kind) -> Iterator[FoundMention]:
    """The country, and of a body the body, that a longer name holds."""
    if (token := country_inside(span)) is not None:
        country = span.doc[token.i : token.i + 1]
        name = country_of(token.text) or token.text
        yield FoundMention(span=country, head=token, kind=Kind.COUNTRY, form=Form.NAME, name=name)
    if kind is Kind.ORGANIZATION and (body := body_inside(span)) is not None:
        yield FoundMention(span=body, head=body.root, kind=kind, form=Form.NAME, name=body.text)


# -- noun phrases ----------------------------------------------------------------------------------------------


def _nominal_mentions(head: Token, words: WordLists) -> Iterator[FoundMention]:
    kind = _nominal_kind(head, words)
    if kind is None or any(child.lower_ in words.nominals_anybody for child in children_of(head)):
        return
    if head.dep_ in ("compound", "amod", "flat") and not _acts_before_noun(head, words):
        return
    span = _phrase(head)
    owners = _owner_tokens(head)
    if len(owners) < 2:
        name = _bare(span).text
        owner = owners[0] if owners else None
        yield FoundMention(span=span, head=head, kind=kind, form=Form.NOMINAL, name=name, owner=owner)
        return
    for owner in owners:  # "Syrian and Russian forces" are two
        name = f"{owner.text} {head.text}"
        yield FoundMention(span=span, head=head, kind=kind, form=Form.NOMINAL, name=name, owner=owner)


def _nominal_kind(head: Token, words: WordLists) -> Kind | None:
    if head.ent_type_ == "DATE":
        return None
    lemma, is_plural = head.lemma_.lower(), head.tag_ in ("NNS", "NNPS")
    if lemma in words.nominals_plural and not is_plural:
        return None
    if head.pos_ == "ADJ" and lemma not in words.nominals_compound:
        return None
    if lemma == "staff" and head.head.lemma_.lower() == "chief":  # "chief of staff"
        return None
    if lemma in words.nominals_organization:
        return Kind.ORGANIZATION
    if lemma in words.nominals_person:
        return Kind.GROUP if is_plural or head.dep_ == "compound" else Kind.PERSON
    if lemma in words.nominals_group:
        return Kind.GROUP
    if lemma in QUARTERS:
        return Kind.LOCATION if head.pos_ == "NOUN" and _is_quarter(head) else None
    return Kind.LOCATION if lemma in words.nominals_location else None


def _is_quarter(noun: Token) -> bool:
    """Whether a direction is a part of something: "the country's south", "the south of Chad"; not "south of Lund"."""
    children = children_of(noun)
    is_the = any(child.lower_ == "the" for child in children) and preposition_of(noun) != "to"
    return any(child.dep_ == "nmod:poss" or (is_the and child.dep_ == "nmod" and _is_of(child)) for child in children)


def _acts_before_noun(head: Token, words: WordLists) -> bool:
    """Whether a group acts although it modifies a noun: "rebel-held", "a rebel attack"."""
    if head.i + 1 >= len(head.doc):
        return False
    lemma, following = head.lemma_.lower(), head.doc[head.i + 1]
    if lemma in words.nominals_compound and (
        following.text == "-" or (following == head.head and following.lemma_.lower() in words.syntax_deeds)
    ):
        return True
    return head.dep_ == "compound" and lemma in _bodies(words) and _is_of_body(head.head, words)


@lru_cache(maxsize=4)
def _bodies(words: WordLists) -> frozenset[str]:
    return (words.nominals_organization | words.nominals_compound) - _NO_BODIES


def _is_of_body(person: Token, words: WordLists) -> bool:
    """Whether a noun is one of those whom a body before them employs: "police spokesman", "coalition soldiers"."""
    lemma = person.lemma_.lower()
    is_one = person.tag_ in ("NN", "NNP") and lemma not in _RANKS
    return lemma in words.nominals_person and (is_one or lemma in _TROOPS)


def _phrase(head: Token) -> Span:
    """The words of a noun phrase up to its head, and "of" with a name behind it."""
    start = end = head.i
    for child in children_of(head):
        if child.i < head.i and child.dep_ in _PREMODIFIERS:
            start = min(start, child.left_edge.i)
        elif child.dep_ == "nmod" and child.ent_type_ in ("LOC", "ORG", "PERSON") and _is_of(child):
            end = max(end, child.right_edge.i if child.right_edge.i - child.i < 4 else child.i)
    if head.dep_ == "amod":
        start = end = head.i
    tokens = tokens_of(head.doc)
    start = max([start, *(token.i + 1 for token in tokens[start : head.i] if token.text == "," and _cuts(token))])
    while start < head.i and tokens[start].pos_ in ("PUNCT", "CCONJ", "ADP", "SCONJ", "SYM"):
        start += 1
    return head.doc[start : end + 1]


def _cuts(comma: Token) -> bool:
    """Whether a comma ends what stands before it: a name, not an adjective ("a large, armed group")."""
    return comma.nbor(-1).pos_ == "PROPN"


def _is_of(token: Token) -> bool:
    return any(child.dep_ == "case" and child.lower_ == "of" for child in children_of(token))


def _bare(span: Span) -> Span:
    start = span.start
    while start < span.end - 1 and span.doc[start].lower_ in _DETERMINERS:
        start += 1
    return span if start == span.start else span.doc[start : span.end]


def _owner_tokens(head: Token) -> list[Token]:
    """Heads of the modifiers that say whose a thing is, coordination spread."""
    for child in (*children_of(head), *_adjectives_of_parts(head)):
        is_owner = child.dep_ in ("nmod:poss", "compound", "amod", "nmod:desc", "nmod:unmarked")
        if (is_owner and child.i < head.i and _may_own(child)) or (
            child.dep_ == "nmod" and child.ent_type_ and _is_of(child)
        ):
            return [child, *(part for part in children_of(child) if part.dep_ == "conj" and _may_own(part))]
    return []


def _adjectives_of_parts(head: Token) -> Iterator[Token]:
    """ "Tunisian" of "Tunisian terror suspect", which the parser hangs below "terror"."""
    for part in children_of(head):
        if part.dep_ == "compound" and not part.ent_type_:
            yield from (child for child in children_of(part) if child.dep_ == "amod" and child.ent_type_)


def _may_own(token: Token) -> bool:
    if is_prefixed(token):
        return False
    return token.ent_type_ in ("PERSON", "ORG", "LOC", "NORP") or token.dep_ == "nmod:poss"


def _pronoun(token: Token) -> FoundMention:
    span = token.doc[token.i : token.i + 1]
    kind = Kind.PERSON if token.lower_ in HE | SHE else Kind.ORGANIZATION
    return FoundMention(span=span, head=token, kind=kind, form=Form.PRONOUN, name=token.text)
