"""HTTP requests enter, GraphQL answers leave; whatever else comes is answered 4xx with a code, in JSON."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from graphql import GraphQLError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.execution import ExecutionResult
from strawberry.types.graphql import OperationType

from kg.settings import Limits
from kg.store.protocol import GraphStore
from kg_graphql.answers import answer, codes
from kg_graphql.batching import Context
from kg_graphql.bodies import Asked, read_asked, read_asked_of_url, read_body
from kg_graphql.errors import Code, present
from kg_graphql.media_types import answer_type, check_body_type
from kg_graphql.patience import Patience
from kg_graphql.playground import page_response
from kg_graphql.refusals import RefusalError, json_response
from kg_graphql.request_log import log_request
from kg_graphql.schema import create_schema

ALLOWED = {
    "GET": (OperationType.QUERY,),
    "POST": (OperationType.QUERY, OperationType.MUTATION),
}
"""Operations by method; subscriptions are not answered by one response."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """An answer, and what the log may tell of it."""

    response: Response
    asked: Asked | None = None
    codes: Sequence[str] = ()


class GraphQLView:
    """Answers questions to one store, and hands the playground to browsers."""

    def __init__(self, store: GraphStore, limits: Limits) -> None:
        """Take the store, which stays the caller's to close."""
        self._store, self._limits = store, limits
        self._schema = create_schema(limits)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, unless the client is gone."""
        request, start = Request(scope, receive), perf_counter()
        try:
            outcome = await self._outcome(request)
        except ClientDisconnect:
            return
        await outcome.response(scope, receive, send)
        seconds = perf_counter() - start
        log_request(request, outcome.response.status_code, seconds, asked=outcome.asked, codes=outcome.codes)

    async def _outcome(self, request: Request) -> Outcome:
        asked: Asked | None = None
        try:
            _check_method(request)
            if request.method == "GET" and "query" not in request.query_params:
                return Outcome(response=_playground_or_hint(request))
            media_type = answer_type(", ".join(request.headers.getlist("accept")))
            asked = await self._read(request)
            result = await self._run(request, asked)
            errors = [present(error) for error in result.errors or ()]
            return Outcome(response=answer(result, errors, media_type), asked=asked, codes=codes(errors))
        except RefusalError as refusal:
            return Outcome(response=refusal.response(), asked=asked, codes=(str(refusal.code),))
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001  # the last door: what comes here is logged by `present`
            hidden = present(GraphQLError("", path=[], original_error=error))
            return Outcome(response=json_response({"errors": [hidden.formatted]}, 500), asked=asked)

    async def _read(self, request: Request) -> Asked:
        if request.method == "GET":
            return read_asked_of_url(request.query_params)
        check_body_type(request.headers.get("content-type", ""))
        return read_asked(await read_body(request, self._limits.body_bytes, self._limits.timeout_s))

    async def _run(self, request: Request, asked: Asked) -> ExecutionResult:
        """Execute for as long as there is time and somebody who waits for the answer."""
        patience = Patience(self._limits.timeout_s)
        work = asyncio.create_task(self._execute(request.method, asked, patience.limit(self._store)))
        gone = asyncio.create_task(_until_gone(request))
        try:
            done, _ = await asyncio.wait((work, gone), timeout=patience.timeout_s, return_when=asyncio.FIRST_COMPLETED)
            if work in done:
                return work.result()
        finally:
            patience.end()
            work.cancel()
            gone.cancel()
        if gone in done:
            raise ClientDisconnect
        raise RefusalError(504, f"no answer within {patience.timeout_s:g} seconds; ask for less", Code.TIMEOUT)

    async def _execute(self, method: str, asked: Asked, store: GraphStore) -> ExecutionResult:
        try:
            return await self._schema.execute(
                asked.query,
                variable_values=asked.variables,
                context_value=Context(store),
                operation_name=asked.operation_name,
                allowed_operation_types=ALLOWED[method],
            )
        except CannotGetOperationTypeError as error:
            raise RefusalError(400, "the document has no operation of that name") from error
        except InvalidOperationTypeError as error:
            raise _wrong_operation(error.operation_type) from error


async def _until_gone(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        continue


def _check_method(request: Request) -> None:
    if request.method not in ALLOWED:
        raise RefusalError(405, "ask by GET or POST", headers={"Allow": ", ".join(ALLOWED)})


def _wrong_operation(found: OperationType) -> RefusalError:
    if found is OperationType.MUTATION:
        return RefusalError(405, "send mutations by POST", headers={"Allow": "POST"})
    return RefusalError(400, "subscriptions are not answered here")


def _playground_or_hint(request: Request) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        return page_response()
    raise RefusalError(400, "there is no query; POST one as JSON, or open this address in a browser")
