"""What frames read in a paragraph -> what holds there: a learned judge vetoes frames, proposes others, weighs all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Token

from kg.ontology import Ontology
from kg_loaders.extract.candidates import Candidate
from kg_loaders.extract.entities import ParsedParagraph
from kg_loaders.extract.found import Match
from kg_loaders.extract.judge_claims import FITS, Claim
from kg_loaders.extract.judge_features import Sight
from kg_loaders.extract.judge_model import JudgeModel
from kg_loaders.extract.judge_proposals import Proposals, proposals_of
from kg_loaders.extract.judge_sights import SightReader
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.roles import RoleReader
from kg_loaders.lexicon import FrameLexicon

_WORDS = frozenset(["VERB", "NOUN", "ADJ"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A match that holds; `confidence` is how often such a one is right, None where the judge had nothing to judge."""

    match: Match
    confidence: float | None


class Judge:
    """Decides what holds between the entities of a sentence."""

    def __init__(self, model: JudgeModel, frames: FrameLexicon, ontology: Ontology, roles: RoleReader) -> None:
        """Hold the model and the lexicon."""
        self._model, self._ontology = model, ontology
        self._sights = SightReader(frames, ontology, roles)
        self._column = model.types.column()

    def judge(self, paragraph: ParsedParagraph, fillers: ParagraphFillers, found: Sequence[Match]) -> list[Verdict]:
        """Return what holds in a paragraph, in order of the predicates; `found` is what frames read there.

        Matches that no candidate stands for (without a target, across sentences, of types that the judge does not
        know) stay as they are.
        """
        sentences = list(self._sights.sentences(paragraph, fillers, found))
        judged = {id(match) for sights in sentences for sight in sights for match in self._known(sight)}
        verdicts = [Verdict(match=match, confidence=None) for match in found if id(match) not in judged]
        if sentences:
            verdicts += self._verdicts(sentences)
        return sorted(verdicts, key=lambda verdict: verdict.match.predicate.i)

    def _known(self, sight: Sight) -> Iterator[Match]:
        for name, matches in sight.matched.items():
            if name in self._column:
                yield from matches

    def _verdicts(self, sentences: Sequence[Sequence[Sight]]) -> Iterator[Verdict]:
        """Ask both stages once for a whole paragraph."""
        model = self._model
        sights = [sight for inside in sentences for sight in inside]
        likely = model.first.likely([sight.hashes for sight in sights])
        parts: list[Proposals] = []
        start = 0
        for inside in sentences:
            part = proposals_of(inside, likely[start : start + len(inside)], model.types, self._column)
            parts.append(Proposals(part.rows + start, part.columns, part.numbers))
            start += len(inside)
        rows, columns = (np.concatenate(column) for column in zip(*((p.rows, p.columns) for p in parts), strict=True))
        sure = model.trees.predict(np.concatenate([part.numbers for part in parts]))
        for number in np.nonzero(sure >= model.accept[columns])[0]:
            match = self._match(sights[rows[number]], model.types.names[columns[number]])
            yield Verdict(match=match, confidence=round(float(sure[number]), 2))

    def reasons(self, sight: Sight, name: str, *, most: int = 5) -> list[tuple[str, float]]:
        """Return the features of a candidate that speak most for a type, with their weights, the strongest first."""
        names = [feature for part in sight.features for feature in part.names]
        weights = self._model.first.weights(sight.hashes, self._column[name]).tolist()
        ranked = sorted(zip(names, weights, strict=True), key=lambda pair: -pair[1])
        return [(feature, round(weight, 2)) for feature, weight in ranked[:most] if weight > 0]

    def _match(self, sight: Sight, name: str) -> Match:
        """Return the frame's own match where it said so too; else one by the word that tells it best."""
        if name in sight.matched:
            return sight.matched[name][0]
        candidate = sight.candidate
        return Match(
            predicate=_predicate(sight, name),
            rule=f"judge:{name}",
            type=self._ontology.types[name],
            source=candidate.source,
            target=candidate.target,
        )


def _predicate(sight: Sight, name: str) -> Token:
    claims = [claim for claim in sight.claims if claim.type == name]
    at = min(claims, key=_rank).predicate if claims else _telling_word(sight.candidate)
    return sight.candidate.sentence.doc[at]


def _rank(claim: Claim) -> tuple[int, bool, bool]:
    return (FITS.index(claim.fit), not claim.is_complete, not claim.is_near)


def _telling_word(candidate: Candidate) -> int:
    """The word between two ends that may tell what joins them: where they meet, else on the way, else an end."""
    doc = candidate.sentence.doc
    inside = {*candidate.source.mention.positions, *candidate.target.mention.positions}
    for at in (candidate.top, *candidate.down[::-1], *candidate.up[::-1]):
        if at not in inside and doc[at].pos_ in _WORDS:
            return at
    return candidate.target.mention.head.i
