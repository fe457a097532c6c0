"""HTTP requests enter, GraphQL responses leave; a malformed request is answered 4xx with a code, in JSON."""

from __future__ import annotations

import asyncio
import json
from email.message import Message

from cross_web import HTTPException
from graphql import GraphQLError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Message as AsgiMessage
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket
from strawberry.asgi import GraphQL
from strawberry.http import GraphQLHTTPResponse

from kg.store.protocol import GraphStore
from kg_graphql.batching import Context
from kg_graphql.errors import Code, present
from kg_graphql.limits import Limits
from kg_graphql.playground import page_response
from kg_graphql.schema import create_schema

JSON_TYPES = ("application/json", "application/graphql-response+json")


class GraphQLView(GraphQL[Context, None]):
    """Answers questions to one store, and hands the playground to browsers."""

    def __init__(self, store: GraphStore, limits: Limits) -> None:
        super().__init__(create_schema(limits), subscription_protocols=())
        self._store, self._limits = store, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._answer(Request(scope, self._counting(scope, receive)))
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        try:
            _check_media_types(request)
            if request.method == "GET" and "query" not in request.query_params:
                return _playground_or_hint(request)
            async with asyncio.timeout(self._limits.timeout_s):
                return await self.run(request)
        except HTTPException as error:
            return _refusal(error.status_code, error.reason)
        except TimeoutError:
            reason = f"no answer within {self._limits.timeout_s:g} seconds; ask for less"
            return _refusal(504, reason, Code.TIMEOUT)
        except Exception as error:  # noqa: BLE001  # the last door: what comes here is logged by `present`
            hidden = present(GraphQLError(str(error), original_error=error))
            return JSONResponse({"errors": [hidden.formatted]}, status_code=500)

    def _counting(self, scope: Scope, receive: Receive) -> Receive:
        limit, seen = self._limits.body_bytes, 0
        declared = Request(scope).headers.get("content-length", "0")
        is_too_long = declared.isascii() and declared.isdigit() and int(declared[:15]) > limit

        async def count() -> AsgiMessage:
            nonlocal seen
            message = {"type": "http.request"} if is_too_long else await receive()
            seen += len(message.get("body", b""))
            if is_too_long or seen > limit:
                raise HTTPException(413, f"the body is longer than {limit} bytes")
            return message

        return count

    async def get_context(self, request: Request | WebSocket, response: Response | WebSocket) -> Context:
        """Return a fresh context: loaders live as long as a request."""
        return Context(self._store)

    def decode_json(self, data: str | bytes) -> object:
        """Read a JSON object, or refuse what is none."""
        try:
            text = data if isinstance(data, str) else data.decode("utf-8")
            value = json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            raise HTTPException(400, "the body is no JSON in UTF-8, or is nested too deep") from error
        if not isinstance(value, dict):
            raise HTTPException(400, "a request is a JSON object with the keys query and variables")
        _check_keys(value)
        return value

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response
    ) -> Response:
        """Return the answer, never to be kept by caches or guessed at by browsers."""
        response = super().create_response(response_data, sub_response)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Content-Type-Options"] = "nosniff"
        return response


def _check_media_types(request: Request) -> None:
    if request.method not in ("GET", "POST"):
        raise HTTPException(405, "ask by GET or POST")
    if request.method == "POST":
        media_type, charset = _media_type(request.headers.get("content-type", ""))
        if media_type != "application/json" or charset not in ("utf-8", "utf8"):
            raise HTTPException(415, "send the question as application/json in UTF-8")


def _media_type(header: str) -> tuple[str, str]:
    message = Message()
    message["content-type"] = header.replace("\n", " ").replace("\r", " ") or "none/none"
    return message.get_content_type(), str(message.get_param("charset", "utf-8")).lower()


def _playground_or_hint(request: Request) -> Response:
    if "text/html" in request.headers.get("accept", ""):
        return page_response()
    return _refusal(400, "there is no query; POST one as JSON, or open this address in a browser")


def _check_keys(value: dict[str, object]) -> None:
    expected = {"query": str, "operationName": str, "variables": dict, "extensions": dict}
    for key, kind in expected.items():
        if value.get(key) is not None and not isinstance(value[key], kind):
            raise HTTPException(400, f"{key} is not {'an object' if kind is dict else 'a string'}")


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _refusal(status: int, reason: str, code: Code = Code.BAD_REQUEST) -> Response:
    headers = {"Allow": "GET, POST"} if status == 405 else {}
    error = {"message": reason, "extensions": {"code": str(code)}}
    return JSONResponse({"errors": [error]}, status_code=status, headers=headers)
