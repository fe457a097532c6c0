"""What a request asked and got enters; one line of the log leaves, which names the question and does not quote it."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence

from starlette.requests import Request

from kg_graphql.bodies import Asked

log = logging.getLogger(__name__)
_NAME = re.compile(r"[_A-Za-z][_0-9A-Za-z]{0,79}")


def log_request(request: Request, status: int, seconds: float, *, asked: Asked | None, codes: Sequence[str]) -> None:
    """Write the line: method, status, time, the operation's name, the hash of its text, and codes of errors."""
    fields: dict[str, object] = {"method": request.method, "status": status, "ms": round(seconds * 1000, 1)}
    if asked is not None:
        fields |= {"operation": _plain(asked.operation_name), "document": asked.document_hash}
    if codes:
        fields["codes"] = list(codes)
    text = " ".join(f"{key}={','.join(value) if isinstance(value, list) else value}" for key, value in fields.items())
    log.info("%s", text, extra=fields)


def _plain(name: str | None) -> str:
    """Return the name if it is one; whatever else a client sends as such stays out of the log."""
    return name if name is not None and _NAME.fullmatch(name) else "-"
