"""A store that is written to, replaced in and deleted from at random stays what a dictionary of its documents says."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from kg.model import DocumentGraph, Problem
from kg.questions.checkup import checkup
from kg.store.canonical import canonical_export
from kg.store.protocol import AggregateQuery, EntityQuery, GraphStore, ProblemQuery, RelationshipQuery, StatementQuery
from tests.kg.conftest import NewStore
from tests.kg.model_store import ModelStore
from tests.kg.worlds import (
    ENTITY_QUERIES,
    IDS,
    PROBLEMS,
    RELATIONSHIP_QUERIES,
    STATEMENT_QUERIES,
    WORDS,
    WORLDS,
    articles,
)


class Lives(RuleBasedStateMachine):
    """One store and its model; what one does the other does."""

    def __init__(self, store: GraphStore) -> None:
        super().__init__()
        self.store, self.model = store, ModelStore()

    @initialize(world=WORLDS)
    def begin(self, world: list[DocumentGraph]) -> None:
        self.write(world)

    @rule(graphs=st.lists(articles(), max_size=3))
    def write(self, graphs: list[DocumentGraph]) -> None:
        assert self.store.write(graphs) == self.model.write(graphs)

    @rule(data=st.data())
    def write_again(self, data: st.DataObject) -> None:
        again = (
            data.draw(st.lists(st.sampled_from([*self.model.graphs.values()]), max_size=2)) if self.model.graphs else []
        )

        assert self.store.write(again) == self.model.write(again)

    @rule(ids=st.lists(st.sampled_from(IDS), max_size=3))
    def delete(self, ids: list[str]) -> None:
        assert self.store.delete(ids) == self.model.delete(ids)

    @rule(problems=st.lists(PROBLEMS, max_size=2))
    def record(self, problems: list[Problem]) -> None:
        self.store.record(problems)
        self.model.record(problems)

    @rule(ids=st.lists(st.sampled_from([*IDS, "a.jsonl:3"]), max_size=2))
    def settle(self, ids: list[str]) -> None:
        self.store.settle(ids)
        self.model.settle(ids)

    @rule(statements=STATEMENT_QUERIES, entities=ENTITY_QUERIES, relationships=RELATIONSHIP_QUERIES)
    def ask(self, statements: StatementQuery, entities: EntityQuery, relationships: RelationshipQuery) -> None:
        assert self.store.statements(statements).items == self.model.statements(statements).items
        assert self.store.entities(entities).items == self.model.entities(entities).items
        assert self.store.relationships(relationships).items == self.model.relationships(relationships).items

    @rule(words=WORDS)
    def search(self, words: str) -> None:
        statements, entities = StatementQuery(words=words), EntityQuery(words=words)

        assert self.store.statements(statements).items == self.model.statements(statements).items
        assert self.store.entities(entities).items == self.model.entities(entities).items

    @invariant()
    def is_what_its_documents_say(self) -> None:
        query = AggregateQuery(by=("type", "publisher"))

        assert canonical_export(self.store) == canonical_export(self.model)
        assert self.store.counts() == self.model.counts()
        assert self.store.aggregate(query) == self.model.aggregate(query)
        assert self.store.problems(ProblemQuery()).items == self.model.problems(ProblemQuery()).items
        assert list(self.store.faults()) == []

    def teardown(self) -> None:
        assert list(checkup(self.store)) == []


def test_a_store_stays_what_its_documents_say_whatever_happens(new_store: NewStore, trials: settings) -> None:
    class Life(Lives):
        def __init__(self) -> None:
            super().__init__(new_store())

    run_state_machine_as_test(Life, settings=settings(trials, stateful_step_count=12))
