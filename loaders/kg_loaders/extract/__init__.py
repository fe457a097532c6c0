"""Document -> Extraction: the one room that knows spaCy."""

from kg_loaders.extract.spacy_extractor import SpacyExtractor

__all__ = ["SpacyExtractor"]
