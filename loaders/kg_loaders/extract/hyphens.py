"""Words that the tokenizer cut at their hyphens: "pro-Syrian", "Turkish-backed rebels"."""

from __future__ import annotations

from kg_loaders.extract.tree import Token


def is_hyphenated(token: Token) -> bool:
    """Whether a token is the second half of a hyphenated word: "backed" of "Turkish-backed"."""
    return token.i in token.doc.second_halves


def modified_by(token: Token) -> tuple[Token, ...]:
    """The noun behind a hyphenated participle, whatever the parser made of it: the last of the run of nouns."""
    last = None
    for following in token.doc[token.i + 1 : token.sent.end]:
        if following.pos_ not in ("NOUN", "PROPN", "ADJ") and following.text != "-":
            break
        if following.pos_ in ("NOUN", "PROPN"):
            last = following
    return (last,) if last is not None else ()
