"""A verb whose subject the parser hung elsewhere -> what hangs where: the noun behind "after", or before a day.

"The move came after Kenya closed the border", "the rebels Monday attacked a town".
"""

from __future__ import annotations

from collections.abc import Iterator

from kg_loaders.extract.tree import Token

_WITHOUT_SUBJECT = frozenset(["advcl", "acl"])
_SUBJECTS = frozenset(["nsubj", "nsubj:pass", "csubj"])
_TENSED = frozenset(["VBD", "VBZ", "VBP"])
_FINITE = _TENSED | {"MD"}
_LINKS = frozenset("after before since until till than as".split())  # prepositions that open clauses, too
_ACTING = frozenset(["NOUN", "PROPN", "PRON"])
_APART = frozenset(["nsubj", "nsubj:pass", "conj", "parataxis"])
_TAKEN = frozenset(["nsubj", "nsubj:pass", "nmod:poss"])  # those do something else already
_MAX_CLIMB = 6
_Move = tuple[Token, Token, str]  # a word, what it hangs on, how


def found_subjects(token: Token) -> Iterator[_Move]:
    """Yield what should hang elsewhere, that a verb has its subject."""
    if token.dep_ in _WITHOUT_SUBJECT:
        if token.pos_ == "VERB":
            yield from _behind_link(token)
    elif token.dep_ == "nsubj" and token.ent_type_ == "DATE" and token.head.pos_ == "VERB":
        yield from _before_day(token)


def _behind_link(verb: Token) -> Iterator[_Move]:
    """The noun behind "after" that stands right before a past tense without subject: "came after Kenya left"."""
    children = verb.children
    if verb.tag_ not in _TENSED and not any(child.tag_ in _FINITE for child in children):
        return
    if any(child.dep_ in _SUBJECTS or child.dep_ == "mark" for child in children):
        return
    start = min([verb.i, *(child.i for child in children if child.i < verb.i)])
    noun = _linked_noun(verb.doc.tokens[max(0, start - 1)])
    if noun is None or noun.head.i >= start or noun.ent_type_ == "DATE":
        return
    is_passive = any(child.dep_ == "aux:pass" for child in children)
    yield noun, verb, "nsubj:pass" if is_passive else "nsubj"
    yield from ((child, verb, "mark") for child in noun.children if _is_link(child))


def _linked_noun(last: Token) -> Token | None:
    """The noun whose phrase ends with a word, if "after" or the like marks it."""
    noun = last.nbor(-1) if last.text == "," and last.i else last
    for _ in range(_MAX_CLIMB):
        if noun.dep_ in ("obl", "nmod") and any(map(_is_link, noun.children)):
            return noun
        if noun.head.i >= noun.i:
            return None
        noun = noun.head
    return None


def _is_link(child: Token) -> bool:
    return child.dep_ == "case" and child.lower_ in _LINKS


def _before_day(date: Token) -> Iterator[_Move]:
    """The noun before a day that stands right before a verb: "the rebels Monday attacked"."""
    verb, start = date.head, date.left_edge.i
    if not start or start >= verb.i or sum(child.dep_ in _SUBJECTS for child in verb.children) > 1:
        return
    noun, between = date.doc.tokens[start - 1], date.doc.tokens[date.i + 1 : verb.i]
    if any(token.pos_ == "PUNCT" for token in between) or noun.pos_ not in _ACTING or noun.ent_type_ == "DATE":
        return
    while noun.head.i < start and noun.head is not noun and noun.head.pos_ in _ACTING and noun.dep_ not in _APART:
        noun = noun.head
    if noun.dep_ not in _TAKEN and all(child.dep_ != "case" for child in noun.children):
        yield noun, verb, "nsubj"
        yield date, verb, "obl:unmarked"
