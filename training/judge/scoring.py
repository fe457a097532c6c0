"""Articles, rows and decisions -> extractions, matched and counted as the reader's own are (training.reading)."""

from __future__ import annotations

from collections.abc import Iterable

from kg.model import Evidence, Extraction, Quote, Statement
from kg.ontology import load_ontology
from training.judge.rows import ArticleRows, ReadStatement, Row, Status
from training.reading.figures import Read
from training.reading.matching import pair


def extraction_of(article: ArticleRows, statements: Iterable[ReadStatement]) -> Extraction:
    """Return an article as if read so: the same triple with the same status once."""
    symmetric = {name for name, type in load_ontology().types.items() if type.is_symmetric}
    once: dict[tuple[object, ...], ReadStatement] = {}
    for one in statements:
        ends = sorted([one.source, one.target or ""]) if one.type in symmetric else [one.source, one.target or ""]
        once.setdefault((*ends, one.type, one.status), one)
    used = {end for one in once.values() for end in (one.source, one.target)}
    return Extraction(
        document=article.gold.document,
        reader="judge",
        sentences=article.sentences,
        entities=tuple(
            e for id, e in article.entities.items() if id in used or any(m.form == "name" for m in e.mentions)
        ),
        statements=tuple(_statement(article, one, number) for number, one in enumerate(once.values())),
    )


def _statement(article: ArticleRows, one: ReadStatement, number: int) -> Statement:
    sentence = article.sentences[one.sentence]
    quote = Quote.of(article.gold.document.text, sentence.start, sentence.end)
    evidence = Evidence(sentence=quote, trigger=quote, source=quote, target=quote, rule=one.rule)
    polarity, modality = one.status
    return Statement(
        id=str(number),
        document=article.gold.document.id,
        source=one.source,
        type=one.type,
        target=one.target,
        evidence=(evidence,),
        confidence=1.0,
        polarity=polarity,
        modality=modality,
    )


def as_read(row: Row, type_name: str) -> ReadStatement:
    """Return what the judge says of a row."""
    status: Status = row.status.get(type_name, row.status[""])
    return ReadStatement(row.sentence, row.source, type_name, row.target, f"judge:{type_name}", status)


def read_with(article: ArticleRows, statements: Iterable[ReadStatement]) -> Read:
    """Return an article with its statements matched."""
    extraction = extraction_of(article, statements)
    return Read(gold=article.gold, extraction=extraction, pairing=pair(article.gold, extraction))
