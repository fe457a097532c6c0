"""A small graph enters tests by hand: articles about Ghouta, talks printed twice, and two people of one name."""

from dataclasses import replace

from kg.model import (
    Attribution,
    Document,
    DocumentEntity,
    DocumentGraph,
    Evidence,
    Form,
    Kind,
    Mention,
    Modality,
    Polarity,
    Quote,
    Sentence,
    Silence,
    Statement,
    statement_id,
)
from kg.partial_date import PartialDate

KINDS = {
    "Bashar al-Assad": Kind.PERSON,
    "Assad regime": Kind.ORGANIZATION,
    "rebels": Kind.GROUP,
    "Failaq al-Rahman": Kind.ORGANIZATION,
    "Russia": Kind.COUNTRY,
    "Eastern Ghouta": Kind.LOCATION,
    "Lena Marsh": Kind.PERSON,
    "Harbour Guard": Kind.ORGANIZATION,
    "Karsk": Kind.LOCATION,
}
FIRST = (
    "Bashar al-Assad visited Eastern Ghouta on Sunday. The Assad regime negotiated with rebels. "
    "Russia backs the Assad regime, Failaq al-Rahman said."
)
SECOND = "The Assad regime did not negotiate with rebels. The Assad regime plans to attack rebels."
TALKS = (
    "Russia negotiated with Lena Marsh in Karsk on 9 April 2018. "
    "The Harbour Guard attacked the Assad regime in Karsk in April 2018, Lena Marsh said. "
    "Observers of the harbour kept quiet."
)
NAMESAKES = {"John Smith": ("smith-1", "smith-2")}


def key_of(name: str) -> str:
    """Return the key under which the graph holds a name."""
    return name.lower().replace(" ", "-")


def small_graph() -> list[DocumentGraph]:
    """Return what five articles say; the fourth and the fifth are one text."""
    first = Document(
        id="ghouta-1",
        text=FIRST,
        title="A visit",
        source="The Paper",
        url="https://paper.example/1",
        published=PartialDate.parse("2018-03-19"),
        language="en",
    )
    second = Document(id="ghouta-2", text=SECOND, title="No talks", published=PartialDate.parse("2018-04"))
    third = Document(id="smiths", text="John Smith met nobody. Another John Smith slept.", title="Smiths")
    return [
        _graph(
            first,
            _statement(first, ("Bashar al-Assad", "VISITS", "Eastern Ghouta"), "visited", date="2018-03-18"),
            _statement(first, ("Assad regime", "NEGOTIATES_WITH", "rebels"), "negotiated"),
            _statement(
                first,
                ("Russia", "BACKS", "Assad regime"),
                "backs",
                attribution=Attribution(entity=key_of("Failaq al-Rahman")),
            ),
        ),
        _graph(
            second,
            _statement(
                second,
                ("Assad regime", "NEGOTIATES_WITH", "rebels"),
                "negotiate",
                polarity=Polarity.NEGATIVE,
                attribution=Attribution(text="reports"),
            ),
            _statement(second, ("Assad regime", "ATTACKS", "rebels"), "attack", modality=Modality.PLANNED),
        ),
        DocumentGraph(
            document=third,
            reader="by hand",
            sentences=_sentences(third.text),
            entities=(_entity(third.text, "John Smith", "smith-1"), _entity(third.text, "John Smith", "smith-2", 20)),
            statements=(),
        ),
        _talks("talks-1", "Talks in Karsk", "The Post", "2018-04-10"),
        _talks("talks-2", "Karsk talks", "The Echo", "2018-04-11"),
    ]


def _talks(id: str, title: str, publisher: str, published: str) -> DocumentGraph:
    document = Document(
        id=id,
        text=TALKS,
        title=title,
        source=publisher,
        author="I. Penn",
        published=PartialDate.parse(published),
        metadata=(("section", '"World"'),),
    )
    graph = _graph(
        document,
        _statement(
            document,
            ("Russia", "NEGOTIATES_WITH", "Lena Marsh"),
            "negotiated",
            date="2018-04-09",
            date_text="on 9 April 2018",
            place="Karsk",
        ),
        _statement(
            document,
            ("Harbour Guard", "ATTACKS", "Assad regime"),
            "attacked",
            date="2018-04",
            place="Karsk",
            attribution=Attribution(entity=key_of("Lena Marsh")),
        ),
    )
    quiet = Silence(
        sentence=_quote(TALKS, "Observers of the harbour kept quiet."), reason="no-trigger", detail="no word"
    )
    return replace(graph, silences=(quiet,))


def _graph(document: Document, *statements: Statement) -> DocumentGraph:
    named = [name for name in KINDS if name in document.text]
    return DocumentGraph(
        document=document,
        reader="by hand",
        sentences=_sentences(document.text),
        entities=tuple(_entity(document.text, name, key_of(name)) for name in named),
        statements=statements,
    )


def _entity(text: str, name: str, key: str, start: int = 0) -> DocumentEntity:
    mention = Mention(quote=_quote(text, name, start), form=Form.NAME)
    return DocumentEntity(id=key, kind=KINDS.get(name, Kind.PERSON), name=name, mentions=(mention,))


def _statement(
    document: Document,
    said: tuple[str, str, str],
    trigger: str,
    *,
    polarity: Polarity = Polarity.POSITIVE,
    modality: Modality = Modality.ACTUAL,
    date: str | None = None,
    date_text: str | None = None,
    place: str | None = None,
    attribution: Attribution | None = None,
) -> Statement:
    source, type, target = said
    when = None if date is None else PartialDate.parse(date)
    sentence = next(
        found for found in _sentences(document.text) if found.start <= document.text.index(trigger) < found.end
    )
    evidence = Evidence(
        sentence=Quote.of(document.text, sentence.start, sentence.end),
        trigger=_quote(document.text, trigger),
        source=_quote(document.text, source, sentence.start),
        target=_quote(document.text, target, sentence.start),
        rule="by hand",
    )
    return Statement(
        id=statement_id(document.id, (source, target), type, polarity, modality, when),
        document=document.id,
        source=key_of(source),
        type=type,
        target=key_of(target),
        evidence=(evidence,),
        confidence=0.8,
        polarity=polarity,
        modality=modality,
        date=when,
        date_text=date_text,
        place=None if place is None else key_of(place),
        attribution=attribution,
    )


def _sentences(text: str) -> tuple[Sentence, ...]:
    starts = [0, *(place + 2 for place in range(len(text)) if text[place : place + 2] == ". ")]
    ends = [*(start - 1 for start in starts[1:]), len(text)]
    return tuple(
        Sentence(index=index, start=start, end=end) for index, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


def _quote(text: str, words: str, start: int = 0) -> Quote:
    found = text.index(words, start)
    return Quote.of(text, found, found + len(words))
