"""What an operation gave enters; an HTTP answer leaves, its status by the media type and by what went wrong."""

from __future__ import annotations

from collections.abc import Sequence

from graphql import GraphQLError
from starlette.responses import Response
from strawberry.types.execution import ExecutionResult, PreExecutionError

from kg_graphql.errors import Code
from kg_graphql.media_types import GRAPHQL
from kg_graphql.refusals import RETRY_AFTER_S, json_response

_STATUS = {Code.UNAVAILABLE: 503, Code.TIMEOUT: 504}
"""Statuses of answers that tell nothing but the error."""


def answer(result: ExecutionResult, errors: Sequence[GraphQLError], media_type: str) -> Response:
    """Return the answer: a question that could not be run is 200 or, if the client knows the newer type, 400."""
    content: dict[str, object] = {} if _is_unrun(result) else {"data": result.data}
    if errors:
        content["errors"] = [error.formatted for error in errors]
    if result.extensions:
        content["extensions"] = result.extensions
    status = _status(result, codes(errors), media_type)
    headers = {"Vary": "Accept"} | ({"Retry-After": str(RETRY_AFTER_S)} if status == 503 else {})
    return json_response(content, status, media_type=media_type, headers=headers)


def codes(errors: Sequence[GraphQLError]) -> tuple[str, ...]:
    """Return the codes of errors, each once."""
    return tuple(dict.fromkeys(str((error.extensions or {}).get("code")) for error in errors))


def _status(result: ExecutionResult, found: Sequence[str], media_type: str) -> int:
    if not any(value is not None for value in (result.data or {}).values()):
        for code, status in _STATUS.items():
            if code in found:
                return status
    return 400 if _is_unrun(result) and media_type == GRAPHQL else 200


def _is_unrun(result: ExecutionResult) -> bool:
    """Say whether the errors came before execution: of the document, or of variables."""
    if isinstance(result, PreExecutionError):
        return True
    return result.data is None and not any(error.path for error in result.errors or ())
