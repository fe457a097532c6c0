"""Parsed paragraph -> its bare numbers that count people: "killed 12", "six were arrested", "hundreds marched"."""

from __future__ import annotations

from kg_loaders.extract.tree import Token, Tree

_CROWDS = frozenset("dozens scores hundreds thousands millions".split())
_SUFFERED = frozenset(
    """kill wound injure hurt arrest detain abduct kidnap execute behead massacre slay hospitalize hospitalise rescue
    evacuate free release capture jail imprison deport expel charge convict sentence displace slaughter maim""".split()
)  # what is done to people
_DONE = frozenset("die perish drown flee protest march rally demonstrate riot gather".split())  # what people do
_NAMED = frozenset(["nmod", "acl:relcl", "clf", "appos"])  # what tells that something else is counted


def counted_people(doc: Tree) -> list[Token]:
    """Return the numbers of a paragraph that stand for people whom no noun names."""
    return [token for token in doc.tokens if (token.pos_ == "NUM" or token.lower_ in _CROWDS) and _counts_people(token)]


def _counts_people(number: Token) -> bool:
    place = number.dep_
    if place not in ("obj", "nsubj", "nsubj:pass") or number.ent_type_:
        return False
    verb = number.head.lemma
    is_fitting = (
        verb in _SUFFERED if place != "nsubj" else verb in _DONE or (verb in _SUFFERED and number.head.tag_ == "VBN")
    )
    return is_fitting and not any(child.dep_ in _NAMED for child in number.children)
