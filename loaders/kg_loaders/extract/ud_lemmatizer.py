"""Tagged tokens -> lemmas after Universal Dependencies: closed classes by list, others by spaCy's tables."""

# the typographic apostrophes of news are meant

import re

from spacy.lang.en.lemmatizer import EnglishLemmatizer
from spacy.language import Language
from spacy.tokens import Token

BE = "am 'm ’m is 's ’s are 're ’re was were been being be"
HAVE = "has have had having 've ’ve"
VERBS = {
    **dict.fromkeys(BE.split(), "be"),
    **dict.fromkeys(HAVE.split(), "have"),
    **dict.fromkeys(["does", "did", "do", "done", "doing"], "do"),
    **dict.fromkeys(["gets", "got", "getting", "gotten"], "get"),
    **dict.fromkeys(["need", "needed"], "need"),  # the tables give "nee"
}
MODALS = {"'ll": "will", "’ll": "will", "wo": "will", "'d": "would", "’d": "would", "ca": "can"}
FUNCTION_WORDS = {
    "me": "I", "i": "I", "him": "he", "us": "we", "them": "they", "'em": "they", "whom": "who",
    "these": "this", "those": "that", "an": "a", "n't": "not", "n’t": "not", "nt": "not", "na": "to",
}  # fmt: skip
POSSESSIVE_MARKS = frozenset(["'s", "’s", "'", "’"])
COMPARED = {"ADJ": "good", "ADV": "well"}
PARTICIPLES_AFTER_HAS = frozenset(["been", "got", "had"])
SHORT_STEM = re.compile(r"[^aeiou][aeiou][^aeiouwxy]$")
NEVER_DOUBLED = "sel"  # "passed", "agreed", "called": their stems do end in a doubled letter
SHORTEST_DOUBLED = 6
HISSING = ("s", "x", "z", "ch", "sh", "o")  # only behind these "-es" is an ending: "passes", not "hopes"


class UDLemmatizer(EnglishLemmatizer):
    """spaCy's rule lemmatizer, asked only for what the closed classes do not answer."""

    def rule_lemmatize(self, token: Token) -> list[str]:
        """Return the lemma of a token, alone in a list."""
        closed = closed_class_lemma(token)
        if closed is not None:
            return [closed]
        lemmas = super().rule_lemmatize(token)
        mended = _mended_verb(token.lower_, lemmas) if token.pos_ == "VERB" else None
        return lemmas if mended is None else [mended]


def closed_class_lemma(token: Token) -> str | None:
    """Return the lemma of an auxiliary, a pronoun, a particle or an irregular word, None for any other."""
    word, pos = token.lower_, token.pos_
    if pos in ("AUX", "VERB"):
        return _contracted_have(token) or VERBS.get(word) or (MODALS.get(word) if pos == "AUX" else None)
    if pos == "PART" and word in POSSESSIVE_MARKS:
        return "'s"
    if pos == "PRON" and word == "her":
        return "her" if token.morph.get("Poss", []) else "she"
    if pos in ("PRON", "DET", "PART"):
        return FUNCTION_WORDS.get(word)
    if word in ("better", "best"):
        return COMPARED.get(pos)
    return "people" if word == "people" and pos == "NOUN" else None


def _contracted_have(token: Token) -> str | None:
    """Tell "he's been" and "he'd gone" from "he's there" and "he'd go"."""
    if token.i + 1 == len(token.doc) or token.doc[token.i + 1].tag_ != "VBN":
        return None
    following = token.doc[token.i + 1].lower_
    is_has = token.lower_ in ("'s", "’s") and following in PARTICIPLES_AFTER_HAS
    return "have" if is_has or token.lower_ in ("'d", "’d") else None


def _mended_verb(word: str, lemmas: list[str]) -> str | None:
    """Choose between "hop" and "hope" for "hopes" and "hoping", and take "prep" for "prepped", not "preppe"."""
    if word.endswith("es"):
        stem = word.removesuffix("es")
        return f"{stem}e" if f"{stem}e" in lemmas and not stem.endswith(HISSING) else None
    stem = word.removesuffix("ing") if word.endswith("ing") else word.removesuffix("ed")
    if stem == word:
        return None
    if f"{stem}e" in lemmas and stem in lemmas and SHORT_STEM.search(stem):
        return f"{stem}e"
    is_doubled = len(word) >= SHORTEST_DOUBLED and stem[-1] == stem[-2] and stem[-1] not in NEVER_DOUBLED
    return stem[:-1] if word.endswith("ed") and is_doubled and lemmas[:1] == [f"{stem}e"] else None


@Language.factory(
    "ud_lemmatizer",
    assigns=["token.lemma"],
    requires=["token.pos", "token.tag", "token.morph"],
    default_config={"overwrite": True},
)
def make_ud_lemmatizer(nlp: Language, name: str, overwrite: bool) -> UDLemmatizer:
    """Build the component; its tables come with the model."""
    return UDLemmatizer(nlp.vocab, None, name, mode="rule", overwrite=overwrite)
