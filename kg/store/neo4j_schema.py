"""A graph in a database enters, made ready: constraints, indexes, version; what belongs to others is refused.

The model, as people see it in Neo4j Browser (every name may bear a prefix):

    (:Document)  (:Statement)-[:STATED_IN]->(:Document)   (:Statement)-[:SOURCE|TARGET|AT|ATTRIBUTED_TO]->(:Entity)
    (:Entity:Actor:Person|Organization|Country|Group)     (:Entity:Location)    (:Document)-[:MENTIONS]->(:Entity)
    (:Entity)-[:VISITS {statements, documents, origins, first_date, last_date, confidence, is_contested, example,
        example_id, id}]->(:Entity)                       derived, one for each statement type that is told of a pair
    (:Problem {id, status, reason, path, input})          documents that are not in the graph
    (:Store {id: 'store', revision, schema})              locked by every writer; the revision counts writes

Dates are texts as far as they are known (2018-03). What people seldom look at is kept compact:
- Document: `recorded` (when this version was written: UTC, to the microsecond, by the writing machine's clock),
  `sentences`, `silence_offsets` [start, end, start, end, ...], `silence_reasons`, `silence_details`,
  `metadata` and a Problem's `input` (JSON), `sketch` (MinHash), `bands` (words by which near-copies are found),
  `origin` (id of the first near-copy), `fingerprint` and `read_fingerprint` (hashes of the graph and the document),
  `publisher` (the beginning of `source`, which an index takes).
- Statement: `sentence` is the best evidence's; `evidence` is JSON, for each piece [rule, sentence start, sentence
  (null: the best), trigger start, trigger, source start, source, target start, target]; `source_id`, `target_id`,
  `speaker_id`, `place_id` are the entities as read; `edge` is the id of the relationship that it speaks of, for or
  against; `rank` sorts relationships and stands on the one statement that is the example of one.
- MENTIONS: `offsets` [start, end, ...] and `forms` of the mentions, `name`, `surfaces` (mentions that are names).
- Statement: `words`; Entity: `folded`, `names`, `name_words`, `name_terms`: what searches compare. `tally` is JSON:
  [how many documents, the name that they give the entity, surface, ...]; its name and aliases follow from it.
- `undated` is the id of a document or statement without date; `order` is its id if that sorts otherwise in Neo4j.
"""

from __future__ import annotations

from functools import partial

from neo4j.exceptions import ClientError

from kg.errors import NotAGraphError, StoreError
from kg.store.clock import now_text
from kg.store.neo4j_graph import LABELS, SCHEMA, SEARCH, Neo4jGraph, Writing

_UNIQUE = "CREATE CONSTRAINT `{name}` IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE"
# single properties: a composite index is used only where every property has a predicate
_RANGE = "CREATE INDEX `{name}` IF NOT EXISTS FOR (n:{label}) ON (n.{property})"
# one for all: each full-text index that a transaction touches costs it some milliseconds; our words are folded already
_FULLTEXT = """CREATE FULLTEXT INDEX `{name}` IF NOT EXISTS FOR (n:Document|Statement|Entity)
ON EACH [n.bands, n.words, n.name_words, n.name_terms] OPTIONS {{indexConfig: {{`fulltext.analyzer`: 'whitespace'}}}}"""
_RANGES = {
    "Document": ("published", "undated", "origin", "publisher"),
    "Statement": ("edge", "date", "undated", "rank"),
    "Entity": ("folded", "documents"),
}
_STORE = "MATCH (m:Store {id: 'store'}) RETURN m.schema AS schema"
_MAKE_STORE = "MERGE (m:Store {id: 'store'}) ON CREATE SET m.revision = 0, m.schema = $schema"
# schema 2: each document tells since when it is known; those of before, since the first time that 2 opens to write
_RECORD = """MATCH (d:Document) WHERE d.recorded IS NULL WITH d LIMIT 5000
SET d.recorded = $recorded RETURN count(*) AS n"""
_RAISE = "MATCH (m:Store {id: 'store'}) SET m.schema = $schema"
_COUNT = "MATCH (n:{label}) RETURN count(n) AS n"
_INDEXES = "SHOW INDEXES YIELD name, state WHERE name STARTS WITH $start RETURN name, state"
_AWAIT = "CALL db.awaitIndexes(120)"


def prepare(graph: Neo4jGraph, *, create: bool) -> None:
    """Make a graph ready to be read and written; without `create` it must be there."""
    version = _version(graph)
    if version is None:
        if not create:
            raise StoreError(f"there is no graph at {_place(graph)}; make one with: kg build PATH --store URL")
        _refuse_strangers(graph)
    elif version > SCHEMA:
        raise StoreError(f"{_place(graph)} was written by a newer newskg (schema {version}, known {SCHEMA})")
    if create:
        _make_schema(graph)
    if version is None:
        graph.write(lambda writing: writing.run(_MAKE_STORE, {"schema": SCHEMA}))
    elif create and version < SCHEMA:
        _raise_schema(graph)


def index_states(graph: Neo4jGraph) -> dict[str, str | None]:
    """Return the state of every index of the schema; None: it is not there."""
    rows = graph.read(_INDEXES, {"start": graph.index("")})
    found: dict[str, str] = {row["name"]: row["state"] for row in rows}
    return {name: found.get(name) for name in schema_texts(graph)}


def schema_texts(graph: Neo4jGraph) -> dict[str, str]:
    """Return the texts that make the schema, by the name of the index that each of them makes."""
    texts = {}
    for label in LABELS:
        name = graph.index(f"{label.lower()}_id")
        texts[name] = _UNIQUE.format(name=name, label=label)
    for label, properties in _RANGES.items():
        for property in properties:
            name = graph.index(f"{label.lower()}_{property}")
            texts[name] = _RANGE.format(name=name, label=label, property=property)
    name = graph.index(SEARCH)
    texts[name] = _FULLTEXT.format(name=name)
    return {name: graph.text(text) for name, text in texts.items()}


def _raise_schema(graph: Neo4jGraph) -> None:
    """Bring a graph of an older schema to this one; until then it can be read, and nothing was known at any time."""
    recording = partial(Writing.run, text=_RECORD, parameters={"recorded": now_text()})
    while graph.write(recording)[0]["n"]:
        pass
    graph.write(lambda writing: writing.run(_RAISE, {"schema": SCHEMA}))


def _version(graph: Neo4jGraph) -> int | None:
    rows = graph.read(_STORE)
    if not rows:
        return None
    version = rows[0]["schema"]
    if not isinstance(version, int):
        raise NotAGraphError(_of_others(graph, "Store"))
    return version


def _refuse_strangers(graph: Neo4jGraph) -> None:
    """Refuse labels that other nodes bear, unless another process is making this graph just now."""
    taken = [label for label in LABELS if graph.read(_COUNT.format(label=label))[0]["n"]]
    if taken and _version(graph) is None:
        raise NotAGraphError(_of_others(graph, taken[0]))


def _of_others(graph: Neo4jGraph, label: str) -> str:
    name = graph.connection.name(label)
    return f"{_place(graph)} holds nodes :{name} of another program; set another NEWSKG_NEO4J_PREFIX"


def _make_schema(graph: Neo4jGraph) -> None:
    states = index_states(graph)
    texts = schema_texts(graph)
    missing = [texts[name] for name, state in states.items() if state is None]
    for text in missing:
        _make_index(graph, text)
    if missing:
        graph.read(_AWAIT)


def _make_index(graph: Neo4jGraph, text: str) -> None:
    try:
        graph.connection.write(lambda transaction: transaction.run(text).consume())
    except StoreError as error:
        cause = error.__cause__
        if not (isinstance(cause, ClientError) and (cause.code or "").endswith("AlreadyExists")):
            raise  # else another process has made it just now


def _place(graph: Neo4jGraph) -> str:
    return f"{graph.connection.server}/{graph.connection.database}"
