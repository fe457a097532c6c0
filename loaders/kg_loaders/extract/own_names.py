"""Docs with entities -> the same with the actors of a user's own list, each under its name whatever it is called."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg.model import Form, Kind
from kg.names import fold_name
from kg_loaders.extract.mentions import FoundMention
from kg_loaders.lexicon import OwnActor

_LABELS = {Kind.PERSON: "PERSON", Kind.ORGANIZATION: "ORG", Kind.LOCATION: "LOC"}


class OwnNames:
    """Finds the actors of a list, as they are written there."""

    def __init__(self, nlp: Language, actors: Sequence[OwnActor]) -> None:
        """Prepare the names as the pipeline's tokenizer cuts them."""
        self._nlp = nlp
        self._name_of = {(actor.kind, fold_name(text)): actor.name for actor in actors for text in actor.surfaces}
        self._matcher = PhraseMatcher(nlp.vocab)
        for kind, label in _LABELS.items():
            texts = [text for actor in actors if actor.kind is kind for text in actor.surfaces]
            if texts:
                self._matcher.add(label, [nlp.make_doc(text) for text in texts])

    def prepared(self, text: str) -> str | Doc:
        """Return what the pipeline is to parse: no sentence may begin within a name of the list."""
        if not self._name_of:
            return text
        doc = self._nlp.make_doc(text)
        for span in filter_spans(self._matcher(doc, as_spans=True)):
            for token in span[1:]:
                token.is_sent_start = False
        return doc

    def mark(self, doc: Doc) -> Doc:
        """Write the names over the entities they meet, but for a longer one around them."""
        own = filter_spans(self._matcher(doc, as_spans=True)) if self._name_of else []
        if own:
            kept = [entity for entity in doc.ents if not any(_gives_way(entity, span) for span in own)]
            free = [span for span in own if not any(_overlap(span, entity) for entity in kept)]
            doc.ents = tuple(filter_spans([*kept, *free]))
            for span in free:
                _make_proper(span)
        return doc

    def named(self, mentions: Iterable[FoundMention]) -> tuple[FoundMention, ...]:
        """Return mentions with the name of the list in place of an alias."""
        return tuple(map(self._named, mentions))

    def _named(self, mention: FoundMention) -> FoundMention:
        if mention.form is not Form.NAME or not self._name_of:
            return mention
        name = self._name_of.get((mention.kind, fold_name(mention.name)))
        return mention if name is None or name == mention.name else replace(mention, name=name)


def _make_proper(name: Span) -> None:
    """Call the words of a name proper nouns, whatever the tagger took them for: "United" is no verb there."""
    for token in name:
        if token.is_title and token.pos_ != "NUM":
            token.pos_, token.tag_, token.lemma_ = "PROPN", "NNP", token.text


def _gives_way(entity: Span, own: Span) -> bool:
    """Whether an entity meets a name of the list and is no longer name around it."""
    is_around = entity.start <= own.start and own.end <= entity.end and len(own) < len(entity)
    return _overlap(entity, own) and not is_around


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
