"""A name and its kind enter; the key leaves under which names of one thing meet. Likeness makes no key."""

from __future__ import annotations

import re

from kg.model import Kind
from kg.names import fold_name

_ARTICLES = frozenset(("el", "ul", "al"))  # one Arabic article, as French, Urdu and English reports write it
_INITIALS = re.compile(r"\b(\w) (?=\w\b)")


def name_key(kind: Kind, name: str) -> str:
    """Return the folded name; of persons with the Arabic article in one spelling and initials together.

    >>> name_key(Kind.PERSON, "Abdel Fattah el-Sisi"), name_key(Kind.PERSON, "George H. W. Bush")
    ('abdel fattah al sisi', 'george hw bush')
    >>> name_key(Kind.COUNTRY, "El Salvador")
    'el salvador'
    """
    folded = fold_name(name)
    if kind is not Kind.PERSON:
        return folded
    first, *rest = _INITIALS.sub(r"\1", folded).split()
    return " ".join([first, *("al" if word in _ARTICLES else word for word in rest)])


def acronym_key(name: str) -> str | None:
    """Return an all-capital form without dots and article, or None if the name is none.

    >>> acronym_key("the U.N."), acronym_key("OPEC+"), acronym_key("Us"), acronym_key("SDF forces")
    ('UN', 'OPEC+', None, None)
    """
    words = name.removeprefix("the ").removeprefix("The ").replace(".", "").split()
    is_acronym = len(words) == 1 and words[0].upper() == words[0] and any(map(str.isalpha, words[0]))
    return words[0] if is_acronym else None
