"""How sure is a found statement: the kind of frame, the form of its ends, its status."""

from __future__ import annotations

from kg.model import Form, Modality, Polarity
from kg_loaders.extract.found import FoundStatement
from kg_loaders.extract.mentions import FoundMention

# precision at type level on training articles of one annotator each, who left out much that is true: a lower bound
_BY_FRAME = {
    "verb": 0.75,
    "noun": 0.68,
    "adjective": 0.75,
    "compound": 0.9,
    "modifier": 0.77,
    "comma": 0.9,
    "within": 0.67,
    "office": 0.8,
}
_PRONOUN, _NOMINAL, _NOT_PLAIN = 0.8, 0.92, 0.9  # factors


def confidence_of(found: FoundStatement) -> float:
    """Return a confidence in (0, 1]: the judge's, where there is one."""
    if found.confidence is not None:
        return found.confidence
    value = _BY_FRAME[found.match.rule.partition(":")[0]]
    ends = [found.match.source.mention] + ([found.match.target.mention] if found.match.target is not None else [])
    for mention in ends:
        value *= _factor(mention)
    if found.status.modality is not Modality.ACTUAL or found.status.polarity is not Polarity.POSITIVE:
        value *= _NOT_PLAIN
    return round(value, 2)


def _factor(mention: FoundMention) -> float:
    if mention.form is Form.PRONOUN:
        return _PRONOUN
    return _NOMINAL if mention.form is Form.NOMINAL else 1.0
