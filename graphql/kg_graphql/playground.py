"""The files of the playground leave: a page, its scripts and styles, all from this package."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

TYPES = {".js": "text/javascript", ".css": "text/css"}
ASSETS = ("react.js", "react-dom.js", "graphiql.js", "graphiql.css", "boot.js", "boot.css")
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>newskg: ask the graph</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="{graphiql.css}">
<link rel="stylesheet" href="{boot.css}">
</head>
<body>
<div id="graphiql">The playground needs JavaScript; without it, send questions by POST to this address.</div>
<script src="{react.js}"></script>
<script src="{react-dom.js}"></script>
<script src="{graphiql.js}"></script>
<script src="{boot.js}"></script>
</body>
</html>
"""


@cache
def page() -> str:
    """Return the page, its files named with their hashes."""
    text = PAGE
    for name in ASSETS:
        text = text.replace("{" + name + "}", f"graphql/static/{fingerprint(name)}/{name}")
    return text


@cache
def asset(name: str) -> bytes:
    """Return the content of one of our files."""
    return files("kg_graphql").joinpath("static", name).read_bytes()


@cache
def fingerprint(name: str) -> str:
    """Return a hash of one of our files, so that browsers may keep it for ever."""
    return hashlib.sha256(asset(name)).hexdigest()[:12]


def page_response() -> Response:
    """Return the page with headers that forbid it every other address."""
    return HTMLResponse(page(), headers=HEADERS | {"Cache-Control": "no-cache"})


async def asset_response(request: Request) -> Response:
    """Return the file that the address names, 404 for any other name."""
    name, mark = request.path_params["name"], request.path_params["mark"]
    if name not in ASSETS or mark != fingerprint(name):
        return PlainTextResponse("not found\n", status_code=404, headers=HEADERS)
    suffix = name[name.rindex(".") :]
    headers = HEADERS | {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(asset(name), media_type=TYPES[suffix], headers=headers)
