"""What was read -> its errors, each with the first step of reading at which it went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from kg.model import DocumentEntity
from kg_loaders.lexicon import load_frames, load_words
from training.reading.figures import Read, agrees, is_name
from training.reading.gold import GoldEntity, GoldStatement
from training.reading.matching import Level, Match, group_of

_WORD = re.compile(r"[a-z]+")
_AFTER_HEAD = re.compile(r"(?<=\w) (?:of|in|from|for|to|who|that|with) ")  # what follows the head of a noun phrase
_SUFFIX = 4  # letters by which a form may be longer than its lemma


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """One error: its cause, in which article and sentence, what was expected, and what was found."""

    cause: str
    article: str
    sentence: str
    expected: str
    found: str = ""


def errors_of(read: Read) -> Iterator[Error]:
    """Yield all errors of an article: what was missed, what is too much, and what is right but for its status."""
    pairs = {match.gold: match for match in read.matches}
    for n in read.missed:
        yield _missed(read, read.gold.statements[n], pairs.get(n))
    matched = {match.found for match in read.matches}
    for n in read.extra:
        if n not in matched:  # those whose ends are right were told above
            yield _extra(read, n)
    for match in read.matches:
        if match.level >= Level.GROUP:
            yield from _status(read, match)


# -- what was missed -------------------------------------------------------------------------------------------------


def _missed(read: Read, gold: GoldStatement, match: Match | None) -> Error:
    found = "" if match is None else _told(read, match.found)
    return _error(read, gold, _cause(read, gold, match), found)


def _cause(read: Read, gold: GoldStatement, match: Match | None) -> str:
    if match is not None:
        return "type: another one"
    if _is_turned(read, gold):
        return "roles: turned round"
    ends = list(filter(None, (gold.source, gold.target)))
    for end in ends:
        entity = read.gold.entities[end]
        if not _named_so(read, end) and not _is_acting_noun(entity):
            form = "named" if is_name(entity.kind, entity.name) else "nominal"
            return f"mention: {form} {entity.kind.value.lower()} missed"
    if not all(_is_in_sentence(read, end, gold) for end in ends if _named_so(read, end)):
        return "coreference: an end is not known in the sentence"
    return "frame: roles or parse" if _is_trigger_known(gold) else "frame: trigger unknown"


def _is_acting_noun(entity: GoldEntity) -> bool:
    """Whether it is called by a noun that the reader takes for a mention: it is kept only if it takes part."""
    texts = [_AFTER_HEAD.split(text.lower())[0].split() for text in entity.texts]
    return any(lemma in _nouns() for words in texts if words for lemma in _lemmas_of(words[-1]))


def _lemmas_of(word: str) -> Iterator[str]:
    yield word
    for ending, lemma in (("ies", "y"), ("men", "man"), ("es", ""), ("s", "")):
        if word.endswith(ending):
            yield word.removesuffix(ending) + lemma


@cache
def _nouns() -> frozenset[str]:
    words = load_words()
    return words.nominals_person | words.nominals_organization | words.nominals_group | words.nominals_location


def _is_turned(read: Read, gold: GoldStatement) -> bool:
    return any(
        group_of(found.type) == group_of(gold.type)
        and read.pairing.is_same(gold.source, found.target)
        and read.pairing.is_same(gold.target, found.source)
        for found in read.extraction.statements
        if found.target is not None and gold.target is not None
    )


def _named_so(read: Read, gold: str) -> list[DocumentEntity]:
    return [entity for entity in read.extraction.entities if read.pairing.is_same(gold, entity.id)]


def _is_in_sentence(read: Read, gold: str, statement: GoldStatement) -> bool:
    return any(
        statement.start <= mention.quote.start < statement.end
        for entity in _named_so(read, gold)
        for mention in entity.mentions
    )


def _is_trigger_known(gold: GoldStatement) -> bool:
    """Whether the lexicon has a word of the trigger among the frames of the type's group; forms are cut short."""
    lemmas = _lemmas().get(group_of(gold.type), frozenset())
    return any(
        word == lemma or (len(lemma) > 3 and word.startswith(lemma[:-1]) and len(word) - len(lemma) < _SUFFIX)
        for word in _WORD.findall(gold.trigger.lower())
        for lemma in lemmas
    )


@cache
def _lemmas() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for frame in load_frames().frames:
        found.setdefault(group_of(frame.type), set()).update(re.split("[_-]", frame.word))
    return {group: frozenset(words) for group, words in found.items()}


# -- what is too much ------------------------------------------------------------------------------------------------


def _extra(read: Read, n: int) -> Error:
    found = read.extraction.statements[n]
    ends = [end for end in (found.source, found.target) if end is not None]
    unknown = [end for end in ends if not any(read.pairing.is_same(gold, end) for gold in read.gold.entities)]
    cause = "extra: an end that the gold does not know" if unknown else "extra: not said of these two"
    return Error(
        cause=cause,
        article=read.gold.document.id,
        sentence=found.evidence[0].sentence.text,
        expected="",
        found=_told(read, n),
    )


# -- what is right but for its status --------------------------------------------------------------------------------


def _status(read: Read, match: Match) -> Iterator[Error]:
    gold, found = read.gold.statements[match.gold], read.extraction.statements[match.found]
    for name in ("polarity", "modality", "attribution"):
        if not agrees(read, match, name):
            yield _error(read, gold, f"status: {name}", _told(read, match.found))
    date = None if found.date is None else str(found.date)
    if gold.date is not None and gold.date != date:
        yield _error(read, gold, "status: date", _told(read, match.found))
    if gold.place is not None and (found.place is None or not read.pairing.is_same(gold.place, found.place)):
        yield _error(read, gold, "status: place", _told(read, match.found))
    if match.level is Level.GROUP:
        yield _error(read, gold, "type: another of its group", _told(read, match.found))


# -- in words --------------------------------------------------------------------------------------------------------


def _error(read: Read, gold: GoldStatement, cause: str, found: str = "") -> Error:
    names = {id: entity.name for id, entity in read.gold.entities.items()}
    said = _phrase(
        (names[gold.source], gold.type, None if gold.target is None else names[gold.target]),
        (gold.polarity.value, gold.modality.value),
        {"by": names.get(gold.attribution or "", gold.attribution), "on": gold.date, "in": names.get(gold.place or "")},
    )
    article = read.gold.document.id
    return Error(cause=cause, article=article, sentence=gold.sentence, expected=f"{said} [{gold.trigger}]", found=found)


def _told(read: Read, n: int) -> str:
    found = read.extraction.statements[n]
    names = {entity.id: entity.name for entity in read.extraction.entities}
    said = found.attribution
    speaker = None if said is None else names.get(said.entity or "", said.text)
    return _phrase(
        (names[found.source], found.type, None if found.target is None else names[found.target]),
        (found.polarity.value, found.modality.value),
        {
            "by": speaker,
            "on": None if found.date is None else str(found.date),
            "in": names.get(found.place or ""),
            "rule": found.evidence[0].rule,
        },
    )


def _phrase(ends: tuple[str, str, str | None], status: tuple[str, str], more: Mapping[str, str | None]) -> str:
    source, type, target = ends
    marks = [mark for mark in status if mark not in ("positive", "actual")]
    told = [f"{word} {value}" for word, value in more.items() if value]
    return ", ".join([" ".join(filter(None, (source, type, target))), *marks, *told])
