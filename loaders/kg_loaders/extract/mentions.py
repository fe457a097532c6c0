"""Parsed paragraph -> mentions: names, noun phrases whose head acts, demonyms.

Which of them are one thing is decided in entities.py."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from kg.model import Form, Kind
from kg_loaders.extract.acting_nouns import ActingNouns, acting_nouns
from kg_loaders.extract.counted_people import counted_people
from kg_loaders.extract.dependencies import is_of, is_prefixed
from kg_loaders.extract.geography import country_of, is_seat
from kg_loaders.extract.name_parts import (
    acts_as_government,
    body_inside,
    country_inside,
    is_first_half,
    is_part_of_continent,
    is_partisan,
    is_people,
    is_place_before,
    is_region,
    part_of,
    trimmed_name,
    with_first_half,
)
from kg_loaders.extract.tree import Span, Token, Tree
from kg_loaders.lexicon import WordLists

_NAME_KINDS = {"PERSON": Kind.PERSON, "ORG": Kind.ORGANIZATION, "LOC": Kind.LOCATION}
HE = frozenset("he him his himself".split())
SHE = frozenset("she her hers herself".split())
PRONOUNS = HE | SHE | frozenset("it its they them their theirs itself themselves".split())
FIRST_PERSON = frozenset("i me my mine myself we us ourselves".split())
_DETERMINERS = frozenset(
    "the a an this that these those some many several any all no his her its their our my your".split()
)
_SEATED = frozenset(["based", "born"])
_PARTIES = {"republican": "Republican Party", "democratic": "Democratic Party", "democrat": "Democratic Party"}
PARTIES = frozenset(_PARTIES.values())
_SPOKEN = PRONOUNS | FIRST_PERSON
_MARKS = _SEATED | _SPOKEN | _PARTIES.keys()
_OWNING = frozenset("nmod:poss compound amod nmod:desc nmod:unmarked".split())
_JOINTS = frozenset("PUNCT CCONJ ADP SCONJ SYM".split())
_LONG = 4  # words behind the name after "of" that make it too long to belong to a mention
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


def find_mentions(doc: Tree, words: WordLists) -> list[FoundMention]:
    """Return the mentions of a paragraph in order of position."""
    tokens = doc.tokens
    names = [mention for entity in doc.ents for mention in _name_mentions(entity, words)]
    marked = [(tokens[at], word) for at, word in enumerate(doc.words) if word in _MARKS]
    names += [_place_before(token) for token, word in marked if word in _SEATED and is_place_before(token)]
    names += [_party(token, word) for token, word in marked if word in _PARTIES and is_partisan(token, words)]
    taken = {position for mention in names for position in mention.positions}
    nouns = acting_nouns(words)
    heads = [(tokens[at], noun) for at, noun in nouns.find(doc) if at not in taken]
    nominals = [mention for head, noun in heads for mention in _nominal_mentions(head, noun, nouns)]
    nominals += [_number(token) for token in counted_people(doc) if token.i not in taken]
    pronouns = [_pronoun(token) for token, word in marked if word in _SPOKEN and token.pos_ in ("PRON", "DET")]
    return sorted([*names, *nominals, *pronouns], key=attrgetter("place"))


# -- names -----------------------------------------------------------------------------------------------------


def _name_mentions(entity: Span, words: WordLists) -> Iterator[FoundMention]:
    span = trimmed_name(entity, words)
    if span is None or is_first_half(span):
        return
    span = with_first_half(span)
    text, root = _text_and_root(span)
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
        yield from _inside(entity, span, kind)


def _text_and_root(span: Span) -> tuple[str, Token]:
    if span.end - span.start > 1:
        return span.text, span.root
    token = span.doc.tokens[span.start]
    return token.text, token


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


def _inside(entity: Span, span: Span, kind: Kind) -> Iterator[FoundMention]:
    """The country, and of a body the body, that a longer name holds."""
    if (country := country_inside(entity)) is not None:
        name = country_of(country.text) or country.text
        yield FoundMention(span=country, head=country[-1], kind=Kind.COUNTRY, form=Form.NAME, name=name)
    if kind is Kind.ORGANIZATION and (body := body_inside(span)) is not None:
        yield FoundMention(span=body, head=body.root, kind=kind, form=Form.NAME, name=body.text)


# -- noun phrases ----------------------------------------------------------------------------------------------


def _nominal_mentions(head: Token, noun: str, nouns: ActingNouns) -> Iterator[FoundMention]:
    kind = nouns.kind_of(head, noun)
    children = head.children
    if kind is None or not nouns.words.nominals_anybody.isdisjoint([child.lower_ for child in children]):
        return
    if head.dep_ in ("compound", "amod", "flat") and not nouns.acts_before_noun(head, noun):
        return
    span = _phrase(head, children)
    owners = _owner_tokens(head, children)
    if len(owners) < 2:
        name = _bare_text(span)
        owner = owners[0] if owners else None
        yield FoundMention(span=span, head=head, kind=kind, form=Form.NOMINAL, name=name, owner=owner)
        return
    for owner in owners:  # "Syrian and Russian forces" are two
        name = f"{owner.text} {head.text}"
        yield FoundMention(span=span, head=head, kind=kind, form=Form.NOMINAL, name=name, owner=owner)


def _phrase(head: Token, children: Sequence[Token]) -> Span:
    """The words of a noun phrase up to its head, and "of" with a name behind it."""
    doc, at = head.doc, head.i
    start = end = at
    for child in children:
        if child.i < at:
            if child.dep_ in _PREMODIFIERS:
                start = min(start, child.left_edge.i)
        elif child.dep_ == "nmod" and is_of(child) and _is_named(child):
            last = child.right_edge.i
            end = max(end, last if last - child.i < _LONG else child.i)
    if head.dep_ == "amod":
        start = end = at
    if start < at:
        tokens = doc.tokens
        commas = [comma for comma in range(start, at) if tokens[comma].text == "," and _cuts(tokens[comma])]
        start = commas[-1] + 1 if commas else start
        while start < at and tokens[start].pos_ in _JOINTS:
            start += 1
    return doc[start : end + 1]


def _is_named(noun: Token) -> bool:
    """Whether a noun is a name, or has one before it: "members of the Lund tribe"."""
    if noun.ent_type_ in _NAME_KINDS:
        return True
    return noun.pos_ == "NOUN" and any(
        child.dep_ == "compound" and child.ent_type_ in _NAME_KINDS for child in noun.children
    )


def _cuts(comma: Token) -> bool:
    """Whether a comma ends what stands before it: a name, not an adjective ("a large, armed group")."""
    return comma.nbor(-1).pos_ == "PROPN"


def _bare_text(span: Span) -> str:
    first, last, small = span.start, span.end - 1, span.doc.words
    start = first
    while start < last and small[start] in _DETERMINERS:
        start += 1
    if start == last:
        return span.doc.tokens[last].text
    return span.text if start == first else span.doc[start : last + 1].text


def _owner_tokens(head: Token, children: Sequence[Token]) -> list[Token]:
    """Heads of the modifiers that say whose a thing is, coordination spread."""
    for child in (*children, *_adjectives_of_parts(children)):
        dep = child.dep_
        if (dep in _OWNING and child.i < head.i and _may_own(child)) or (
            dep == "nmod" and child.ent_type_ and is_of(child)
        ):
            return [child, *(part for part in child.children if part.dep_ == "conj" and _may_own(part))]
    return []


def _adjectives_of_parts(children: Sequence[Token]) -> Iterator[Token]:
    """ "Tunisian" of "Tunisian terror suspect", which the parser hangs below "terror"."""
    for part in children:
        if part.dep_ == "compound" and not part.ent_type_:
            yield from (child for child in part.children if child.dep_ == "amod" and child.ent_type_)


def _may_own(token: Token) -> bool:
    if is_prefixed(token):
        return False
    return token.ent_type_ in ("PERSON", "ORG", "LOC", "NORP") or token.dep_ == "nmod:poss"


def _number(token: Token) -> FoundMention:
    span = token.doc[token.i : token.i + 1]
    return FoundMention(span=span, head=token, kind=Kind.GROUP, form=Form.NOMINAL, name=token.text)


def _pronoun(token: Token) -> FoundMention:
    span = token.doc[token.i : token.i + 1]
    kind = Kind.PERSON if token.lower_ in HE | SHE else Kind.ORGANIZATION
    return FoundMention(span=span, head=token, kind=kind, form=Form.PRONOUN, name=token.text)
