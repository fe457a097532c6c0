"""Predicate -> the date words that tell when it was: of its own clause, or of one that it shares its time with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import category

from kg_loaders.extract.date_spans import LABEL
from kg_loaders.extract.date_words import UNTIL, dates_in, is_told, word_before
from kg_loaders.extract.dates import DAYS
from kg_loaders.extract.dependencies import (
    marker_of,
    preposition_of,
    verb_word,
)
from kg_loaders.extract.found import Match
from kg_loaders.extract.hyphens import is_hyphenated
from kg_loaders.extract.quotations import is_quoted
from kg_loaders.extract.status import is_late
from kg_loaders.extract.tree import Span, Token
from kg_loaders.lexicon import WordLists

_SCHEDULED = frozenset("VISITS MEETS HOSTS TALKS_WITH NEGOTIATES_WITH SIGNS_AGREEMENT_WITH DEPLOYS_TO".split())
_PAST = frozenset("last ago yesterday since every each earlier past previous daily".split())
_OTHER_CLAUSE = ("ccomp", "advcl", "acl", "acl:relcl", "parataxis", "ROOT")
_RELATIVE = ("acl", "acl:relcl", "advcl")
_PAST_TAGS = frozenset(["VBD", "VBN", "VBG"])
_OF_NOUN = ("compound", "nummod", "amod", "nmod:poss", "nmod:unmarked", "nmod:desc")  # "the 2004 bombings"
_IN = ("in", "during", "at", "on")
_AFTERWARDS = frozenset("afterwards later meanwhile now soon still subsequently then".split())
_OPEN = frozenset("from to until till before after as_of between according_to".split())  # bounds
_OUTSIDE = frozenset("since until till before after according_to".split())  # "since its creation in 1950"
_SAME_TIME = frozenset("when as while upon after during".split())  # "fled in 1991 after being ousted"
_MEANWHILE = ("when", "as", "while")
_OCCURS = frozenset(  # verbs of how an act goes: "the talks stalled"
    """begin break collapse come continue end erupt fail follow happen last occur plan resume schedule set slate stall
    start stop take""".split()
)
_HAVE = frozenset("has have 've ’ve".split())
_HAVE_OR_HAD = _HAVE | {"had", "'d", "’d"}
_ANOTHER_TIME = frozenset("before earlier previously already ago once formerly since later subsequently until".split())
_DAY = re.compile(r"(?<!\[)\b\d{1,2}(?:st|nd|rd|th)?\b|day\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_MAX_STEPS = 2  # from date words up to their predicate
_MAX_CLAUSES = 3
_MAX_BACK = 3  # sentences, up to the one that tells the day of an act
_ACTS = frozenset(  # what happens once, on a day
    """assault attack ambush battle blast bombardment bombing ceremony clash conference coup crash demonstration
    election event explosion gathering hearing incident killing march massacre meeting offensive operation protest raid
    rally riot shelling shooting speech summit talk trip visit vote""".split()
)
_SPOKEN = frozenset(  # acts that are done by what somebody says
    """COMMENTS_ON DENIES CLAIMS_RESPONSIBILITY_FOR APPEALS_TO DEMANDS_FROM PLEDGES_TO BACKS APOLOGIZES_TO ACCUSES
    REJECTS THREATENS TALKS_WITH""".split()
)
_SPEAKING = frozenset("add announce declare say state tell tweet write".split())


def is_scheduled(match: Match, words: Span) -> bool:
    """Whether a present tense with a day tells what is to come: "flies to Lund on Friday"."""
    verb = match.predicate
    is_present = verb.tag_ in ("VBZ", "VBP") or (
        verb.tag_ == "VBG" and any(child.lower_ in ("is", "are") for child in verb.children if child.dep_ == "aux")
    )
    return (
        is_present and match.type.name in _SCHEDULED and not any(word in _PAST for word in words.text.lower().split())
    )


def is_dated(match: Match) -> bool:
    """Whether a statement has a date. States have one where a clause tells it: "was sworn in as head in 1996"."""
    predicate = match.predicate
    if match.type.is_event or is_hyphenated(predicate):
        return match.type.is_event
    if _has_date(predicate):  # "the 2004 candidate"
        return True
    was = any(child.dep_ == "cop" and child.tag_ == "VBD" for child in predicate.children)
    is_made_so = predicate.dep_ == "xcomp" or (predicate.dep_ == "obl" and preposition_of(predicate) == "as")
    return was or is_made_so or predicate.pos_ == "VERB"


def date_words_of(match: Match, sentence: Span, words: WordLists) -> Sequence[Span]:
    """Return the date words of a predicate's clause, or of the one that it goes on: "in May he came and saw Orr"."""
    predicate = match.predicate
    if is_late(predicate):
        return [span for span in dates_in(sentence) if span.root.head == predicate and word_before(span) in UNTIL]
    dates = dates_in(sentence)
    spans = [span for span in dates if is_told(span)]
    if not spans:
        return () if dates else _told_before(match, sentence, words)
    starts = {child.i for child in predicate.children if child.lower_ == "when"}
    if starts:  # "in 1991, when rebels took it"
        spans = [span for span in spans if starts & {span.end, span.end + 1}] or spans
        if starts & {spans[0].end, spans[0].end + 1}:
            return spans[:1]
    for heads, is_joined in _clauses_of(match, words.syntax_light_verbs):
        found = [span for span in spans if any(_tells_when(span, head, is_joined) for head in heads)]
        if found:
            return found
    is_only = len(spans) == 1 and (_follows(predicate, spans[0]) or _is_told_by_when(predicate, spans[0]))
    return spans if is_only else ()


def _is_told_by_when(predicate: Token, span: Span) -> bool:
    """Whether a clause before tells it, by what somebody came to do: "when he did not come to work on Monday"."""
    above = span.root.head
    if preposition_of(span.root) in _OPEN or above.dep_ != "xcomp":
        return False
    clause = above.head
    return clause.head == predicate and clause.dep_ == "advcl" and _opening(clause).lower() in _MEANWHILE


def _follows(predicate: Token, span: Span) -> bool:
    """Whether date words stand behind a predicate in one clause, whatever the parser hangs them from."""
    is_of_noun = span.root.dep_ in _OF_NOUN and span.text.lower() not in DAYS
    if span.start <= predicate.i or is_of_noun or preposition_of(span.root) in _OPEN:
        return False
    between = span.doc.tokens[predicate.i + 1 : span.start]
    is_one = not any(token.pos_ in ("VERB", "AUX") or _is_mark(token) for token in between)
    return is_one and not (_is_perfect(predicate) and _is_over(span))


def _is_mark(token: Token) -> bool:
    return all(category(character).startswith("P") for character in token.text)


def _tells_when(span: Span, head: Token, is_joined: bool) -> bool:
    if is_joined and span.start > head.i and not _DAY.search(span.text):  # "came in 1907 and stayed"
        return False
    return hangs_below(span.root, head) and not (_is_perfect(head) and _is_over(span))


def _told_before(match: Match, sentence: Span, words: WordLists) -> Sequence[Span]:
    """Return the day that the sentence before tells, if this one goes on: "On May 2 Orr came. He met Kerr."."""
    verb = verb_of(match.predicate, words.syntax_light_verbs)
    if sentence.start == 0 or not match.type.is_event or not goes_on(verb) or _tells_another_time(sentence):
        return ()
    refers = _refers(sentence)
    before = _dated_before(sentence, _MAX_BACK if refers else 1)
    spans = dates_in(before)
    root = before.root
    if len(spans) != 1 or root.tag_ not in ("VBD", "VBN") or root.lemma in words.reporting_verbs | {"bear"}:
        return ()
    return spans if hangs_below(spans[0].root, root) and (refers or _DAY.search(spans[0].text)) else ()


def _dated_before(sentence: Span, steps: int) -> Span:
    """Return the nearest sentence before that has date words, or the farthest that may be looked at."""
    for _ in range(steps):
        sentence = sentence.doc[sentence.start - 1].sent
        if sentence.start == 0 or _tells_another_time(sentence) or dates_in(sentence):
            break
    return sentence


def _refers(sentence: Span) -> bool:
    """Whether a sentence speaks of an act that was told before: "two were killed in the attack"."""
    words = enumerate(sentence.doc.words[sentence.start : sentence.end], sentence.start)
    tokens = sentence.doc.tokens
    return any(tokens[at].head.lemma in _ACTS for at, word in words if word == "the")


def goes_on(verb: Token) -> bool:
    """Whether it tells in a main clause, in the past tense, what happened next; not in somebody's words."""
    is_main = verb.dep_ in ("ROOT", "conj", "parataxis") or (verb.dep_ == "ccomp" and verb.head.dep_ == "ROOT")
    auxiliaries = [child.lower_ for child in verb.children if child.dep_.startswith("aux")]
    is_past = verb.tag_ == "VBD" or (verb.tag_ == "VBN" and any(word in ("was", "were") for word in auxiliaries))
    return is_main and is_past and not _HAVE_OR_HAD & set(auxiliaries) and not is_quoted(verb)


def _tells_another_time(sentence: Span) -> bool:
    return not _ANOTHER_TIME.isdisjoint(sentence.doc.words[sentence.start : sentence.end])


# -- clauses ---------------------------------------------------------------------------------------------------------


def _clauses_of(match: Match, light_verbs: frozenset[str]) -> Iterator[tuple[list[Token], bool]]:
    """Yield heads of a clause, and whether "and" joins them: the predicate with the light verb that governs it, the
    participles below it, then those above it that are of the same time.
    """
    predicate = match.predicate
    verb = verb_of(predicate, light_verbs)
    yield [predicate] if verb is predicate else [predicate, verb], False
    yield [child for noun in (predicate, *match.objects) for child in noun.children if _tells_more(child)], False
    is_joined = False
    for _ in range(_MAX_CLAUSES):
        is_joined |= verb.dep_ == "conj"
        if _is_spoken(verb, match):
            verb = verb.head
            yield [verb], False
            continue
        if not _shares_time(verb):
            return
        verb = verb.head
        yield [verb], is_joined


def verb_of(predicate: Token, light_verbs: frozenset[str]) -> Token:
    """Return the verb that tells when the act was that a noun names: "held talks", "the attack took place"."""
    verb, dep = predicate.head, predicate.dep_
    if predicate.pos_ not in ("NOUN", "PROPN"):
        return predicate
    is_below = dep in ("obl", "xcomp") or (dep in ("obj", "nsubj:pass") and verb_word(verb) in light_verbs)
    return verb if is_below or (dep in ("nsubj", "nsubj:pass") and verb.lemma in _OCCURS) else predicate


def _tells_more(child: Token) -> bool:
    """Whether a clause tells when that was which it stands below: "an accord signed in 1996", "died when it fell"."""
    is_participle = child.dep_ in ("acl", "advcl") and child.tag_ in ("VBN", "VBG")
    return is_participle or (child.dep_ == "advcl" and child.tag_ in ("VBD", "VB") and _opening(child) in _MEANWHILE)


def _opening(clause: Token) -> str:
    """Return the word that opens a clause, "when" being none to a parser."""
    return marker_of(clause) or next((child.lower_ for child in clause.children if child.lower_ == "when"), "")


def _is_spoken(verb: Token, match: Match) -> bool:
    """Whether a clause does by words what was said at some time: "said on Monday that Iran must leave"."""
    return match.type.name in _SPOKEN and verb.dep_ == "ccomp" and verb.head.lemma in _SPEAKING


def _shares_time(below: Token) -> bool:
    """Whether a clause is of the time of what governs it: "freed him, killing two", "the 2002 attack that killed"."""
    dep, tag = below.dep_, below.tag_
    if dep == "conj":
        return below.pos_ == "VERB" and _is_joined(below)
    if dep == "advcl":
        mark = _opening(below)
        return (
            (not mark and tag in ("VBG", "VBN"))
            or (mark == "by" and tag == "VBG")
            or (mark in _SAME_TIME and tag in ("VBG", "VBN", "VBD"))
        )
    if dep in ("nmod", "acl:relcl", "acl"):
        noun = below.head
        is_whole = dep == "acl:relcl" and noun.dep_ == "nmod" and _has_date(noun.head)  # "a 2006 bombing of a bar that"
        # "voted in a 2016 referendum to leave"
        is_told_in = dep == "acl" and tag == "VB" and noun.dep_ == "obl" and preposition_of(noun) in _IN
        return (is_whole or _has_date(noun)) and (dep == "nmod" or is_told_in or tag in ("VBD", "VBG", "VBN"))
    return dep == "xcomp" and below.pos_ == "VERB"


def _is_joined(verb: Token) -> bool:
    """Whether a verb goes on the clause of another; behind a relative clause a main verb may only seem to."""
    below = [child.lower_ for child in verb.children]
    is_same = verb.tag_ == verb.head.tag_ or {verb.tag_, verb.head.tag_} <= _PAST_TAGS
    is_inside = verb.head.dep_ in _RELATIVE and not any(child.dep_ == "cc" for child in verb.children)
    return is_same and not is_inside and _AFTERWARDS.isdisjoint(below)


def _has_date(noun: Token) -> bool:
    return any(child.ent_type_ == LABEL and child.dep_ in _OF_NOUN for child in noun.children)


# -- date words ------------------------------------------------------------------------------------------------------


def _is_perfect(verb: Token) -> bool:
    below = [child.lower_ for child in verb.children if child.dep_ == "aux"]
    return any(word in _HAVE for word in below) or (verb.tag_ == "VBN" and any(word in ("'s", "’s") for word in below))


def _is_over(span: Span) -> bool:
    """Whether it is a time that a perfect does not tell: "has dropped charges of murders in 2002"."""
    return _YEAR.search(span.text) is not None


def hangs_below(token: Token, head: Token) -> bool:
    """Whether date words tell when something was by hanging from it, or from a noun that does."""
    for step in range(_MAX_STEPS):
        if preposition_of(token) in (_OUTSIDE if step else _OPEN) or (step and token.pos_ == "VERB"):
            return False
        above = token.head
        if above.i == head.i:
            return True
        is_inside = token.dep_ in _OF_NOUN and not (above.dep_ == "obl" and preposition_of(above) in _IN)
        if is_inside or token.dep_ in _OTHER_CLAUSE:  # "captured in the 1967 war"
            return False
        token = above
    return False
