"""Corpora of names, each in its own format -> documents of sentences under one set of labels."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from faker.providers.person.en_US import Provider

from training.conllu import Sentence, read_documents
from training.detokenizing import spaces_after
from training.docs import NamedSentence
from training.gum_names import gum_names, is_unexplained
from training.name_spans import UNKNOWN, NameSpan
from training.sources import read_text

NamedDocument = list[NamedSentence]
TaggedWord = tuple[str, str]

GMB_LABELS = {
    "per": "PERSON", "org": "ORG", "geo": "LOC", "gpe": "LOC", "art": "MISC", "eve": "MISC", "nat": "MISC",
}  # fmt: skip
NEWS_LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC", "MISC": "MISC"}
# genres of literature and music, disciplines and the like are no names
CROSSNER_TYPES = {
    "PERSON": "politician person writer musicalartist scientist researcher",
    "ORG": "organisation politicalparty university band",
    "LOC": "country location",
    "MISC": "event election misc award book song album magazine poem academicjournal",
}
CROSSNER_LABELS = {name: label for label, names in CROSSNER_TYPES.items() for name in names.split()}
FIRST_NAMES = frozenset(Provider.first_names)


def gum_sentences(sentences: Iterable[Sentence]) -> NamedDocument:
    """Return the sentences of a document of GUM with their names."""
    return [
        NamedSentence(
            words=[token.form for token in sentence],
            spaces=[token.has_space for token in sentence],
            names=gum_names(sentence),
        )
        for sentence in sentences
    ]


def uner_ewt(corpora: Path, part: str) -> NamedDocument:
    """Return the sentences of UNER, spaced as in the treebank, whose sentences have the same words.

    UNER annotates neither demonyms nor other names: proper nouns that no name covers are unknown.
    """
    treebank = read_documents(read_text(corpora, f"ewt/en_ewt-ud-{part}.conllu"))
    sentences = [sentence for document in treebank for sentence in document.sentences]
    trees = {tuple(token.form for token in sentence): sentence for sentence in sentences}
    tagged = _blocks(read_text(corpora, f"uner_ewt/en_ewt-ud-{part}.iob2"), separator="\t", columns=(1, 2))
    return [_uner_sentence(block, trees) for block in tagged]


def _uner_sentence(block: list[TaggedWord], trees: Mapping[tuple[str, ...], Sentence]) -> NamedSentence:
    words = [word for word, _ in block]
    names = tagged_names(block, NEWS_LABELS)
    covered = {position for name in names for position in name.positions}
    tree = trees.get(tuple(words), [])
    unknown = [
        NameSpan(start=position, end=position + 1, label=UNKNOWN)
        for position, token in enumerate(tree)
        if token.upos == "PROPN" and position not in covered and is_unexplained(token.form)
    ]
    spaces = [token.has_space for token in tree] or spaces_after(words)
    return NamedSentence(words=words, spaces=spaces, names=[*names, *unknown])


def tagged_sentences(text: str, labels: Mapping[str, str]) -> NamedDocument:
    """Return the sentences of a file with a word and an IOB tag on each line."""
    return [_tagged_sentence(block, labels) for block in _blocks(text)]


def gmb(corpora: Path) -> NamedDocument:
    """Return the sentences of the Groningen extract but for the last, where the file is cut off."""
    text = read_text(corpora, "gmb/ner_dataset.csv", encoding="latin1")
    sentences = list[list[TaggedWord]]()
    for row in csv.reader(io.StringIO(text)):
        number, word, tag = row[0], row[1].strip(), row[3]
        if number.startswith("Sentence: "):
            sentences.append([])
        if word and sentences:
            sentences[-1].append((word, tag))
    return [_tagged_sentence(sentence, GMB_LABELS) for sentence in sentences[:-1]]


def redocred(corpora: Path) -> Iterator[NamedDocument]:
    """Yield the documents of Re-DocRED, whose hyphens come as blank words."""
    for part in ("dev", "test"):
        for document in json.loads(read_text(corpora, f"redocred/{part}_revised.json")):
            sentences = [[word if word.strip() else "-" for word in words] for words in document["sents"]]
            names = _redocred_names(document["vertexSet"])
            yield [_redocred_sentence(words, names.get(number, {})) for number, words in enumerate(sentences) if words]


RedocredNames = dict[tuple[int, int], str]


def _redocred_names(clusters: list[list[dict[str, object]]]) -> dict[int, RedocredNames]:
    names: dict[int, RedocredNames] = {}
    for mention in (mention for cluster in clusters for mention in cluster):
        label, number, position = NEWS_LABELS.get(str(mention["type"])), mention["sent_id"], mention["pos"]
        if label and isinstance(number, int) and isinstance(position, list):
            names.setdefault(number, {}).setdefault((position[0], position[1]), label)
    return names


def _redocred_sentence(words: list[str], names: RedocredNames) -> NamedSentence:
    spans = [
        # the crowd called persons MISC: what opens with a first name is unknown
        NameSpan(start=start, end=end, label=UNKNOWN if label == "MISC" and words[start] in FIRST_NAMES else label)
        for (start, end), label in names.items()
        if start < end <= len(words)
    ]
    return NamedSentence(words=words, spaces=spaces_after(words), names=spans)


def _tagged_sentence(block: list[TaggedWord], labels: Mapping[str, str]) -> NamedSentence:
    words = [word for word, _ in block]
    return NamedSentence(words=words, spaces=spaces_after(words), names=tagged_names(block, labels))


def tagged_names(block: Iterable[TaggedWord], labels: Mapping[str, str]) -> list[NameSpan]:
    """Return the names of words tagged in IOB1 or IOB2; a label without a counterpart here is no name.

    >>> tagged_names([("Ada", "I-PER"), ("met", "O"), ("Babbage", "B-PER")], {"PER": "PERSON"})
    [NameSpan(start=0, end=1, label='PERSON'), NameSpan(start=2, end=3, label='PERSON')]
    """
    spans = list[tuple[int, int, str]]()
    previous = ""
    for position, (_, tag) in enumerate(block):
        prefix, _, label = tag.partition("-")
        if prefix == "I" and label == previous:
            spans[-1] = (spans[-1][0], position + 1, label)
        elif prefix in ("B", "I"):
            spans.append((position, position + 1, label))
        previous = label
    return [NameSpan(start=start, end=end, label=labels[label]) for start, end, label in spans if label in labels]


def _blocks(
    text: str, *, separator: str | None = None, columns: tuple[int, int] = (0, 1)
) -> Iterator[list[TaggedWord]]:
    """Yield the lines between blank ones; `#` opens a comment only in tab-separated files."""
    block = list[TaggedWord]()
    for line in [*text.splitlines(), ""]:
        fields = line.split(separator)
        is_comment = separator is not None and line.startswith("#") and len(fields) == 1
        if not line.strip():
            if block:
                yield block
            block = []
        elif not is_comment and not line.startswith("-DOCSTART-") and len(fields) > max(columns):
            block.append((fields[columns[0]], fields[columns[1]]))
