"""`kg explain`: the id of a statement enters; what it says, and why it was read so from which words, leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.access import ReadingChoice, loaded_reader, opened
from kg.cli.naming import Known, known_of
from kg.cli.options import AsJson, Judge, Lexicon, Pipeline, Store
from kg.cli.phrases import document_phrase, marked_sentence, reservations
from kg.cli.rows import Row, document_row, statement_row
from kg.cli.terminal import plain, show, show_json
from kg.errors import QueryError
from kg.model import DocumentEntity, DocumentGraph, Evidence, Statement
from kg.ontology import load_ontology
from kg.store.protocol import GraphStore

if TYPE_CHECKING:
    from kg.resolve import RuleResolver

_CALLED = 6  # different words for one entity that are shown

StatementId = Annotated[str, typer.Argument(metavar="ID", help="Id of a statement, as kg statements prints it.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Explained:
    """A statement with its document, and what reading the document again gave.

    `reasons` tells by the offset of a trigger why it says the statement; None: the document does not say it now.
    """

    statement: Statement
    known: Known
    facts: DocumentGraph
    resolver: RuleResolver
    reader: str
    reasons: Mapping[int, tuple[tuple[str, str], ...]] | None

    def reasons_of(self, evidence: Evidence) -> tuple[tuple[str, str], ...]:
        """Return why a piece of evidence says the statement."""
        return () if self.reasons is None else self.reasons.get(evidence.trigger.start, ())

    def concerned(self) -> Iterator[DocumentEntity]:
        """Yield the entities that the statement names, each once."""
        said = self.statement
        speaker = None if said.attribution is None else said.attribution.entity
        by_id = {entity.id: entity for entity in self.facts.entities}
        ids = dict.fromkeys((said.source, said.target, said.place, speaker))
        yield from (by_id[id] for id in ids if id is not None)


def explain(
    id: StatementId,
    pipeline: Pipeline = None,
    judge: Judge = None,
    lexicon: Lexicon = None,
    store: Store = None,
    json: AsJson = False,
) -> None:
    """Explain a statement: from which words, by which rules it was read."""
    with opened(store) as graph:
        statement, facts = _asked(graph, id)
        known = known_of(graph, [statement])
    was_judged = " judge-" in facts.reader
    choice = ReadingChoice.of(pipeline, judge=was_judged if judge is None else judge, lexicon=lexicon)
    reader, resolver = loaded_reader(choice), choice.resolver()
    found = reader.explain(facts.document, id)
    one = _Explained(
        statement=statement,
        known=known,
        facts=facts,
        resolver=resolver,
        reader=f"{reader.reader} {resolver.version}",
        reasons=None if found is None else {part.trigger: part.reasons for part in found},
    )
    if json:
        show_json(_row(one))
    else:
        _explain(one)


def _asked(graph: GraphStore, id: str) -> tuple[Statement, DocumentGraph]:
    statement = graph.statements_by_id([id])[0]
    facts = None if statement is None else graph.graphs_by_id([statement.document])[0]
    if statement is None or facts is None:
        raise QueryError(f"no statement has the id {id!r}; kg statements lists them")
    return statement, facts


def _explain(one: _Explained) -> None:
    _explain_head(one.statement, one.known)
    for evidence in one.statement.evidence:
        _explain_evidence(evidence)
        for aspect, reason in one.reasons_of(evidence):
            show(f"  {aspect}: {plain(reason)}")
    for entity in one.concerned():
        show(f"who: {_who(entity, one.resolver)}")
    _explain_document(one)


def _explain_head(statement: Statement, known: Known) -> None:
    target = "" if statement.target is None else plain(known.name(statement.target))
    show(f"{plain(known.name(statement.source))} {statement.type} {target}".rstrip())
    show(f"  means: {load_ontology().type(statement.type).gloss}")
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


def _who(entity: DocumentEntity, resolver: RuleResolver) -> str:
    """Tell the id of an entity, why it has it, and what its document calls it."""
    called = _called(entity)
    words = ", ".join(f"\u201c{plain(text)}\u201d" for text, _ in called.most_common(_CALLED))
    more = ", ..." if len(called) > _CALLED else ""
    return f"{plain(entity.name)} is {plain(entity.id)}: {plain(resolver.reason(entity))}; here called {words}{more}"


def _called(entity: DocumentEntity) -> Counter[str]:
    return Counter(mention.quote.text for mention in entity.mentions)


def _explain_document(one: _Explained) -> None:
    document = one.facts.document
    show(f"document: {plain(document.id)}: {document_phrase(document.id, one.known)}")
    if document.url is not None:
        show(f"  {plain(document.url)}")
    show(f"read by: {plain(one.facts.reader)}")
    if one.reasons is None:
        show(f"read again by {plain(one.reader)}: the document does not say this now; other --pipeline or --lexicon?")
    elif one.facts.reader != one.reader:
        show(f"read again by {plain(one.reader)}: it says the same")


def _row(one: _Explained) -> Row:
    return {
        **statement_row(one.statement, one.known),
        "gloss": load_ontology().type(one.statement.type).gloss,
        "reasons": [dict(one.reasons_of(evidence)) for evidence in one.statement.evidence],
        "who": [_who_row(entity, one.resolver) for entity in one.concerned()],
        "document": document_row(one.facts.document),
        "reader": one.facts.reader,
        "read_again": {"reader": one.reader, "says_so": one.reasons is not None},
    }


def _who_row(entity: DocumentEntity, resolver: RuleResolver) -> Row:
    return {"id": entity.id, "name": entity.name, "reason": resolver.reason(entity), "called": dict(_called(entity))}
