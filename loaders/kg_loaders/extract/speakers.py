"""A match and its status -> in whose mouth the statement is put."""

from __future__ import annotations

from kg.model import Modality, Polarity
from kg_loaders.extract.cluster import Cluster
from kg_loaders.extract.found import Match
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.status import Status
from kg_loaders.extract.tree import Token

_SPEECH_ACTS = frozenset(
    """COMMENTS_ON DENIES CLAIMS_RESPONSIBILITY_FOR APPEALS_TO DEMANDS_FROM PLEDGES_TO BACKS APOLOGIZES_TO ACCUSES
    REJECTS THREATENS""".split()
)
_SPEAKERS = frozenset("he she they it we i".split())  # somebody speaks, even if it is not known who


def speaker_of(match: Match, status: Status, fillers: ParagraphFillers) -> Cluster | str | None:
    """Return the entity or the words that say it; what somebody does by speaking is told of him, not by him."""
    head, is_act = status.speaker, match.type.name in _SPEECH_ACTS
    if head is None or (is_act and status.is_quoted):  # "I" in a quotation is the speaker
        return None
    meant = fillers.meant_by(head)
    if not meant:
        return None if _is_nobody(head) else head.text.lower()
    speaker = meant[0].cluster
    if match.type.name == "DENIES" and match.target is not None and speaker is match.target.cluster:
        return None  # "Kerr accused Orr of fraud, a charge that Orr denies": she does not say that he denies it
    is_done = status.modality is not Modality.PLANNED and status.polarity is Polarity.POSITIVE
    return None if is_act and is_done and speaker is match.source.cluster else speaker


def _is_nobody(head: Token) -> bool:
    """Whether a pronoun stands for no speaker: "who", or the "it" of "it was reported"."""
    if head.pos_ != "PRON":
        return False
    return head.lower_ not in _SPEAKERS or head.dep_ in ("nsubj:pass", "expl")
