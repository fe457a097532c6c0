"""Parsed paragraphs of en_core_web_* -> the same with the trees that the extraction reads.

Those pipelines name dependencies after ClearNLP, where a preposition heads its noun and "be" its predicate; roles.py
reads Universal Dependencies, where the noun and the predicate head. Text, tokens, tags and lemmas stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from kg_loaders.lexicon import WordLists, load_words

MARKS = frozenset(["dobj", "pobj", "nsubjpass"])  # a parser with one of these follows ClearNLP
RENAMED = {
    "nsubjpass": "nsubj:pass",
    "csubjpass": "csubj",  # as the shipped parser calls it
    "auxpass": "aux:pass",
    "dobj": "obj",
    "dative": "iobj",
    "oprd": "xcomp",
    "neg": "advmod",
    "poss": "nmod:poss",
    "relcl": "acl:relcl",
    "prt": "compound:prt",
    "nmod": "compound",
    "predet": "det:predet",
    "preconj": "cc:preconj",
    "quantmod": "advmod",
    "intj": "discourse",
    "meta": "parataxis",
}
LEFT_OVER = {  # what stays of the labels whose arcs move: "remained president", "the town they fled from"
    **dict.fromkeys(["attr", "acomp"], "xcomp"),
    **dict.fromkeys(["prep", "pobj"], "obl"),
    "agent": "obl:agent",
    "pcomp": "advcl",
}

_OBJECTS = ("pobj", "pcomp")
_PREPOSITIONS = ("prep", "agent", "dative", "pcomp")
_VERBAL = ("VERB", "AUX", "ADJ", "ADV")
_COMPLEMENTS = ("attr", "acomp", "xcomp", "ccomp")
_NAME_PARTS = ("compound", "amod", "flat", "punct", "case")
_PREMODIFIERS = ("det", "amod", "compound", "nmod:poss", "nummod")
_FIXED = frozenset(
    [
        ("according", "to"), ("because", "of"), ("due", "to"), ("instead", "of"), ("prior", "to"), ("rather", "than"),
        ("such", "as"),
    ]
)  # fmt: skip


@Language.factory(
    "clearnlp_trees", assigns=["token.dep", "token.head"], requires=["token.dep", "token.head", "token.tag", "doc.ents"]
)
def make_clearnlp_trees(nlp: Language, name: str) -> TreeConverter:
    """Build the component; the words of the lexicon tell titles and verbs of control."""
    return TreeConverter(load_words())


@dataclass(frozen=True, slots=True)
class TreeConverter:
    """Turns ClearNLP trees into Universal Dependencies; every sentence keeps its tokens."""

    words: WordLists

    def __call__(self, doc: Doc) -> Doc:
        """Rewrite heads and labels of a paragraph."""
        tree = _Tree.of(doc)
        _lift_objects(doc, tree)
        _lift_predicates(doc, tree)
        _join_prepositions(doc, tree)
        _turn_names(doc, tree, self.words)
        _spread_coordination(tree)
        _mark_infinitives(doc, tree)
        _raise_subjects(doc, tree, self.words)
        _write(doc, tree)
        return doc


@dataclass(slots=True)
class _Tree:
    """Heads, labels and children of a paragraph while they change; a root is its own head and no child."""

    heads: list[int]
    deps: list[str]
    kids: list[set[int]]

    @classmethod
    def of(cls, doc: Doc) -> _Tree:
        heads = [token.head.i for token in doc]
        deps = [RENAMED.get(token.dep_, token.dep_) for token in doc]
        return cls(heads, deps, [{child.i for child in token.children} for token in doc])

    def attach(self, token: int, head: int, dep: str) -> None:
        self.kids[self.heads[token]].discard(token)
        if token != head:
            self.kids[head].add(token)
        self.heads[token], self.deps[token] = head, dep

    def lift(self, child: int, dep: str) -> None:
        """Let a token and its head change places; the other children of the head follow, which keeps arcs uncrossed."""
        parent = self.heads[child]
        for sibling in self.kids[parent] - {child}:
            self.attach(sibling, child, self.deps[sibling])
        above = self.heads[parent]
        self.attach(child, child if above == parent else above, self.deps[parent])
        self.attach(parent, child, dep)

    def downward(self) -> list[int]:
        """Return all tokens, those nearer to the root first."""
        tokens = [token for token, head in enumerate(self.heads) if token == head]
        for token in tokens:  # grows as it goes
            tokens += sorted(self.kids[token])
        return tokens

    def kids_with(self, head: int, deps: Iterable[str]) -> list[int]:
        return sorted(kid for kid in self.kids[head] if self.deps[kid] in deps)


# -- prepositions ----------------------------------------------------------------------------------------------------


def _lift_objects(doc: Doc, tree: _Tree) -> None:
    """The noun or clause behind a preposition heads the phrase: "in Berlin", "of bombing", "from inside Syria"."""
    for i in reversed(tree.downward()):
        thing = _object(doc[i], tree)
        if thing is not None:
            _lift_object(doc[i], doc[thing], tree)
    for i, head in enumerate(tree.heads):
        is_below_verb = doc[head].pos_ in _VERBAL
        if tree.deps[i] == "npadvmod":
            tree.deps[i] = "obl:unmarked" if is_below_verb else "nmod:unmarked"
        elif tree.deps[i] == "pobj":
            tree.deps[i] = "obl" if is_below_verb else "nmod"
        elif tree.deps[i] == "pcomp":
            tree.deps[i] = "advcl" if is_below_verb else "acl"


def _object(preposition: Token, tree: _Tree) -> int | None:
    things = tree.kids_with(preposition.i, _OBJECTS)
    own = [child.i for child in preposition.children if _is_object(child) and child.i in things]
    return next(iter(own or (things if _lacks_object(preposition) else ())), None)


def _lift_object(preposition: Token, thing: Token, tree: _Tree) -> None:
    is_clause = tree.deps[thing.i] == "pcomp" and thing.pos_ in ("VERB", "AUX")
    for kid in sorted(tree.kids[preposition.i] - {thing.i}):
        if kid > thing.i and tree.deps[kid] in _OBJECTS and preposition.head != preposition:
            tree.attach(kid, tree.heads[preposition.i], tree.deps[kid])  # "from Syria to Iraq": "to" below "from"
    between = [kid for kid in tree.kids_with(preposition.i, ("cc", "conj")) if preposition.i < kid < thing.i]
    tree.lift(thing.i, "mark" if is_clause else "case")
    for kid in between:  # "in and around Paris"
        tree.attach(kid, preposition.i, tree.deps[kid])
    if preposition.dep_ == "agent" and not is_clause:
        tree.deps[thing.i] = "agent"
    elif preposition.dep_ in _PREPOSITIONS or _lacks_object(preposition.head):
        tree.deps[thing.i] = "pcomp" if is_clause else "pobj"


def _lacks_object(token: Token) -> bool:
    """Whether a preposition leaves its object to the next: "out" of "out of Paris", "in" of "in and around Paris"."""
    is_preposition = token.dep_ in ("prep", "agent") or (token.dep_ in _PREPOSITIONS and token.pos_ in ("ADP", "SCONJ"))
    return is_preposition and not any(_is_object(child) for child in token.children)


def _is_object(token: Token) -> bool:
    return token.dep_ == "pobj" or (token.dep_ == "pcomp" and token.pos_ not in ("ADP", "SCONJ"))


def _join_prepositions(doc: Doc, tree: _Tree) -> None:
    """Prepositions of two words are one: "according to", "because of", "such as"."""
    for first in range(len(doc) - 1):
        second = first + 1
        is_pair = (doc[first].lower_, doc[second].lower_) in _FIXED and tree.heads[first] == tree.heads[second]
        if is_pair and tree.deps[second] in ("case", "mark"):
            tree.deps[first] = tree.deps[second]
            tree.attach(second, first, "fixed")


# -- "be" ------------------------------------------------------------------------------------------------------------


def _lift_predicates(doc: Doc, tree: _Tree) -> None:
    """What "be" says of its subject heads the clause: "is president", "is angry", "is in Berlin"."""
    for token in doc:
        if token.lemma_.lower() != "be" or token.pos_ not in ("AUX", "VERB"):
            continue
        if tree.kids_with(token.i, ["expl"]):  # "there were clashes"
            for thing in tree.kids_with(token.i, ["attr"]):
                tree.deps[thing] = "nsubj"
            continue
        predicate = _predicate(token, tree)
        if predicate is not None:
            tree.lift(predicate, "cop")


def _predicate(be: Token, tree: _Tree) -> int | None:
    said = [*tree.kids_with(be.i, ["attr"]), *tree.kids_with(be.i, ["acomp"])]
    if not said and tree.kids_with(be.i, ["nsubj"]) and not tree.kids_with(be.i, _COMPLEMENTS):
        said = [kid for kid in tree.kids_with(be.i, ["obl"]) if kid > be.i]
    return next(iter(said), None)


# -- names -----------------------------------------------------------------------------------------------------------


def _turn_names(doc: Doc, tree: _Tree, words: WordLists) -> None:
    """The first word of a person's name heads it, a title before it describes it."""
    for entity in doc.ents:
        if entity.label_ == "PERSON":
            name = _name_words(entity, words)
            _turn_name(name, tree)
            _turn_title(entity, name[0], tree)


def _name_words(entity: Span, words: WordLists) -> list[int]:
    end = entity.end - 1 if entity[-1].tag_ == "POS" and len(entity) > 1 else entity.end
    start = entity.start
    while start < end - 1 and entity.doc[start].lower_.rstrip(".") in words.names_titles:
        start += 1
    return list(range(start, end))


def _turn_name(name: list[int], tree: _Tree) -> None:
    tops = [word for word in name if tree.heads[word] == word or tree.heads[word] not in name]
    others = [word for word in name if word not in tops]
    if len(tops) != 1 or any(tree.deps[word] not in _NAME_PARTS for word in others):
        return
    top, first = tops[0], name[0]
    if top != first:
        tree.attach(first, top, "flat")
        tree.lift(first, "flat")
    for word in name[1:]:
        tree.attach(word, first, tree.deps[word] if tree.deps[word] == "punct" else "flat")


def _turn_title(entity: Span, first: int, tree: _Tree) -> None:
    before = [kid for kid in tree.kids_with(first, _PREMODIFIERS) if kid < first]
    if first - 1 not in before:
        return
    title = entity.doc[first - 1]
    if title.pos_ not in ("NOUN", "PROPN") or (title.ent_type_ and title.i < entity.start):
        return
    for word in before[:-1]:
        tree.attach(word, title.i, tree.deps[word])
    tree.attach(title.i, first, "nmod:desc")


# -- coordination, infinitives ---------------------------------------------------------------------------------------


def _spread_coordination(tree: _Tree) -> None:
    """All conjuncts hang on the first, and each "and" on the conjunct behind it."""
    for token, head in enumerate(list(tree.heads)):
        later = [kid for kid in tree.kids_with(head, ["conj"]) if kid > token]
        if tree.deps[token] == "cc" and head < token and later:
            tree.attach(token, later[0], "cc")
    for token in [token for token in tree.downward() if tree.deps[token] == "conj"]:
        head = tree.heads[token]
        if tree.deps[head] == "conj" and tree.heads[head] != head and max(tree.kids[head]) == token:
            tree.attach(token, tree.heads[head], "conj")


def _mark_infinitives(doc: Doc, tree: _Tree) -> None:
    for token in doc:
        if token.tag_ == "TO" and tree.deps[token.i] == "aux":
            tree.deps[token.i] = "mark"


def _raise_subjects(doc: Doc, tree: _Tree, words: WordLists) -> None:
    """ "wants Orr to leave": Orr, subject of the infinitive, is object of the verb of control above it."""
    for clause, verb in enumerate(list(tree.heads)):
        is_control = doc[verb].lemma_.lower() in words.syntax_object_control and not tree.kids_with(verb, ["obj"])
        if not is_control or tree.deps[clause] != "ccomp":
            continue
        subjects = [kid for kid in tree.kids_with(clause, ["nsubj"]) if verb < kid < clause]
        if len(subjects) == 1 and _is_nonfinite(doc, clause, tree):
            tree.attach(subjects[0], verb, "obj")
            tree.deps[clause] = "xcomp"


def _is_nonfinite(doc: Doc, clause: int, tree: _Tree) -> bool:
    marks = tree.kids_with(clause, ["mark"])
    if marks:
        return all(doc[mark].tag_ == "TO" for mark in marks)
    return doc[clause].tag_ not in ("VBD", "VBP", "VBZ") and not tree.kids_with(clause, ("aux", "aux:pass", "cop"))


def _write(doc: Doc, tree: _Tree) -> None:
    deps = [LEFT_OVER.get(dep, dep) for dep in tree.deps]
    steps = np.array([head - token for token, head in enumerate(tree.heads)], dtype=np.int64)
    labels = np.array([doc.vocab.strings.add(dep) for dep in deps], dtype=np.uint64)
    columns = np.stack([steps.view(np.uint64), labels], axis=1)
    doc.from_array(["HEAD", "DEP"], columns)  # type: ignore[arg-type]  # an array of numpy is what it takes
