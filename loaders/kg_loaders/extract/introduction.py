"""The first two sentences of a report -> who is named in the second after the first has only described him.

News agencies open so: "A senior Kenyan official says talks have failed. Wim Ott told reporters ..."
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from kg.model import Form, Kind
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.mentions import FoundMention

EntityOf = Callable[[FoundMention], Cluster | None]
_ONE = frozenset(["NN", "NNP"])


def introduced(
    lead: Sequence[FoundMention], following: Sequence[FoundMention], entity_of: EntityOf
) -> tuple[FoundMention, Cluster] | None:
    """Return the noun phrase of the lead that describes somebody, and who is named as a subject right after it."""
    described = next((m for m in lead if _is_subject(m) and m.form is not Form.PRONOUN), None)
    if described is None or described.form is not Form.NOMINAL or entity_of(described) is not None:
        return None
    kind = described.kind
    if kind not in (Kind.PERSON, Kind.ORGANIZATION) or described.head.tag_ not in _ONE:
        return None
    named = next(_new(kind, lead, following, entity_of), None)
    if named is None or not _is_subject(named) or not _may_be(described, named):
        return None
    cluster = entity_of(named)
    return None if cluster is None else (described, cluster)


def _new(
    kind: Kind, lead: Iterable[FoundMention], following: Iterable[FoundMention], entity_of: EntityOf
) -> Iterator[FoundMention]:
    known = {id(entity_of(mention)) for mention in lead}
    for mention in following:
        cluster = entity_of(mention) if mention.form is Form.NAME else None
        if cluster is not None and cluster.kind is kind and id(cluster) not in known:
            yield mention


def _may_be(described: FoundMention, named: FoundMention) -> bool:
    """A person has a full name there; the name of a body says what it is."""
    words = named.name.lower().split()
    return len(words) > 1 if described.kind is Kind.PERSON else described.head.lemma in words


def _is_subject(mention: FoundMention) -> bool:
    return mention.head.dep_.startswith("nsubj")
