"""Parsed paragraph -> its bare numbers that count people: "killed 12", "six were arrested", "hundreds marched"."""

from __future__ import annotations

from kg_loaders.extract.tree import Token, Tree

_CROWDS = frozenset("dozens scores hundreds thousands millions".split())
_SUFFERED = frozenset(
    """kill wound injure hurt arrest detain abduct kidnap execute behead massacre slay hospitalize hospitalise rescue
    evacuate free release capture jail imprison deport expel charge convict sentence displace slaughter maim""".split()
)  # what is done to people
_DONE = frozenset("die perish drown flee protest march rally demonstrate riot gather".split())  # what people do
_KNOWN = frozenset(["the", "all"])  # "all four have been charged"
_NAMED = frozenset(["nmod", "acl:relcl", "clf", "appos"])  # what tells that something else is counted


def counted_people(doc: Tree) -> list[Token]:
    """Return the numbers of a paragraph that stand for people whom no noun names."""
    return [token for token in doc.tokens if (token.pos_ == "NUM" or token.lower_ in _CROWDS) and _counts_people(token)]


def _counts_people(number: Token) -> bool:
    place = number.dep_
    if place not in ("obj", "nsubj", "nsubj:pass") or number.ent_type_:
        return False
    children = number.children
    if any(child.dep_ in _NAMED for child in children):
        return False
    if number.head.pos_ == "VERB" and not _is_model(number) and any(child.lower_ in _KNOWN for child in children):
        return True
    verb = number.head.lemma
    if place != "nsubj":
        return verb in _SUFFERED
    return verb in _DONE or (verb in _SUFFERED and number.head.tag_ == "VBN")


def _is_model(number: Token) -> bool:
    """Whether a number rather names a thing: "the 747 crashed"."""
    return number.text.isdigit() and len(number.text) > 2
