"""What went wrong in an operation enters, what a client may know of it leaves: a message and a code."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Sequence
from enum import StrEnum

from graphql import GraphQLError
from strawberry.extensions import SchemaExtension

from kg.errors import ModelError, QueryError, QueryTimeoutError, StoreError, StoreUnavailableError

log = logging.getLogger(__name__)
LONGEST = 500  # characters of a message, which may quote what a client sent
_TOO_MUCH = ("Parsing aborted", "Validation aborted", "nested too deep", "introspection depth exceeded")


class Code(StrEnum):
    """What kind of mistake an error is: `extensions.code`."""

    BAD_REQUEST = "BAD_REQUEST"
    BAD_ID = "BAD_ID"
    BAD_CURSOR = "BAD_CURSOR"
    NOT_FOUND = "NOT_FOUND"
    FORBIDDEN = "FORBIDDEN"
    AMBIGUOUS_NAME = "AMBIGUOUS_NAME"
    QUERY_TOO_COMPLEX = "QUERY_TOO_COMPLEX"
    TIMEOUT = "TIMEOUT"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class ApiError(GraphQLError):
    """A mistake that the client can understand: a message, a code, and ids where they help."""

    def __init__(self, code: Code, message: str, *, ids: Sequence[str] = ()) -> None:
        extensions: dict[str, object] = {"code": str(code)}
        if ids:
            extensions["ids"] = list(ids)
        super().__init__(message, extensions=extensions)


class ErrorCodes(SchemaExtension):
    """Give each error of a result its code, and hide what only the log may tell."""

    def on_operation(self) -> Iterator[None]:
        """Rewrite the errors after everything else has run."""
        yield
        result = self.execution_context.result
        errors = getattr(result, "errors", None)
        if errors:
            result.errors = [present(error) for error in errors]  # type: ignore[union-attr]  # has errors


def present(error: GraphQLError) -> GraphQLError:
    """Return the error as a client may see it; what is unexpected goes to the log under an errorId."""
    if error.extensions and "code" in error.extensions:
        return error
    cause = error.original_error
    if isinstance(cause, ModelError | QueryError):
        return _coded(error, Code.BAD_REQUEST, str(cause))
    if isinstance(cause, QueryTimeoutError):
        return _coded(error, Code.TIMEOUT, "the graph took too long to answer; ask for less")
    if error.path is None and (mistake := _mistake(error)) is not None:
        return mistake
    return _hidden(error, Code.UNAVAILABLE if isinstance(cause, StoreError) else Code.INTERNAL)


def _mistake(error: GraphQLError) -> GraphQLError | None:
    """Return the error of a document or variable that is wrong; None if it is the fault of our code."""
    cause = error.original_error
    if isinstance(cause, RecursionError) or any(words in error.message for words in _TOO_MUCH):
        return _coded(error, Code.QUERY_TOO_COMPLEX, error.message)
    if isinstance(cause, ValueError | OverflowError):  # a scalar refused it; what Python says of it is no help
        return _coded(error, Code.BAD_REQUEST, error.message.replace(str(cause), "").rstrip(" .:'"))
    return _coded(error, Code.BAD_REQUEST, error.message) if cause is None or isinstance(cause, GraphQLError) else None


def _hidden(error: GraphQLError, code: Code) -> GraphQLError:
    error_id, cause = secrets.token_hex(8), error.original_error
    told = {"errorId": error_id}
    if isinstance(cause, StoreUnavailableError):
        log.error("error %s: %s", error_id, cause, extra=told)  # one line: where in our code is no news
    else:
        log.error("error %s at %.200s", error_id, error.path, exc_info=cause or error, extra=told)
    text = "the graph cannot be read now" if code is Code.UNAVAILABLE else "something went wrong here"
    return _coded(error, code, f"{text}; the log has it under {error_id}", errorId=error_id)


def _coded(error: GraphQLError, code: Code, message: str, **more: str) -> GraphQLError:
    extensions: dict[str, object] = {"code": str(code), **more}
    return GraphQLError(
        message if len(message) <= LONGEST else message[:LONGEST] + "…",
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
