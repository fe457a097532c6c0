"""A paragraph and what frames read in it -> what the judge sees of each candidate, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kg.ontology import Ontology
from kg_loaders.extract.candidates import ParagraphWords, candidates_of, ends_of, kind_pairs
from kg_loaders.extract.entities import ParsedParagraph
from kg_loaders.extract.found import Match
from kg_loaders.extract.judge_claims import FrameClaims
from kg_loaders.extract.judge_features import SentenceSight, Sight
from kg_loaders.extract.paragraph_fillers import ParagraphFillers
from kg_loaders.extract.roles import RoleReader
from kg_loaders.lexicon import FrameLexicon


class SightReader:
    """Sees candidates as training and reading both do."""

    def __init__(self, frames: FrameLexicon, ontology: Ontology, roles: RoleReader) -> None:
        """Hold the lexicon."""
        self._claims, self._kinds = FrameClaims(frames, ontology, roles), kind_pairs(ontology)

    def sentences(
        self, paragraph: ParsedParagraph, fillers: ParagraphFillers, found: Sequence[Match]
    ) -> Iterator[list[Sight]]:
        """Yield what is seen of the candidates of each sentence that has any; `found` is what frames read."""
        words = ParagraphWords.of(paragraph.doc)
        for candidates in candidates_of(paragraph, fillers, words, self._kinds):
            sentence = candidates[0].sentence
            inside = [match for match in found if sentence.start <= match.predicate.i < sentence.end]
            ends = ends_of(sentence, fillers, words)
            predicates = self._claims.slots_of_sentence(sentence, fillers, words)
            seen = SentenceSight(words, ends, predicates, inside)
            yield [seen.look(candidate) for candidate in candidates]
