"""Questions for documents, what they say, silences and problems -> nouns and pages of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from kg.model import Document, DocumentGraph, Origin, Problem
from kg.store.clock import instant_of
from kg.store.cursors import page_of, sort_of
from kg.store.fingerprints import document_fingerprint
from kg.store.neo4j_conditions import Conditions, add_dates, as_of_conditions, in_order, in_order_of, lines
from kg.store.neo4j_dated import DatedNode
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
from kg.store.neo4j_questions import Rows
from kg.store.neo4j_rows import MAX_SORTED
from kg.store.orders import (
    DOCUMENT_KEYS,
    PROBLEM_KEYS,
    SILENCE_KEYS,
    Sort,
    check_size,
    document_values,
    sort_values,
    towards,
)
from kg.store.protocol import DocumentQuery, Page, PageRequest, PlacedSilence, ProblemQuery, SilenceQuery

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
_DATED = DatedNode(node="d:Document", date="published", shown=DOCUMENT)
_COLUMNS = {"published": "coalesce(d.published, '')", "id": _DATED.id}
_SILENT = """MATCH (d:Document) USING INDEX d:Document(id) WHERE d.id {sign}= $from AND size(d.silence_reasons) > 0"""
_SILENT_OF = "MATCH (d:Document) WHERE d.id IN $documents AND size(d.silence_reasons) > 0"
_SILENCES = """UNWIND range(0, size(d.silence_reasons) - 1) AS n
WITH d, n WHERE ($reasons IS NULL OR d.silence_reasons[n] IN $reasons)"""
_SILENCES_PAGE = f"""AND (d.id <> $from OR n {{sign}} $n) WITH d, n ORDER BY d.id{{down}}, n{{down}} LIMIT $limit
WITH d, collect(n) AS numbers RETURN d.id AS id, d.text AS text, d {SILENCES} AS silences, numbers"""
_PROBLEMS = "MATCH (p:Problem) USING INDEX p:Problem(id) WHERE p.id {sign} $after"
_PROBLEMS_PAGE = f"WITH p ORDER BY p.id{{down}} LIMIT $limit RETURN p {PROBLEM} AS row ORDER BY p.id{{down}}"


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
    after, asked = sort_of(query, DOCUMENT_KEYS), Conditions()
    check_size(query.page)
    add_dates(asked, "d.published", query.since, query.until)
    then = as_of_conditions("d", query.as_of)
    for text in then.texts:
        asked.add(text, **then.values)
    total = _total(graph, query, asked) if query.page.with_total else None
    found = [document_of(row) for row in (_newest if query.source is None else _of_source)(graph, query, asked, after)]
    return page_of(query, found, total, lambda document: sort_values(DOCUMENT_KEYS, document_values(document)))


def silences_page(graph: Neo4jGraph, query: SilenceQuery) -> Page[PlacedSilence]:
    """Return silences by document and reason; by document id, then position."""
    limit, after = check_size(query.page), sort_of(query, SILENCE_KEYS)
    start, n = ("", -1) if after is None else (str(after[0]), int(after[1]))
    is_backward = query.page.is_backward
    values: dict[str, object] = {"reasons": None if query.reasons is None else list(query.reasons)}
    text, total = _SILENT if query.documents is None else _SILENT_OF, None
    if query.page.with_total:
        counted = {**values, "from": "", "documents": list(query.documents or ())}
        total = graph.read(lines(text.replace("{sign}", ">"), _SILENCES, "RETURN count(n) AS n"), counted)[0]["n"]
    # Python compares by character, the server does not
    documents = [id for id in query.documents or () if after is None or (id <= start if is_backward else id >= start)]
    page = {"from": start, "n": n, "documents": documents, "limit": limit}
    found = []
    asked = _along(lines(text, _SILENCES, _SILENCES_PAGE), query.page)
    for row in graph.read(asked, {**values, **page}):
        silences = silences_of(row["text"], row["silences"])
        found += [PlacedSilence(document=row["id"], n=n, silence=silences[n]) for n in row["numbers"]]
    found.sort(key=lambda placed: (placed.document, placed.n), reverse=is_backward)
    return page_of(query, found, total, lambda placed: [placed.document, placed.n])


def problems_page(graph: Neo4jGraph, query: ProblemQuery) -> Page[Problem]:
    """Return problems by status; by id."""
    limit, after, asked = check_size(query.page), sort_of(query, PROBLEM_KEYS), Conditions()
    asked.add_if("p.status = $status", status=query.status)
    total = None
    if query.page.with_total:
        counted = lines("MATCH (p:Problem)", asked.joined("WHERE"), "RETURN count(p) AS n")
        total = graph.read(counted, asked.values)[0]["n"]
    values = {**asked.values, "after": "" if after is None else after[0], "limit": limit}
    text = _along(lines(_PROBLEMS, asked.joined("AND"), _PROBLEMS_PAGE), query.page)
    found = [problem_of(row["row"]) for row in graph.read(text, values)]
    return page_of(query, found, total, lambda problem: [problem.id])


def _along(text: str, page: PageRequest) -> str:
    """Return a text as ids are compared and sorted in it: forward, or backward from a cursor or from the end."""
    sign = "<" if page.is_backward and page.after is not None else ">"
    return text.replace("{sign}", sign).replace("{down}", " DESC" if page.is_backward else "")


def _total(graph: Neo4jGraph, query: DocumentQuery, asked: Conditions) -> int:
    start = _COUNT if query.source is None else _OF_SOURCE
    text = lines(start, asked.joined("WHERE"), "RETURN count(d) AS n")
    return int(graph.read(text, {**asked.values, **_publisher(query)})[0]["n"])


def _publisher(query: DocumentQuery) -> dict[str, object]:
    return {"source": query.source, "publisher": query.source and query.source[:MAX_SORTED]}


def _newest(graph: Neo4jGraph, query: DocumentQuery, asked: Conditions, after: Sort | None) -> Rows:
    """Return a page in the order of the index of dates, then of the undated, unless dates are asked for."""
    has_undated = query.since is None and query.until is None
    limit, keys, rows = check_size(query.page), towards(DOCUMENT_KEYS, query.page), Rows()
    looks = _DATED.looks(asked, keys, after, has_undated=has_undated, is_backward=query.page.is_backward)
    for text, values in looks:
        if len(rows) < limit:
            rows += [row["row"] for row in graph.read(text, {**values, "limit": limit - len(rows)})]
    return rows


def _of_source(graph: Neo4jGraph, query: DocumentQuery, asked: Conditions, after: Sort | None) -> Rows:
    """Return a page of one publisher's documents, which are sorted."""
    keys = towards(DOCUMENT_KEYS, query.page)
    if after is not None:
        asked.add_place(_COLUMNS, keys, after)
    order = in_order_of(keys, _COLUMNS)
    tail = f"WITH d {order} LIMIT $limit RETURN d {DOCUMENT} AS row {order}"
    values = {**asked.values, **_publisher(query), "limit": check_size(query.page)}
    return [row["row"] for row in graph.read(lines(_OF_SOURCE, asked.joined("WHERE"), tail), values)]
