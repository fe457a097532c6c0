"""Parsed paragraph -> its bare numbers that count people: "killed 12", "six were arrested", "hundreds marched"."""

from __future__ import annotations

from spacy.attrs import POS  # type: ignore[import-not-found]  # spaCy has no stub for it
from spacy.symbols import NUM  # type: ignore[import-not-found]  # the same
from spacy.tokens import Doc, Token

from kg_loaders.extract.dependencies import children_of, tokens_of, words_of

_CROWDS = frozenset("dozens scores hundreds thousands millions".split())
_SUFFERED = frozenset(
    """kill wound injure hurt arrest detain abduct kidnap execute behead massacre slay hospitalize hospitalise rescue
    evacuate free release capture jail imprison deport expel charge convict sentence displace slaughter maim""".split()
)  # what is done to people
_DONE = frozenset("die perish drown flee protest march rally demonstrate riot gather".split())  # what people do
_NAMED = frozenset(["nmod", "acl:relcl", "clf", "appos"])  # what tells that something else is counted


def counted_people(doc: Doc) -> list[Token]:
    """Return the numbers of a paragraph that stand for people whom no noun names."""
    tokens = tokens_of(doc)
    crowds = [at for at, word in enumerate(words_of(doc)) if word in _CROWDS]
    numbers = [at for at, pos in enumerate(doc.to_array(POS).tolist()) if pos == NUM]
    return [tokens[at] for at in sorted({*crowds, *numbers}) if _counts_people(tokens[at])]


def _counts_people(number: Token) -> bool:
    place = number.dep_
    if place not in ("obj", "nsubj", "nsubj:pass") or number.ent_type_:
        return False
    verb = number.head.lemma_.lower()
    is_fitting = (
        verb in _SUFFERED if place != "nsubj" else verb in _DONE or (verb in _SUFFERED and number.head.tag_ == "VBN")
    )
    return is_fitting and not any(child.dep_ in _NAMED for child in children_of(number))
