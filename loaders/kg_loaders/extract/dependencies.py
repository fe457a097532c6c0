"""Questions to a dependency tree: is a verb passive, which preposition marks a noun, who agents and owners are.

Trees have Universal Dependencies labels (universaldependencies.org/en).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kg_loaders.extract.tree import Token

_CONTENT = frozenset(["NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "DET", "SYM"])
_RELATIVE = frozenset(["who", "whom", "which", "that", "whose"])
_PASSIVE = frozenset(["nsubj:pass", "aux:pass", "obl:agent"])
_ACTIVE = frozenset(["nsubj", "aux"])
_WITH_OBJECT = _ACTIVE | {"obj"}
_RESULTING = frozenset("set shoot leave find beat stab burn hold take".split())
_RESULTS = frozenset(
    "free dead ablaze guilty wounded injured responsible accountable liable hostage captive prisoner".split()
)
_SUFFERED = frozenset(["obj", "nsubj:pass", "obl", "conj"])
_NEAR = 8  # tokens from those that are counted to one of them
_AND = frozenset(["and", "&"])
_NOMINAL = frozenset("NOUN PROPN ADJ DET NUM CCONJ PUNCT PART PRON SYM".split())  # what stands between two joined nouns
_MAX_CLIMB = 4  # clauses between a relative pronoun and its noun
_SENT = frozenset(
    "statement letter message report video tape videotape audiotape recording communique resolution memo".split()
)  # told by whom they are from: "a message from Orr"


def is_passive(verb: Token) -> bool:
    """Whether a verb is in the passive, reduced ones included ("the town captured by rebels")."""
    below = {child.dep_ for child in verb.children}
    if not below.isdisjoint(_PASSIVE):
        return True
    if verb.tag_ != "VBN":
        return False
    if verb.dep_ == "conj" and verb.head.tag_ == "VBN":
        return is_passive(verb.head) and "obj" not in below
    if verb.dep_ == "advcl":  # "urged by France to negotiate, Mali hesitated"
        return verb.i < verb.head.i and below.isdisjoint(_WITH_OBJECT)
    return verb.dep_ in ("acl", "amod") and below.isdisjoint(_ACTIVE)


def with_auxiliaries(verb: Token) -> list[Token]:
    """Return the children of a verb, and those that the parser hung on its auxiliaries."""
    children = list(verb.children)
    return children + [part for child in children if child.dep_ == "aux" for part in child.children]


def is_asked_form(verb: Token) -> bool:
    """Whether a verb stands as what is asked for does: "to free", "(that he) free", "freeing"; not "freed", "frees"."""
    return verb.tag_ in ("VB", "VBG") or verb.lower_ == verb.lemma


def preposition_of(token: Token) -> str:
    """Return the preposition that marks a noun, joined if it has several words ("according_to"); else ''."""
    for child in token.children:
        if child.dep_ == "case" and child.lower_ not in ("'s", "’s", "'", "’"):
            fixed = [part.lower_ for part in child.children if part.dep_ == "fixed"]
            return "_".join([child.lower_, *fixed])
    return ""


def is_of(token: Token) -> bool:
    """Whether "of" marks a noun."""
    return any(child.lower_ == "of" and child.dep_ == "case" for child in token.children)


def verb_word(verb: Token) -> str:
    """Return the lemma of a verb with its particle: `crack_down`."""
    for child in verb.children:
        if _is_particle(child):
            return f"{verb.lemma}_{child.lower_}"
    if noun_behind_particle(verb) is not None:
        return f"{verb.lemma}_{verb.doc.words[verb.i + 1]}"
    return verb.lemma


def noun_behind_particle(verb: Token) -> Token | None:
    """Return the object that the parser hangs on a particle: "relations" of "broke off relations"."""
    tokens = verb.doc.tokens
    particle = tokens[verb.i + 1] if verb.i + 1 < len(tokens) else verb
    if particle.tag_ != "RP" or particle.dep_ != "case":
        return None
    noun = particle.head
    return noun if noun.dep_ == "obl" and noun.head == verb else None


def result_word(verb: Token) -> str:
    """Return the lemma of a verb with what comes of its object: `set_free`, `shoot_dead`; else ''."""
    lemma = verb.lemma
    if lemma not in _RESULTING:
        return ""
    children = verb.children
    behind = [child for child in children if child.dep_ == "xcomp"] or list(verb.doc[verb.i + 1 : verb.i + 2])
    things = [child for child in children if child.dep_ == "obj"]
    behind += [part for thing in things for part in thing.children if part.i > thing.i]
    return next((f"{lemma}_{word.lower_}" for word in behind if word.lower_ in _RESULTS), "")


def _is_particle(child: Token) -> bool:
    dep = child.dep_
    return dep == "compound:prt" or (dep == "advmod" and child.tag_ == "RP" and child.i > child.head.i)


def spread(tokens: Iterable[Token]) -> list[Token]:
    """Return tokens and what is coordinated with them, each once, as far as they can be ends of a statement."""
    found: dict[int, Token] = {}
    for token in tokens:
        for part in (token, *conjuncts(token)):
            if part.i not in found and part.pos_ in _CONTENT:
                found[part.i] = part
    return list(found.values())


def conjuncts(token: Token) -> Iterator[Token]:
    """Yield the nouns coordinated with a token; not those named to be denied."""
    for child in token.children:
        is_joined = child.dep_ == "conj" or _is_included(child)
        if is_joined and child.pos_ in ("NOUN", "PROPN", "PRON", "ADJ") and not is_excluded(child):
            yield child
            yield from conjuncts(child)


def _is_included(child: Token) -> bool:
    """Whether a noun is named as one of those that its head counts: "killed six people, including a child"."""
    head = child.head
    is_near = head.dep_ in _SUFFERED and child.i - head.i <= _NEAR
    return is_near and child.dep_ == "nmod" and preposition_of(child) == "including"


def is_excluded(conjunct: Token) -> bool:
    """Whether a conjunct is named to be denied: "Israel, not Syria"."""
    return any(child.dep_ == "advmod" and child.lower_ == "not" for child in conjunct.children)


def agents(verb: Token) -> Iterator[Token]:
    """Yield who acts in a passive clause: "by" phrases, those that the parser hung on a kept object included."""
    for child in verb.children:
        if child.dep_ == "obl:agent" or (child.dep_ == "obl" and preposition_of(child) == "by"):
            yield child
        elif child.dep_ == "obl" and child.lower_ == "hands" and preposition_of(child) == "at":
            yield from (part for part in child.children if part.dep_ == "nmod")
        elif child.dep_ == "obj":  # "was promised help by Brazil"
            yield from (part for part in child.children if part.dep_ == "nmod" and preposition_of(part) == "by")


def doers_of(deed: Token) -> Iterator[Token]:
    """Yield whose deed a noun tells: "an attack by rebels", "the rebels' attack", "an Israeli attack"."""
    for child in deed.children:
        preposition = preposition_of(child) if child.dep_ == "nmod" else ""
        is_by = preposition == "by" or (preposition == "from" and deed.lemma in _SENT)
        if is_by or child.dep_ == "nmod:poss" or is_modifier(child, deed):
            yield child
        elif child.dep_ == "acl" and is_passive(child):  # "a bomb planted by rebels"
            yield from agents(child)


def nearest(tokens: list[Token], verb: Token) -> list[Token]:
    """Return the tokens that stand in a place only one can fill: the nearest, with another that "and" joins to it."""
    if len(tokens) == 1:
        return tokens
    best = min(tokens, key=lambda token: abs(token.i - verb.i))
    return [*(token for token in tokens if token.i < best.i and _joined(token, best)), best]


def _joined(left: Token, right: Token) -> bool:
    between = left.doc.tokens[left.i + 1 : right.i]  # of "President Kerr and Prime Minister Orr" both may be subjects
    return any(token.lower_ in _AND for token in between) and all(token.pos_ in _NOMINAL for token in between)


def antecedent(token: Token, verb: Token) -> Token:
    """Return the noun that a relative pronoun stands for; any other token itself."""
    if token.lower_ not in _RELATIVE or token.pos_ not in ("PRON", "DET", "SCONJ"):
        return token
    clause = verb
    for _ in range(_MAX_CLIMB):
        if clause.dep_ == "acl:relcl":
            return clause.head
        clause = clause.head
    return token


def has_gap_object(verb: Token) -> bool:
    """Whether a relative clause lacks its object, so that its noun is the object."""
    has_subject = any(child.dep_.startswith("nsubj") and child.lower_ not in _RELATIVE for child in verb.children)
    return has_subject and not any(child.dep_ in ("obj", "iobj") for child in verb.children)


def marker_of(verb: Token) -> str:
    """Return the conjunction or preposition that marks a clause or noun; else ''."""
    return next((child.lower_ for child in verb.children if child.dep_ in ("mark", "case")), "")


def owners(noun: Token) -> Iterator[Token]:
    """Yield the possessives of a noun."""
    yield from (child for child in noun.children if child.dep_ == "nmod:poss")


def oblique(verb: Token) -> Iterator[Token]:
    """Yield the nouns that a preposition hangs on a verb."""
    yield from (child for child in verb.children if child.dep_ in ("obl", "obl:agent", "nmod"))


def nominal_modifiers(noun: Token) -> Iterator[Token]:
    """Yield the nouns that a preposition hangs on a noun."""
    for child in noun.children:
        if child.dep_ in ("nmod", "obl", "obl:agent"):
            yield child


def is_modifier(child: Token, noun: Token) -> bool:
    """Whether a word stands before a noun and modifies it, without a preposition."""
    return child.dep_ in ("compound", "amod", "nmod:desc", "nmod:unmarked", "nmod") and (
        child.i < noun.i and not preposition_of(child) and not is_prefixed(child)
    )


def same(noun: Token) -> Iterator[Token]:
    """Yield what a noun is said to be: apposition, title, copula."""
    if noun.dep_ in ("appos", "nmod:desc", "flat", "compound", "nmod:unmarked"):
        yield noun.head
    yield from (child for child in noun.children if child.dep_ in ("appos", "nmod:desc", "flat"))
    if any(child.dep_ == "cop" for child in noun.children):
        yield from copula_subjects(noun)
    elif (first := _same_holder(noun)) is not None:
        yield from same(first)


def _same_holder(noun: Token) -> Token | None:
    """Return the noun of whom a second one is said too: "one of the leaders", "president and chief executive"."""
    if noun.dep_ == "nmod" and noun.head.lower_ == "one" and preposition_of(noun) == "of":
        return noun.head
    if noun.dep_ != "conj" or any(child.dep_ in ("det", "nmod:poss") for child in noun.children):
        return None
    start = min((child.i for child in noun.children), default=noun.i)
    before = noun.doc[start - 1] if start > 0 else noun
    is_joined = noun.doc[start].lower_ == "and" and before.pos_ == "NOUN" and noun.pos_ == "NOUN"
    return before if is_joined and before.dep_ == "appos" and noun.head in (before, before.head) else None


def copula_subjects(noun: Token) -> list[Token]:
    """Return of whom a clause says that it is this: its subject, whom "who" means, whom it shares with another clause.

    "Orr is the leader", "Orr, who is leader", "Orr has won and is the leader".
    """
    subjects = [child for child in noun.children if child.dep_ == "nsubj"]
    if noun.dep_ == "acl:relcl" and any(child.lower_ in ("who", "which", "that") for child in subjects):
        return [noun.head]
    clause = noun
    while not subjects and (clause.dep_ == "conj" or _is_aimed_at(clause)):
        clause = clause.head
        subjects = [child for child in clause.children if child.dep_ in ("nsubj", "nsubj:pass")]
    return subjects


def _is_aimed_at(clause: Token) -> bool:
    """Whether somebody is to be what a clause says: "hopes to be president", not "urged Orr to be"."""
    return clause.dep_ == "xcomp" and all(child.dep_ not in ("obj", "iobj") for child in clause.head.children)


def is_prefixed(token: Token) -> bool:
    """Whether a word is only the second half of a stance: "Syrian" of "pro-Syrian"."""
    return token.i > 1 and token.nbor(-1).text == "-" and token.nbor(-2).lower_ in ("pro", "anti", "non")
