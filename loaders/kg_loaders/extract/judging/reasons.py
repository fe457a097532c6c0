"""Features of one candidate -> words that say what they are, for people who ask why the judge thought so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from spacy.strings import StringStore

from kg_loaders.extract.judging.arrays import number_of_code
from kg_loaders.extract.judging.claims import FITS
from kg_loaders.extract.judging.features import Family, Features, Loose
from kg_loaders.extract.judging.first_stage import keys_of

# family and template -> what such a feature is
PHRASES: Mapping[str, str] = {
    "pair kinds": "the kinds of both",
    "pair way": "the way between them",
    "pair way kinds": "the way between such kinds",
    "pair top kinds": "“{top}” between such kinds",
    "pair top way": "“{top}” on such a way",
    "pair top up down": "“{top}” with {up} and {down}",
    "pair up": "{up} above the source",
    "pair down": "{down} above the target",
    "pair top case2 up": "“{top}” with the target's preposition",
    "pair order": "which comes first",
    "pair order between": "the words between them",
    "pair gap": "how far apart they stand",
    "pair order kinds beside": "the word between such kinds",
    "pair inner": "whether one lies in the other",
    "pair inner kinds": "whether one lies in the other, of such kinds",
    "pair head1 inner kind2": "“{head1}” as source",
    "pair head2 inner kind1": "“{head2}” as target",
    "pair nested": "whether they lie in longer names",
    "pair nested dep1 dep2": "{dep1} and {dep2} in such phrases",
    "pair passed": "how many others stand on the way",
    "pair passed kinds": "how many others stand on the way, of such kinds",
    "pair ends": "how many the sentence names",
    "pair forms": "names, nouns or pronouns",
    "pair owned kinds": "whose the source is",
    "way word": "“{word}” on the way",
    "way word kinds": "“{word}” on the way between such kinds",
    "between word order": "“{word}” between them",
    "end 1 head": "the source's “{head}”",
    "end 1 dep": "the source as {dep}",
    "end 1 case": "the source's preposition",
    "end 1 before": "“{before}” before the source",
    "end 1 after": "“{after}” after the source",
    "in 1 word": "“{word}” in the source",
    "end 2 head": "the target's “{head}”",
    "end 2 dep": "the target as {dep}",
    "end 2 case": "the target's preposition",
    "end 2 before": "“{before}” before the target",
    "end 2 after": "“{after}” after the target",
    "in 2 word": "“{word}” in the target",
    "meeting top": "“{top}” where they meet",
    "below dep child": "“{child}” as its {dep}",
    "below top dep child": "“{top}” with “{child}”",
    "claim type fit whole near": "a frame of {type}, {fit}, near",
    "claim type fit whole": "a frame of {type}, {fit}",
    "claim type fit whole kinds": "a frame of {type} between such kinds",
    "claim none": "no frame fits both",
    "match type": "a frame read {type}",
    "match type sort": "a frame of such a sort read {type}",
    "match type kinds": "a frame read {type} between such kinds",
    "match sort": "a frame of such a sort read them",
    "match none": "no frame read them",
    "turned match type": "a frame read {type} the other way round",
}


def phrases_of(
    features: Features, candidate: int, strings: StringStore, types: Sequence[str]
) -> Iterator[tuple[int, str]]:
    """Yield the key of each feature of a candidate, and what it is in words; `types` are those of the ontology."""

    def phrase(family: Family | Loose, at: int, values: Mapping[str, int]) -> str:
        told = {name: _told(name, value, strings, types) for name, value in values.items()}
        return PHRASES[f"{family.name} {family.templates[at]}"].format(**told)

    for family in features.families:
        row = candidate if family.of_candidate is None else int(family.of_candidate[candidate])
        for at, template in enumerate(family.templates):
            columns = {name: family.columns[name][row].reshape(-1) for name in template.split()}
            for number, key in enumerate(family.keys(at)[row]):
                if key:
                    values = {name: int(column[min(number, len(column) - 1)]) for name, column in columns.items()}
                    yield int(keys_of(key)), phrase(family, at, values)
    for loose in features.loose:
        for at, template in enumerate(loose.templates):
            for row in (loose.candidate == candidate).nonzero()[0]:
                values = {name: int(loose.columns[name][row]) for name in template.split()}
                yield int(keys_of(loose.keys(at)[row])), phrase(loose, at, values)


def _told(name: str, value: int, strings: StringStore, types: Sequence[str]) -> str:
    if name == "type":
        return types[number_of_code(value)]
    if name == "fit":
        return FITS[number_of_code(value)]
    is_word = value in strings  # type: ignore[operator]  # the stub does not know that hashes may be asked for
    return strings[value] if is_word else ""
