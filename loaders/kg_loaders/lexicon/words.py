"""Word lists beside the frames. `words.toml` enters, a WordLists leaves."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from kg.errors import LexiconError
from kg_loaders.lexicon.toml_file import read_toml

WORDS_FILE = Path(__file__).with_name("words.toml")

Words = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLists:
    """Sets of lemmas; each field is `<section>_<key>` of words.toml."""

    nominals_person: Words
    nominals_organization: Words
    nominals_group: Words
    nominals_location: Words
    nominals_anybody: Words
    nominals_plural: Words
    nominals_naming: Words
    nominals_cabinet: Words
    nominals_compound: Words
    names_titles: Words
    names_male: Words
    names_female: Words
    syntax_transparent: Words
    syntax_deeds: Words
    syntax_inert: Words
    syntax_light_verbs: Words
    syntax_object_control: Words
    syntax_charging: Words
    reporting_verbs: Words
    reporting_denying: Words
    reporting_alleging: Words
    reporting_prepositions: Words
    modality_planned: Words
    modality_possible: Words
    modality_demanded: Words
    modality_possible_marks: Words
    modality_possible_adverbs: Words
    modality_possible_adjectives: Words
    modality_planned_adjectives: Words
    modality_journeys: Words
    modality_planned_governors: Words
    modality_possible_governors: Words
    modality_demanded_governors: Words
    modality_negative_governors: Words
    modality_infinitive_governors: Words
    modality_ending: Words
    modality_implicative: Words
    modality_expressing: Words
    modality_negations: Words
    coreference_countries: Words
    coreference_choosing: Words
    coreference_serving: Words
    coreference_posts: Words
    coreference_relations: Words
    coreference_rulers: Words
    coreference_movements: Words
    coreference_institutions: Words


@cache
def load_words(path: Path = WORDS_FILE) -> WordLists:
    """Read and check a words file; a wrong one raises LexiconError with file and key."""
    sections = read_toml(path)
    found = {f"{section}_{key}": value for section, table in sections.items() for key, value in table.items()}
    names = {field.name for field in fields(WordLists)}
    for name in sorted(found.keys() ^ names):
        reason = "is missing" if name in names else f"unknown list; known: {', '.join(sorted(names))}"
        raise LexiconError(reason, path=path, field=name)
    for name, value in found.items():
        if not isinstance(value, str) or not value.split():
            raise LexiconError("must be a string of words", path=path, field=name)
    return WordLists(**{name: frozenset(value.split()) for name, value in found.items()})
