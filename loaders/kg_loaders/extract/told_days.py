"""The one day that an article has told so far, and the acts that go on it without a date of their own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kg.model import Modality
from kg.partial_date import PartialDate
from kg_loaders.extract.date_spans import LABEL
from kg_loaders.extract.date_words import dates_in, is_told
from kg_loaders.extract.dates import most_precise
from kg_loaders.extract.dependencies import preposition_of
from kg_loaders.extract.entities import ParsedParagraph
from kg_loaders.extract.found import Match
from kg_loaders.extract.quotations import is_quoted
from kg_loaders.extract.statement_dates import goes_on, hangs_below, verb_of
from kg_loaders.extract.status import Status
from kg_loaders.extract.tree import Span, Token
from kg_loaders.lexicon import WordLists

_DEEDS = frozenset(  # done somewhere on a day; what people say of them comes on any day after
    """ABDUCTS AIDS ARRESTS ATTACKS CAPTURES CONCEDES_TO DEPLOYS_TO ELECTS_APPOINTS EXPELS FIGHTS HOSTS KILLS MEETS
    PROTESTS_AGAINST RELEASES SANCTIONS SIGNS_AGREEMENT_WITH VISITS WITHDRAWS_FROM""".split()
)
_CLOCK = re.compile(r"\d[:.]\d\d|\d ?[ap]\.?m\b", re.IGNORECASE)
_FROM_NOW = re.compile(r"\b(?:after|ago|before|earlier|later)\b")
_NEWS = 9  # days before the publication that an article brings news of
_NOT_PAST = frozenset("has have had 's ’s 've ’ve 'd ’d will would may might can could".split())
_ENDS = ("obj", "nsubj:pass")
_OTHER_TENSE = frozenset(["VB", "VBP", "VBZ"])


@dataclass(frozen=True, slots=True)
class ToldDay:
    """A day, its words, what was done on it, and the characters of the document between which no other time is told."""

    words: Span
    date: PartialDate
    deeds: frozenset[str]
    start: int
    end: int | None

    def is_day_of(self, match: Match, at: int) -> bool:
        """Whether it is the only day told before a sentence, or that of the same deed: "issued seven pardons"."""
        if at < self.start:
            return False
        is_same = any(word.lemma in self.deeds for word in (match.predicate, *match.objects))
        return is_same or self.end is None or at < self.end


def told_day(paragraphs: Iterable[ParsedParagraph], published: PartialDate | None) -> ToldDay | None:
    """Return the day of the news: the first time that an article tells, if that is one of the days before it."""
    if published is None or published.day is None:
        return None
    day: ToldDay | None = None
    for start, span, date in _times(paragraphs, published):
        sentence = span.sent
        if day is None:
            if date is None or date.day is None or not _is_news(date, published) or not _is_of_clause(span, sentence):
                return None
            day = ToldDay(span, date, _deeds_of(sentence.root), start + sentence.end_char, None)
        elif date != day.date:
            at = start + sentence.start_char
            return replace(day, end=at) if at >= day.start else None
    return day


def goes_on_day(match: Match, status: Status, sentence: Span, words: WordLists) -> bool:
    """Whether a deed is told, in the past tense and without another time, as part of what was told before."""
    predicate, dates = match.predicate, dates_in(sentence)
    if status.modality is not Modality.ACTUAL or not all(_CLOCK.search(span.text) for span in dates):
        return False
    if not match.type.is_event or not (dates or match.type.name in _DEEDS):  # "at 5 p.m. Orr told reporters"
        return False
    return goes_on(verb_of(predicate, words.syntax_light_verbs)) or _is_in_past_sentence(predicate, sentence)


def _times(
    paragraphs: Iterable[ParsedParagraph], published: PartialDate
) -> Iterator[tuple[int, Span, PartialDate | None]]:
    """Yield the times that an article tells in its own words: start of the paragraph, words, date if they tell one."""
    for paragraph in paragraphs:
        for span in paragraph.doc.ents:
            if span.label_ != LABEL or _is_alone(span) or is_quoted(span.root):
                continue
            read = most_precise([span], published=published, is_future=False)
            if read is not None or _FROM_NOW.search(span.text):
                yield paragraph.start, span, None if read is None else read[0]


def _is_alone(span: Span) -> bool:
    """Whether a line is nothing but a date: the day of the article."""
    return len(span.sent.text.strip()) - len(span.text) <= 1


def _is_news(date: PartialDate, published: PartialDate) -> bool:
    return 0 <= (published.first_day - date.first_day).days <= _NEWS


def _is_of_clause(span: Span, sentence: Span) -> bool:
    return is_told(span) and hangs_below(span.root, sentence.root)


def _deeds_of(root: Token) -> frozenset[str]:
    """The nouns that tell what was done: "issued a series of seven pardons and a reprieve"."""
    words: list[Token] = []
    new = [child for child in root.children if child.dep_ in _ENDS]
    while new:
        words += new
        below = [child for word in new for child in word.children]
        new = [child for child in below if child.dep_ == "conj" or preposition_of(child) == "of"]
    return frozenset(word.lemma for word in words)


def _is_in_past_sentence(predicate: Token, sentence: Span) -> bool:
    """Whether a sentence in the past tense has a predicate in it of no other tense: "were the first there"."""
    root = sentence.root
    if is_quoted(predicate) or not _is_past(root):
        return False
    at = predicate
    while at is not root and at.head is not at:
        if at.dep_ == "acl:relcl" or at.tag_ in _OTHER_TENSE or not _NOT_PAST.isdisjoint(_auxiliaries(at)):
            return False
        at = at.head
    return True


def _is_past(root: Token) -> bool:
    below = _auxiliaries(root)
    return _NOT_PAST.isdisjoint(below) and (root.tag_ == "VBD" or "was" in below or "were" in below)


def _auxiliaries(verb: Token) -> list[str]:
    return [child.lower_ for child in verb.children if child.dep_ == "cop" or child.dep_.startswith("aux")]
