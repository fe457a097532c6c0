"""News with the entities of each article by the texts of their mentions -> Docs with the names among them."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from kg_loaders.extract.phrase_lists import gazetteer, name_words
from training.docs import set_names, with_demonyms
from training.gum_names import is_unexplained
from training.name_spans import UNKNOWN, NameSpan, is_named, is_office, name_of_words, outermost, words_of

FILES = ("train.jsonl", "voa.jsonl")
# groups are peoples and crowds: their names are demonyms, which a list knows
LABELS = {"PERSON": "PERSON", "ORGANIZATION": "ORG", "COUNTRY": "LOC", "LOCATION": "LOC"}
PARTICLES = words_of("bin de del der ibn la van von")
INNER_WORDS = PARTICLES | words_of("and for of on the to")
LONGEST_PARTICLE = 2  # the "al" of "al-Qaida", the "e" of "Lashkar-e-Taiba"
ENDS = frozenset([",", "(", "in", "from", "at", "near"])
POSSESSIVES = frozenset(["'s", "’s", "'", "’"])
OPENS_SENTENCE = frozenset([".", "!", "?", ":", '"', "“", "'", "‘", "(", "-", "–"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A text that stands for an entity wherever it occurs in its article."""

    text: str
    label: str
    entity_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsArticle:
    """An article, and the mentions in it that may be names."""

    text: str
    mentions: Sequence[Mention]

    @property
    def paragraphs(self) -> list[str]:
        """The lines that hold something."""
        return [line.strip() for line in self.text.splitlines() if line.strip()]


def read_news(folder: Path) -> Iterator[NewsArticle]:
    """Yield the articles of those of FILES that the folder has."""
    for path in (folder / name for name in FILES):
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
            record = json.loads(line)
            mentions = [mention for entity in record["entities"] for mention in _mentions(entity)]
            yield NewsArticle(text=record["text"], mentions=mentions)


def _mentions(entity: dict[str, object]) -> Iterator[Mention]:
    label, name, texts = LABELS.get(str(entity["kind"])), str(entity["name"]), entity["mentions"]
    if label is None or not isinstance(texts, list) or (label == "PERSON" and not is_named(name)):
        return
    for text in dict.fromkeys([name, *texts]):
        is_longer = text != name and f" {name} " in f" {text} "  # "central Port Hope", "the widow Jane Roe"
        if is_named(text) and not is_longer and not (label == "PERSON" and is_office(text)):
            yield Mention(text=text, label=label, entity_name=name)


def words_in_lower_case(articles: Iterable[NewsArticle]) -> frozenset[str]:
    """Return the words that some article writes small: a capital at the start of a sentence makes no name of them."""
    return frozenset(word for article in articles for word in re.findall(r"\b[a-z]+\b", article.text))


def news_doc(nlp: Language, paragraph: str, mentions: Sequence[Mention], common_words: frozenset[str]) -> Doc:
    """Return a Doc with the named mentions as entities.

    Only actors and places are annotated, and mentions have no offsets: other capitals are unknown.
    """
    doc = nlp.make_doc(paragraph)
    words = [token.text for token in doc]
    found = {
        name
        for mention in mentions
        for span in _occurrences(doc, mention.text)
        if (name := _name(words, span, mention))
    }
    names = with_demonyms(words, outermost(sorted(found, key=_order)))
    sure = [name for name in names if not _is_common(words, name, common_words)]
    unknown = [
        NameSpan(start=position, end=position + 1, label=UNKNOWN)
        for position in range(len(words))
        if _may_be_name(words, position, common_words)
    ]
    set_names(doc, [*sure, *unknown])
    return doc


def _order(name: NameSpan) -> tuple[int, int, str]:
    return name.start, name.end, name.label


def _occurrences(doc: Doc, text: str) -> Iterator[tuple[int, int]]:
    """Yield the first token and the one after the last wherever a text stands between word boundaries."""
    for match in re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", doc.text):
        span = doc.char_span(match.start(), match.end(), alignment_mode="contract")
        if span is not None:
            yield span.start, span.end


def _name(words: Sequence[str], span: tuple[int, int], mention: Mention) -> NameSpan | None:
    start, end = span
    if mention.label == "PERSON":
        start = _after_small_words(words, start, end)
        name = name_of_words(words, NameSpan(start=start, end=end, label="PERSON"))
        is_his = name is not None and words[name.end - 1] in mention.entity_name
        return name if name and is_his and words[name.start] not in INNER_WORDS - PARTICLES else None
    return _proper_part(words, start, end, mention.label)


def _proper_part(words: Sequence[str], start: int, end: int, label: str) -> NameSpan | None:
    """Return the name that the noun phrase of a body or place ends in, before the first comma or "in"."""
    end = next((position for position in range(start + 1, end) if words[position] in ENDS), end)
    start = _after_owner(words, _after_small_words(words, start, end), end)
    name = name_of_words(words, NameSpan(start=start, end=end, label=label))
    if name is None or words[name.start] in INNER_WORDS or not words[name.end - 1][:1].isupper():
        return None
    if words[name.end - 1] in name_words().demonyms:  # "North Korean"
        return NameSpan(start=name.start, end=name.end, label="NORP")
    place = gazetteer().longest_place(words[name.start : name.end], 0)
    if place and place[0] == name.end - name.start:  # "Tehran", which an article may mean as a government
        return NameSpan(start=name.start, end=name.end, label="LOC")
    return name


def _after_small_words(words: Sequence[str], start: int, end: int) -> int:
    """Return the position behind the last common noun or adjective of a phrase, of "the rebel Red Front" the name."""
    return max([start, *(position + 1 for position in range(start, end) if _is_small(words[position]))])


def _is_small(word: str) -> bool:
    return word[:1].isalpha() and word.islower() and len(word) > LONGEST_PARTICLE and word not in INNER_WORDS


def _after_owner(words: Sequence[str], start: int, end: int) -> int:
    """Return the position behind a place in the genitive: of "Chad's Defence Ministry" the ministry is the name."""
    for position in range(start + 1, end - 1):
        place = gazetteer().longest_place(words[start:position], 0)
        if words[position] in POSSESSIVES and place and place[0] == position - start:
            return position + 1
    return start


def _is_common(words: Sequence[str], name: NameSpan, common_words: frozenset[str]) -> bool:
    """Say whether a name may be a common noun: "Police", "Congress"."""
    is_one_word = name.end - name.start == 1
    return is_one_word and name.label in ("ORG", "LOC") and words[name.start].lower() in common_words


def _may_be_name(words: Sequence[str], position: int, common_words: frozenset[str]) -> bool:
    word = words[position]
    if not word[:1].isupper() or word == "I" or not is_unexplained(word) or word.lower() in name_words().determiners:
        return False
    opens_sentence = position == 0 or words[position - 1] in OPENS_SENTENCE
    return not (opens_sentence and word.lower() in common_words)
