"""I and we -> who speaks there: whom the words around a quotation name, or the paragraph that ended in "said:".

What a reporter says of himself stays nobody's; but a statement that opens with "Kenya condemns the attack" goes on to
say "we".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kg.model import Form, Kind
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.mentions import FIRST_PERSON, FoundMention
from kg_loaders.extract.quotations import quotations_of
from kg_loaders.extract.tree import Token, Tree
from kg_loaders.lexicon import WordLists

_WRITING = frozenset(
    "tweet post reiterate comment joke recall ask urge agree tell declare promise vow lament speak".split()
)
_OPENING = frozenset(
    """condemn welcome congratulate mourn express commend applaud denounce urge call deplore support reaffirm reiterate
    regret salute""".split()
)  # what a government says first in a statement of its own
_WE = frozenset("we us ourselves".split())
_NEAR = 40  # words between a quotation and the verb that says whose it is
_BODIES = frozenset([Kind.ORGANIZATION, Kind.COUNTRY, Kind.GROUP])
EntityAt = Callable[[Token], Cluster | None]
_Quotation = tuple[int, int]


def speakers(
    paragraphs: Sequence[tuple[Tree, Sequence[FoundMention]]], entity_at: EntityAt, words: WordLists
) -> Iterator[tuple[FoundMention, Cluster]]:
    """Yield the mentions in the first person whose speaker is known, paragraph after paragraph."""
    verbs = words.reporting_verbs | _WRITING
    announced: Cluster | None = None
    house = _house(paragraphs[0][0], entity_at) if paragraphs else None
    for doc, mentions in paragraphs:
        first = [mention for mention in mentions if is_first_person(mention)]
        is_announcing = _ends_in_colon(doc)
        quotations = list(quotations_of(doc)) if first or is_announcing or announced is not None else []
        said = _said_in(doc, quotations, verbs, entity_at, announced)
        for mention in first:
            speaker = _speaker(mention.head, quotations, said, announced or house)
            if speaker is not None and _may_say(speaker, mention.head):
                yield mention, speaker
        if is_announcing:
            announced = _announcer(doc, quotations, verbs, entity_at)
        elif quotations:  # a quotation that is not closed goes on in the next paragraph
            announced = said[-1] if quotations[-1][1] == len(doc) - 1 else None


def _house(doc: Tree, entity_at: EntityAt) -> Cluster | None:
    """Whose statement a document is, if its first sentence says so."""
    first = next(iter(doc.sentences), None)
    if first is None or first.root.lemma not in _OPENING or first.root.tag_ not in ("VBP", "VBZ"):
        return None
    subject = next((child for child in first.root.children if child.dep_ == "nsubj"), None)
    cluster = None if subject is None else entity_at(subject)
    return cluster if cluster is not None and cluster.kind in _BODIES and cluster.is_named else None


def is_first_person(mention: FoundMention) -> bool:
    """Whether a mention is I or we; "our" are rarely the speaker's own: "our troops"."""
    return mention.form is Form.PRONOUN and mention.head.lower_ in FIRST_PERSON


def _may_say(speaker: Cluster, word: Token) -> bool:
    return speaker.kind is Kind.PERSON or (speaker.kind in _BODIES and word.lower_ in _WE)


def _speaker(
    word: Token, quotations: Sequence[_Quotation], said: Sequence[Cluster | None], announced: Cluster | None
) -> Cluster | None:
    inside = next((n for n, (start, end) in enumerate(quotations) if start < word.i <= end), None)
    return said[inside] if inside is not None else announced if not quotations else None


def _said_in(
    doc: Tree, quotations: Sequence[_Quotation], verbs: frozenset[str], entity_at: EntityAt, announced: Cluster | None
) -> list[Cluster | None]:
    """The speaker of each quotation of a paragraph; one beside which nobody is named has that of the one before."""
    found: list[Cluster | None] = []
    for start, end in quotations:
        subject = _subject_beside(doc, start, end, quotations, verbs)
        before = found[-1] if found else announced if start == 0 else None
        found.append(before if subject is None else entity_at(subject))
    return found


def _subject_beside(
    doc: Tree, start: int, end: int, quotations: Sequence[_Quotation], verbs: frozenset[str]
) -> Token | None:
    """Who says a quotation, by the verb nearest to it in the sentences where it begins and ends."""
    tokens = doc.tokens
    before = range(max(tokens[start].sent.start, start - _NEAR), start)
    goes_on = end + 1 < len(tokens) and tokens[end - 1].text == ","  # the sentence does, whatever the parser says
    after = range(end + 1, min(tokens[end + goes_on].sent.end, end + 1 + _NEAR))
    near = [(min(abs(at - start), abs(at - end)), at) for at in (*before, *after)]
    for _, at in sorted(near):
        if tokens[at].lemma in verbs and not _is_inside(at, quotations):
            subject = _own_subject(tokens[at], quotations)
            if subject is not None:
                return subject
    return None


def _own_subject(verb: Token, quotations: Sequence[_Quotation]) -> Token | None:
    outside = [child for child in verb.children if not _is_inside(child.i, quotations)]
    subject = next((child for child in outside if child.dep_.startswith("nsubj")), None)
    if subject is None and any(end == verb.i - 1 for _, end in quotations):  # '"...," wrote Kerr'
        return next((child for child in outside if child.dep_ == "obj" and child.i > verb.i), None)
    return subject


def _is_inside(at: int, quotations: Sequence[_Quotation]) -> bool:
    return any(start <= at <= end for start, end in quotations)


def _announcer(
    doc: Tree, quotations: Sequence[_Quotation], verbs: frozenset[str], entity_at: EntityAt
) -> Cluster | None:
    """Who says what the next paragraphs hold: "Responding to the report, Ana Kerr said:"."""
    *_, last = doc.sentences
    for token in reversed(doc.tokens[last.start : last.end]):
        if token.lemma in verbs and (subject := _own_subject(token, quotations)) is not None:
            return entity_at(subject)
    return None


def _ends_in_colon(doc: Tree) -> bool:
    last = next((token for token in reversed(doc.tokens) if not token.is_space), None)
    return last is not None and last.text == ":"
