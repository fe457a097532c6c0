"""A name and its kind enter; the key leaves under which names of one thing meet. Likeness makes no key."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

from kg.model import Kind
from kg.names import fold_name
from kg.resolve.name_words import name_words

_SHORT_ACRONYM = 3
_UNSPOKEN = ("'", ".", "`")
_SPELLED = str.maketrans({char: " " for char in string.punctuation + string.whitespace if char != "\n"})
_PLURAL = re.compile(r"(?<=\w{3}[^su])s$")  # Tutsis are the Tutsi; Swiss are no Swis
_INITIALS = re.compile(r"\b(\w) (?=\w\b)")
_ARTICLE = re.compile(
    r"(?<= )[eu]l(?= |$)", re.MULTILINE
)  # one Arabic article, as French, Urdu and English reports write it


def name_key(kind: Kind, name: str) -> str:
    """Return the folded name, without what writers choose freely: articles, blanks, plurals, British spelling.

    >>> name_key(Kind.PERSON, "Abdel Fattah el-Sisi"), name_key(Kind.PERSON, "George H. W. Bush")
    ('abdel fattah al sisi', 'george hw bush')
    >>> name_key(Kind.COUNTRY, "El Salvador"), name_key(Kind.COUNTRY, "St. Lucia")
    ('el salvador', 'saint lucia')
    >>> name_key(Kind.ORGANIZATION, "World Health Organisation"), name_key(Kind.GROUP, "Bosnian Serbs")
    ('world health organization', 'bosnian serb')
    """
    return _keys(kind, [_fold(name)])[0]


def keys_by_name(kind: Kind, names: Iterable[str]) -> dict[str, str]:
    """Return the key of each of many names: of a whole table in a small part of the time that one by one takes."""
    distinct = list(dict.fromkeys(names))
    if not distinct:
        return {}
    plain = [name if name.isascii() and name.isprintable() else "" for name in distinct]
    folded = [line or _fold(name) for name, line in zip(distinct, _fold_plain(plain), strict=True)]
    return dict(zip(distinct, _keys(kind, folded), strict=True))


def acronym_key(name: str) -> str | None:
    """Return an all-capital form without dots and article, or None if the name is none.

    >>> acronym_key("the U.N."), acronym_key("OPEC+"), acronym_key("Us"), acronym_key("SDF forces")
    ('UN', 'OPEC+', None, None)
    """
    words = name.removeprefix("the ").removeprefix("The ").replace(".", "").split()
    is_acronym = len(words) == 1 and words[0].upper() == words[0] and any(map(str.isalpha, words[0]))
    return words[0] if is_acronym else None


def is_short_acronym(name: str) -> bool:
    """Whether a name is so few capitals that many bodies bear it.

    >>> is_short_acronym("FDC"), is_short_acronym("Eni"), is_short_acronym("OXFAM")
    (True, False, False)
    """
    capitals = acronym_key(name)
    return capitals is not None and len(capitals) <= _SHORT_ACRONYM


def _fold(name: str) -> str:
    return fold_name(name).replace("\n", " ")  # what has no letters is left as it is, and keys are made by lines


def _fold_plain(names: list[str]) -> list[str]:
    """Do to printable ASCII names what `fold_name` does; those without letters become empty."""
    text = "\n".join(["", *names, ""]).lower().replace("&", " and ")
    for char in _UNSPOKEN:
        text = text.replace(char, "")
    text = _replaced(text.translate(_SPELLED), "  ", " ").replace("\n ", "\n").replace(" \n", "\n")
    return _replaced(text, "\nthe ", "\n").split("\n")[1:-1]


def _replaced(text: str, old: str, new: str) -> str:
    while old in text:
        text = text.replace(old, new)
    return text


def _keys(kind: Kind, folded: list[str]) -> list[str]:
    if kind is Kind.PERSON:
        return _ARTICLE.sub("al", _INITIALS.sub(r"\1", "\n".join(folded))).split("\n")
    if kind is Kind.ORGANIZATION:
        return _american(folded)
    if kind is Kind.GROUP:
        return [_PLURAL.sub("", name) for name in folded]
    return ["saint " + name[3:] if name.startswith("st ") else name for name in folded]


def _american(folded: list[str]) -> list[str]:
    text = "\n".join(folded)
    for british, american in name_words().spellings.items():
        text = text.replace(british, american)
    return text.split("\n")
