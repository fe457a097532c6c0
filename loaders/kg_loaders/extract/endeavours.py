"""A noun for a text or an endeavour -> whose it is: who urges in "a letter urging", who flees in "in a bid to flee"."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kg_loaders.extract.dependencies import agents, is_passive, owners, preposition_of
from kg_loaders.extract.noun_phrases import modifiers
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_TEXTS = frozenset(
    """statement letter report message video videotape tape audiotape recording resolution petition declaration decree
    order ruling verdict bill law communique article editorial memo note document leaflet banner poster speech address
    interview remark comment complaint lawsuit suit motion appeal email tweet post broadcast book study survey cable
    manifesto text edict fatwa proclamation website charter pamphlet sermon""".split()
)
_UTTERING = frozenset(
    """issue release publish send write sign adopt pass approve file broadcast post deliver make give read distribute
    submit draft circulate air record hand present prepare unveil endorse table introduce appear speak say""".split()
)
_STRIVING = frozenset(
    """effort bid attempt move drive push campaign mission quest struggle fight race rush plan offer pledge promise
    proposal decision determination referendum vote vow ploy scheme plot operation initiative step program project
    hope order aspiration intention desire right willingness readiness ambition refusal failure threat
    ability""".split()
)
_ACCOMPANYING = frozenset(["in", "as", "with", "on", "from"])  # "in an effort to", "as part of"
_DECLARING = frozenset(
    """announce unveil propose outline present express voice reaffirm reiterate renew repeat state declare confirm
    reveal disclose acknowledge accept admit claim assume bear reserve abandon drop discuss consider""".split()
)  # "announced plans to", "acknowledged responsibility for"
_PENALTIES = frozenset("sentence term charge accusation allegation".split())
_PASSED = frozenset(["part", "trial"])  # "as part of efforts to", "on trial on charges of"
_BEARING = frozenset("serve face stand await get fight".split())  # "faces charges of spying"
_Subjects = Callable[[Token], list[Token]]  # of a verb


def is_text(noun: Token) -> bool:
    """Whether a noun stands for what somebody says something with: a letter, a report."""
    return noun.lemma in _TEXTS and not noun.ent_type_


def utterers(text: Token, words: WordLists, subjects: _Subjects) -> list[Token]:
    """Return whose words a text tells: "Orr's letter", "a statement from the ministry", "Orr signed a letter"."""
    own = [child for child in text.children if child.dep_ == "nmod" and preposition_of(child) in ("by", "from")]
    own += [*owners(text), *modifiers(text, words)]
    for clause in text.children:
        if clause.dep_ == "acl" and clause.lemma in _UTTERING:  # "a report released by the group"
            own += agents(clause)
    verb = text.head
    if own or verb.pos_ != "VERB" or verb.lemma not in _UTTERING:
        return own
    if text.dep_ == "obj" or (text.dep_ == "obl" and preposition_of(text) in ("in", "on")):
        return subjects(verb)
    return list(agents(verb)) if text.dep_ == "nsubj:pass" else []


def named_strivers(noun: Token) -> list[Token]:
    """Return whose a noun says itself to be: "Orr's attempt to", "efforts by Orr to"."""
    by = [child for child in noun.children if child.dep_ == "nmod" and preposition_of(child) == "by"]
    return [*owners(noun), *by]


def strivers(noun: Token, subjects: _Subjects) -> list[Token]:
    """Return whose an endeavour is that is told with a verb: "fled in a bid to escape", "announced plans to visit"."""
    is_part = noun.dep_ == "nmod" and noun.head.lemma in _PASSED
    if is_part:
        noun = noun.head
    lemma, verb = noun.lemma, noun.head
    if (is_part or lemma in _STRIVING) and any(child.dep_ == "cop" for child in noun.children):
        return [child for child in noun.children if child.dep_ == "nsubj"]  # "were on a mission to"
    if verb.pos_ != "VERB":
        return []
    if noun.dep_ == "obl" and (lemma in _STRIVING or lemma == "part") and preposition_of(noun) in _ACCOMPANYING:
        return [] if is_passive(verb) else subjects(verb)
    verbs = _DECLARING | _BEARING if lemma in _PENALTIES else _DECLARING
    return subjects(verb) if noun.dep_ == "obj" and verb.lemma in verbs else []


def strivers_before(verb: Token, things: Iterable[Token]) -> list[Token]:
    """Return whose an endeavour is that the parser cut off: "praised efforts by Orr to end the war"."""
    return [who for noun in things if noun.i < verb.i and noun.lemma in _STRIVING for who in named_strivers(noun)]
