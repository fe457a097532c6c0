"""The trees of a paragraph mended where words and marks on the surface contradict the parser.

Each repair names what cannot be: a past tense that stands as an adjective, a possessive mark without owner, a comma
inside a compound. Seen on news sentences that begin with a title and a transliterated name.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import pairwise

from kg_loaders.extract.found_subjects import found_subjects
from kg_loaders.extract.tree import Span, Token, Tree

_BEFORE_TITLES = frozenset("det amod compound nummod nmod:poss nmod:unmarked".split())
_SECOND_HALVES = frozenset(["general", "elect", "designate"])
_FINITE = frozenset(["VBD", "VBZ", "VBP", "MD"])
_MAX_PHRASE = 6  # words between an owner and what is owned


class _Mending:
    """Heads, labels and parts of speech of a paragraph while they are mended."""

    def __init__(self, tree: Tree) -> None:
        self._tree = tree
        self._is_touched = False

    @cached_property
    def heads(self) -> list[int]:
        return [token.head.i for token in self._tree.tokens]

    @cached_property
    def deps(self) -> list[str]:
        return [token.dep_ for token in self._tree.tokens]

    @cached_property
    def pos(self) -> list[str]:
        return [token.pos_ for token in self._tree.tokens]

    def finish(self) -> None:
        """Write down what hangs elsewhere now, if the whole is still a tree."""
        if self._is_touched and not self._has_cycle():
            self._tree.hang(self.heads, self.deps, self.pos)

    def attach(self, token: int, head: int, dep: str) -> None:
        self._is_touched = True
        self.heads[token], self.deps[token] = head, dep

    def take_place(self, token: int, other: int) -> None:
        is_root = self.heads[other] == other
        self.attach(token, token if is_root else self.heads[other], self.deps[other])

    def is_below(self, token: int, top: int) -> bool:
        while self.heads[token] != token and token != top:
            token = self.heads[token]
        return token == top

    def _has_cycle(self) -> bool:
        for token in range(len(self.heads)):
            steps, at = 0, token
            while self.heads[at] != at:
                at, steps = self.heads[at], steps + 1
                if steps > len(self.heads):
                    return True
        return False


def repair_trees(tree: Tree, titles: AbstractSet[str]) -> Tree:
    """Mend the trees of a paragraph where they stand; return it.

    `titles` are the lemmas that may stand before a person's name: "minister".
    """
    mending = _Mending(tree)
    for entity in tree.ents:
        if entity.label_ in ("PERSON", "ORG", "LOC"):
            _own(entity, mending)
            _appose(entity, mending, titles)
        if entity.label_ == "PERSON":
            _do(entity, mending)
            _predicate(entity, mending)
            _entitle(entity, mending, titles)
            _free(entity, mending, titles)
            _coordinate(entity, mending)
    words = tree.words
    for at, word in enumerate(words):
        if word in _SECOND_HALVES and at > 1 and words[at - 1] == "-":
            _join(tree[at - 2], tree[at], mending, titles)
    for sentence in tree.sentences:
        _govern(sentence, mending)
    for token in tree.tokens:
        for moved, verb, dep in found_subjects(token):
            if not mending.is_below(verb.i, moved.i):
                mending.attach(moved.i, verb.i, dep)
    for opening, rest in pairwise(tree.sentences):
        if opening[-1].text.isalpha():
            _rejoin(opening, rest, mending)
    mending.finish()
    return tree


def _own(name: Span, tree: _Mending) -> None:
    """A name before 's owns the noun behind it, whatever the parser made of the two."""
    if name.end >= len(name.doc) or name.doc[name.end].tag_ != "POS":
        return
    owner, owned = name.root, _noun_after(name.doc[name.end])
    if owned is not None and owner.dep_ != "nmod:poss" and not tree.is_below(owned.i, owner.i):
        tree.attach(owner.i, owned.i, "nmod:poss")


def _noun_after(mark: Token) -> Token | None:
    for token in mark.doc[mark.i + 1 : mark.i + 1 + _MAX_PHRASE]:
        if token.pos_ == "NOUN" and token.dep_ not in ("compound", "amod"):
            return token
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "VERB", "PUNCT", "NUM", "ADV"):
            return None
    return None


def _appose(name: Span, tree: _Mending, titles: AbstractSet[str]) -> None:
    """A name cut off by a comma from the noun that it seems to modify is what that noun describes."""
    root = name.root
    noun = root.head
    if root.dep_ not in ("compound", "nmod:desc", "flat") or noun.i <= name.end or noun.pos_ != "NOUN":
        return
    if name.label_ != "PERSON" and noun.lemma not in titles:
        return
    if name.doc[name.end].text == ",":
        tree.take_place(root.i, noun.i)
        tree.attach(noun.i, root.i, "appos")


def _do(name: Span, tree: _Mending) -> None:
    """A name does not describe a verb in a tense that stands behind it: it does what that tells."""
    root = name.root
    verb = root.head
    is_finite = verb.pos_ == "VERB" and verb.tag_ in _FINITE
    if root.dep_ == "compound" and is_finite and verb.i == name.end and not any(map(_is_subject, verb.children)):
        tree.attach(root.i, verb.i, "nsubj")


def _is_subject(token: Token) -> bool:
    return token.dep_ in ("nsubj", "nsubj:pass", "csubj")


def _predicate(name: Span, tree: _Mending) -> None:
    """A past tense between a name and a noun is their verb, not the noun's adjective."""
    if name.end >= len(name.doc):
        return
    verb = name.doc[name.end]
    noun = verb.head
    if verb.tag_ != "VBD" or verb.dep_ not in ("amod", "compound") or noun.i <= verb.i:
        return
    top = noun
    while top.head != top and top.head.i < name.start and top.head.pos_ in ("NOUN", "PROPN"):
        top = top.head  # the title before the name, which the parser took for the head of it all
    tree.take_place(verb.i, top.i)
    tree.attach(noun.i, verb.i, "obj")
    tree.attach(name.root.i, verb.i, "nsubj")
    if top != noun:
        for child in top.children:
            if child.i > verb.i and child != noun:
                tree.attach(child.i, verb.i, "obl" if child.dep_ == "nmod" else child.dep_)
        tree.attach(top.i, name.root.i, "nmod:desc")


def _govern(sentence: Span, tree: _Mending) -> None:
    """In a sentence without finite verb whose root is a noun, the participle behind the noun is a past tense."""
    noun = sentence.root
    if noun.pos_ not in ("NOUN", "PROPN") or any(token.tag_ in _FINITE for token in sentence):
        return
    verb = next((child for child in noun.children if child.dep_ == "acl" and child.tag_ == "VBN"), None)
    if verb is None or not sentence.text.rstrip().endswith(".") or any(_is_by(child) for child in verb.children):
        return
    tree.take_place(verb.i, noun.i)
    tree.attach(noun.i, verb.i, "nsubj")
    for child in noun.children:
        if child.i > verb.i:
            tree.attach(child.i, verb.i, "obl" if child.dep_ == "nmod" else child.dep_)


def _join(first: Token, second: Token, tree: _Mending, titles: AbstractSet[str]) -> None:
    """Of "Secretary-General" the second half heads, and the first and what stands before it belong to it."""
    if first.lemma not in titles or first.whitespace_:
        return
    if second.head == first:
        tree.take_place(second.i, first.i)
    for child in first.children:
        if child != second:
            tree.attach(child.i, second.i, child.dep_)
    tree.attach(first.i, second.i, "compound")
    tree.pos[second.i] = "PROPN"
    if tree.deps[second.i] in ("amod", "compound") and second.doc[tree.heads[second.i]].ent_type_ == "PERSON":
        tree.deps[second.i] = "nmod:desc"


def _coordinate(name: Span, tree: _Mending) -> None:
    """A name that "and" joins to the one before its title is another's: "with Mr. Kerr and President Dan Orr"."""
    root = name.root
    if root.dep_ != "appos" or root.head.ent_type_ != "PERSON":
        return
    for title in root.children:
        if title.dep_ == "nmod:desc" and title.i < name.start:
            for link in title.children:
                if link.dep_ == "cc" and root.head.i < link.i:
                    tree.attach(root.i, root.head.i, "conj")
                    tree.attach(link.i, root.i, "cc")


def _rejoin(opening: Span, rest: Span, tree: _Mending) -> None:
    """What has neither verb nor stop opens the sentence behind it: "In a letter to Orr | Sunday, she said"."""
    noun, verb = opening.root, rest.root
    if noun.pos_ not in ("NOUN", "PROPN") or verb.pos_ != "VERB" or any(token.tag_ in _FINITE for token in opening):
        return
    children = list(verb.children)
    if verb.tag_ not in _FINITE and all(child.tag_ not in _FINITE for child in children):
        return
    if any(child.dep_ == "case" for child in noun.children):
        tree.attach(noun.i, verb.i, "obl")
    elif not any(map(_is_subject, children)):
        tree.attach(noun.i, verb.i, "nsubj")


def _is_by(child: Token) -> bool:
    return child.dep_ == "obl:agent" or any(part.lower_ == "by" for part in child.children)


def _entitle(name: Span, tree: _Mending, titles: AbstractSet[str]) -> None:
    """A title right before a name describes it, and what stands before the title belongs to the title."""
    title = name.doc[name.start - 1] if name.start else name.doc[0]
    root = name.root
    if title.head != root or title.dep_ not in ("compound", "nmod:desc") or title.lemma not in titles:
        return
    for child in root.children:
        if child.i < title.i and child.dep_ in _BEFORE_TITLES:
            tree.attach(child.i, title.i, child.dep_)
    tree.attach(title.i, root.i, "nmod:desc")


def _free(name: Span, tree: _Mending, titles: AbstractSet[str]) -> None:
    """Of "Secretary of State Ana Kerr" the name is no part of what stands behind "of": it heads, the rest describes."""
    root = name.root
    first = next((token for token in name if token.dep_ == "nmod" and token.head.i < name.start), None)
    if first is None or first.head.lemma not in titles or first.head.tag_ not in ("NN", "NNP"):
        return
    title, before = first.head, [child for child in first.children if child.i < name.start]
    office = before[-1] if before else title
    if office.i != name.start - 1 or office.dep_ not in ("compound", "nmod:desc", "flat") or before[0].lower_ != "of":
        return
    if {office.lower_.rstrip("."), office.lemma} & titles:  # "a critic of President Ana Kerr"
        return
    if first == root:
        tree.take_place(root.i, title.i)
        for child in title.children:
            if child.i > root.i:
                tree.attach(child.i, root.i, child.dep_)
    else:
        tree.attach(first.i, root.i, "flat")
    tree.attach(title.i, root.i, "nmod:desc")
    tree.attach(office.i, title.i, "nmod")
    for child in before[:-1]:
        tree.attach(child.i, office.i, child.dep_)
