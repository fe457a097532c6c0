"""A sentence of GUM, with its noun-phrase-sized entity mentions -> the names in it."""

# the typographic apostrophes of news are meant

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kg_loaders.extract.phrase_lists import name_words
from training.conllu import Sentence
from training.name_spans import UNKNOWN, NameSpan, outermost, words_of

LABELS = {
    "person": "PERSON",
    "organization": "ORG",
    "place": "LOC",
    "event": "MISC",
    "object": "MISC",
    "abstract": "MISC",
}
PRIORITY = ("PERSON", "ORG", "LOC", "NORP", "MISC")
ROLES = words_of("""
    actor actress administrator architect assistant author ceo chair christian conservative count democrat
    doctor duke earl emperor empress father fellow founder jew liberal manager member muslim newcomer
    officer poet protector rector regent republican researcher scientist sheriff singer soldier solicitor
    tsar undersecretary whip
""")
ANY_NAME = "- al de van von bin"
CONNECTORS = {
    "PERSON": words_of(ANY_NAME),
    "ORG": words_of(ANY_NAME + " of and for 's ’s & du la on ."),
    "LOC": words_of(ANY_NAME + " of du la ."),
    "MISC": words_of(ANY_NAME + " of the and for in to 's ’s ."),
}
NAME_TAGS = frozenset(["NOUN", "ADJ", "NUM", "X", "VERB"])
CALENDAR_OR_DIGIT = re.compile(
    r"((Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(Jan|Febr)uary|March|April|May|June|July|August"
    r"|(Septem|Octo|Novem|Decem)ber|(Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)$|\d"
)
BRACKET = re.compile(r"\((?P<opened>[^()]+)(?P<closed_here>\))?|(?P<closed>[^()]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An entity mention of GUM: tokens from start up to end, and its entity type."""

    start: int
    end: int
    entity_type: str


def gum_names(sentence: Sentence) -> list[NameSpan]:
    """Return the names; proper nouns that no name covers come as UNKNOWN, for they may be one."""
    found = {name for mention in mentions(sentence) if (name := _name(sentence, mention))}
    order = sorted(found, key=lambda name: (PRIORITY.index(name.label), name.start, name.end))
    names = outermost(order)
    covered = {position for name in names for position in name.positions}
    return names + [
        NameSpan(start=position, end=position + 1, label=UNKNOWN)
        for position, token in enumerate(sentence)
        if token.upos == "PROPN" and position not in covered and is_unexplained(token.form)
    ]


def is_unexplained(proper_noun: str) -> bool:
    """Say whether a proper noun outside of names may be one: it is no title, weekday, month or number.

    >>> [is_unexplained(word) for word in ("President", "Monday", "Martin", "B52")]
    [False, False, True, True]
    """
    return proper_noun.lower() not in name_words().titles and not CALENDAR_OR_DIGIT.match(proper_noun)


def mentions(sentence: Sentence) -> Iterator[Mention]:
    """Yield the mentions that the Entity column opens and closes in this sentence, nested ones too."""
    opened = defaultdict[str, list[tuple[int, str]]](list)
    for position, token in enumerate(sentence):
        for bracket in BRACKET.finditer(token.entity):
            if bracket["opened"]:
                identity, entity_type = [*bracket["opened"].split("-"), ""][:2]
                opened[identity].append((position, entity_type))
            if bracket["closed_here"] or bracket["closed"]:
                identity = bracket["closed"] or bracket["opened"].split("-")[0]
                if opened[identity]:
                    start, entity_type = opened[identity].pop()
                    yield Mention(start=start, end=position + 1, entity_type=entity_type)


def _name(sentence: Sentence, mention: Mention) -> NameSpan | None:
    label = LABELS.get(mention.entity_type)
    head = _name_head(sentence, mention, label) if label else None
    if label is None or head is None:
        return None
    start = mention.start
    if label == "PERSON":
        if sentence[head].form in name_words().demonyms:  # "the British", "many Americans" are persons in GUM
            return NameSpan(start=head, end=head + 1, label="NORP")
        if not _is_personal(sentence, head):
            return None
        start = _after_titles(sentence, mention, head)
    return NameSpan(
        start=_leftmost(sentence, head, start),
        end=_rightmost(sentence, head, mention.end, label),
        label=label,
    )


def _name_head(sentence: Sentence, mention: Mention, label: str) -> int | None:
    """Return the proper noun that a mention is about: its head, or one that hangs on a common noun."""
    inside = range(mention.start, mention.end)
    head = next((i for i in inside if sentence[i].head == i or sentence[i].head not in inside), None)
    if head is None:
        return None
    if sentence[head].upos != "PROPN" and label != "MISC":  # "English defender Kyle Walker"
        head = next((i for i in range(head + 1, mention.end) if _is_name_of(sentence, i, head, mention)), head)
    token = sentence[head]
    if token.upos == "PROPN":
        return head
    is_capital = token.form[:1].isupper() and head > 0 and token.upos in ("NOUN", "ADJ")
    return head if is_capital and label != "MISC" else None


def _is_name_of(sentence: Sentence, position: int, head: int, mention: Mention) -> bool:
    token = sentence[position]
    if token.head != head or token.upos != "PROPN" or token.relation == "nmod":
        return False
    if token.relation.partition(":")[0] not in ("appos", "flat", "nmod"):
        return False
    return not any(
        other.head == position and other.relation == "case" for other in sentence[mention.start : mention.end]
    )


def _is_personal(sentence: Sentence, head: int) -> bool:
    """Say whether a head names one person: not "U.S. Senator", whose words become unknown."""
    token = sentence[head]
    is_role = token.form.lower() in name_words().titles | ROLES
    return token.upos == "PROPN" and "Number=Plur" not in token.features and not is_role


def _after_titles(sentence: Sentence, mention: Mention, head: int) -> int:
    """Return the position after all titles: they hang on the name as nmod:desc, with their own words."""
    start = mention.start
    for position in range(mention.start, head):
        top = position
        while mention.start <= sentence[top].head < mention.end and sentence[top].head not in (head, top):
            top = sentence[top].head
        if sentence[top].relation == "nmod:desc" and sentence[top].head == head:
            start = position + 1
    return start


def _is_name_word(sentence: Sentence, position: int) -> bool:
    token = sentence[position]
    return token.upos == "PROPN" or (token.form[:1].isupper() and token.upos in NAME_TAGS)


def _leftmost(sentence: Sentence, head: int, limit: int) -> int:
    left = head
    while left > limit:
        if _is_name_word(sentence, left - 1):
            left -= 1
        elif sentence[left - 1].form in "-&" and left - 2 >= limit and _is_name_word(sentence, left - 2):
            left -= 2
        else:
            break
    return left


def _rightmost(sentence: Sentence, head: int, limit: int, label: str) -> int:
    right = head + 1
    while right < limit:
        if _is_name_word(sentence, right) or (label == "MISC" and _is_numbered(sentence, right)):
            right += 1
            continue
        if sentence[right].form not in CONNECTORS[label]:
            break
        following = right + 1
        if following < limit and sentence[following].form.lower() == "the":
            following += 1
        if following >= limit or not _is_name_word(sentence, following):
            break
        right = following + 1
    return right


def _is_numbered(sentence: Sentence, position: int) -> bool:
    """Say whether a number follows a proper noun: "Apollo 11"."""
    return sentence[position].form.isdigit() and sentence[position - 1].upos == "PROPN"
