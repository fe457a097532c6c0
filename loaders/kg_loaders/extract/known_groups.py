"""Docs with entities -> the same with known groups as organisations, whatever the recognizer called them."""

from collections.abc import Iterable

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans

from kg_loaders.extract.phrase_lists import known_groups, name_words

LABEL = "ORG"


class KnownGroups:
    """Finds the longest known group at each place of a document.

    A name listed in capitals may stand in any casing, most of its words capitalised; others stand as listed.
    """

    def __init__(self, nlp: Language, names: Iterable[str]) -> None:
        """Prepare the names as the pipeline's tokenizer cuts them."""
        self._exact = PhraseMatcher(nlp.vocab)
        self._any_case = PhraseMatcher(nlp.vocab, attr="LOWER")
        for name in names:
            matcher = self._any_case if name.isupper() and " " in name else self._exact
            spellings = {
                name,
                f"{name[0].upper()}{name[1:]}",
            }  # "al-Shabaab" opens a sentence as "Al-Shabaab"
            matcher.add(LABEL, [nlp.make_doc(spelling) for spelling in sorted(spellings)])

    def __call__(self, doc: Doc) -> Doc:
        """Write the groups over the entities they meet, but for a longer organisation around them."""
        groups = self._find(doc)
        entities = [entity for entity in doc.ents if not _is_no_organisation(entity)]
        kept = [entity for entity in entities if _outweighs(entity, groups)]
        free = [group for group in groups if not any(_overlap(group, entity) for entity in kept)]
        doc.ents = filter_spans([*kept, *free])
        return doc

    def _find(self, doc: Doc) -> list[Span]:
        matches = [match for matcher in (self._exact, self._any_case) for match in matcher(doc)]
        spans = [Span(doc, start, end, label=LABEL) for _, start, end in matches]
        return filter_spans([span for span in spans if _looks_like_name(span)])


def _looks_like_name(span: Span) -> bool:
    capitals = sum(token.text[:1].isupper() for token in span)
    opens_as_name = span.text[:1].isupper() or span.text.startswith("al")
    return opens_as_name and 2 * capitals >= len(span)


def _is_no_organisation(entity: Span) -> bool:
    return entity.label_ == LABEL and entity.text in name_words().never_organisations


def _outweighs(entity: Span, groups: Iterable[Span]) -> bool:
    """Say whether an entity stays: no group meets it, or it is a longer organisation around one."""
    met = [group for group in groups if _overlap(entity, group)]
    is_longer = any(
        entity.start <= group.start and group.end <= entity.end and len(group) < len(entity) for group in met
    )
    return not met or (entity.label_ == LABEL and is_longer)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


@Language.factory("known_groups", assigns=["doc.ents"], requires=["doc.ents"])
def make_known_groups(nlp: Language, name: str) -> KnownGroups:
    """Build the component from the list that ships with the model."""
    return KnownGroups(nlp, known_groups())
