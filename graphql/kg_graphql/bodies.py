"""The bytes of a request enter, counted as they come; what it asks leaves, or a refusal."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from starlette.requests import Request

from kg_graphql.refusals import RefusalError

_DRAINED = 4  # limits that are read and dropped: a client that still sends would not see an answer that comes before
_KINDS: Mapping[str, type] = {"query": str, "operationName": str, "variables": dict, "extensions": dict}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What one request asks."""

    query: str
    operation_name: str | None
    variables: dict[str, object] | None

    @property
    def document_hash(self) -> str:
        """Name of the text of the question, which may be told where the text may not."""
        return hashlib.sha256(self.query.encode("utf-8", "backslashreplace")).hexdigest()[:16]


async def read_body(request: Request, limit: int, timeout_s: float) -> bytes:
    """Read the body as far as the limits allow."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and (len(declared) > 15 or int(declared) > _DRAINED * limit):
        raise _too_long(limit)
    body, size = bytearray(), 0
    try:
        async with asyncio.timeout(timeout_s):
            async for chunk in request.stream():
                size += len(chunk)
                if size > _DRAINED * limit:
                    break
                body += chunk if size <= limit else b""
    except TimeoutError as error:
        raise RefusalError(
            408, f"the body was not there within {timeout_s:g} s", headers={"Connection": "close"}
        ) from error
    if size > limit:
        raise _too_long(limit)
    return bytes(body)


def read_asked(body: bytes) -> Asked:
    """Return what a body asks."""
    return _checked(_decoded(body, "the body"))


def read_asked_of_url(parameters: Mapping[str, str]) -> Asked:
    """Return what the parameters of a URL ask."""
    found: dict[str, object] = {key: parameters[key] for key in ("query", "operationName") if parameters.get(key)}
    for key in ("variables", "extensions"):
        if parameters.get(key):
            found[key] = _decoded(parameters[key].encode("utf-8", "surrogatepass"), key)
    return _checked(found)


def _decoded(data: bytes, what: str) -> object:
    try:
        return json.loads(data.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RefusalError(400, f"{what} is no JSON in UTF-8, or is nested too deep") from error


def _checked(value: object) -> Asked:
    if isinstance(value, list):
        raise RefusalError(400, "send one request at a time, a JSON object")
    if not isinstance(value, dict):
        raise RefusalError(400, "a request is a JSON object with the keys query and variables")
    for key, kind in _KINDS.items():
        if value.get(key) is not None and not isinstance(value[key], kind):
            raise RefusalError(400, f"{key} is not {'an object' if kind is dict else 'a string'}")
    if not value.get("query"):
        raise RefusalError(400, "there is no query")
    return Asked(
        query=cast("str", value["query"]),
        operation_name=cast("str | None", value.get("operationName")),
        variables=cast("dict[str, object] | None", value.get("variables")),
    )


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _too_long(limit: int) -> RefusalError:
    return RefusalError(413, f"the body is longer than {limit} bytes", headers={"Connection": "close"})
