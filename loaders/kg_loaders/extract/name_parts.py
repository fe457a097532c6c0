"""A name of a paragraph -> what of it names something: without title, with a direction, a country or body inside."""

from __future__ import annotations

import re

from spacy.tokens import Doc, Span, Token

from kg_loaders.extract.dependencies import preposition_of
from kg_loaders.extract.geography import country_of, is_body, is_demonym
from kg_loaders.lexicon import WordLists

_DIRECTION = re.compile(r"(?:(?:north|south)-?(?:east|west)?|east|west|central)(?:ern)?")  # in small letters
_CONTINENTS = frozenset("north south central latin native".split())
_HALVES = frozenset(word.capitalize() for word in _CONTINENTS)
_WIDE = frozenset("Strip Bank Caucasus Darfur Kurdistan Kashmir Balkans".split())
_UNIONS = frozenset("Nations Union League Cooperation Pentagon".split())  # last words of bodies that have organs
_ORGANS = frozenset(
    "Agency Assembly Authority Bureau Command Commission Committee Council Court Delegation Department"
    " Force Forces Fund Institute Mission Office Organisation Organization Parliament Panel Presidency Program"
    " Programme Secretariat Service Summit Tribunal".split()
)
_OF_STATE = frozenset("president official delegate nominee voter candidate contender".split())  # of more than a party


def trimmed_name(entity: Span, words: WordLists) -> Span | None:
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
    if last.text == "-":
        return True
    following = doc[end] if end < len(doc) else None
    is_followed = following is not None and (following.ent_type_ == "PERSON" or following.lower_ in ("-", "general"))
    return last.lower_ in words.names_titles and (is_followed or doc[end - 2].text == "-")


def _is_title(token: Token, entity: Span, words: WordLists) -> bool:
    word = token.lower_.rstrip(".")
    is_role = word in words.names_titles or (word in words.nominals_person and token.i < entity.end - 2)
    return entity.label_ == "PERSON" and is_role and token.i < entity.end - 1


def is_part_of_continent(name: Span) -> bool:
    """Whether a word before a name makes it another's: "American" of "South American"."""
    return name.start > 0 and name.doc[name.start - 1].text in _HALVES and name[0].ent_iob_ == "B"


def part_of(country: Span) -> Span | None:
    """The country's name with the direction before it: "northern Kenya"."""
    before = country.start - 1
    if before < 0 or country.label_ != "LOC" or is_demonym(country.text) or _is_before_noun(country.root):
        return None
    return country.doc[before : country.end] if _DIRECTION.fullmatch(country.doc[before].text) else None


def is_region(place: Span) -> bool:
    """Whether a name is that of a region, whose parts are named by direction; "eastern Khost province" is all of it."""
    return place[-1].text in _WIDE


def _is_before_noun(root: Token) -> bool:
    """Whether a name only modifies what follows: "the northern U.S. state"."""
    return root.dep_ in ("compound", "amod") and root.head.pos_ == "NOUN" and root.head.i > root.i


def is_people(name: str, root: Token) -> bool:
    """Whether a demonym is a noun for several: "Russians", not "Russian troops"."""
    return is_demonym(name) and name.endswith("s") and root.dep_ not in ("amod", "compound")


def acts_as_government(token: Token, words: WordLists) -> bool:
    """Whether a city stands where only its government can: as doer, or as somebody's partner."""
    while token.dep_ == "conj":
        token = token.head
    if token.dep_ == "nsubj":
        return token.head.pos_ == "VERB" and token.head.lemma_.lower() not in words.syntax_inert
    return token.dep_ == "obl:agent" or (
        token.dep_ in ("nmod", "obl") and preposition_of(token) in ("with", "between") and token.head.pos_ == "NOUN"
    )


def is_place_before(token: Token) -> bool:
    """Whether an unlabelled name says where: "Istanbul" of "Istanbul-based"."""
    if token.i < 2 or token.nbor(-1).text != "-":
        return False
    place = token.nbor(-2)
    return place.pos_ == "PROPN" and not place.ent_type_ and not place.whitespace_


def is_partisan(token: Token, words: WordLists) -> bool:
    """Whether a party's adjective stands before a person: "Republican Senator", "Democrat Ana Kerr"."""
    person = token.head
    is_before = token.text[:1].isupper() and token.dep_ in ("amod", "compound", "nmod:desc") and token.i < person.i
    if not is_before or token.ent_type_ not in ("", "NORP"):
        return False
    lemma = person.lemma_.lower()
    return person.ent_type_ == "PERSON" or (lemma in words.nominals_person and lemma not in _OF_STATE)


def country_inside(span: Span) -> Token | None:
    """Return the country within a longer name: "Syrian" of "Syrian Arab Army", but none of "New Mexico"."""
    for token in span if len(span) > 1 else ():
        if token.i and (token.nbor(-1).lower_ in _CONTINENTS or token.nbor(-1).text == "New"):
            continue
        if token.text[:1].isupper() and country_of(token.text) is not None:
            return token
    return None


def body_inside(span: Span) -> Span | None:
    """Return the body in whose name another's begins: "U.N." of "U.N. Security Council"."""
    organ = next((token.i for token in span[1:] if token.text in _ORGANS), span.start)
    for end in range(organ, span.start, -1):
        inner = span.doc[span.start : end]
        if (inner[-1].text.isupper() or inner[-1].text in _UNIONS) and is_body(inner.text):
            return inner
    return None


def place_after_comma(span: Span) -> Token | None:
    """Return the place behind a place and a comma, unless both stand in a list."""
    doc, start, end = span.doc, span.start, span.end
    if end + 1 >= len(doc) or doc[end].text != "," or doc[end + 1].ent_type_ != "LOC":
        return None
    if start > 1 and doc[start - 1].text == "," and doc[start - 2].ent_type_ == "LOC":
        return None
    close = end + 2
    while close < len(doc) and doc[close].ent_iob_ == "I":
        close += 1
    return None if doc[close - 1].dep_ == "compound" or _goes_on(doc[close : close + 4]) else doc[end + 1]


def _goes_on(following: Span) -> bool:
    """Whether a list of places goes on: "and Iowa", ", Iowa", ", and Iowa"."""
    words = [token.text for token in following]
    joints = next((n for n, word in enumerate(words) if word not in (",", "and", "or", "&", "the")), len(words))
    return 0 < joints < len(words) and following[joints].ent_type_ == "LOC"
