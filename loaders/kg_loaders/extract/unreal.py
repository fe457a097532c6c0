"""A predicate -> whether it is told as a condition, a tale, a rumour or a suspicion, asked about, or only to come."""

from __future__ import annotations

from kg_loaders.extract.dependencies import marker_of, preposition_of, verb_word
from kg_loaders.extract.tree import Token

EPITHETS = frozenset(["suspected", "alleged"])
_SUSPECTS = frozenset("suspect suspicion trial indictment prosecution case probe investigation warrant inquiry".split())
_PARTS = frozenset("involvement role part connection link complicity participation hand".split())
_LINKS = frozenset("over for with in of to on into".split())
_HOLDING = frozenset(
    """apprehend arrest capture detain hold question seek want implicate indict try prosecute interrogate link tie
    extradite""".split()
)
_DEEDS = frozenset(
    """assassination attack bombing killing massacre murder raid shooting stabbing abduction kidnapping slaying
    repression torture beheading""".split()
)
_STORIES = frozenset("film movie novel play drama sitcom comic musical episode fable dream".split())
_SCENARIOS = frozenset("world scenario future universe nightmare vision".split())
_INVERTED = frozenset(["had", "should", "were"])  # "had Iraq invaded"
_UNPROVEN = frozenset("unconfirmed unverified conflicting disputed unsubstantiated anonymous".split())
_HEARSAY = frozenset("rumor rumour gossip speculation hearsay".split())
_QUOTES = frozenset([*"\"'`«»‘’‚‛“”„‟‹›❮❯", "''", "``"])
_SEEMING = frozenset("look seem appear remain become".split())
_UNSURE = frozenset(
    """possible impossible likely unlikely improbable inconceivable unthinkable conceivable feasible probable doubtful
    remote off away""".split()
)
_AWAY = frozenset(["off", "away"])  # "is still far off"
_NEAR = frozenset("imminent inevitable unavoidable overdue due".split())
_INDEFINITE = frozenset("a an any another".split())
_OCCURRING = frozenset("begin start open take_place resume happen occur convene hold ensue erupt break_out".split())


def is_suspected(deed: Token) -> bool:
    """Whether it is told only who is suspected: "arrested Orr over the attack", "is a suspect in the bombing"."""
    if deed.lemma not in _DEEDS or deed.dep_ not in ("obl", "nmod"):
        return False
    if any(marker_of(child) == "by" for child in deed.children):
        return False
    above, mark = deed.head, marker_of(deed)
    if above.lemma in _PARTS and above.pos_ == "NOUN" and mark in _LINKS:  # "on trial for his role in"
        if any(child.lower_ in EPITHETS for child in above.children):
            return True
        if above.dep_ not in ("obl", "nmod"):
            return False
        above, mark = above.head, marker_of(above)
    if above.pos_ == "NOUN":
        return above.lemma in _SUSPECTS and mark in _LINKS
    return above.pos_ == "VERB" and above.lemma in _HOLDING and mark in _LINKS


def is_asked_about(predicate: Token) -> bool:
    """Whether a predicate stands in a question that can be answered by yes or no."""
    if "?" not in predicate.doc.words:
        return False
    span = predicate.sent
    sentence = [token for token in span if not token.is_space and token.text not in _QUOTES]
    return sentence[-1].text == "?" and sentence[0].pos_ == "AUX"


def is_fiction(verb: Token) -> bool:
    """Whether it is told of a story: "in the film rebels kill the king", "a world in which Kenya attacks"."""
    if verb.dep_ == "acl:relcl" and (verb.head.lemma in _STORIES or verb.head.lemma in _SCENARIOS):
        return any(child.lower_ in ("which", "where") and child.dep_ in ("obl", "advmod") for child in verb.children)
    return any(c.dep_ == "obl" and c.lemma in _STORIES and preposition_of(c) == "in" for c in verb.children)


def is_hearsay(below: Token, governor: Token) -> bool:
    """Whether it is only rumoured: "unconfirmed reports that", "rumours said that"."""
    teller = governor
    if governor.pos_ == "VERB" and below.dep_ == "ccomp":
        teller = next((child for child in governor.children if child.dep_ == "nsubj"), governor)
    if teller.pos_ != "NOUN":
        return False
    return teller.lemma in _HEARSAY or any(c.dep_ == "amod" and c.lower_ in _UNPROVEN for c in teller.children)


def is_condition(verb: Token) -> bool:
    """Whether a clause without a conjunction is a condition: "had Iraq invaded"."""
    opening = verb.head
    if verb.dep_ == "xcomp" and opening.lower_ in _INVERTED and opening.i == verb.sent.start:
        return verb.sent[-1].text != "?"
    auxiliary = next((child for child in verb.children if child.dep_ == "aux"), None)
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    if auxiliary is None or subject is None or auxiliary.lower_ not in _INVERTED or auxiliary.i > subject.i:
        return False
    is_opening = verb.dep_ == "ROOT" and auxiliary.i == verb.sent.start and verb.sent[-1].text != "?"
    return is_opening or verb.dep_ == "advcl"


def said_of_deed(deed: Token) -> Token | None:
    """Return what is said of a deed: "will begin" of "talks will begin"."""
    is_deed = deed.pos_ == "NOUN" and deed.dep_ in ("nsubj", "nsubj:pass")
    return deed.head if is_deed else None


def is_unsure(said: Token) -> bool:
    """Whether it is said of a deed that it may or may not come about: "an attack is unlikely"."""
    return any(word.lemma in _UNSURE and (word.pos_ != "ADV" or word.lemma in _AWAY) for word in _words(said))


def is_near(said: Token) -> bool:
    """Whether it is said of a deed that it is bound to come: "an attack is imminent"."""
    return any(word.lemma in _NEAR for word in _words(said))


def _words(said: Token) -> list[Token]:
    is_seeming = said.lemma in _SEEMING
    return [said, *(child for child in said.children if is_seeming and child.dep_ == "xcomp")]


def comes_about(deed: Token, said: Token) -> bool:
    """Whether a deed is as real as what is said of it: "talks will begin", "a war would be a disaster"."""
    is_one = any(child.lower_ in _INDEFINITE and child.dep_ == "det" for child in deed.children)
    return is_one or verb_word(said) in _OCCURRING
