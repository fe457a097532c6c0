"""Documents -> origins: copies of one text count once, whoever printed them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from kg.model import Document, Origin


def origin_key(text: str) -> str:
    """Return what copies of a text share: a hash of its letters and digits, case folded.

    >>> origin_key("Troops left.") == origin_key("TROOPS  LEFT!")
    True
    """
    letters = re.sub(r"[\W_]+", "", text.casefold())
    return hashlib.sha256(letters.encode()).hexdigest()[:20]


def origins_of(documents: Iterable[Document]) -> tuple[Origin, ...]:
    """Group documents by text; origins and their documents are sorted by id."""
    groups: dict[str, list[str]] = {}
    for document in documents:
        groups.setdefault(origin_key(document.text), []).append(document.id)
    return tuple(Origin(id=key, documents=tuple(sorted(ids))) for key, ids in sorted(groups.items()))
