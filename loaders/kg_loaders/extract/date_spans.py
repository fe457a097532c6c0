"""Docs with entities -> the same with dates and times, by rule, where no entity stands."""

import re
from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

LABEL = "DATE"

MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
YEAR = r"(?:1[5-9]|20)\d\d"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
COUNT = (
    r"(?:\d[\d,]*|[Aa]n?|[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|eleven|twelve"
    r"|several|few|many|couple of)"
)
UNIT = r"(?:second|minute|hour|day|week|weekend|month|quarter|year|decade|centur(?:y|ie))s?"
PART_OF_DAY = r"(?:morning|afternoon|evening|night)"
SEASON = r"(?:spring|summer|autumn|winter)"
NEAR = r"(?:early|late|mid|last|next|this)"
COUNTED = (
    r"(?:UTC|GMT|hours|people|persons|men|women|children|soldiers|troops|families|dollars|euros|feet|met(?:er|re)s|miles"
    r"|kilomet(?:er|re)s|km|tons|tonnes)"
)
CLOCK = r"(?:a\.?m\.?|p\.?m\.?)"
SPAN = r"(?:[Pp]ast|[Ll]ast|[Nn]ext|coming|previous|following|recent|first|final)"
THIS = r"(?:[Tt]his|[Tt]hat|each|every|earlier this|later this|(?:[Tt]he|[Tt]hat) same)"
PREPOSITION = r"(?:on|in|since|by|until|during|from|of|through|between|before|after|In|On|Since|By|Until|During|From)"

FORMS = (
    rf"(?:{WEEKDAY},? )?(?:[Tt]he )?{DAY}(?: of)? {MONTH}(?:,? {YEAR})?\b",
    rf"(?:{WEEKDAY},? )?{MONTH} {DAY}\b(?!\d)(?:,? {YEAR}\b)?",
    rf"(?:{NEAR} |mid-|the (?:end|start|beginning) of )?{MONTH},? (?:of )?{YEAR}\b",
    rf"(?:(?:{PREPOSITION}|{NEAR}|every) |mid-){MONTH}(?![\w-])(?! \d)",  # a month alone may be a name: "May", "March"
    rf"(?:{NEAR} )?{WEEKDAY}s?(?: {PART_OF_DAY})?\b",
    r"(?:[Tt]he )?(?:early |late |mid-)?(?:the )?(?:1[5-9]|20)\d0s\b",
    rf"{YEAR}\b(?! ?{COUNTED}\b)(?:[-\u2013](?:{YEAR}|\d\d)\b)?",
    rf"(?:[Tt]he )?{SPAN} (?:{COUNT} )?{UNIT}\b",
    rf"{THIS} (?:{UNIT}|{PART_OF_DAY}|{SEASON})\b",
    rf"{COUNT} {UNIT} (?:ago|earlier|later|before|after)\b",
    rf"(?:[Tt]oday|[Yy]esterday|[Tt]omorrow|[Tt]onight|[Ll]ast {PART_OF_DAY})\b",
    r"\d{1,2}[/.]\d{1,2}[/.](?:19|20)?\d\d\b",
    r"(?:19|20)\d\d-\d\d-\d\d\b",
    r"9/11\b(?!/)",
    rf"\d{{1,2}}[:.]\d\d ?(?:{CLOCK}|GMT|UTC|BST|EST|local time)",
    r"\d{1,2}:\d\d\b",
    rf"\d{{1,2}} ?{CLOCK}(?=\W)",
)
PATTERNS = tuple(re.compile(rf"(?<![\w/.]){form}") for form in FORMS)
LEADING_PREPOSITION = re.compile(rf"{PREPOSITION}\s+")
_FOOTNOTE = frozenset([".[", ",["])


@Language.component("date_spans", assigns=["doc.ents"], requires=["doc.ents"])
def add_date_spans(doc: Doc) -> Doc:
    """Add the longest dates among the tokens that no entity covers."""
    dates = [span for span in _candidates(doc) if not any(token.ent_type for token in span)]
    doc.ents = (*doc.ents, *filter_spans(dates))
    return doc


def _candidates(doc: Doc) -> Iterator[Span]:
    text = doc.text  # spaCy joins it anew each time it is asked
    for pattern in PATTERNS:
        for match in pattern.finditer(text):
            preposition = LEADING_PREPOSITION.match(match[0])
            start = match.start() + (preposition.end() if preposition else 0)
            end = match.end()  # "2005.[4]" is one token
            mode = "expand" if text[end : end + 2] in _FOOTNOTE else "contract"
            span = doc.char_span(start, end, label=LABEL, alignment_mode=mode)
            if span is not None:
                yield span
