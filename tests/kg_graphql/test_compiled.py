"""Compiled selections against the stock executor: the same data and the same errors, whatever is asked of whatever."""

from __future__ import annotations

import asyncio
import math
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

import pytest
import strawberry
from graphql import GraphQLObjectType, get_named_type, is_leaf_type, parse
from hypothesis import given, settings
from hypothesis import strategies as st
from strawberry.extensions import FieldExtension, SchemaExtension
from strawberry.permission import BasePermission
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types import ExecutionResult

from kg.store.protocol import GraphStore
from kg_graphql.batching import Context
from kg_graphql.calls import together
from kg_graphql.compiled import CompiledExecutor
from kg_graphql.known_documents import KEPT, LONGEST, LONGEST_REMEMBERED, MOST, REMEMBERED, DocumentCache
from kg_graphql.schema import create_schema


@strawberry.enum
class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Leaf:
    text: str
    count: int | None
    share: float
    is_on: bool
    colour: Colour | None
    id: strawberry.ID


class Never(BasePermission):
    message = "not for you"

    def has_permission(self, source: object, info: strawberry.Info, **kwargs: object) -> bool:
        return False


class Louder(FieldExtension):
    def resolve(self, next_: Any, source: object, info: strawberry.Info, **kwargs: object) -> object:
        return f"{next_(source, info, **kwargs)}!"


async def leaves_of_all(branches: list[Branch], times: int = 1) -> list[Leaf]:
    asked.append(len(branches))
    await asyncio.sleep(0)
    if any(branch.name == "" for branch in branches):
        raise ValueError("a branch without a name")
    return [branch.leaf for branch in branches]


async def themselves(branches: list[Branch], info: strawberry.Info) -> list[Branch]:
    assert info.context["branch"]
    return branches


asked: list[int] = []
"""Of how many branches the leaves were asked."""


@strawberry.type
class Branch(Named):
    leaf: Leaf
    maybe: Leaf | None
    leaves: list[Leaf]
    sparse: list[Leaf | None] | None
    words: list[str]
    secret: str | None = strawberry.field(permission_classes=[Never])
    loud: str | None = strawberry.field(extensions=[Louder()])

    @strawberry.field
    def told(self, times: int = 1) -> str:
        return self.name * times

    @strawberry.field
    async def later(self) -> Leaf:
        await asyncio.sleep(0)
        return self.leaf

    @strawberry.field(metadata=together(leaves_of_all))
    async def shared(self, times: int = 1) -> Leaf:
        return (await leaves_of_all([self], times))[0]

    @strawberry.field(metadata=together(themselves))
    async def itself(self, info: strawberry.Info) -> Branch:
        return (await themselves([self], info))[0]

    @strawberry.field
    def length(self) -> int:
        return len(self.words)


@strawberry.type
class Twig(Named):
    length: int


@strawberry.type
class Query:
    @strawberry.field
    def branch(self, info: strawberry.Info) -> Branch | None:
        return info.context["branch"]  # type: ignore[no-any-return] # whatever the test put there

    @strawberry.field
    async def branches(self, info: strawberry.Info) -> list[Branch]:
        await asyncio.sleep(0)
        return [info.context["branch"]]

    @strawberry.field
    def pair(self, info: strawberry.Info) -> list[Branch | None]:
        return [good(), info.context["branch"]]

    @strawberry.field
    def named(self, info: strawberry.Info) -> list[Named]:
        return [info.context["branch"], Twig(name="twig", length=3)]


STOCK = strawberry.Schema(query=Query, types=[Twig])
COMPILED = strawberry.Schema(query=Query, types=[Twig], execution_context_class=CompiledExecutor)


class Unpropagated(StrawberryGraphQLCoreExecutionContext):
    """Tells every error where it is, below a null too."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.error_propagation = False


EVERY_ERROR = strawberry.Schema(query=Query, types=[Twig], execution_context_class=Unpropagated)


# -- values, good ones mostly ------------------------------------------------------------------------------------------


class Broken:
    """What cannot be read."""

    @property
    def text(self) -> str:
        raise RuntimeError("the attribute burst")


ODD = [
    None,
    "",
    "text",
    0,
    2**31,
    -1,
    1.5,
    math.nan,
    math.inf,
    True,
    b"x",
    [],
    {},
    Broken(),
    Colour.RED,
    "red",
    object,
    RuntimeError("in its place"),
]


def mostly(value: Any) -> st.SearchStrategy[Any]:
    return st.integers(0, 9).flatmap(lambda n: st.sampled_from(ODD) if n == 0 else st.just(value))


LEAVES = st.builds(
    Leaf,
    text=mostly("some words"),
    count=mostly(7),
    share=mostly(0.5),
    is_on=mostly(True),
    colour=mostly(Colour.BLUE),
    id=mostly("l1"),
)
OF_LEAF = LEAVES | mostly(Leaf(text="a", count=None, share=1.0, is_on=False, colour=None, id=strawberry.ID("l0")))
LISTS = st.lists(OF_LEAF, max_size=3)
BRANCHES = st.builds(
    Branch,
    name=mostly("branch"),
    leaf=OF_LEAF,
    maybe=OF_LEAF | st.none(),
    leaves=LISTS | LISTS.map(tuple) | mostly([]),
    sparse=st.lists(OF_LEAF | st.none(), max_size=3) | st.none(),
    words=st.lists(mostly("word"), max_size=3),
    secret=st.just("secret"),
    loud=mostly("loud"),
)


# -- questions ---------------------------------------------------------------------------------------------------------


@dataclass
class Writer:
    """Writes a random selection of a type."""

    draw: Any
    fragments: list[str] = field(default_factory=list)

    def selection(self, type: GraphQLObjectType, depth: int) -> str:
        names = [name for name, part in type.fields.items() if depth or is_leaf_type(get_named_type(part.type))]
        chosen = self.draw(st.lists(st.sampled_from([*names, "__typename"]), min_size=1, max_size=5))
        return " ".join(self.field(type, name, depth) for name in chosen)

    def field(self, type: GraphQLObjectType, name: str, depth: int) -> str:
        alias = self.draw(st.sampled_from(["", "", f"other_{name}: "]))
        asked = self.draw(st.sampled_from(["", "", "", " @include(if: $yes)", " @skip(if: $yes)"]))
        if name == "__typename":
            return f"{alias}{name}{asked}"
        below: Any = get_named_type(type.fields[name].type)
        inner = "" if is_leaf_type(below) else f" {{ {self.inner(below, depth - 1)} }}"
        arguments = "(times: 2)" if name == "told" and alias else ""
        return f"{alias}{name}{arguments}{asked}{inner}"

    def inner(self, type: Any, depth: int) -> str:
        if not isinstance(type, GraphQLObjectType):
            return self.draw(st.sampled_from(["__typename name ... on Twig { length }", "name ... on Branch { loud }"]))
        said = self.selection(type, depth)
        match self.draw(st.integers(0, 4)):
            case 0:
                return f"... on {type.name} {{ {said} }}"
            case 1:
                name = f"F{len(self.fragments)}"
                self.fragments.append(f"fragment {name} on {type.name} {{ {said} }}")
                return f"...{name} {self.selection(type, depth)}"
            case _:
                return said


@st.composite
def questions(draw: Any) -> str:
    writer = Writer(draw)
    root: Any = STOCK._schema.query_type
    said = writer.selection(root, 2)
    return "\n".join([f"query ($yes: Boolean! = true) {{ __typename @include(if: $yes) {said} }}", *writer.fragments])


def run(schema: strawberry.Schema, question: str, branch: object) -> ExecutionResult:
    async def ask() -> ExecutionResult:
        result = await schema.execute(question, context_value={"branch": branch})
        while left := asyncio.all_tasks() - {asyncio.current_task()}:  # of siblings of what failed
            await asyncio.gather(*left, return_exceptions=True)
        return result

    return asyncio.run(ask())


def told(result: ExecutionResult) -> set[tuple[str, str, str]]:
    return {(repr(error.path), error.message, repr(error.locations)) for error in result.errors or ()}


def nulled(result: ExecutionResult) -> set[tuple[str | int, ...]]:
    """Where the answer has a null that an error explains: of several errors below one null only one must be told."""
    return {
        found for error in result.errors or () if (found := _null_on(result.data, tuple(error.path or ()))) is not None
    }


def _null_on(data: Any, path: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    for depth in range(len(path) + 1):
        if data is None:
            return path[:depth]
        data = data[path[depth]] if depth < len(path) else data
    return None


@settings(max_examples=200, deadline=None)
@given(questions(), BRANCHES)
def test_answers_and_errors_are_those_of_the_stock_executor(question: str, branch: Branch) -> None:
    ours, stock, every = (run(schema, question, branch) for schema in (COMPILED, STOCK, EVERY_ERROR))

    assert repr(ours.data) == repr(stock.data)
    assert nulled(ours) == nulled(stock)
    assert told(ours) <= told(every)
    assert len(ours.errors or ()) == len(told(ours))


def good() -> Branch:
    leaf = Leaf(text="a", count=1, share=0.5, is_on=True, colour=Colour.RED, id=strawberry.ID("1"))
    return Branch(name="b", leaf=leaf, maybe=None, leaves=[leaf], sparse=None, words=[], secret="hidden", loud="hey")


def test_graphql_core_executes_only_what_is_not_plain() -> None:
    executed: list[str] = []

    class Counting(CompiledExecutor):
        def execute_field(self, parent_type: Any, source: Any, details: Any, *rest: Any) -> Any:
            executed.append(details[0].node.name.value)
            return super().execute_field(parent_type, source, details, *rest)

    schema = strawberry.Schema(query=Query, types=[Twig], execution_context_class=Counting)
    run(schema, "{ branch { name leaves { text count share id } words told later { isOn colour } } }", good())

    assert executed == ["branch", "told", "later"]


def test_what_is_answered_for_all_objects_of_a_list_is_asked_for_once() -> None:
    asked.clear()
    question = "{ pair { name shared(times: 2) { text } itself { told later { text } } loud } }"
    mixed, plain = (run(COMPILED, text, good()) for text in (question, question.replace("loud", "length")))

    assert mixed.errors is plain.errors is None
    assert asked == [1, 1, 2]
    assert plain.data == run(STOCK, question.replace("loud", "length"), good()).data
    assert list((plain.data or {})["pair"][0]) == ["name", "shared", "itself", "length"]


def test_one_object_that_cannot_be_answered_for_spoils_no_other() -> None:
    nameless = good()
    nameless.name = ""

    result = run(COMPILED, "{ pair { shared { text } } }", nameless)

    assert result.data == {"pair": [{"shared": {"text": "a"}}, None]}
    assert [(error.path, error.message) for error in result.errors or ()] == [
        (["pair", 1, "shared"], "a branch without a name")
    ]


def test_what_a_permission_guards_is_not_read_past_it() -> None:
    result = run(COMPILED, "{ branch { secret name } }", good())

    assert result.data == {"branch": {"secret": None, "name": "b"}}
    assert [error.message for error in result.errors or ()] == ["not for you"]


def test_what_an_extension_changes_is_changed() -> None:
    assert run(COMPILED, "{ branch { loud } }", good()).data == {"branch": {"loud": "hey!"}}


def test_an_extension_that_watches_fields_sees_all_of_them() -> None:
    seen: list[str] = []

    class Watch(SchemaExtension):
        def resolve(self, _next: Any, root: object, info: Any, *args: object, **kwargs: object) -> Any:
            seen.append(info.field_name)
            return _next(root, info, *args, **kwargs)

    schema = strawberry.Schema(query=Query, types=[Twig], extensions=[Watch], execution_context_class=CompiledExecutor)
    run(schema, "{ branch { name leaf { text } } }", good())

    assert seen == ["branch", "name", "leaf", "text"]


# -- documents that are known ------------------------------------------------------------------------------------------


def test_as_many_documents_are_kept_as_there_is_room_for() -> None:
    cache = DocumentCache(kept=2)
    document: Any = object()
    for text in ("a", "b"):
        cache.keep(text, document)
    cache.find("a")
    cache.keep("c", document)
    cache.keep("x" * (LONGEST + 1), document)

    assert [text for text in ("a", "b", "c") if cache.find(text)] == ["a", "c"]
    assert len(cache) == 2


def test_documents_are_kept_up_to_so_many_characters_together() -> None:
    cache = DocumentCache()
    document: Any = object()
    texts = [f"{number:02}".ljust(LONGEST, "x") for number in range(MOST // LONGEST + 3)]
    for text in texts:
        cache.keep(text, document)
        cache.keep(text, document)

    assert [cache.find(text) is None for text in texts] == [True] * 3 + [False] * (len(texts) - 3)


@pytest.fixture
def schema() -> strawberry.Schema:
    return create_schema()


def _cache(schema: strawberry.Schema) -> DocumentCache:
    (found,) = [extension.cache for extension in schema.extensions if hasattr(extension, "cache")]  # type: ignore[union-attr] # has one
    assert isinstance(found, DocumentCache)
    return found


def ask(schema: strawberry.Schema, question: str, **variables: object) -> ExecutionResult:
    async def run_it() -> ExecutionResult:
        return await schema.execute(question, variable_values=variables)

    return asyncio.run(run_it())


def test_only_valid_documents_are_kept_and_no_more_than_there_is_room_for(schema: strawberry.Schema) -> None:
    ask(schema, "{ nothingOfThatName }")
    ask(schema, "{ ontology { name ")
    assert len(_cache(schema)) == 0

    for number in range(KEPT + 10):
        ask(schema, f"{{ a{number}: __typename }}")
    assert len(_cache(schema)) == KEPT


def test_a_known_document_is_weighed_with_the_variables_of_each_request(schema: strawberry.Schema) -> None:
    question = "query ($n: Int!) { ontology { name } actors(first: $n) @include(if: false) { nodes { name aliases } } }"
    assert not ask(schema, question, n=2).errors
    assert not ask(schema, question, n=2).errors

    heavy = ask(schema, question, n=100_000)

    assert [error.extensions["code"] for error in heavy.errors or () if error.extensions] == ["QUERY_TOO_COMPLEX"]


def test_a_known_document_is_answered_as_it_was_at_first(schema: strawberry.Schema, store: GraphStore) -> None:
    def answers(question: str, **variables: object) -> list[Any]:
        async def run_it() -> list[Any]:
            results = [await schema.execute(question, variables, Context(store)) for _ in range(4)]
            return [(result.data, [error.message for error in result.errors or ()]) for result in results]

        return asyncio.run(run_it())

    for asked_for in ("actors(first: 3)", 'actors(filter: {kind: [COUNTRY]}, after: "bad")', "documents"):
        below = "nodes { __typename id ... on Actor { statements(first: 1) { nodes { source { name } } } } }"
        first, *others = answers(f"{{ {asked_for} {{ {below if 'actors' in asked_for else 'nodes { title }'} }} }}")
        assert others == [first] * 3

    counts = "query ($n: Int!, $yes: Boolean!) { actors(first: $n) { nodes { name id @include(if: $yes) } } }"
    sizes = [
        [len(node) for node in answers(counts, n=n, yes=yes)[-1][0]["actors"]["nodes"]]
        for n, yes in ((1, True), (3, False), (2, True))
    ]
    assert sizes == [[2], [1, 1, 1], [2, 2]]


def test_memories_are_of_one_document_each_and_few() -> None:
    cache, documents = DocumentCache(), [parse("{ a }") for _ in range(REMEMBERED + 1)]
    first = cache.memory("a", documents[0])

    assert cache.memory("a", documents[0]) is first
    assert cache.memory("a", documents[1]) is not first
    long = "x" * (LONGEST_REMEMBERED + 1)
    assert cache.memory(long, documents[0]) is not cache.memory(long, documents[0])
    kept = cache.memory("0", documents[0])
    for number, document in enumerate(documents):
        cache.memory(str(number), document)
    assert cache.memory("0", documents[0]) is not kept


def test_what_is_valid_in_one_schema_is_not_taken_for_valid_in_another(schema: strawberry.Schema) -> None:
    ask(schema, "{ ontology { name } }")

    assert len(_cache(create_schema())) == 0
