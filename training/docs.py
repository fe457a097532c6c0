"""Sentences of the corpora -> Docs of spaCy that carry the gold: trees, or names."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from kg_loaders.extract.phrase_lists import name_words
from training.conllu import Sentence
from training.name_spans import UNKNOWN, NameSpan, name_of_words, outermost

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedSentence:
    """The words of a sentence, which of them a space follows, and its names."""

    words: Sequence[str]
    spaces: Sequence[bool]
    names: Sequence[NameSpan]

    @property
    def text(self) -> str:
        """The raw text."""
        return "".join(word + " " * space for word, space in zip(self.words, self.spaces, strict=True)).strip()


def groups_of(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """Yield runs of at most `size` items.

    >>> list(groups_of([1, 2, 3], 2))
    [[1, 2], [3]]
    """
    for start in range(0, len(items), size):
        yield items[start : start + size]


def tree_doc(vocab: Vocab, sentences: Sequence[Sentence]) -> Doc:
    """Return a Doc with tags, morphology, lemmas and trees; a space follows each sentence."""
    tokens = [token for sentence in sentences for token in sentence]
    starts = _starts([len(sentence) for sentence in sentences])
    offsets = [start for start, sentence in zip(_first_tokens(starts), sentences, strict=True) for _ in sentence]
    is_last = [*starts[1:], True]
    return Doc(
        vocab,
        words=[token.form for token in tokens],
        spaces=[token.has_space or last for token, last in zip(tokens, is_last, strict=True)],
        tags=[token.xpos for token in tokens],
        pos=[token.upos for token in tokens],
        morphs=[token.features for token in tokens],
        lemmas=[token.lemma for token in tokens],
        heads=[offset + token.head for offset, token in zip(offsets, tokens, strict=True)],
        deps=[token.relation for token in tokens],
        sent_starts=starts,  # type: ignore[arg-type]  # booleans are taken, the stub knows only numbers
    )


def name_doc(vocab: Vocab, sentences: Sequence[NamedSentence]) -> Doc:
    """Return a Doc with entities; a space follows each sentence."""
    starts = _starts([len(sentence.words) for sentence in sentences])
    is_last = [*starts[1:], True]
    spaces = [space for sentence in sentences for space in sentence.spaces]
    doc = Doc(
        vocab,
        words=[word for sentence in sentences for word in sentence.words],
        spaces=[space or last for space, last in zip(spaces, is_last, strict=True)],
        sent_starts=starts,  # type: ignore[arg-type]  # booleans are taken, the stub knows only numbers
    )
    names = [
        NameSpan(start=offset + name.start, end=offset + name.end, label=name.label)
        for offset, sentence in zip(_first_tokens(starts), sentences, strict=True)
        for name in sentence_names(sentence)
    ]
    set_names(doc, names)
    return doc


def sentence_names(sentence: NamedSentence) -> list[NameSpan]:
    """Return the names trimmed, without overlaps, with all demonyms; unknown ones as they are."""
    known = [name for name in sentence.names if name.label != UNKNOWN]
    trimmed = [short for name in known if (short := name_of_words(sentence.words, name))]
    unknown = [name for name in sentence.names if name.label == UNKNOWN]
    return with_demonyms(sentence.words, outermost(trimmed)) + unknown


def with_demonyms(words: Sequence[str], names: Iterable[NameSpan]) -> list[NameSpan]:
    """Return the names with demonyms as NORP: those called place or other name, and those without a name."""
    demonyms, ambiguous = name_words().demonyms, name_words().ambiguous_demonyms
    result, covered = list[NameSpan](), set[int]()
    for name in names:
        covered |= name.positions
        is_demonym = name.end - name.start == 1 and words[name.start] in demonyms
        label = "NORP" if is_demonym and name.label in ("LOC", "MISC") else name.label
        result.append(NameSpan(start=name.start, end=name.end, label=label))
    free = demonyms - ambiguous
    return result + [
        NameSpan(start=position, end=position + 1, label="NORP")
        for position, word in enumerate(words)
        if position not in covered and word in free
    ]


def set_names(doc: Doc, names: Iterable[NameSpan]) -> None:
    """Make the names entities; unknown tokens that no name covers are missing to the trainer, not outside."""
    names = list(names)
    known = [name for name in names if name.label != UNKNOWN]
    covered = {position for name in known for position in name.positions}
    unknown = {position for name in names if name.label == UNKNOWN for position in name.positions}
    doc.set_ents(
        [Span(doc, name.start, name.end, label=name.label) for name in known],
        missing=[doc[position : position + 1] for position in sorted(unknown - covered)],
        default="outside",
    )


def _starts(lengths: Iterable[int]) -> list[bool]:
    return [position == 0 for length in lengths for position in range(length)]


def _first_tokens(starts: Sequence[bool]) -> list[int]:
    return [position for position, is_start in enumerate(starts) if is_start]
