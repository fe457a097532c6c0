"""A sound extraction and broken ones enter; the tests look at which noun and field the error names."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from kg.checks import check_extraction
from kg.errors import ModelError
from kg.model import (
    Attribution,
    Document,
    DocumentEntity,
    DocumentGraph,
    Evidence,
    Extraction,
    Form,
    Kind,
    Mention,
    Quote,
    Sentence,
    Silence,
    Statement,
)
from kg.ontology import load_ontology

TEXT = "Kerr visited Lund. Orr wept."
KERR, VISITED, LUND = Quote.of(TEXT, 0, 4), Quote.of(TEXT, 5, 12), Quote.of(TEXT, 13, 17)
WRONG = Quote(start=0, end=4, text="Karr")
EVIDENCE = Evidence(sentence=Quote.of(TEXT, 0, 18), trigger=VISITED, source=KERR, target=LUND, rule="visit")
STATEMENT = Statement(
    id="s1", document="d1", source="e1", type="VISITS", target="e2", evidence=(EVIDENCE,), confidence=0.9
)
PERSON = DocumentEntity(id="e1", kind=Kind.PERSON, name="Kerr", mentions=(Mention(quote=KERR, form=Form.NAME),))
PLACE = DocumentEntity(id="e2", kind=Kind.LOCATION, name="Lund", mentions=(Mention(quote=LUND, form=Form.NAME),))
SOUND = Extraction(
    document=Document(id="d1", text=TEXT),
    reader="test",
    sentences=(Sentence(index=0, start=0, end=18), Sentence(index=1, start=19, end=28)),
    entities=(PERSON, PLACE),
    statements=(STATEMENT,),
    silences=(Silence(sentence=Quote.of(TEXT, 19, 28), reason="no-target"),),
)


def as_graph(extraction: Extraction) -> DocumentGraph:
    return DocumentGraph(
        document=extraction.document,
        reader=extraction.reader,
        sentences=extraction.sentences,
        entities=extraction.entities,
        statements=extraction.statements,
        silences=extraction.silences,
    )


def with_statement(**change: object) -> Extraction:
    return replace(SOUND, statements=(replace(STATEMENT, **change),))  # type: ignore[arg-type]  # any field


def with_evidence(**change: object) -> Extraction:
    return with_statement(evidence=(replace(EVIDENCE, **change),))  # type: ignore[arg-type]  # any field


def with_sentences(*spans: tuple[int, int, int]) -> Extraction:
    sentences = tuple(Sentence(index=index, start=start, end=end) for index, start, end in spans)
    return replace(SOUND, sentences=sentences)


@pytest.mark.parametrize("form", [lambda extraction: extraction, as_graph])
def test_sound_facts_come_back_as_they_are(form: Callable[[Extraction], Extraction]) -> None:
    facts = form(SOUND)

    assert check_extraction(facts, load_ontology()) is facts


def test_argument_may_stand_in_another_sentence() -> None:
    check_extraction(with_evidence(source=Quote.of(TEXT, 19, 22)), load_ontology())


def test_target_may_be_missing_where_the_type_allows_it() -> None:
    evidence = (replace(EVIDENCE, target=None),)

    check_extraction(with_statement(type="DEPLOYS_TO", target=None, evidence=evidence), load_ontology())


BROKEN = [
    (with_sentences((1, 0, 18)), "sentences[0].index"),
    (with_sentences((0, 0, 29)), "sentences[0]: [0, 29)"),
    (with_sentences((0, 7, 7)), "sentences[0]: [7, 7)"),
    (with_sentences((0, 0, 18), (1, 17, 28)), "sentences[1].start"),
    (with_sentences((0, 19, 28), (1, 0, 18)), "sentences[1].start"),
    (replace(SOUND, entities=(PERSON, PLACE, PERSON)), "entities[2].id: 'e1' is there twice"),
    (replace(SOUND, entities=(PERSON, replace(PLACE, name=" "))), "entities[1].name: is empty"),
    (
        replace(SOUND, entities=(replace(PERSON, mentions=(Mention(quote=WRONG, form=Form.NAME),)), PLACE)),
        "entities[0].mentions[0]: quotes 'Karr', but the text has 'Kerr'",
    ),
    (replace(SOUND, statements=(STATEMENT, STATEMENT)), "statements[1].id: 's1' is there twice"),
    (with_statement(document="d2"), "statements[0].document: is 'd2'"),
    (with_statement(source="e9"), "statements[0].source: no entity has the id 'e9'"),
    (with_statement(target="e9"), "statements[0].target: no entity"),
    (with_statement(place="e9"), "statements[0].place: no entity"),
    (with_statement(attribution=Attribution(entity="e9")), "statements[0].attribution: no entity"),
    (with_statement(type="VISIT"), "statements[0].type: unknown statement type 'VISIT'"),
    (with_statement(target=None), "statements[0].target: VISITS needs a target"),
    (with_statement(source="e2"), "statements[0].source: VISITS takes no LOCATION; it takes COUNTRY, GROUP"),
    (with_statement(target="e1"), "statements[0].target: VISITS takes no PERSON"),
    (with_evidence(trigger=WRONG), "statements[0].evidence[0].trigger: quotes 'Karr'"),
    (with_evidence(sentence=WRONG), "statements[0].evidence[0].sentence"),
    (with_evidence(source=WRONG), "statements[0].evidence[0].source"),
    (with_evidence(target=WRONG), "statements[0].evidence[0].target"),
    (with_evidence(target=None), "statements[0].evidence[0].target"),
    (replace(SOUND, silences=(Silence(sentence=WRONG, reason="x"),)), "silences[0]: quotes 'Karr'"),
]


@pytest.mark.parametrize(("extraction", "message"), BROKEN)
def test_broken_promise_is_named_with_document_and_field(extraction: Extraction, message: str) -> None:
    with pytest.raises(ModelError) as caught:
        check_extraction(extraction, load_ontology())

    assert str(caught.value).startswith(f"document 'd1': {message}")
