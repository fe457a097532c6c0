"""Docs with entities -> the same with demonyms as NORP where they stand free, and countries as places."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from kg_loaders.extract.phrase_lists import gazetteer, name_words


@Language.component("nationalities", assigns=["doc.ents"], requires=["doc.ents"])
def add_nationalities(doc: Doc) -> Doc:
    """Label demonyms NORP, and a country LOC where the corpora taught ORG for its team or government."""
    demonyms = name_words().demonyms - name_words().ambiguous_demonyms
    free = [token.i for token in doc if not token.ent_type and token.text in demonyms]
    entities = [_relabelled(entity) for entity in doc.ents]
    doc.ents = (*entities, *(Span(doc, position, position + 1, label="NORP") for position in free))
    return doc


def _relabelled(entity: Span) -> Span:
    words = [token.text for token in entity]
    label = entity.label_
    if label == "ORG" and gazetteer().is_country(words):
        label = "LOC"
    elif label in ("ORG", "LOC", "MISC") and len(words) == 1 and words[0] in name_words().demonyms:
        label = "NORP"
    return Span(entity.doc, entity.start, entity.end, label=label)
