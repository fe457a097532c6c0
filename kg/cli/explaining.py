"""`kg explain`: the id of a statement enters; rule, words, offsets, sentence and document leave."""

from __future__ import annotations

from typing import Annotated

import typer

from kg.cli.access import opened
from kg.cli.naming import Known, known_of
from kg.cli.options import AsJson, Store
from kg.cli.phrases import document_phrase, marked_sentence, reservations
from kg.cli.rows import document_row, statement_row
from kg.cli.terminal import plain, show, show_json
from kg.errors import QueryError
from kg.model import Evidence, Statement
from kg.ontology import StatementType, load_ontology

StatementId = Annotated[str, typer.Argument(metavar="ID", help="Id of a statement, as kg statements prints it.")]


def explain(id: StatementId, store: Store = None, json: AsJson = False) -> None:
    """Explain a statement: which rule found which words in which sentence."""
    with opened(store) as graph:
        statement = graph.statements_by_id([id])[0]
        if statement is None:
            raise QueryError(f"no statement has the id {id!r}; kg statements lists them")
        known = known_of(graph, [statement])
    type = load_ontology().type(statement.type)
    if json:
        document = document_row(known.documents[statement.document])
        show_json({**statement_row(statement, known), "gloss": type.gloss, "document": document})
        return
    _explain_head(statement, type, known)
    for evidence in statement.evidence:
        _explain_evidence(evidence)
    _explain_document(statement, known)


def _explain_head(statement: Statement, type: StatementType, known: Known) -> None:
    target = "" if statement.target is None else plain(known.name(statement.target))
    show(f"{plain(known.name(statement.source))} {statement.type} {target}".rstrip())
    show(f"  means: {type.gloss}")
    show(f"  said as: {statement.polarity.value}, {statement.modality.value}")
    if notes := reservations(statement, known):
        show(f"  notes: {'; '.join(notes)}")
    if statement.date_text is not None:
        show(f"  date read from: \u201c{plain(statement.date_text)}\u201d")
    show(f"  confidence: {statement.confidence:.2f}")


def _explain_evidence(evidence: Evidence) -> None:
    show(marked_sentence(evidence))
    show(f"  rule: {plain(evidence.rule)}")
    parts = (("trigger", evidence.trigger), ("source", evidence.source), ("target", evidence.target))
    for name, quote in parts:
        if quote is not None:
            show(f"  {name}: {quote.start}-{quote.end} \u201c{plain(quote.text)}\u201d")
    show(f"  sentence: {evidence.sentence.start}-{evidence.sentence.end}")


def _explain_document(statement: Statement, known: Known) -> None:
    document = known.documents[statement.document]
    show(f"document: {plain(document.id)}: {document_phrase(document.id, known)}")
    if document.url is not None:
        show(f"  {plain(document.url)}")
