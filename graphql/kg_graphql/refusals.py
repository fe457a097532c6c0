"""A status, a reason and a code enter; an answer in JSON leaves for what is no question that could be run."""

from __future__ import annotations

import json
from collections.abc import Mapping

import orjson
from starlette.responses import Response

from kg_graphql.errors import Code

SAFE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
"""Headers of every answer: not to be kept by caches or guessed at by browsers."""
RETRY_AFTER_S = 5
"""What a client is told to wait while the store is away."""


class RefusalError(Exception):
    """A request that is answered by a status and a reason."""

    def __init__(
        self, status: int, reason: str, code: Code = Code.BAD_REQUEST, *, headers: Mapping[str, str] | None = None
    ) -> None:
        """Keep what the answer tells."""
        super().__init__(reason)
        self.status, self.reason, self.code, self.headers = status, reason, code, dict(headers or {})

    def response(self) -> Response:
        """Return the answer."""
        error = {"message": self.reason, "extensions": {"code": str(self.code)}}
        return json_response({"errors": [error]}, self.status, headers=self.headers)


# what is answered is made here and has no circles
_JSON = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), check_circular=False)


def json_response(
    content: object, status: int, *, media_type: str = "application/json", headers: Mapping[str, str] | None = None
) -> Response:
    """Return content as JSON; half of a surrogate pair, which UTF-8 cannot hold, stays the escape that it came as."""
    try:
        body = orjson.dumps(content)
    except orjson.JSONEncodeError:  # half of a pair, which it refuses
        body = _JSON.encode(content).encode("utf-8", "backslashreplace")
    return Response(body, status, SAFE | dict(headers or {}), media_type=f"{media_type}; charset=utf-8")
