"""A text -> which entity the reader takes each pronoun for: where the heads of the names and nouns before it stand."""

from __future__ import annotations

from collections.abc import Mapping

from kg.model import Form
from kg_loaders.extract.entities import EntityFinder, ParsedParagraph
from kg_loaders.extract.mentions import find_mentions
from kg_loaders.extract.paragraphs import paragraphs_of
from kg_loaders.extract.spacy_pipeline import load_pipeline
from kg_loaders.extract.tree import Tree
from kg_loaders.extract.tree_repairs import repair_trees
from kg_loaders.lexicon import load_words


class PronounReader:
    """Reads texts with the pipeline and the rules of the reader."""

    def __init__(self, pipeline: str | None = None) -> None:
        """Load the pipeline: our own, or any installed one by name or path."""
        self._nlp = load_pipeline(pipeline)
        self._words = load_words()

    def antecedents(self, text: str) -> Mapping[int, tuple[int, ...]]:
        """Return for each pronoun that is resolved, by offset, the heads of the names and nouns before it."""
        paragraphs = self._parsed(text)
        entities = EntityFinder(self._words)
        entities.read(paragraphs)
        start_of = {id(paragraph.doc): paragraph.start for paragraph in paragraphs}
        found: dict[int, tuple[int, ...]] = {}
        for cluster in entities.clusters:
            heads = [(start_of[id(mention.head.doc)] + mention.head.idx, mention.form) for mention in cluster.mentions]
            called = [at for at, form in heads if form is not Form.PRONOUN]
            found.update({at: tuple(c for c in called if c < at) for at, form in heads if form is Form.PRONOUN})
        return found

    def _parsed(self, text: str) -> list[ParsedParagraph]:
        titles = self._words.nominals_person | self._words.names_titles
        paragraphs = list(paragraphs_of(text))
        docs = [repair_trees(Tree(doc), titles) for doc in self._nlp.pipe(part.text for part in paragraphs)]
        return [
            ParsedParagraph(start=part.start, doc=doc, mentions=tuple(find_mentions(doc, self._words)))
            for part, doc in zip(paragraphs, docs, strict=True)
        ]
