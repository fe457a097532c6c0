"""A store enters; /health tells that this process lives (it answers) and whether the store does."""

from __future__ import annotations

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import Response

from kg.errors import KgError
from kg.store.protocol import GraphStore
from kg_graphql.errors import Code
from kg_graphql.refusals import RETRY_AFTER_S, json_response

log = logging.getLogger(__name__)
PATIENCE_S = 2.0
_NOBODY = ("-",)  # an id that no entity has: to look for it reads one page of an index


class Health:
    """Asks the store one small question at a time, however many ask after its health."""

    def __init__(self, store: GraphStore) -> None:
        """Take the store to look at."""
        self._store = store
        self._look: asyncio.Task[bool] | None = None

    async def respond(self, _: Request) -> Response:
        """Answer 200 if the store answers, 503 if not."""
        if await self._is_answering():
            return json_response({"status": "ok", "store": "ok"}, 200)
        headers = {"Retry-After": str(RETRY_AFTER_S)}
        return json_response({"status": "degraded", "store": str(Code.UNAVAILABLE)}, 503, headers=headers)

    async def _is_answering(self) -> bool:
        if self._look is None or self._look.done():
            self._look = asyncio.create_task(asyncio.to_thread(self._ask))
        try:
            return await asyncio.wait_for(asyncio.shield(self._look), PATIENCE_S)
        except TimeoutError:
            return False

    def _ask(self) -> bool:
        try:
            self._store.entities_by_id(_NOBODY)
        except KgError as error:
            log.warning("the store does not answer: %s", error)
            return False
        return True
