"""CoNLL-U text -> documents of sentences of tokens, whose forms and spaces give back the raw text."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

ID, FORM, LEMMA, UPOS, XPOS, FEATURES, HEAD, RELATION, _, MISC = range(10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word of a tree; `head` is the position of its head in the sentence, its own for the root."""

    form: str
    lemma: str
    upos: str
    xpos: str
    features: str
    head: int
    relation: str
    has_space: bool
    entity: str


Sentence = list[Token]


@dataclass(frozen=True, slots=True, kw_only=True)
class TreebankDocument:
    """A document of a treebank, under the name that the treebank gives it."""

    name: str
    sentences: list[Sentence]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contraction:
    """A line such as `4-5  don't`: two words or more under one surface."""

    first: int
    last: int
    surface: str
    has_space: bool


def read_documents(text: str) -> Iterator[TreebankDocument]:
    """Yield the documents in order; what stands before the first `# newdoc` is a document without a name."""
    name, sentences = "", list[Sentence]()
    for block in text.split("\n\n"):
        lines = block.splitlines()
        for line in lines:
            if line.startswith("# newdoc"):
                if sentences:
                    yield TreebankDocument(name=name, sentences=sentences)
                name, sentences = line.partition("=")[2].strip(), []
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        if rows:
            sentences.append(_sentence(rows))
    if sentences:
        yield TreebankDocument(name=name, sentences=sentences)


def sentence_text(sentence: Sentence) -> str:
    """Return the raw text of a sentence."""
    return "".join(token.form + " " * token.has_space for token in sentence).strip()


def _sentence(rows: Sequence[list[str]]) -> Sentence:
    contractions = [_contraction(row) for row in rows if "-" in row[ID]]
    tokens = [_token(row) for row in rows if row[ID].isdigit()]
    for contraction in contractions:
        start, end = contraction.first - 1, contraction.last
        tokens[start:end] = _cut(tokens[start:end], contraction)
    return tokens


def _token(row: list[str]) -> Token:
    misc = _misc(row)
    position, head = int(row[ID]) - 1, int(row[HEAD]) - 1
    return Token(
        form=row[FORM],
        lemma=row[LEMMA],
        upos=row[UPOS],
        xpos=row[XPOS],
        features="" if row[FEATURES] == "_" else row[FEATURES],
        head=position if head < 0 else head,
        relation="ROOT" if head < 0 else row[RELATION],
        has_space=misc.get("SpaceAfter") != "No",
        entity=misc.get("Entity", ""),
    )


def _misc(row: list[str]) -> Mapping[str, str]:
    return dict(item.partition("=")[::2] for item in row[MISC].split("|"))


def _contraction(row: list[str]) -> _Contraction:
    first, last = row[ID].split("-")
    has_space = _misc(row).get("SpaceAfter") != "No"
    return _Contraction(first=int(first), last=int(last), surface=row[FORM], has_space=has_space)


def _cut(tokens: list[Token], contraction: _Contraction) -> list[Token]:
    """Give the words of a contraction the parts of its surface; the space flag stands on the contraction."""
    forms = [token.form for token in tokens]
    if "".join(forms) != contraction.surface and len(contraction.surface) >= len(forms):
        forms = _parts(contraction.surface, [len(form) for form in forms])
    is_last = [False] * (len(tokens) - 1) + [True]
    return [
        replace(token, form=form, has_space=last and contraction.has_space)
        for token, form, last in zip(tokens, forms, is_last, strict=True)
    ]


def _parts(surface: str, lengths: Sequence[int]) -> list[str]:
    """Cut a surface into as many parts as there are lengths, each as near to its length as the others allow.

    >>> _parts("gonna", [5, 2])
    ['gonn', 'a']
    """
    parts = list[str]()
    start = 0
    for index, length in enumerate(lengths[:-1]):
        words_to_come = len(lengths) - 1 - index
        end = start + max(1, min(length, len(surface) - start - words_to_come))
        parts.append(surface[start:end])
        start = end
    return [*parts, surface[start:]]
