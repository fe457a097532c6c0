"""graphql-core's executor with what it does again for each value done once; the unusual stays with graphql-core.

graphql-core resolves and completes a value at a time. Here the plain fields of a selection are read all at once
(kg_graphql.plans), the arguments of a resolver are made once (kg_graphql.calls), and a field that can be answered for
all objects of a list is asked for once. What a function meets and does not expect (a missing attribute, null where
none may be, a value of another class) it does not judge: that field alone is executed by graphql-core, so that errors,
nulls and coercion are those of the specification.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias, cast

from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLOutputType, GraphQLResolveInfo
from graphql.execution.collect_fields import DeferUsage, FieldDetailsList, GroupedFieldSet
from graphql.execution.executor import to_nodes
from graphql.execution.values import get_argument_values
from graphql.pyutils import Path
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition

from kg_graphql.calls import Call, call_of
from kg_graphql.converters import Convert, reader_of
from kg_graphql.memory import memory_of
from kg_graphql.plans import Plan, Plans

Ask: TypeAlias = Callable[[], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of one selection: its call, and what makes its value if all of it is plain."""

    details: FieldDetailsList
    call: Call
    convert: Convert | None


@dataclass(frozen=True, slots=True)
class Group:
    """Objects of a list, whose fields are plain or answered for all of them together."""

    kind: GraphQLObjectType
    origin: type
    plan: Plan
    asked: Mapping[str, Asked]


class CompiledExecutor(StrawberryGraphQLCoreExecutionContext):
    """graphql-core's executor with selections compiled: once a request, or once for all if there are no variables."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._work = memory_of(self.context_value).work(self.operation)
        self._relevant_sub_fields = self._work.subfields  # graphql-core's memo, for one request
        self._plans = Plans(self.schema, self.collect_subfields, self._work.plans)
        self._ready: Mapping[tuple[int, int], Any] = {}
        self._is_watched = bool(self.middleware_manager and self.middleware_manager.middlewares)

    def execute_collected_root_fields(
        self,
        root_type: GraphQLObjectType,
        root_value: Any,
        grouped_field_set: GroupedFieldSet,
        serially: bool,
        new_defer_usages: Sequence[DeferUsage],
    ) -> Any:
        """Execute an operation; if it was executed before, with what was collected then."""
        if self._work.root is None and not new_defer_usages:
            self._work.root = grouped_field_set
        fields = grouped_field_set if new_defer_usages else self._work.root or {}
        return super().execute_collected_root_fields(root_type, root_value, fields, serially, new_defer_usages)

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Path | None,
        grouped_field_set: GroupedFieldSet,
        position_context: Any,
    ) -> Any:
        """Execute the fields of one object; extensions that watch every field see every field."""
        if self._is_watched or position_context is not None:
            return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)
        plan = self._plans.of(parent_type, grouped_field_set)
        found, others = _read(plan, source_value)
        if not others:
            return found
        rest = super().execute_fields(parent_type, source_value, path, others, position_context)
        if isinstance(rest, dict):
            return _in_order(plan, found, rest)

        async def joined() -> dict[str, Any]:
            return _in_order(plan, found, await rest)

        return joined()

    def execute_field(
        self,
        parent_type: GraphQLObjectType,
        source: Any,
        field_details_list: FieldDetailsList,
        path: Path,
        position_context: Any,
    ) -> Any:
        """Execute one field of one object."""
        asked = self._asked_of(parent_type, field_details_list) if not self._is_watched else None
        if asked is None:
            return super().execute_field(parent_type, source, field_details_list, path, position_context)
        info = self._info(asked.call, parent_type, field_details_list, path)
        key = (id(source), id(field_details_list))
        ask = partial(_known, self._ready[key]) if key in self._ready else partial(asked.call.one, source, info)
        return self._answered(asked, info, path, ask, position_context)

    def complete_list_value(
        self,
        return_type: GraphQLList[GraphQLOutputType],
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Complete a list; what can be answered for all its objects together is asked for once."""
        group = self._group_of(return_type, field_details_list, result, position_context)
        if group is None:
            return super().complete_list_value(return_type, field_details_list, info, path, result, position_context)
        complete = super().complete_list_value

        async def completed() -> list[Any]:
            answers = await self._answers(group, result, path)
            if (rows := _rows(group, result, answers)) is not None:
                return rows
            self._ready = {
                (id(source), id(asked.details)): value
                for asked, values in zip(group.asked.values(), answers, strict=False)
                for source, value in zip(result, values, strict=True)
            }
            try:
                told = complete(return_type, field_details_list, info, path, result, position_context)
            finally:
                self._ready = {}
            return cast("list[Any]", await told if self.is_awaitable(told) else told)

        return completed()

    # -- one object -----------------------------------------------------------------------------------------------

    def _asked_of(self, parent_type: GraphQLObjectType, details: FieldDetailsList) -> Asked | None:
        key = (id(details), parent_type.name)
        known = self._work.asked.get(key)
        if known is None:
            known = self._work.asked[key] = (details, self._asked_anew(parent_type, details))
        return known[1]

    def _asked_anew(self, parent_type: GraphQLObjectType, details: FieldDetailsList) -> Asked | None:
        first = details[0]
        field = self.schema.get_field(parent_type, first.node.name.value)
        if field is None:
            return None
        try:
            values = get_argument_values(
                field, first.node, self.variable_values, first.fragment_variable_values, self.hide_suggestions
            )
            call = call_of(field, values, self.schema._strawberry_schema)  # type: ignore[attr-defined]  # Strawberry's
        except Exception:  # noqa: BLE001  # whatever it is, graphql-core meets it again and tells
            return None
        if call is None:
            return None
        converter = self._plans.converter(field.type, details)
        return Asked(details, call, None if converter is None else converter.call)

    def _info(
        self, call: Call, parent_type: GraphQLObjectType, details: FieldDetailsList, path: Path
    ) -> GraphQLResolveInfo[Any]:
        return self.build_resolve_info(call.field, to_nodes(details), parent_type, path)

    async def _answered(
        self, asked: Asked, info: GraphQLResolveInfo[Any], path: Path, ask: Ask, position_context: Any
    ) -> Any:
        """Ask for, await and complete a value, as graphql-core does; nothing is asked if nobody waits any more."""
        try:
            told = self._told(asked, info, path, await self.with_abort_signal(ask()), position_context)
            return await told if self.is_awaitable(told) else told
        except Exception as error:  # noqa: BLE001  # as graphql-core does: it becomes an error of this field
            self.handle_field_error(error, asked.call.field.type, asked.details, path)
            return None

    def _told(self, asked: Asked, info: GraphQLResolveInfo[Any], path: Path, value: Any, position_context: Any) -> Any:
        if asked.convert is not None and position_context is None:
            with suppress(Exception):  # whatever it is, graphql-core meets it again and tells
                return asked.convert(value)
        return self.complete_value(asked.call.field.type, asked.details, info, path, value, position_context)

    # -- all objects of a list ------------------------------------------------------------------------------------

    def _group_of(
        self, type: GraphQLList[GraphQLOutputType], details: FieldDetailsList, items: Any, position_context: Any
    ) -> Group | None:
        if self._is_watched or position_context is not None or not isinstance(items, list | tuple) or len(items) < 2:
            return None
        found = self._work.groups.get(id(details))
        if found is None:
            found = self._work.groups[id(details)] = (details, self._group_anew(type.of_type, details))
        group = found[1]
        if group is None or any(item.__class__ is not group.origin for item in items):
            return None
        return group

    def _group_anew(self, type: GraphQLOutputType, details: FieldDetailsList) -> Group | None:
        kind = type.of_type if isinstance(type, GraphQLNonNull) else type
        if not isinstance(kind, GraphQLObjectType) or self.get_stream_usage(details, Path(None, "", None)) is not None:
            return None
        definition = kind.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
        if not isinstance(definition, StrawberryObjectDefinition) or definition.is_type_of is not None:
            return None
        collected = self.collect_subfields(kind, details)
        if collected.new_defer_usages:
            return None
        plan = self._plans.of(kind, collected.grouped_field_set)
        asked = {name: self._asked_of(kind, parts) for name, parts in plan.others.items()}
        known = {name: one for name, one in asked.items() if one is not None and one.call.together is not None}
        return Group(kind, definition.origin, plan, known) if known and len(known) == len(asked) else None

    async def _answers(self, group: Group, items: Sequence[Any], path: Path) -> list[Sequence[Any]]:
        """Return the values of each field; nothing if any cannot be told for all: each object is asked by itself."""
        waiting = [
            asked.call.all(items, self._info(asked.call, group.kind, asked.details, Path(path, name, group.kind.name)))
            for name, asked in group.asked.items()
        ]
        try:
            if len(waiting) == 1:  # most often; a task costs more
                return [await self.with_abort_signal(waiting[0])]
            return await self.with_abort_signal(self.gather_async_work(waiting))
        except Exception:  # noqa: BLE001  # it is met again, by the object that it concerns
            return []


def _read(plan: Plan, source: Any) -> tuple[dict[str, Any], GroupedFieldSet]:
    """Return the plain values of an object, and what is left, in the order of the question: the first error first."""
    if not plan.plain:
        return {}, plan.others
    try:
        return plan.read(source), plan.others
    except Exception:  # noqa: BLE001  # whatever it is, graphql-core meets it again and tells
        found: dict[str, Any] = {}
    for name, field in plan.plain.items():
        try:
            found |= reader_of({name: field})(source)
        except Exception:  # noqa: BLE001  # as above
            continue
    return found, {name: details for name, details in plan.fields.items() if name not in found}


def _rows(group: Group, items: Sequence[Any], answers: Sequence[Sequence[Any]]) -> list[Any] | None:
    """Return the finished objects; None if there is anything unusual about one."""
    if not answers or any(asked.convert is None for asked in group.asked.values()):
        return None
    try:
        rows = [group.plan.read(item) for item in items]
        for (name, asked), values in zip(group.asked.items(), answers, strict=True):
            convert = cast(Convert, asked.convert)
            for row, value in zip(rows, values, strict=True):
                row[name] = convert(value)
    except Exception:  # noqa: BLE001  # graphql-core meets it again and tells
        return None
    return rows if group.plan.is_in_order else [{name: row[name] for name in group.plan.fields} for row in rows]


def _in_order(plan: Plan, found: dict[str, Any], rest: Mapping[str, Any]) -> dict[str, Any]:
    if plan.is_in_order and len(found) == len(plan.plain):
        found.update(rest)
        return found
    both = {**found, **rest}
    return {name: both[name] for name in plan.fields if name in both}


async def _known(value: Any) -> Any:
    return value
