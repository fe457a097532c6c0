"""Parsed paragraph -> mentions: names, noun phrases whose head acts, demonyms.

Which of them are one thing is decided in entities.py."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from spacy.symbols import ADJ, NOUN, PROPN  # type: ignore[import-not-found]  # spaCy has no stub for it
from spacy.tokens import Doc, Span, Token

from kg.model import Form, Kind
from kg_loaders.extract.dependencies import children_of, is_prefixed, preposition_of, tokens_of, words_of
from kg_loaders.extract.geography import country_of, is_demonym, is_seat
from kg_loaders.lexicon import WordLists

_NAME_KINDS = {"PERSON": Kind.PERSON, "ORG": Kind.ORGANIZATION, "LOC": Kind.LOCATION}
HE = frozenset("he him his himself".split())
SHE = frozenset("she her hers herself".split())
PRONOUNS = HE | SHE | frozenset("it its they them their theirs itself themselves".split())
_DETERMINERS = frozenset(
    "the a an this that these those some many several any all no his her its their our my your".split()
)
_DIRECTION = re.compile(r"(?:(?:north|south)-?(?:east|west)?|east|west|central)(?:ern)?")  # in small letters
_SEATED = frozenset(["based", "born"])
_MARKS = _SEATED | PRONOUNS
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
    names += [_place_before(token) for token, word in marked if word in _SEATED and _is_place_before(token)]
    taken = {position for mention in names for position in mention.positions}
    nouns = _acting_nouns(words)
    nominal = [token for token in tokens if token.pos in _NOMINAL]
    heads = [token for token in nominal if token.lemma_.lower() in nouns and token.i not in taken]
    nominals = [mention for head in heads for mention in _nominal_mentions(head, words)]
    pronouns = [_pronoun(token) for token, word in marked if word in PRONOUNS and token.pos_ in ("PRON", "DET")]
    return sorted([*names, *nominals, *pronouns], key=lambda mention: mention.place)


@lru_cache(maxsize=4)
def _acting_nouns(words: WordLists) -> frozenset[str]:
    return words.nominals_person | words.nominals_organization | words.nominals_group | words.nominals_location


# -- names -----------------------------------------------------------------------------------------------------


def _name_mentions(entity: Span, words: WordLists) -> Iterator[FoundMention]:
    span = _trimmed(entity, words)
    if span is None:
        return
    text, root = span.text, span.root
    country = country_of(text)
    if country is not None and _is_people(text, root):
        yield FoundMention(span=span, head=root, kind=Kind.GROUP, form=Form.NAME, name=text)
    elif country is not None:
        if (part := _part_of_country(span)) is not None:
            yield FoundMention(span=part, head=root, kind=Kind.LOCATION, form=Form.NAME, name=part.text)
        yield FoundMention(span=span, head=root, kind=Kind.COUNTRY, form=Form.NAME, name=country)
    elif entity.label_ == "NORP":
        yield from _people(span)
    elif entity.label_ in _NAME_KINDS:
        kind = _NAME_KINDS[entity.label_]
        if kind is Kind.LOCATION and is_seat(text) and _acts(root, words):
            kind = Kind.ORGANIZATION
        yield FoundMention(span=span, head=root, kind=kind, form=Form.NAME, name=text)
        yield from _country_inside(span)


def _part_of_country(country: Span) -> Span | None:
    """The country's name with the direction before it: "northern Kenya"."""
    before = country.start - 1
    if before < 0 or country.label_ != "LOC" or is_demonym(country.text):
        return None
    return country.doc[before : country.end] if _DIRECTION.fullmatch(country.doc[before].text) else None


def _is_people(name: str, root: Token) -> bool:
    """Whether a demonym is a noun for several: "Russians", not "Russian troops"."""
    return is_demonym(name) and name.endswith("s") and root.dep_ not in ("amod", "compound")


def _acts(token: Token, words: WordLists) -> bool:
    """Whether a city stands where only its government can: as doer, or as somebody's partner."""
    while token.dep_ == "conj":
        token = token.head
    if token.dep_ == "nsubj":
        return token.head.pos_ == "VERB" and token.head.lemma_.lower() not in words.syntax_inert
    return token.dep_ == "obl:agent" or (
        token.dep_ in ("nmod", "obl") and preposition_of(token) in ("with", "between") and token.head.pos_ == "NOUN"
    )


def _is_place_before(token: Token) -> bool:
    """Whether an unlabelled name says where: "Istanbul" of "Istanbul-based"."""
    if token.i < 2 or token.nbor(-1).text != "-":
        return False
    place = token.nbor(-2)
    return place.pos_ == "PROPN" and not place.ent_type_ and not place.whitespace_


def _place_before(token: Token) -> FoundMention:
    place = token.nbor(-2)
    span = place.doc[place.i : place.i + 1]
    return FoundMention(span=span, head=place, kind=Kind.LOCATION, form=Form.NAME, name=place.text)


def _trimmed(entity: Span, words: WordLists) -> Span | None:
    """Cut titles and determiners off the front and possessive marks off the end of a name."""
    start, end = entity.start, entity.end
    doc = entity.doc
    while end > start and doc[end - 1].lower_ in ("'s", "’s", "'", "’", ",", '"'):
        end -= 1
    if entity.label_ == "PERSON":  # "Kerr, the party's spokesman" is a name and what describes it
        end = next((token.i for token in entity[1:] if token.text == ","), end)
    while entity.label_ == "ORG" and end - start > 1 and _ends_in_title(doc, start, end, words):
        end -= 1
    while start < end and (doc[start].lower_ in ("the", "a", "an") or _is_title(doc[start], entity, words)):
        start += 1
    if start >= end:
        return None
    return entity if (start, end) == (entity.start, entity.end) else doc[start:end]


def _ends_in_title(doc: Doc, start: int, end: int, words: WordLists) -> bool:
    """Whether an organisation's name runs into its officer's title: "United Nations Secretary-General"."""
    last = doc[end - 1]
    return last.text == "-" or (
        last.lower_ in words.names_titles
        and (
            (end < len(doc) and doc[end].ent_type_ == "PERSON")
            or doc[end - 2].text == "-"
            or (end < len(doc) and doc[end].text == "-")
        )
    )


def _is_title(token: Token, entity: Span, words: WordLists) -> bool:
    word = token.lower_.rstrip(".")
    is_role = word in words.names_titles or (word in words.nominals_person and token.i < entity.end - 2)
    return entity.label_ == "PERSON" and is_role and token.i < entity.end - 1


def _people(span: Span) -> Iterator[FoundMention]:
    """A demonym or faith that is no country's: people if it is a plural noun, else it only modifies."""
    if span.root.tag_ in ("NNS", "NNPS"):
        yield FoundMention(span=span, head=span.root, kind=Kind.GROUP, form=Form.NAME, name=span.text)


def _country_inside(span: Span) -> Iterator[FoundMention]:
    """The country within a longer name: "U.N." no, "Syrian" of "Syrian Arab Army" yes."""
    if len(span) < 2:
        return
    for token in span:
        country = country_of(token.text)
        if country is not None and token.text[:1].isupper():
            yield FoundMention(
                span=span.doc[token.i : token.i + 1], head=token, kind=Kind.COUNTRY, form=Form.NAME, name=country
            )
            return


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
    if lemma in words.nominals_organization:
        return Kind.ORGANIZATION
    if lemma in words.nominals_person:
        return Kind.GROUP if is_plural or head.dep_ == "compound" else Kind.PERSON
    if lemma in words.nominals_group:
        return Kind.GROUP
    return Kind.LOCATION if lemma in words.nominals_location else None


def _acts_before_noun(head: Token, words: WordLists) -> bool:
    """Whether a group acts although it modifies a noun: "rebel-held", "a rebel attack"."""
    if head.lemma_.lower() not in words.nominals_compound or head.i + 1 >= len(head.doc):
        return False
    following = head.doc[head.i + 1]
    return following.text == "-" or (following == head.head and following.lemma_.lower() in words.syntax_deeds)


def _phrase(head: Token) -> Span:
    """The words of a noun phrase up to its head, and "of" with a name behind it."""
    start = end = head.i
    for child in children_of(head):
        if child.i < head.i and child.dep_ in _PREMODIFIERS:
            start = min(start, child.left_edge.i)
        elif child.dep_ == "nmod" and child.ent_type_ in ("LOC", "ORG", "PERSON") and _is_of(child):
            end = max(end, child.right_edge.i if child.right_edge.i - child.i < 4 else child.i)
    if head.dep_ in ("compound", "amod"):
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
