"""A name of a paragraph -> what of it names something: without title, with a direction, a country or body inside."""

from __future__ import annotations

import re

from kg_loaders.extract.dependencies import preposition_of
from kg_loaders.extract.geography import country_of, is_body, is_demonym
from kg_loaders.extract.tree import Span, Token, Tree
from kg_loaders.lexicon import WordLists

_DIRECTION = re.compile(r"(?:(?:north|south)-?(?:east|west)?|east|west|central)(?:ern)?")  # in small letters
_CLOSING = frozenset(["'s", "’s", "'", "’", ",", '"'])
_ARTICLES = frozenset(["the", "a", "an"])
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
_ADDRESSING = frozenset(
    """accuse blame criticize criticise denounce urge ask pressure press warn threaten persuade convince rebuke tell
    inform notify defy provoke anger assure reassure lobby sanction thank praise fault slam""".split()
)  # what is done to somebody, not to a place
_ADDRESSED = {
    "of": frozenset("criticism condemnation accusation critic critical denunciation ally enemy foe support".split()),
    "from": frozenset(
        "claim request demand pressure criticism accusation call letter response support assurance".split()
    ),
    "on": frozenset("call pressure sanction accuse blame".split()),
    "to": frozenset("letter message appeal warning threat loyal hostile ambassador".split()),
    "at": frozenset("lash anger angry".split()),
    "about": frozenset(["concerned"]),
}  # words that somebody follows, behind such a preposition: "criticism of Washington"


def trimmed_name(entity: Span, words: WordLists) -> Span | None:
    """Cut titles and determiners off the front and possessive marks off the end of a name."""
    first, last = entity.start, entity.end
    start, end = first, last
    doc, label = entity.doc, entity.label_
    small = doc.words
    while end > start and small[end - 1] in _CLOSING:
        end -= 1
    if label == "PERSON" and "," in small[start + 1 : end]:  # "Kerr, the party's spokesman": a name and what he is
        end = small.index(",", start + 1)
    while label in ("ORG", "LOC") and end - start > 1 and _ends_in_title(doc, start, end, words):
        end -= 1
    while start < end and (small[start] in _ARTICLES or (label == "PERSON" and _is_title(small, start, last, words))):
        start += 1
    if start >= end:
        return None
    return entity if (start, end) == (first, last) else doc[start:end]


def _ends_in_title(doc: Tree, start: int, end: int, words: WordLists) -> bool:
    """Whether a name of a body or place runs into an officer's title: "United Nations Secretary-General"."""
    small = doc.words
    last = small[end - 1]
    if last == "-":
        return True
    if last not in words.names_titles:
        return False
    is_followed = end < len(small) and (small[end] in ("-", "general") or doc[end].ent_type_ == "PERSON")
    return is_followed or small[end - 2] == "-"


def _is_title(small: list[str], at: int, end: int, words: WordLists) -> bool:
    """Whether a word of a person's name, which ends before `end`, is what he is: "Saudi King"."""
    word = small[at].rstrip(".")
    if at < end - 2 and small[at + 1] in words.names_titles and is_demonym(word.capitalize()):
        return True
    return (at < end - 1 and word in words.names_titles) or (at < end - 2 and word in words.nominals_person)


def is_first_half(name: Span) -> bool:
    """Whether a name is only cut off the next one: "North" of "North Korean"."""
    doc, end = name.doc, name.end
    is_half = end - name.start == 1 and end < len(doc) and doc[end - 1].text in _HALVES
    return is_half and country_of(doc[end - 1 : end + 1].text) is not None


def with_first_half(name: Span) -> Span:
    """Return a name with the word that the recognizer cut off it: "North Korean"."""
    if name.start == 0 or name.doc[name.start - 1].text not in _HALVES:
        return name
    whole = name.doc[name.start - 1 : name.end]
    return name if country_of(whole.text) is None else whole


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
        return token.head.pos_ == "VERB" and token.head.lemma not in words.syntax_inert
    if token.dep_ in ("obj", "nsubj:pass", "iobj"):
        return token.head.pos_ == "VERB" and token.head.lemma in _ADDRESSING
    if token.dep_ == "obl:agent":
        return True
    preposition = preposition_of(token) if token.dep_ in ("nmod", "obl") else ""
    if preposition in ("with", "between", "by") and token.head.pos_ == "NOUN":
        return True
    return preposition == "against" or token.head.lemma in _ADDRESSED.get(preposition, ())


def is_place_before(token: Token) -> bool:
    """Whether an unlabelled name says where: "Istanbul" of "Istanbul-based"."""
    if token.i < 2 or token.nbor(-1).text != "-":
        return False
    place = token.nbor(-2)
    return place.pos_ == "PROPN" and not place.ent_type_ and not place.whitespace_


def is_partisan(token: Token, words: WordLists) -> bool:
    """Whether a party's word stands before a person, or is said of one: "Republican Senator", "Kerr, a Democrat"."""
    person = token.head
    if token.tag_ in ("NN", "NNP") and token.text[:1].isupper() and token.ent_type_ in ("", "NORP"):
        if token.dep_ == "appos" and person.ent_type_ == "PERSON":
            return True
        if any(child.dep_ == "cop" for child in token.children):
            return any(child.dep_ == "nsubj" for child in token.children)
    is_before = token.text[:1].isupper() and token.dep_ in ("amod", "compound", "nmod:desc") and token.i < person.i
    if not is_before or token.ent_type_ not in ("", "NORP"):
        return False
    lemma = person.lemma
    return person.ent_type_ == "PERSON" or (lemma in words.nominals_person and lemma not in _OF_STATE)


def country_inside(span: Span) -> Span | None:
    """Return the country within a longer name: "Syrian" of "Syrian Arab Army", but none of "New Mexico"."""
    start, end = span.start, span.end
    if end - start < 2:
        return None
    tokens, small = span.doc.tokens, span.doc.words
    for at in range(start, end):
        if at and (small[at - 1] in _CONTINENTS or small[at - 1] == "new"):
            continue
        if country_of(tokens[at].text) is not None:
            return span.doc[at : at + 1]
        if small[at] == "united" and at + 2 < end and country_of(span.doc[at : at + 2].text) is not None:
            return span.doc[at : at + 2]  # "United States Congress"
    return None


def body_inside(span: Span) -> Span | None:
    """Return the body in whose name another's begins: "U.N." of "U.N. Security Council"."""
    start, tokens = span.start, span.doc.tokens
    organ = next((at for at in range(start + 1, span.end) if tokens[at].text in _ORGANS), start)
    for end in range(organ, start, -1):
        last = tokens[end - 1].text
        if last.isupper() or last in _UNIONS:
            inner = span.doc[start:end]
            if is_body(inner.text):
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
