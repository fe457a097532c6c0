"""Questions for documents, what they say, silences and problems -> nouns and pages of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from kg.model import Document, DocumentGraph, Origin, Problem
from kg.store.clock import instant_of
from kg.store.cursors import Sort, page_of, sort_of
from kg.store.fingerprints import document_fingerprint
from kg.store.neo4j_conditions import Conditions, add_dates, as_of_conditions, in_order, limit_of, lines
from kg.store.neo4j_graph import Neo4jGraph
from kg.store.neo4j_nouns import (
    DOCUMENT,
    PROBLEM,
    READ,
    SILENCES,
    STATEMENT,
    document_of,
    graph_of,
    problem_of,
    silences_of,
)
from kg.store.neo4j_rows import MAX_SORTED, order_key
from kg.store.protocol import DocumentQuery, Page, PlacedSilence, ProblemQuery, SilenceQuery

_BY_ID = f"MATCH (d:Document) WHERE d.id IN $ids RETURN d {DOCUMENT} AS document"
_RECORDED = "MATCH (d:Document) WHERE d.id IN $ids RETURN d.id AS id, d.recorded AS recorded"
_ORIGINS = "MATCH (d:Document) WHERE d.id IN $ids RETURN d.id AS id, d.origin AS origin"
_COMPANY = "MATCH (d:Document) WHERE d.origin IN $origins RETURN d.origin AS origin, d.id AS id"
_GRAPHS = f"""MATCH (d:Document) WHERE d.id IN $ids RETURN d {READ} AS document,
COLLECT {{ MATCH (d)-[m:MENTIONS]->(e:Entity)
  RETURN m {{.n, .entity_id, .name, .offsets, .forms, kind: e.kind}} }} AS entities,
COLLECT {{ MATCH (d)<-[:STATED_IN]-(s:Statement) RETURN s {STATEMENT} }} AS statements"""
_HELD = """UNWIND $rows AS r MATCH (d:Document {id: r.id})
WHERE d.read_fingerprint = r.fingerprint AND d.reader = $reader RETURN d.id AS id"""
_COUNT = "MATCH (d:Document)"
_OF_SOURCE = """MATCH (d:Document) USING INDEX d:Document(publisher)
WHERE d.publisher = $publisher AND d.source = $source WITH d"""
# the hints keep the order of the index; what is undated comes by its id, afterwards
_NEWEST = "MATCH (d:Document) USING INDEX d:Document(published) WHERE d.published <= $date"
_UNDATED = "MATCH (d:Document) USING INDEX d:Document(undated) WHERE d.undated > $undated"
_ID = "coalesce(d.order, d.id)"
_AFTER = f"d.published < $date OR {_ID} > $after"
_AFTER_OF_SOURCE = f"day < $date OR day = $date AND {_ID} > $after"
_SILENT = """MATCH (d:Document) USING INDEX d:Document(id) WHERE d.id >= $from AND size(d.silence_reasons) > 0"""
_SILENT_OF = "MATCH (d:Document) WHERE d.id IN $documents AND size(d.silence_reasons) > 0"
_SILENCES = """UNWIND range(0, size(d.silence_reasons) - 1) AS n
WITH d, n WHERE ($reasons IS NULL OR d.silence_reasons[n] IN $reasons)"""
_SILENCES_PAGE = f"""AND (d.id <> $from OR n > $n) WITH d, n ORDER BY d.id, n LIMIT $limit
WITH d, collect(n) AS numbers RETURN d.id AS id, d.text AS text, d {SILENCES} AS silences, numbers"""
_PROBLEMS = "MATCH (p:Problem) USING INDEX p:Problem(id) WHERE p.id > $after"
_PROBLEMS_PAGE = f"WITH p ORDER BY p.id LIMIT $limit RETURN p {PROBLEM} AS problem ORDER BY p.id"


def documents_by_id(graph: Neo4jGraph, ids: Sequence[str]) -> list[Document | None]:
    """Return documents in the order of the ids; None if unknown."""
    found = [document_of(row["document"]) for row in graph.read(_BY_ID, {"ids": list(ids)})]
    return in_order(found, ids, lambda document: document.id)


def graphs_by_id(graph: Neo4jGraph, ids: Sequence[str]) -> list[DocumentGraph | None]:
    """Return what documents say, in the order of the ids; None if unknown."""
    found = [graph_of(row) for row in graph.read(_GRAPHS, {"ids": list(ids)})]
    return in_order(found, ids, lambda said: said.document.id)


def recorded_at(graph: Neo4jGraph, ids: Sequence[str]) -> list[datetime | None]:
    """Return when documents were written, in the order of the ids; None if unknown."""
    found = {row["id"]: instant_of(row["recorded"]) for row in graph.read(_RECORDED, {"ids": list(ids)})}
    return [found.get(id) for id in ids]


def origins_by_document(graph: Neo4jGraph, ids: Sequence[str]) -> list[Origin | None]:
    """Return the origins of documents, in the order of the ids; None if unknown."""
    firsts = {row["id"]: row["origin"] for row in graph.read(_ORIGINS, {"ids": list(ids)})}
    company: dict[str, list[str]] = defaultdict(list)
    for row in graph.read(_COMPANY, {"origins": sorted(set(firsts.values()))}):
        company[row["origin"]].append(row["id"])
    origins = {id: Origin(id=id, documents=tuple(sorted(documents))) for id, documents in company.items()}
    return [origins[firsts[id]] if id in firsts else None for id in ids]


def held(graph: Neo4jGraph, documents: Sequence[Document], reader: str) -> frozenset[str]:
    """Return the ids of those documents that the graph holds just as they are, read by this reader."""
    rows = [{"id": document.id, "fingerprint": document_fingerprint(document)} for document in documents]
    return frozenset(row["id"] for row in graph.read(_HELD, {"rows": rows, "reader": reader}))


def documents_page(graph: Neo4jGraph, query: DocumentQuery) -> Page[Document]:
    """Return documents by source and publication date; newest first, undated last."""
    limit, asked = limit_of(query), Conditions()
    add_dates(asked, "d.published", query.since, query.until)
    then = as_of_conditions("d", query.as_of)
    for text in then.texts:
        asked.add(text, **then.values)
    after = sort_of(query, (str, str))
    total = _total(graph, query, asked) if query.page.with_total else None
    if query.source is None:
        found = _newest(graph, query, asked, after, limit)
    else:
        found = _of_source(graph, query, asked, after, limit)
    return page_of(query, found, total, lambda d: ["" if d.published is None else str(d.published), d.id])


def silences_page(graph: Neo4jGraph, query: SilenceQuery) -> Page[PlacedSilence]:
    """Return silences by document and reason; by document id, then position."""
    limit, after = limit_of(query), sort_of(query, (str, int))
    start, n = ("", -1) if after is None else (str(after[0]), int(after[1]))
    values: dict[str, object] = {"reasons": None if query.reasons is None else list(query.reasons)}
    text, total = _SILENT if query.documents is None else _SILENT_OF, None
    if query.page.with_total:
        counted = {**values, "from": "", "documents": list(query.documents or ())}
        total = graph.read(lines(text, _SILENCES, "RETURN count(n) AS n"), counted)[0]["n"]
    documents = [id for id in query.documents or () if id >= start]  # Python compares by character, the server does not
    page = {"from": start, "n": n, "documents": documents, "limit": limit}
    found = []
    for row in graph.read(lines(text, _SILENCES, _SILENCES_PAGE), {**values, **page}):
        silences = silences_of(row["text"], row["silences"])
        found += [PlacedSilence(document=row["id"], n=n, silence=silences[n]) for n in row["numbers"]]
    found.sort(key=lambda placed: (placed.document, placed.n))
    return page_of(query, found, total, lambda placed: [placed.document, placed.n])


def problems_page(graph: Neo4jGraph, query: ProblemQuery) -> Page[Problem]:
    """Return problems by status; by id."""
    limit, asked = limit_of(query), Conditions()
    asked.add_if("p.status = $status", status=query.status)
    after = sort_of(query, (str,))
    total = None
    if query.page.with_total:
        counted = lines("MATCH (p:Problem)", asked.joined("WHERE"), "RETURN count(p) AS n")
        total = graph.read(counted, asked.values)[0]["n"]
    values = {**asked.values, "after": "" if after is None else after[0], "limit": limit}
    rows = graph.read(lines(_PROBLEMS, asked.joined("AND"), _PROBLEMS_PAGE), values)
    return page_of(query, [problem_of(row["problem"]) for row in rows], total, lambda problem: [problem.id])


def _total(graph: Neo4jGraph, query: DocumentQuery, asked: Conditions) -> int:
    start = _COUNT if query.source is None else _OF_SOURCE
    text = lines(start, asked.joined("WHERE"), "RETURN count(d) AS n")
    return int(graph.read(text, {**asked.values, **_publisher(query)})[0]["n"])


def _publisher(query: DocumentQuery) -> dict[str, object]:
    return {"source": query.source, "publisher": query.source and query.source[:MAX_SORTED]}


def _newest(
    graph: Neo4jGraph, query: DocumentQuery, asked: Conditions, after: Sort | None, limit: int
) -> list[Document]:
    """Return a page in the order of the index of dates, then of the undated, unless dates are asked for."""
    found: list[Document] = []
    if after is None or after[0] != "":
        cursor = "" if after is None else f"AND ({_AFTER})"
        values = {
            "date": "~" if after is None else after[0],
            "after": "" if after is None else order_key(str(after[1])),
        }
        text = lines(_NEWEST, cursor, asked.joined("AND"), _shown(f"d.published DESC, {_ID}"))
        found = [document_of(row["document"]) for row in graph.read(text, {**asked.values, **values, "limit": limit})]
    if len(found) < limit and query.since is None and query.until is None:
        id = after[1] if after is not None and after[0] == "" else ""
        text = lines(_UNDATED, asked.joined("AND"), _shown("d.undated"))
        rows = graph.read(text, {**asked.values, "undated": id, "limit": limit - len(found)})
        found += [document_of(row["document"]) for row in rows]
    return found


def _of_source(
    graph: Neo4jGraph, query: DocumentQuery, asked: Conditions, after: Sort | None, limit: int
) -> list[Document]:
    """Return a page of one publisher's documents, which are sorted."""
    values = {**asked.values, **_publisher(query), "limit": limit}
    cursor = ""
    if after is not None:
        cursor = f"WHERE {_AFTER_OF_SOURCE}"
        values |= {"date": after[0], "after": order_key(str(after[1]))}
    day = f"WITH d, coalesce(d.published, '') AS day {cursor}"
    order = f"day DESC, {_ID}"
    tail = f"WITH d, day ORDER BY {order} LIMIT $limit RETURN d {DOCUMENT} AS document ORDER BY {order}"
    rows = graph.read(lines(_OF_SOURCE, asked.joined("WHERE"), day, tail), values)
    return [document_of(row["document"]) for row in rows]


def _shown(order: str) -> str:
    return f"WITH d ORDER BY {order} LIMIT $limit RETURN d {DOCUMENT} AS document ORDER BY {order}"
