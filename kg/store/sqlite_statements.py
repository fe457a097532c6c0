"""Rows of statements and evidence -> statements, quotes cut from the text of their documents."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from kg.model import Attribution, Evidence, Modality, Polarity, Quote, Statement
from kg.partial_date import PartialDate

Value = str | int | float | None
# {where} and {tail} are texts of ours (conditions with ? only), never of a user.
_STATEMENTS = """SELECT s.k, s.id, d.id, a.id, s.type, b.id, s.polarity, s.modality, c.id, s.speaker_text, s.date,
 s.date_text, p.id, s.confidence, s.document FROM statement s
 JOIN document d ON d.k = s.document JOIN entity a ON a.k = s.source LEFT JOIN entity b ON b.k = s.target
 LEFT JOIN entity c ON c.k = s.speaker LEFT JOIN entity p ON p.k = s.place WHERE {where} {tail}"""
_EVIDENCE = """SELECT statement, sentence_start, sentence_end, trigger_start, trigger_end, source_start, source_end,
 target_start, target_end, rule FROM evidence WHERE statement IN (SELECT value FROM json_each(?))
 ORDER BY statement, n"""
_TEXTS = "SELECT k, text FROM document WHERE k IN (SELECT value FROM json_each(?))"


def statements_where(
    connection: sqlite3.Connection, where: str, values: Sequence[Value], tail: str = "ORDER BY s.id"
) -> list[Statement]:
    """Return the statements that a condition of ours selects, in the order that `tail` says."""
    rows = connection.execute(_STATEMENTS.format(where=where, tail=tail), values).fetchall()
    texts = dict(connection.execute(_TEXTS, (json.dumps(sorted({row[14] for row in rows})),)).fetchall())
    evidence = _evidence(connection, {row[0]: texts[row[14]] for row in rows})
    return [_statement(row, tuple(evidence[row[0]])) for row in rows]


def _evidence(connection: sqlite3.Connection, text_of: dict[int, str]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    for key, *offsets, rule in connection.execute(_EVIDENCE, (json.dumps(sorted(text_of)),)):
        text = text_of[key]
        sentence, trigger, source, target = (
            None if start is None else Quote.of(text, start, end)
            for start, end in zip(offsets[::2], offsets[1::2], strict=True)
        )
        if sentence is None or trigger is None or source is None:
            raise sqlite3.IntegrityError(f"evidence of statement {key} lacks offsets")
        found[key].append(Evidence(sentence=sentence, trigger=trigger, source=source, target=target, rule=rule))
    return found


def _statement(row: Sequence[Value], evidence: tuple[Evidence, ...]) -> Statement:
    (_, id, document, source, type, target, polarity, modality, speaker, speaker_text, *rest) = row
    date, date_text, place, confidence, _ = rest
    attribution = None
    if speaker is not None or speaker_text is not None:
        attribution = Attribution(entity=_text(speaker), text=_text(speaker_text))
    return Statement(
        id=str(id),
        document=str(document),
        source=str(source),
        type=str(type),
        target=_text(target),
        evidence=evidence,
        confidence=float(confidence or 0.0),
        polarity=Polarity(str(polarity)),
        modality=Modality(str(modality)),
        attribution=attribution,
        date=None if date is None else PartialDate.parse(str(date)),
        date_text=_text(date_text),
        place=_text(place),
    )


def _text(value: Value) -> str | None:
    return None if value is None else str(value)
