"""A parsed document and its variables enter; how much each operation asks leaves, found in linear time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLNamedType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    ValueNode,
    VariableNode,
    get_introspection_query,
    parse,
)

from kg_graphql.prices import Price, price_list

CEILING = 10**12  # where numbers stop to grow


@dataclass(slots=True, kw_only=True)
class Weight:
    """What a selection asks, fragments spread out."""

    root_fields: int = 0
    depth: int = 0
    nesting: int = 0
    aliases: int = 0
    directives: int = 0
    fields: int = 0
    cost: int = 0
    paged: int = 0
    """Of a connection: what each of its nodes costs."""
    introspection: int = 0

    def add(self, other: Weight) -> None:
        """Put another selection beside this one."""
        self.root_fields = min(self.root_fields + other.root_fields, CEILING)
        self.depth = max(self.depth, other.depth)
        self.nesting = max(self.nesting, other.nesting)
        self.aliases = min(self.aliases + other.aliases, CEILING)
        self.directives = min(self.directives + other.directives, CEILING)
        self.fields = min(self.fields + other.fields, CEILING)
        self.cost = min(self.cost + other.cost, CEILING)
        self.paged = min(self.paged + other.paged, CEILING)
        self.introspection = min(self.introspection + other.introspection, CEILING)

    def add_leaf(self, cost: int) -> None:
        """Put a bare field beside this selection: most fields are."""
        self.root_fields += 1
        self.fields += 1
        self.cost += cost
        if self.depth == 0:
            self.depth = 1


class Scale:
    """Weighs each fragment once for each operation. A fragment in a cycle or one that is unknown weighs nothing, and is
    left to validation."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, object]) -> None:
        """Take what is to be weighed."""
        self._schema, self._variables, self._prices = schema, variables, price_list(schema)
        nodes = document.definitions
        self.operations = [node for node in nodes if isinstance(node, OperationDefinitionNode)]
        self._fragments = {node.name.value: node for node in nodes if isinstance(node, FragmentDefinitionNode)}
        self._memo: dict[str, Weight] = {}
        self._defaults: dict[str, ValueNode] = {}

    def weigh(self, operation: OperationDefinitionNode) -> Weight:
        """Return the weight of one operation of the document; nested too deep it is a RecursionError."""
        self._memo.clear()
        defined = operation.variable_definitions or ()
        self._defaults = {each.variable.name.value: each.default_value for each in defined if each.default_value}
        weight = self._weigh(operation.selection_set, self._schema.get_root_type(operation.operation))
        weight.nesting = max([weight.nesting, *map(_nesting, self._defaults.values())])
        for directive in operation.directives or ():
            weight.add(_directive(directive))
        return weight

    def _weigh(self, selections: SelectionSetNode | None, parent: GraphQLNamedType | None) -> Weight:
        total = Weight()
        for node in selections.selections if selections else ():
            for directive in node.directives or ():
                total.add(_directive(directive))
            if isinstance(node, FieldNode):
                self._add_field(total, node, parent)
            elif isinstance(node, FragmentSpreadNode):
                total.add(self._weigh_fragment(node.name.value))
            elif isinstance(node, InlineFragmentNode):
                name = node.type_condition.name.value if node.type_condition else None
                total.add(self._weigh(node.selection_set, self._schema.get_type(name) if name else parent))
        return total

    def _weigh_fragment(self, name: str) -> Weight:
        if name not in self._memo:
            self._memo[name] = Weight()
            if (found := self._fragments.get(name)) is not None:
                kind = self._schema.get_type(found.type_condition.name.value)
                weight = self._weigh(found.selection_set, kind)
                for directive in found.directives or ():
                    weight.add(_directive(directive))
                self._memo[name] = weight
        return self._memo[name]

    def _add_field(self, total: Weight, node: FieldNode, parent: GraphQLNamedType | None) -> None:
        name = node.name.value
        if name in ("__schema", "__type"):
            return total.add(self._weigh_introspection(node))
        price = self._prices.find(parent, name)
        if node.selection_set is None and node.alias is None and not node.arguments:
            return total.add_leaf(1 if price is None else 1 + price.own)
        return total.add(self._weigh_field(node, price))

    def _weigh_field(self, node: FieldNode, price: Price | None) -> Weight:
        inner = self._weigh(node.selection_set, price.type if price else None)
        values = [argument.value for argument in node.arguments or ()]
        cost = min(self._cost(node, price, inner), CEILING)
        is_paged = price is not None and price.is_paged
        return Weight(
            root_fields=1,
            depth=inner.depth + 1,
            nesting=max([inner.nesting, *map(_nesting, values)]),
            aliases=inner.aliases + int(node.alias is not None),
            directives=inner.directives,
            fields=inner.fields + 1,
            cost=0 if is_paged else cost,
            paged=cost if is_paged else 0,
            introspection=inner.introspection,
        )

    def _weigh_introspection(self, node: FieldNode) -> Weight:
        """Weigh a question about the schema, whose depth is left to validation."""
        name = "__Schema" if node.name.value == "__schema" else "__Type"
        inner = self._weigh(node.selection_set, self._schema.get_type(name))
        return Weight(
            root_fields=1,
            depth=1,
            nesting=inner.nesting,
            aliases=inner.aliases + int(node.alias is not None),
            directives=inner.directives,
            fields=inner.fields + 1,
            cost=1,
            introspection=inner.cost,
        )

    def _cost(self, node: FieldNode, price: Price | None, inner: Weight) -> int:
        if price is None:
            return max(1, inner.cost + inner.paged)
        if price.is_introspection:
            return max(1, round(inner.cost * price.usual_size))
        size = self._size(node, price)
        if price.is_connection:
            return max(1, price.own + inner.cost + size * inner.paged)
        return price.own + size * max(1, inner.cost)

    def _size(self, node: FieldNode, price: Price) -> int:
        if not price.size_arguments:
            return int(price.usual_size)
        given = {argument.name.value: argument.value for argument in node.arguments or ()}
        asked = [self._number(given.get(name)) for name, _ in price.size_arguments]
        sizes = [size for size in asked if size is not None] or [size for _, size in price.size_arguments]
        return max(1, *sizes)

    def _number(self, value: ValueNode | None) -> int | None:
        """Return the size that a value asks for; None leaves it to the default of the schema."""
        if isinstance(value, VariableNode):
            name = value.name.value
            given = self._variables.get(name, self._defaults.get(name))
            return self._number(given) if isinstance(given, ValueNode) else _plain_number(given)
        if isinstance(value, ListValueNode):
            return len(value.values)
        return int(value.value[:13]) if isinstance(value, IntValueNode) else None


def most_repeated(document: DocumentNode) -> int:
    """Return how often the commonest field stands in a document: validation compares each with each."""
    found: Counter[str] = Counter()
    waiting: list[Node] = list(document.definitions)
    while waiting:
        node = waiting.pop()
        if isinstance(node, FieldNode):
            found[node.alias.value if node.alias else node.name.value] += 1
        if (selections := getattr(node, "selection_set", None)) is not None:
            waiting.extend(selections.selections)
    return max(found.values(), default=0)


@lru_cache(maxsize=8)
def introspection_budget(schema: GraphQLSchema) -> int:
    """Return what questions about the schema may cost: twice a full look at it."""
    document = parse(get_introspection_query(input_value_deprecation=True))
    scale = Scale(schema, document, {})
    return 2 * scale.weigh(scale.operations[0]).introspection


def _directive(node: DirectiveNode) -> Weight:
    values = [argument.value for argument in node.arguments or ()]
    return Weight(directives=1, nesting=max(map(_nesting, values), default=0))


def _nesting(value: ValueNode) -> int:
    """Return how many lists and objects stand within each other."""
    return 1 + max((_nesting(inner) for inner in _inside(value)), default=0)


def _inside(value: ValueNode) -> Iterator[ValueNode]:
    if isinstance(value, ListValueNode):
        yield from value.values
    elif isinstance(value, ObjectValueNode):
        yield from (field.value for field in value.fields)


def _plain_number(given: object) -> int | None:
    if isinstance(given, list):
        return len(given)
    if isinstance(given, int | float):
        return int(given) if abs(given) <= CEILING else CEILING  # to GraphQL 100.0 is an Int too
    return None
