"""Hypothesis strategies: small worlds of articles that contradict, copy and repeat each other, and questions."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TypeVar, get_args

from hypothesis import strategies as st

from kg.model import DocumentGraph, Form, Kind, Modality, Polarity, Problem
from kg.partial_date import PartialDate
from kg.store.protocol import (
    AggregateQuery,
    AsOf,
    DocumentQuery,
    EntityOrder,
    EntityQuery,
    GroupKey,
    ProblemQuery,
    RelationshipOrder,
    RelationshipQuery,
    SilenceQuery,
    StatementOrder,
    StatementQuery,
)
from tests.kg.graphs import KINDS, Called, Told, graph_of
from tests.kg.set_clock import BEFORE, FIRST, LATER, SECOND

T = st.SearchStrategy
Q = TypeVar("Q", EntityQuery, StatementQuery)
IDS = [f"d{n}" for n in range(1, 7)]
ENTITIES = [*KINDS]
ACTORS = [id for id, kind in KINDS.items() if kind.is_actor]
PUBLISHERS = ["Daily Wire", "ana/news", "Нова"]
DATES = ["2017", "2018", "2018-02", "2018-03", "2018-03-18", "2018-03-19", "2018-12-31", "2019-01-01"]
REASONS = ["no_frame", "no_target"]
TARGETS: dict[str, list[str] | list[str | None]] = {
    "VISITS": ["syria", "iran", "ghouta", "douma", "council"],
    "MEETS": ACTORS,
    "FIGHTS": ACTORS,
    "ATTACKS": ENTITIES,
    "PROTESTS_AGAINST": [None, "assad", "syria"],
    "DEPLOYS_TO": [None, "syria", "douma"],
}
_WORDS = [f"wire{n}" for n in range(136)]
WIRES = ["", *(" ".join(_WORDS[start : start + 100]) for start in (0, 12, 24, 36))]  # neighbours are near-copies
CALLS = {
    "assad": ["Bashar al-Assad", "Assad", "the president", "he"],
    "putin": ["Vladímir Pútin", "Путин", "Putin"],
    "syria": ["Syria", "the Syrian Arab Republic"],
    "rebels": ["the rebels", "they"],
    "douma": ["Douma", "دوما", "Doûma"],
}
FORMS = {"the president": Form.NOMINAL, "the rebels": Form.NOMINAL, "he": Form.PRONOUN, "they": Form.PRONOUN}


def maybe(values: list[str]) -> T[str | None]:
    return st.none() | st.sampled_from(values)


Ends = tuple[str, str, str | None]
POPULAR: list[Ends] = [  # what most articles speak of, so that they agree, contradict and copy each other
    ("assad", "VISITS", "ghouta"),
    ("assad", "MEETS", "putin"),
    ("putin", "MEETS", "assad"),
]
ANY_ENDS: list[Ends] = [(source, type, target) for type in TARGETS for source in ACTORS for target in TARGETS[type]]


def told_of(ends: Ends) -> T[Told]:
    source, type, target = ends
    return st.builds(
        partial(Told, source=source, type=type, target=target),
        polarity=st.sampled_from([Polarity.POSITIVE] * 4 + [Polarity.NEGATIVE]),
        modality=st.sampled_from([Modality.ACTUAL] * 4 + [*Modality]),
        date=maybe(DATES),
        confidence=st.sampled_from([0.2, 0.5, 0.8, 1.0]),
        speaker=maybe(["assad", "council"]),
        says=maybe(["reports", "sources"]),
        place=maybe(["ghouta", "douma", "syria"]),
        times=st.sampled_from([1, 1, 1, 2]),
    )


TOLD = (st.sampled_from(POPULAR) | st.sampled_from(ANY_ENDS)).flatmap(told_of)


def calls_of(id: str) -> T[list[Called]]:
    calls = [Called(words=words, form=FORMS.get(words, Form.NAME)) for words in CALLS[id]]
    return st.lists(st.sampled_from(calls), min_size=1, max_size=3, unique=True)


def articles(ids: list[str] = IDS) -> T[DocumentGraph]:
    """Articles; two of equal id are versions of one."""
    return st.builds(
        graph_of,
        st.sampled_from(ids),
        st.lists(TOLD, min_size=1, max_size=4) | st.just([]),
        prologue=st.sampled_from(WIRES),
        published=maybe(DATES),
        publisher=maybe(PUBLISHERS),
        reader=st.sampled_from(["hand/1", "hand/1", "hand/2"]),
        called=st.fixed_dictionaries({}, optional={id: calls_of(id) for id in CALLS}),
        silences=st.lists(
            st.tuples(st.sampled_from(["Talks may follow.", "It rained."]), st.sampled_from(REASONS)), max_size=2
        ),
    )


WORLDS = st.integers(1, 6).flatmap(
    lambda size: st.lists(articles(), min_size=size, max_size=6, unique_by=lambda graph: graph.document.id)
)

PROBLEMS = st.builds(
    Problem,
    id=st.sampled_from([*IDS, "a.jsonl:3"]),
    status=st.sampled_from(["skipped", "failed"]),
    reason=st.sampled_from(["the text is not English", "it broke"]),
    input=st.none() | articles().map(lambda graph: graph.document),
    path=maybe(["a.jsonl", "b/ü.jsonl"]),
)

# -- questions --------------------------------------------------------------------------------------------------------


def some(values: list[str]) -> T[tuple[str, ...] | None]:
    return st.none() | st.lists(st.sampled_from([*values, "nobody"]), max_size=3).map(tuple)


def rarely(values: T[tuple[str, ...] | None]) -> T[tuple[str, ...] | None]:
    """Mostly ask nothing, so that some answers are not empty."""
    return st.integers(0, 3).flatmap(lambda n: values if n == 0 else st.none())


WHEN = st.integers(0, 2).flatmap(
    lambda n: st.sampled_from([PartialDate.parse(date) for date in DATES]) if n == 0 else st.none()
)
WORDS = st.sampled_from(
    ["assad", "positive visits", "VISITS", "dou", "путин", "al as", "again", "wire", "--", "no such", "2018"]
)
NAMES = ["assad", "Bashar al-Assad", "PUTIN", "putin", "doûma", "دوما", "the rebels", "a", "no such"]

AS_OF = st.builds(
    AsOf,
    published=st.none() | st.sampled_from([PartialDate.parse(date) for date in DATES]),
    recorded=st.none() | st.sampled_from([BEFORE, FIRST, SECOND, LATER]),
)

ORDERS: dict[type, tuple[str, ...]] = {
    EntityQuery: get_args(EntityOrder),
    StatementQuery: get_args(StatementOrder),
    RelationshipQuery: get_args(RelationshipOrder),
}


def with_parts(plain: T[Q]) -> T[Q]:
    """Questions that are put together of others: all of these, any of these, none of these."""
    some_parts = st.lists(plain, max_size=2).map(tuple)
    parts = st.builds(dict, all_of=some_parts, any_of=st.none() | some_parts, none_of=some_parts)
    mixed = st.builds(lambda query, more: replace(query, **more), plain, parts)
    deep = st.builds(lambda query, inner: replace(query, none_of=(inner,)), plain, mixed)
    return plain | plain | mixed | deep


PLAIN_STATEMENT_QUERIES = st.builds(
    StatementQuery,
    sources=rarely(some(ACTORS)),
    targets=rarely(some(ENTITIES)),
    either=rarely(some(ENTITIES)),
    speakers=rarely(some(["assad", "council"])),
    places=rarely(some(["ghouta", "douma", "syria"])),
    words=st.none() | st.none() | WORDS,
    types=rarely(some([*TARGETS])),
    polarity=st.sampled_from([None, None, None, *Polarity]),
    modalities=st.sampled_from([None, None, None, (), (Modality.ACTUAL, Modality.PLANNED), (Modality.POSSIBLE,)]),
    documents=rarely(some(IDS)),
    publishers=rarely(some(PUBLISHERS)),
    since=WHEN,
    until=WHEN,
    include_undated=st.booleans(),
    min_confidence=st.sampled_from([0.0, 0.0, 0.5, 0.81]),
    as_of=st.none() | st.none() | AS_OF,
    order=st.sampled_from(ORDERS[StatementQuery]),
    direction=st.sampled_from(["asc", "desc"]),
)
STATEMENT_QUERIES = with_parts(PLAIN_STATEMENT_QUERIES)
RELATIONSHIP_QUERIES = st.builds(
    RelationshipQuery,
    sources=rarely(some(ACTORS)),
    targets=rarely(some(ENTITIES)),
    either=rarely(some(ENTITIES)),
    types=rarely(some([*TARGETS])),
    since=WHEN,
    until=WHEN,
    min_origins=st.sampled_from([1, 1, 2]),
    min_confidence=st.sampled_from([0.0, 0.0, 0.5, 0.81]),
    is_contested=st.sampled_from([None, None, True, False]),
    order=st.sampled_from(ORDERS[RelationshipQuery]),
    direction=st.sampled_from(["asc", "desc"]),
)
PLAIN_ENTITY_QUERIES = st.builds(
    EntityQuery,
    kinds=st.sampled_from([None, None, None, (), (Kind.PERSON, Kind.LOCATION), (Kind.COUNTRY,)]),
    name=st.none() | st.none() | st.sampled_from(NAMES),
    names=rarely(some(NAMES)),
    contains=st.none() | st.none() | st.sampled_from(NAMES),
    words=st.none() | st.none() | WORDS,
    document=st.none() | st.none() | st.sampled_from([*IDS, "none"]),
    min_documents=st.sampled_from([1, 1, 2]),
    order=st.sampled_from(ORDERS[EntityQuery]),
    direction=st.sampled_from([None, "asc", "desc"]),
)
ENTITY_QUERIES = with_parts(PLAIN_ENTITY_QUERIES)
DOCUMENT_QUERIES = st.builds(
    DocumentQuery, source=maybe([*PUBLISHERS, "nobody"]), since=WHEN, until=WHEN, as_of=st.none() | AS_OF
)
SILENCE_QUERIES = st.builds(SilenceQuery, documents=some(IDS), reasons=some(REASONS))
PROBLEM_QUERIES = st.builds(ProblemQuery, status=st.sampled_from([None, "skipped", "failed"]))
AGGREGATE_QUERIES = st.builds(
    AggregateQuery,
    by=st.lists(st.sampled_from(get_args(GroupKey)), max_size=3, unique=True).map(tuple),
    where=STATEMENT_QUERIES,
    limit=st.sampled_from([1, 2, 100]),
)
