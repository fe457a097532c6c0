"""A document -> the language that keeps it from being read, or None: what is English, mixed or too short is read."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING

from kg.model import Document

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# By how many times another language must be likelier than English. On 2,890 English news texts cut into stretches the
# highest is 8, on 434 headlines full of foreign names 42; on foreign sentences of 60 characters the lowest is 2,500.
LEAST_ODDS = 300.0
LEAST_BYTES = 40  # of UTF-8; below, a foreign name alone reaches those odds (47 of 4,841 names did), a sentence rarely
STRETCH = 250  # characters judged together: so a foreign quotation is outvoted by the article around it
MARKS = frozenset("the and that with from which were this said".split())  # hardly a word in any other language
LEAST_MARKS = 0.06  # of all words; English news has about .12, so that below this half of a text is something else
MOST_STRETCHES = 3  # spread evenly over the text; more cost time

_NAMES = {
    "af": "Afrikaans", "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian",
    "bn": "Bengali", "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "cy": "Welsh", "da": "Danish", "de": "German",
    "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish", "et": "Estonian", "eu": "Basque",
    "fa": "Persian", "fi": "Finnish", "fr": "French", "fy": "Frisian", "ga": "Irish", "ha": "Hausa", "he": "Hebrew",
    "hi": "Hindi", "hr": "Croatian", "ht": "Haitian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "ig": "Igbo", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "ko": "Korean", "ku": "Kurdish",
    "la": "Latin", "lb": "Luxembourgish", "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ms": "Malay",
    "my": "Burmese", "nb": "Norwegian", "ne": "Nepali", "nl": "Dutch", "nn": "Norwegian", "no": "Norwegian",
    "pa": "Punjabi", "pcm": "Nigerian Pidgin", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "rw": "Kinyarwanda", "sk": "Slovak", "sl": "Slovene", "so": "Somali", "sq": "Albanian",
    "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "th": "Thai", "tl": "Tagalog", "tr": "Turkish",
    "uk": "Ukrainian", "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "yo": "Yoruba", "zh": "Chinese",
}  # fmt: skip
_CODES = {name.lower(): code for code, name in _NAMES.items()}
_SUBTAG = re.compile(r"([a-z]{2,3})(?:[-_]|$)")  # of a tag such as en-GB
_ENGLISH = {"en", "eng"}
_UNDECIDED = {"und", "mul", "mis", "zxx"}  # ISO 639: undetermined, multiple, not coded, no language


def foreign_language(document: Document) -> str | None:
    """Name the language of a document that is not English; the one it declares counts before what its text looks like.

    >>> foreign_language(Document(id="a", text="Le ministre a rencontré dimanche le président à Damas."))
    'French (fr)'
    >>> foreign_language(Document(id="a", text="The minister met the president in Damascus.", language="en-GB"))
    """
    code = _declared(document.language or "")
    if code is None:
        code = _guessed(document.text)
    return None if code is None or code in _ENGLISH else _described(code)


def _declared(language: str) -> str | None:
    """Read `fr`, `fr-CA`, `fra` or `French`; None if the words name no language."""
    word = language.strip().lower()
    if word in _CODES:
        return _CODES[word]
    subtag = _SUBTAG.match(word)
    return None if subtag is None or subtag[1] in _UNDECIDED else subtag[1]


def _guessed(text: str) -> str | None:
    """Return the language of more than half of the stretches; None if they are English, or nothing is sure."""
    if _is_plainly_english(text):
        return None
    stretches = _stretches(text)
    votes: Counter[str] = Counter()
    for read, stretch in enumerate(stretches, 1):
        votes.update(filter(None, [_language_of(stretch)]))
        if (read - votes.total()) * 2 >= len(stretches):  # the others cannot outvote what is English
            return None
    return max(votes, key=lambda code: (votes[code], code))


def _is_plainly_english(text: str) -> bool:
    """Whether the commonest words of English are spread through a text: this spares nearly all texts the classifier."""
    words = text.lower().split()
    return sum(word in MARKS for word in words) >= max(LEAST_MARKS * len(words), 3)


def _stretches(text: str) -> list[str]:
    """Cut some stretches of equal length, evenly spread, out of a text."""
    text = " ".join(text.split())
    count = min(MOST_STRETCHES, -(-len(text) // STRETCH))
    step = len(text) / count
    length = min(STRETCH, round(step))
    return [text[start : start + length] for start in (round(i * step) for i in range(count))]


def _language_of(text: str) -> str | None:
    """Return a language other than English if the text is surely written in it."""
    if len(text.encode()) < LEAST_BYTES:
        return None
    if _identifier().classify(text)[0] == "en":  # as nearly always: no need to rank all languages
        return None
    ranked: list[tuple[str, float]] = _identifier().rank(text)
    code, likelihood = ranked[0]
    english = next(score for language, score in ranked if language == "en")
    is_sure = likelihood > LEAST_ODDS * english
    return code if is_sure and code not in _UNDECIDED else None


def _described(code: str) -> str:
    return f"{_NAMES[code]} ({code})" if code in _NAMES else repr(code)


@cache
def _identifier() -> LanguageIdentifier:
    """Load the model that py3langid brings along: half a second, once a process."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
