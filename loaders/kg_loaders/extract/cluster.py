"""One entity of a document while its mentions are put together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from kg.model import Form, Kind
from kg_loaders.extract.mentions import FoundMention


@dataclass(slots=True, eq=False)
class Cluster:
    """One entity of a document while it is being put together."""

    kind: Kind
    name: str
    mentions: list[FoundMention] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)  # lemmas of titles and noun phrases that describe it
    traits: set[str] = field(default_factory=set)  # words before those, and words of titles: "rebel" of "rebel group"
    offices: set[tuple[str, int]] = field(
        default_factory=set
    )  # the same with whose: ("minister", id of Iran's cluster)
    pronoun: str | None = None  # "he" or "she" once known
    votes: Counter[Kind] = field(default_factory=Counter)  # what its names were labelled, place words counting twice

    @property
    def is_named(self) -> bool:
        """Whether any of its mentions is a name."""
        for mention in self.mentions:  # noqa: SIM110 asked very often: no generator
            if mention.form is Form.NAME:
                return True
        return False
