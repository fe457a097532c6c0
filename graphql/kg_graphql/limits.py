"""A request enters; it passes, or is refused as too large or too complex before it is validated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graphql import DocumentNode, OperationDefinitionNode
from strawberry.extensions import SchemaExtension

from kg.settings import Limits
from kg_graphql.errors import ApiError, Code
from kg_graphql.weighing import Scale, Weight, introspection_budget, most_repeated

__all__ = ["Limiter", "Limits", "limiter"]

_WEIGHTS = ("root_fields", "depth", "aliases", "directives", "fields", "cost")


class Limiter(SchemaExtension):
    """Refuse what is above the limits, and tell what a question costs; `limits` comes from `limiter`."""

    limits = Limits()
    _cost: int | None = None

    def on_operation(self) -> Iterator[None]:
        """Bound the text that is parsed."""
        context = self.execution_context
        size = len((context.query or "").encode("utf-8", "replace"))
        if size > self.limits.document_bytes:
            raise _too(f"{size} bytes", self.limits.document_bytes)
        context.parse_options["max_tokens"] = self.limits.tokens
        yield

    def on_validate(self) -> Iterator[None]:
        """Weigh the document and its variables before any rule walks them."""
        context = self.execution_context
        if context.graphql_document is not None:
            variables = context.variables or {}
            document, chosen = context.graphql_document, context._provided_operation_name
            scale = Scale(context.schema._schema, document, variables)
            repeats = self._excess_of_repeats(document)
            error = self._excess_of_values(variables) or repeats or self._excess(scale) or _doubt(scale, chosen)
            if error is not None:
                context.pre_execution_errors = [error]
        yield

    def get_results(self) -> dict[str, object]:
        """Return what goes into the extensions of the answer."""
        return {} if self._cost is None else {"cost": self._cost}

    def _excess(self, scale: Scale) -> ApiError | None:
        if len(scale.operations) > self.limits.operations:
            return _too(f"{len(scale.operations)} operations", self.limits.operations)
        try:
            errors = [error for node in scale.operations if (error := self._excess_of(scale, node))]
        except RecursionError:
            return ApiError(Code.QUERY_TOO_COMPLEX, "the question is nested too deep")
        return errors[0] if errors else None

    def _excess_of(self, scale: Scale, operation: OperationDefinitionNode) -> ApiError | None:
        weight = scale.weigh(operation)
        self._cost = max(weight.cost, self._cost or 0)
        for name in _WEIGHTS:
            if getattr(weight, name) > getattr(self.limits, name):
                return _too(f"{name.replace('_', ' ')} {getattr(weight, name)}", getattr(self.limits, name))
        return self._excess_beside(weight, introspection_budget(self.execution_context.schema._schema))

    def _excess_beside(self, weight: Weight, budget: int) -> ApiError | None:
        if weight.nesting > self.limits.variable_depth:
            return _too(f"values {weight.nesting} deep", self.limits.variable_depth)
        if weight.introspection > budget:
            return _too(f"introspection {weight.introspection}", budget)
        return None

    def _excess_of_repeats(self, document: DocumentNode) -> ApiError | None:
        repeats = most_repeated(document)
        return _too(f"one field {repeats} times", self.limits.repeats) if repeats > self.limits.repeats else None

    def _excess_of_values(self, variables: Mapping[str, object]) -> ApiError | None:
        """Walk the variables level by level, no further than the limits."""
        level: list[object] = list(variables.values())
        depth = seen = 0
        while level:
            depth, seen = depth + 1, seen + len(level)
            if depth > self.limits.variable_depth:
                return _too("variables deeper", self.limits.variable_depth)
            if seen > self.limits.variable_values:
                return _too("more values in variables", self.limits.variable_values)
            level = [inner for value in level for inner in _inside(value)]
        return None


def limiter(limits: Limits) -> type[Limiter]:
    """Return the extension that holds requests to the limits."""
    return type("Limiter", (Limiter,), {"limits": limits})


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _doubt(scale: Scale, chosen: str | None) -> ApiError | None:
    """Return an error if it is left open which operation is meant."""
    if chosen is not None or len(scale.operations) < 2:
        return None
    return ApiError(Code.BAD_REQUEST, f"{len(scale.operations)} operations; say by operationName which to run")


def _too(found: str, limit: int) -> ApiError:
    return ApiError(Code.QUERY_TOO_COMPLEX, f"the question is too complex: {found}, at most {limit}")
