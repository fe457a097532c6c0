"""Docs with entities of any recognizer -> the same with the labels of ours, without those that it does not know."""

from spacy.language import Language
from spacy.tokens import Doc, Span

ENTITY_LABELS = {
    "PERSON": "PERSON",
    "PER": "PERSON",
    "ORG": "ORG",
    "NORP": "NORP",
    "DATE": "DATE",
    **dict.fromkeys(["GPE", "LOC", "FAC"], "LOC"),
    **dict.fromkeys(["MISC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW"], "MISC"),
}


@Language.component("entity_labels", assigns=["doc.ents"], requires=["doc.ents"])
def unify_entity_labels(doc: Doc) -> Doc:
    """Give entities the labels of the shipped recognizer; drop amounts and what else it does not know."""
    kept = [entity for entity in doc.ents if entity.label_ in ENTITY_LABELS]
    doc.ents = tuple(Span(doc, entity.start, entity.end, label=ENTITY_LABELS[entity.label_]) for entity in kept)
    return doc
