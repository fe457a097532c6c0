"""Head of a noun phrase -> the words that name what it describes.

They stand beside it ("Syrian dictator Wim Ott", "the town of Lund", "the head of the mission, Wim Ott,"), or the clause
says so of its subject or object ("Kerr is the leader", "was elected president", "served as an envoy").
"""

from __future__ import annotations

from collections.abc import Iterator

from kg_loaders.extract.dependencies import (
    copula_subjects,
    is_passive,
    preposition_of,
    verb_word,
)
from kg_loaders.extract.geography import country_of
from kg_loaders.extract.roles import RoleReader
from kg_loaders.extract.tree import Token
from kg_loaders.lexicon import WordLists

_BESIDE = frozenset(["appos", "nmod:desc", "flat"])
_BECOMING = frozenset("become remain stay".split())
_SOVEREIGN = frozenset("country nation republic state kingdom territory island".split())
_PARTS = frozenset(
    "area borough department district neighborhood neighbourhood region suburb ward".split()
)  # of what is behind
_LEADING = frozenset("of for to in on at".split())  # prepositions within a title
_LONGEST = 10  # words between a title and the name behind it: "the head of the Kenyan mission in Sudan, Wim Ott"


def names_beside(head: Token, words: WordLists) -> Iterator[Token]:
    """Yield the words beside a noun that may name what it describes."""
    if head.dep_ in _BESIDE:
        yield head.head
    yield from (child for child in head.children if child.dep_ in _BESIDE)
    if head.lemma in words.nominals_naming:
        behind = [child for child in head.children if _is_behind(child, head)]
        before = [child for child in head.children if _is_before(child, head)]
        yield from before + behind if head.lemma in _PARTS else behind + before


def _is_behind(child: Token, noun: Token) -> bool:
    """Whether a name says which one behind "of": "the town of Lund"."""
    if noun.tag_ not in ("NN", "NNP") or child.dep_ != "nmod" or preposition_of(child) != "of":
        return False
    return country_of(child.text) is None or noun.lemma in _SOVEREIGN


def _is_before(child: Token, noun: Token) -> bool:
    """Whether a name says which one right before the noun: "Khost province"."""
    if noun.tag_ not in ("NN", "NNP") or child.dep_ != "compound" or child.i > noun.i:
        return False
    between = noun.doc[child.i + 1 : noun.i]
    return country_of(child.text) is None and all(t.ent_type_ == child.ent_type_ or t.text.islower() for t in between)


def name_behind(head: Token, words: WordLists) -> Token | None:
    """Return the person named behind a title with "of": "head of the mission, Wim Ott,", "Secretary of State Ana Kerr".

    The parser often hangs such a name on what stands before it.
    """
    tokens = head.doc.tokens
    if (
        head.i + 2 >= len(tokens)
        or tokens[head.i + 1].lower_ not in _LEADING
        or head.lemma in words.coreference_relations
    ):
        return None
    for token in tokens[head.i + 2 : head.i + 2 + _LONGEST]:
        if token.ent_type_ == "PERSON":
            before = tokens[token.i - 1]
            if before.i > head.i + 2 and tokens[before.i - 1].text == ",":
                before = tokens[before.i - 1]  # "the head of the army, General Wim Ott,"
            return token if _ends_title(before, head, words) and not _owns(token) else None
        if not _goes_on(token):
            return None
    return None


def _ends_title(before: Token, head: Token, words: WordLists) -> bool:
    """Whether a title ends in the word before a name; of "a friend of President Kerr" it does not."""
    if before.i < head.i + 2 and before.text != ",":
        return False
    return before.lower_.rstrip(".") not in words.names_titles and before.lemma not in words.nominals_person


def _goes_on(token: Token) -> bool:
    """Whether a word may stand within a title: "head of Kenya's mission to Sudan", with a comma only at its end."""
    if token.text == ",":
        return any(after.ent_type_ == "PERSON" for after in token.doc[token.i + 1 : token.i + 3])
    if token.pos_ == "ADP":
        return token.lower_ in _LEADING
    if token.ent_type_:
        return True  # "United" of "the United Nations mission" may be taken for a verb
    return token.pos_ not in ("VERB", "AUX", "SCONJ", "PRON") and (token.pos_ != "PUNCT" or token.text == "-")


def _owns(name: Token) -> bool:
    """Whether a name is a possessive: "the head of the mission in Ana Kerr's city"."""
    tokens = name.doc.tokens
    after = next((token for token in tokens[name.i :] if token.ent_type_ != "PERSON"), None)
    return after is not None and after.lower_ in ("'s", "’s", "'", "’")


def said_of(head: Token, roles: RoleReader) -> list[Token]:
    """Return of whom or what a clause says that it is this: subjects of "is", "become"; who is elected, serves "as"."""
    if any(child.dep_ == "cop" for child in head.children):
        return _of_copula(head)
    if preposition_of(head) == "as":
        return _as_what(head.head, roles)
    if head.dep_ not in ("xcomp", "obj"):
        return []
    verb = _verb(head.head)
    if verb in _BECOMING:
        return roles.subjects(head.head)
    return _chosen(head.head, roles) if verb in roles.words.coreference_choosing and head.dep_ == "xcomp" else []


def _verb(token: Token) -> str:
    word = verb_word(token)
    is_over = any(child.lower_ == "over" and child.dep_ == "advmod" for child in token.children)
    return f"{word}_over" if is_over else word  # of "took over as head" it is often tagged as an adverb


def _of_copula(head: Token) -> list[Token]:
    if any(child.lower_ in ("not", "n't", "n’t", "never", "no") for child in head.children):
        return []
    return copula_subjects(head)


def _as_what(governor: Token, roles: RoleReader) -> list[Token]:
    if _verb(governor) in roles.words.coreference_posts:
        owners = [child for child in governor.children if child.dep_ == "nmod:poss"]
        return owners or (roles.subjects(governor.head) if governor.head.pos_ == "VERB" else [])
    if _verb(governor) in roles.words.coreference_serving:
        return roles.subjects(governor)
    return _chosen(governor, roles) if _verb(governor) in roles.words.coreference_choosing else []


def _chosen(verb: Token, roles: RoleReader) -> list[Token]:
    return roles.subjects(verb) if is_passive(verb) else roles.objects(verb)
