"""What gave no statement: silences of documents that are there, problems of those that are not."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence

from kg.model import Document, Problem, ProblemStatus, Quote, Silence
from kg.store.cursors import page_of
from kg.store.orders import PROBLEM_KEYS, SILENCE_KEYS
from kg.store.protocol import Page, PlacedSilence, ProblemQuery, SilenceQuery
from kg.store.sqlite_columns import Value, document_of, document_row, text_of, texts_by_key
from kg.store.sqlite_pages import Conditions, page_rows, total_of

_STATUSES: dict[str, ProblemStatus] = {"skipped": "skipped", "failed": "failed"}
_SILENCES = """SELECT d.k, d.id, s.n, s."start", s."end", s.reason, s.detail
 FROM document d CROSS JOIN silence s ON s.document = d.k WHERE {where} {tail}"""  # in the order of d's ids
_PROBLEMS = "SELECT p.id, p.status, p.reason, p.path, p.input FROM problem p WHERE {where} {tail}"
_DELETE_PROBLEM = "DELETE FROM problem WHERE id = ?"
_INSERT_PROBLEM = "INSERT INTO problem (id, status, reason, path, input) VALUES (?,?,?,?,?)"
_IS_PROBLEM = "SELECT 1 FROM problem WHERE id = ?"


def silences_page(connection: sqlite3.Connection, query: SilenceQuery) -> Page[PlacedSilence]:
    """Return silences by document and reason, in the order of their documents' ids."""
    asked = Conditions()
    asked.add_documents("d.k", query.documents)
    asked.add_listed("s.reason", query.reasons)
    total = total_of(connection, "document d JOIN silence s ON s.document = d.k", asked, query)
    order = asked.add_place({"document": "d.id", "n": "s.n"}, SILENCE_KEYS, query)
    rows = page_rows(connection, _SILENCES, asked, order, query)
    texts = texts_by_key(connection, (int(row[0] or 0) for row in rows))
    found = [_placed(row, texts) for row in rows]
    return page_of(query, found, total, lambda placed: [placed.document, placed.n])


def problems_page(connection: sqlite3.Connection, query: ProblemQuery) -> Page[Problem]:
    """Return problems by status, in the order of their ids."""
    asked = Conditions()
    if query.status is not None:
        asked.add("p.status = ?", query.status)
    total = total_of(connection, "problem p", asked, query)
    order = asked.add_place({"id": "p.id"}, PROBLEM_KEYS, query)
    rows = page_rows(connection, _PROBLEMS, asked, order, query)
    return page_of(query, [_problem(row) for row in rows], total, lambda problem: [problem.id])


def insert_problems(connection: sqlite3.Connection, problems: Iterable[Problem]) -> None:
    """Keep problems; the last of an id stays."""
    last = {problem.id: problem for problem in problems}
    delete_problems(connection, list(last))
    rows = [(p.id, p.status, p.reason, p.path, _input(p.input)) for p in last.values()]
    connection.executemany(_INSERT_PROBLEM, rows)


def delete_problems(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    """Forget problems."""
    connection.executemany(_DELETE_PROBLEM, [(id,) for id in ids])


def has_problems(connection: sqlite3.Connection, ids: Sequence[str]) -> bool:
    """Whether one of these is a problem."""
    return any(connection.execute(_IS_PROBLEM, (id,)).fetchall() for id in ids)


def _placed(row: Sequence[Value], texts: dict[int, str]) -> PlacedSilence:
    key, document, n, start, end, reason, detail = row
    sentence = Quote.of(texts[int(key or 0)], int(start or 0), int(end or 0))
    silence = Silence(sentence=sentence, reason=str(reason), detail=str(detail))
    return PlacedSilence(document=str(document), n=int(n or 0), silence=silence)


def _problem(row: Sequence[Value]) -> Problem:
    id, status, reason, path, input = row
    document = None if input is None else document_of(json.loads(str(input)))
    return Problem(id=str(id), status=_STATUSES[str(status)], reason=str(reason), input=document, path=text_of(path))


def _input(document: Document | None) -> str | None:
    return None if document is None else json.dumps(document_row(document), ensure_ascii=False)
