"""An Extraction enters and one line of JSON leaves, or the reverse: the form of `kg extract --jsonl`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from kg.checks import extraction_faults
from kg.errors import LoadError, ModelError
from kg.export.json_value import JsonValue
from kg.model import (
    Attribution,
    Document,
    DocumentEntity,
    Evidence,
    Extraction,
    Form,
    Kind,
    Mention,
    Modality,
    Polarity,
    Quote,
    Sentence,
    Silence,
    Statement,
)
from kg.ontology import Ontology
from kg.partial_date import PartialDate

FORMAT = "newskg-extraction/1"
_HEAD = ("format", "reader", "id", "title", "url", "source", "author", "published", "language", "sha256")
_KEYS = frozenset((*_HEAD, "metadata", "text", "sentences", "entities", "statements", "silences"))
_LINE_ENDS = str.maketrans({"\u0085": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
Json = dict[str, object]


def extraction_to_json(extraction: Extraction) -> str:
    """Write an extraction as one line; offsets are code points of the text as it came in.

    Characters that some readers of lines take for a line's end are escaped, all others stand as they are.
    """
    row: Json = {
        "format": FORMAT,
        "reader": extraction.reader,
        **_document_row(extraction.document),
        "sentences": [[sentence.start, sentence.end] for sentence in extraction.sentences],
        "entities": [_entity_row(entity) for entity in extraction.entities],
        "statements": [_statement_row(statement) for statement in extraction.statements],
        "silences": [
            {**_quote_row(silence.sentence, "sentence"), "reason": silence.reason, "detail": silence.detail}
            for silence in extraction.silences
        ],
    }
    return json.dumps(row, ensure_ascii=False).translate(_LINE_ENDS)


def extraction_from_json(row: Mapping[str, object], *, path: Path, line: int, ontology: Ontology) -> Extraction:
    """Read an extraction, checked, or raise a LoadError that names path, line and field."""
    root = JsonValue(value=row, field="", path=path, line=line)
    if row.get("format") != FORMAT:
        raise root["format"].error(f"is {row.get('format')!r}; this version reads {FORMAT!r}")
    document = _document(root)
    entities = tuple(_entity(item) for item in root["entities"].items())
    ids = frozenset(entity.id for entity in entities)
    extraction = Extraction(
        document=document,
        reader=root["reader"].text(),
        sentences=tuple(
            Sentence(index=at, start=start, end=end)
            for at, (start, end) in enumerate(item.pair() for item in root["sentences"].items())
        ),
        entities=entities,
        statements=tuple(_statement(item, document, ids) for item in root["statements"].items()),
        silences=tuple(_silence(item) for item in root["silences"].optional_items()),
    )
    for field, reason in extraction_faults(extraction, ontology):
        raise LoadError(reason, path=path, line=line, field=field)
    return extraction


def _document_row(document: Document) -> Json:
    return {
        "id": document.id,
        "title": document.title,
        "url": document.url,
        "source": document.source,
        "author": document.author,
        "published": None if document.published is None else str(document.published),
        "language": document.language,
        "sha256": document.sha256,
        "metadata": {key: json.loads(value) for key, value in document.metadata},
        "text": document.text,
    }


def _entity_row(entity: DocumentEntity) -> Json:
    mentions = [
        {
            "text": mention.quote.text,
            "start": mention.quote.start,
            "end": mention.quote.end,
            "form": mention.form.value,
        }
        for mention in entity.mentions
    ]
    return {"id": entity.id, "kind": entity.kind.value, "name": entity.name, "mentions": mentions}


def _statement_row(statement: Statement) -> Json:
    speaker = statement.attribution
    return {
        "id": statement.id,
        "source": statement.source,
        "type": statement.type,
        "target": statement.target,
        "polarity": statement.polarity.value,
        "modality": statement.modality.value,
        "attribution": None if speaker is None else speaker.text if speaker.entity is None else speaker.entity,
        "date": None if statement.date is None else str(statement.date),
        "date_text": statement.date_text,
        "place": statement.place,
        "confidence": statement.confidence,
        "evidence": [_evidence_row(evidence) for evidence in statement.evidence],
    }


def _evidence_row(evidence: Evidence) -> Json:
    return {
        **_quote_row(evidence.sentence, "sentence"),
        "trigger": _span(evidence.trigger),
        "source": _span(evidence.source),
        "target": None if evidence.target is None else _span(evidence.target),
        "rule": evidence.rule,
    }


def _quote_row(quote: Quote, name: str) -> Json:
    return {"start": quote.start, "end": quote.end, name: quote.text}


def _span(quote: Quote) -> list[int]:
    return [quote.start, quote.end]


def _document(root: JsonValue) -> Document:
    text = root["text"].text()
    facts = root["metadata"].optional_members() | {key: root[key] for key in root.members() if key not in _KEYS}
    document = root.noun(
        lambda: Document(
            id=root["id"].text(),
            text=text,
            title=root["title"].optional_text(),
            url=root["url"].optional_text(),
            source=root["source"].optional_text(),
            author=root["author"].optional_text(),
            published=_date(root["published"]),
            language=root["language"].optional_text(),
            metadata=tuple((key, value.dumped()) for key, value in facts.items()),
        )
    )
    if root["sha256"].optional_text() not in (None, document.sha256):
        raise root["sha256"].error("is not that of the text: the text was changed after it was read")
    return document


def _entity(item: JsonValue) -> DocumentEntity:
    return DocumentEntity(
        id=item["id"].text(),
        kind=item["kind"].member_of(Kind),
        name=item["name"].text(),
        mentions=tuple(
            Mention(quote=_quote(mention, "text"), form=mention["form"].member_of(Form))
            for mention in item["mentions"].items()
        ),
    )


def _statement(item: JsonValue, document: Document, entities: frozenset[str]) -> Statement:
    speaker = item["attribution"].optional_text()
    return item.noun(
        lambda: Statement(
            id=item["id"].text(),
            document=document.id,
            source=item["source"].text(),
            type=item["type"].text(),
            target=item["target"].optional_text(),
            polarity=item["polarity"].member_of(Polarity),
            modality=item["modality"].member_of(Modality),
            attribution=_attribution(speaker, entities),
            date=_date(item["date"]),
            date_text=item["date_text"].optional_text(),
            place=item["place"].optional_text(),
            confidence=item["confidence"].number(),
            evidence=tuple(_evidence(part, document.text) for part in item["evidence"].items()),
        )
    )


def _attribution(speaker: str | None, entities: frozenset[str]) -> Attribution | None:
    if speaker is None:
        return None
    return Attribution(entity=speaker) if speaker in entities else Attribution(text=speaker)


def _evidence(item: JsonValue, text: str) -> Evidence:
    return Evidence(
        sentence=_quote(item, "sentence"),
        trigger=_quoted(item["trigger"], text),
        source=_quoted(item["source"], text),
        target=None if item["target"].is_null else _quoted(item["target"], text),
        rule=item["rule"].text(),
    )


def _silence(item: JsonValue) -> Silence:
    return Silence(
        sentence=_quote(item, "sentence"),
        reason=item["reason"].text(),
        detail=item["detail"].optional_text() or "",
    )


def _quote(item: JsonValue, name: str) -> Quote:
    start, end, text = item["start"].integer(), item["end"].integer(), item[name].text()
    return item.noun(lambda: Quote(start=start, end=end, text=text))


def _quoted(item: JsonValue, text: str) -> Quote:
    start, end = item.pair()
    if not 0 <= start < end <= len(text):
        raise item.error(f"[{start}, {end}) is not within the text's {len(text)} characters")
    return Quote.of(text, start, end)


def _date(item: JsonValue) -> PartialDate | None:
    text = item.optional_text()
    if text is None:
        return None
    try:
        return PartialDate.parse(text)
    except ModelError as error:
        raise item.error(str(error)) from error
