"""An app enters, a server that answers for it on a free port of this machine leaves."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp


@dataclass
class Server:
    """A server on a free port of this machine."""

    host: str
    port: int

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"


def running(bound: socket.socket, app: ASGIApp) -> Iterator[Server]:
    """Serve the app for as long as the generator is open."""
    running = uvicorn.Server(uvicorn.Config(app, ws="none", lifespan="off", log_config=None))
    thread = threading.Thread(target=running.run, kwargs={"sockets": [bound]})
    thread.start()
    host, port = bound.getsockname()
    yield Server(host=host, port=port)
    running.should_exit = True
    thread.join(timeout=10)
    bound.close()
