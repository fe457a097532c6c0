"""A parsed document and its variables enter; it passes, or is refused as too complex before it is validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_named_type,
)
from strawberry.extensions import SchemaExtension

from kg_graphql.errors import ApiError, Code

CEILING = 10**12


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one request may ask."""

    body_bytes: int = 1_048_576
    tokens: int = 2_000
    depth: int = 12
    aliases: int = 30
    root_fields: int = 20
    directives: int = 50
    fields: int = 1_000
    operations: int = 10
    cost: int = 20_000
    timeout_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a selection asks, fragments spread out; numbers saturate."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    cost: int = 0

    def __add__(self, other: Weight) -> Weight:
        return Weight(
            depth=max(self.depth, other.depth),
            aliases=min(self.aliases + other.aliases, CEILING),
            directives=min(self.directives + other.directives, CEILING),
            fields=min(self.fields + other.fields, CEILING),
            cost=min(self.cost + other.cost, CEILING),
        )


class Limiter(SchemaExtension):
    """Refuse documents above the limits; `limits` comes from `limiter`."""

    limits = Limits()

    def on_operation(self) -> Iterator[None]:
        """Bound the tokens that are parsed."""
        self.execution_context.parse_options["max_tokens"] = self.limits.tokens
        yield

    def on_validate(self) -> Iterator[None]:
        """Weigh the document before any rule walks it."""
        context = self.execution_context
        if context.graphql_document is not None:
            schema = context.schema._schema
            scale = Scale(schema, context.graphql_document, context.variables or {})
            error = scale.refusal(self.limits) or scale.doubt(context._provided_operation_name)
            if error is not None:
                context.pre_execution_errors = [error]
        yield


def limiter(limits: Limits) -> type[Limiter]:
    """Return the extension that holds requests to the limits."""
    return type("Limiter", (Limiter,), {"limits": limits})


class Scale:
    """Weighs each fragment once, so that a document is weighed in linear time."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, object]) -> None:
        self._schema, self._variables = schema, variables
        nodes = document.definitions
        self._operations = [node for node in nodes if isinstance(node, OperationDefinitionNode)]
        self._fragments = {node.name.value: node for node in nodes if isinstance(node, FragmentDefinitionNode)}
        self._memo: dict[str, Weight] = {}
        self._defaults: dict[str, ValueNode] = {}

    def refusal(self, limits: Limits) -> ApiError | None:
        """Return why the document is refused, None if it is not."""
        try:
            return self._first_excess(limits)
        except RecursionError:
            return ApiError(Code.QUERY_TOO_COMPLEX, "the document is nested too deep")

    def doubt(self, operation_name: str | None) -> ApiError | None:
        """Return an error if it is left open which operation is meant."""
        if operation_name is not None or len(self._operations) < 2:
            return None
        return ApiError(Code.BAD_REQUEST, f"{len(self._operations)} operations; say by operationName which to run")

    def _first_excess(self, limits: Limits) -> ApiError | None:
        if len(self._operations) > limits.operations:
            return _too(f"{len(self._operations)} operations", limits.operations)
        for operation in self._operations:
            roots = len(operation.selection_set.selections)
            if roots > limits.root_fields:
                return _too(f"{roots} root fields", limits.root_fields)
            weight = self._weigh_operation(operation)
            for name in ("depth", "aliases", "directives", "fields", "cost"):
                if getattr(weight, name) > getattr(limits, name):
                    return _too(f"{name} {getattr(weight, name)}", getattr(limits, name))
        return None

    def _weigh_operation(self, operation: OperationDefinitionNode) -> Weight:
        self._memo.clear()
        self._defaults = {
            defined.variable.name.value: defined.default_value
            for defined in operation.variable_definitions or ()
            if defined.default_value is not None
        }
        root = self._schema.get_root_type(operation.operation)
        return self._weigh(operation.selection_set, root) + Weight(directives=len(operation.directives or ()))

    def _weigh(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Weight:
        total = Weight()
        for node in selections.selections if selections else ():
            total += Weight(directives=len(node.directives or ()))
            if isinstance(node, FieldNode):
                total += self._weigh_field(node, parent)
            elif isinstance(node, FragmentSpreadNode):
                total += self._weigh_fragment(node.name.value)
            elif isinstance(node, InlineFragmentNode):
                name = node.type_condition.name.value if node.type_condition else None
                total += self._weigh(node.selection_set, self._schema.get_type(name) if name else parent)
        return total

    def _weigh_fragment(self, name: str) -> Weight:
        if name not in self._memo:
            self._memo[name] = Weight()  # what is in progress (a cycle) or unknown counts nothing; validation tells
            if (found := self._fragments.get(name)) is not None:
                kind = self._schema.get_type(found.type_condition.name.value)
                self._memo[name] = self._weigh(found.selection_set, kind)
        return self._memo[name]

    def _weigh_field(self, node: FieldNode, parent: GraphQLNamedType | None) -> Weight:
        name, aliases = node.name.value, int(node.alias is not None)
        if name.startswith("__"):
            return Weight(depth=1, aliases=aliases, fields=1, cost=1)
        fields: Mapping[str, GraphQLField] = getattr(parent, "fields", {})
        field = fields.get(name)
        inner = self._weigh(node.selection_set, get_named_type(field.type) if field else None)
        size = 1 if field is None else self._page_size(node, field)
        return Weight(
            depth=inner.depth + 1,
            aliases=inner.aliases + aliases,
            directives=inner.directives,
            fields=inner.fields + 1,
            cost=min(size * max(inner.cost, 1), CEILING),
        )

    def _page_size(self, node: FieldNode, field: GraphQLField) -> int:
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        for name in ("first", "ids"):
            if name in field.args:
                asked = self._size(given.get(name))
                size = field.args[name].default_value if asked is None else asked
                return size if isinstance(size, int) and size > 0 else 1
        return 1

    def _size(self, value: ValueNode | None) -> int | None:
        """Return the size that a value asks for; None leaves it to the default of the schema."""
        if isinstance(value, VariableNode):
            name = value.name.value
            given = self._variables.get(name, self._defaults.get(name))
            return self._size(given) if isinstance(given, ValueNode) else _plain_size(given)
        if isinstance(value, ListValueNode):
            return len(value.values)
        return int(value.value[:13]) if isinstance(value, IntValueNode) else None


def _plain_size(given: object) -> int | None:
    if isinstance(given, list):
        return len(given)
    if isinstance(given, int | float) and abs(given) <= CEILING:
        return int(given)  # to GraphQL 100.0 is an Int too
    return None


def _too(found: str, limit: int) -> ApiError:
    return ApiError(Code.QUERY_TOO_COMPLEX, f"the question is too complex: {found}, at most {limit}")
