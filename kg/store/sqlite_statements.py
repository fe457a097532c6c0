"""Rows of statements and evidence -> statements, quotes cut from the text of their documents."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Sequence

from kg.model import Attribution, Evidence, Modality, Polarity, Quote, Statement
from kg.store.sqlite_columns import Value, date_of, list_of, text_of, texts_by_key

# {where}, {tail} and {ends} are texts of ours (conditions with ? only), never of a user.
_STATEMENTS = """SELECT s.k, s.id, d.id, a.id, s.type, b.id, s.polarity, s.modality, c.id, s.speaker_text, s.date,
 s.date_text, p.id, s.confidence, s.document FROM statement s
 JOIN document d ON d.k = s.document {ends} WHERE {where} {tail}"""
_ENDS = """JOIN entity a ON a.k = s.source LEFT JOIN entity b ON b.k = s.target
 LEFT JOIN entity c ON c.k = s.speaker LEFT JOIN entity p ON p.k = s.place"""
_ENDS_READ = """JOIN entity a ON a.k = coalesce(s.source_read, s.source)
 LEFT JOIN entity b ON b.k = coalesce(s.target_read, s.target)
 LEFT JOIN entity c ON c.k = coalesce(s.speaker_read, s.speaker)
 LEFT JOIN entity p ON p.k = coalesce(s.place_read, s.place)"""
_EVIDENCE = """SELECT statement, sentence_start, sentence_end, trigger_start, trigger_end, source_start, source_end,
 target_start, target_end, rule FROM evidence WHERE statement IN (SELECT value FROM json_each(?))
 ORDER BY statement, n"""


def statements_by_id(connection: sqlite3.Connection, ids: Sequence[str]) -> list[Statement | None]:
    """Return statements in the order of the ids; None if unknown."""
    rows = _statements(connection, _ENDS, "s.id IN (SELECT value FROM json_each(?))", [list_of(ids)], "")
    found = {statement.id: statement for statement in rows.values()}
    return [found.get(id) for id in ids]


def statements_by_key(connection: sqlite3.Connection, keys: Sequence[int]) -> list[Statement]:
    """Return statements in the order of their keys."""
    found = _statements(connection, _ENDS, "s.k IN (SELECT value FROM json_each(?))", [list_of(keys)], "")
    return [found[key] for key in keys]


def statements_of_document(connection: sqlite3.Connection, document: int) -> list[Statement]:
    """Return what a document says, as it says it: with the ends that it has, not those that decisions gave them."""
    return [*_statements(connection, _ENDS_READ, "s.document = ?", [document], "ORDER BY s.n").values()]


def _statements(
    connection: sqlite3.Connection, ends: str, where: str, values: Sequence[Value], tail: str
) -> dict[int, Statement]:
    rows = connection.execute(_STATEMENTS.format(ends=ends, where=where, tail=tail), values).fetchall()
    texts = texts_by_key(connection, (row[14] for row in rows))
    evidence = _evidence(connection, {row[0]: texts[row[14]] for row in rows})
    return {row[0]: _statement(row, tuple(evidence[row[0]])) for row in rows}


def _evidence(connection: sqlite3.Connection, text_by_key: dict[int, str]) -> dict[int, list[Evidence]]:
    found: dict[int, list[Evidence]] = defaultdict(list)
    for key, *offsets, rule in connection.execute(_EVIDENCE, (list_of(sorted(text_by_key)),)).fetchall():
        text = text_by_key[key]
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
        attribution = Attribution(entity=text_of(speaker), text=text_of(speaker_text))
    return Statement(
        id=str(id),
        document=str(document),
        source=str(source),
        type=str(type),
        target=text_of(target),
        evidence=evidence,
        confidence=float(confidence or 0.0),
        polarity=Polarity(str(polarity)),
        modality=Modality(str(modality)),
        attribution=attribution,
        date=date_of(text_of(date)),
        date_text=text_of(date_text),
        place=text_of(place),
    )
