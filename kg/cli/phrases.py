"""Nouns enter, the lines that a person reads leave, as styled text without markup."""

from __future__ import annotations

from rich.text import Text

from kg.cli.naming import Known
from kg.cli.terminal import plain
from kg.model import Document, Entity, Event, Evidence, Modality, Polarity, Problem, Quote, Relationship, Statement
from kg.store.protocol import PlacedSilence


def counted(count: int, noun: str) -> str:
    """Say how many there are of something.

    >>> counted(1, "document"), counted(0, "document"), counted(2, "entity")
    ('1 document', '0 documents', '2 entities')
    """
    if count == 1:
        return f"1 {noun}"
    return f"{count} {noun[:-1]}ies" if noun.endswith("y") else f"{count} {noun}s"


def statement_lines(statement: Statement, known: Known, *, with_id: bool = True) -> list[Text]:
    """Tell a statement: what it says, with which reservations, the sentence, the document."""
    head = _said(statement, known)
    if with_id:
        head.append(f"  {statement.id}", "dim")
    sentence = Text(f"  \u201c{plain(statement.evidence[0].sentence.text)}\u201d")
    return [head, sentence, Text(f"  {document_phrase(statement.document, known)}", "dim")]


def _said(statement: Statement, known: Known) -> Text:
    text = Text(plain(known.name(statement.source)), "bold cyan")
    text.append(f" {statement.type}", "bold")
    if statement.target is not None:
        text.append(" ").append(plain(known.name(statement.target)), "bold cyan")
    if notes := reservations(statement, known):
        text.append(f" ({'; '.join(notes)})", "yellow")
    text.append(f" {statement.confidence:.2f}", "dim")
    return text


def reservations(statement: Statement, known: Known) -> list[str]:
    """Say what qualifies a statement: denied, planned, in whose words, when, where."""
    notes = []
    if statement.polarity is Polarity.NEGATIVE:
        notes.append("denied")
    if statement.modality is not Modality.ACTUAL:
        notes.append(statement.modality.value)
    if speaker := _speaker(statement, known):
        notes.append(f"according to {plain(speaker)}")
    if statement.date is not None:
        notes.append(str(statement.date))
    if statement.place is not None:
        notes.append(f"in {plain(known.name(statement.place))}")
    return notes


def document_phrase(id: str, known: Known) -> str:
    """Name a document by title, source and date, else by its id."""
    document = known.documents.get(id)
    if document is None:
        return plain(id)
    return ", ".join(_document_parts(document))


def document_line(document: Document) -> Text:
    """Tell a document in one line, its id first."""
    line = Text(plain(document.id), "bold")
    line.append(f"  {', '.join(_document_parts(document))}" if document.title else "")
    return line if document.title else line.append(f"  {plain(document.text[:80])}", "dim")


def problem_line(problem: Problem) -> Text:
    """Tell in one line what is not in the graph, and why."""
    return Text(plain(problem.id), "bold").append(f"  {problem.status}: {plain(problem.reason)}", "yellow")


def silence_lines(placed: PlacedSilence) -> list[Text]:
    """Tell a silence: reason, sentence, document."""
    silence = placed.silence
    detail = f": {plain(silence.detail)}" if silence.detail else ""
    sentence = Text(f"  \u201c{plain(silence.sentence.text)}\u201d")
    return [Text(f"{silence.reason}{detail}", "yellow"), sentence, Text(f"  {plain(placed.document)}", "dim")]


def event_line(event: Event, known: Known) -> Text:
    """Tell an event in one line: when, who did what to whom, and an id of kg explain."""
    line = Text(f"{event.date or 'undated'!s:10}  ")
    line.append(plain(known.name(event.source)), "bold cyan").append(f" {event.type}", "bold")
    if event.target is not None:
        line.append(" ").append(plain(known.name(event.target)), "bold cyan")
    return line.append(f"  {counted(len(event.statements), 'statement')}  {event.statements[0]}", "dim")


def entity_line(entity: Entity) -> Text:
    """Tell an entity in one line."""
    line = Text(plain(entity.name), "bold cyan")
    count = counted(entity.documents, "document")
    return line.append(f"  {entity.kind.value}, {count}  ").append(plain(entity.id), "dim")


def relationship_line(edge: Relationship, known: Known) -> Text:
    """Tell a relationship in one line: its ends, how often told, when."""
    line = Text(plain(known.name(edge.source)), "bold cyan").append(f" {edge.type} ", "bold")
    line.append(plain(known.name(edge.target)), "bold cyan")
    dates = " to ".join(dict.fromkeys(str(date) for date in (edge.first_date, edge.last_date) if date is not None))
    parts = [counted(edge.statements, "statement")]
    parts += [counted(edge.documents, "document")] * (edge.documents > 1) + [dates] * bool(dates)
    parts += ["contested"] * edge.is_contested
    return line.append(f" ({', '.join(parts)}) {edge.confidence:.2f}")


def marked_sentence(evidence: Evidence) -> Text:
    """Show a sentence with its parts marked: `[source: Assad] [trigger: visited] ...`."""
    sentence = evidence.sentence
    marks = [
        (name, quote)
        for name, quote in (
            ("source", evidence.source),
            ("trigger", evidence.trigger),
            ("target", evidence.target),
        )
        if quote is not None and sentence.start <= quote.start and quote.end <= sentence.end
    ]
    edges = sorted(edge for name, quote in marks for edge in _edges(name, quote))
    text, at = Text(), sentence.start
    for position, _, _, piece in edges:
        text.append(plain_piece(sentence.text[at - sentence.start : position - sentence.start]))
        text.append(piece, "bold yellow")
        at = position
    return text.append(plain_piece(sentence.text[at - sentence.start :]))


def plain_piece(text: str) -> str:
    """Make a piece of a line harmless, keeping the blanks at its ends."""
    left = " " * (text[:1].isspace() and bool(text.strip()))
    right = " " * text[-1:].isspace()
    return f"{left}{plain(text)}{right}"


def _edges(name: str, quote: Quote) -> list[tuple[int, int, int, str]]:
    # closings stand before openings; of several openings the longest mark comes first
    return [(quote.start, 1, -quote.end, f"[{name}: "), (quote.end, 0, -quote.start, "]")]


def _speaker(statement: Statement, known: Known) -> str | None:
    if statement.attribution is None:
        return None
    if statement.attribution.entity is None:
        return statement.attribution.text
    return known.name(statement.attribution.entity)


def _document_parts(document: Document) -> list[str]:
    told = (document.title or document.id, document.source, document.published)
    return [plain(str(part)) for part in told if part is not None]
