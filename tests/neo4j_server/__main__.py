"""The command line of the test server: `python -m tests.neo4j_server start --home DIR`."""
# ruff: noqa: T201 (a command line prints)

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from tests.neo4j_server.jars import fetch_jars
from tests.neo4j_server.server import Server, ServerError, ServerOptions

ACTIONS = {
    "fetch": "the jars, into the user's cache",
    "start": "a server; prints its address when it answers",
    "stop": "the server in good order",
    "kill": "the server at once",
    "status": "print the process id, or `stopped`",
    "guard": "wait for the end of standard input, however it comes, then kill the server and remove its home",
    "admin": "run neo4j-admin: admin --home DIR -- database info",
}


def options() -> argparse.ArgumentParser:
    """What the command line understands."""
    parser = argparse.ArgumentParser(prog="python -m tests.neo4j_server", description=__doc__)
    actions = parser.add_subparsers(dest="action", required=True)
    for name, text in ACTIONS.items():
        action = actions.add_parser(name, help=text)
        if name != "fetch":
            action.add_argument("--home", type=Path, required=True, help="folder of the server's data")
    start = actions.choices["start"]
    for field in ("heap", "pagecache", "transactions"):
        start.add_argument(f"--{field}", default=getattr(ServerOptions(), field), help="memory")
    start.add_argument("--password", help="of the user neo4j; without one the server lets everybody in")
    start.add_argument("--bolt-port", type=int, default=0, help="0: any free one")
    start.add_argument("--http-port", type=int, default=0, help="0: any free one")
    start.add_argument("--set", dest="more", action="append", default=[], metavar="KEY=VALUE", help="a further setting")
    actions.choices["admin"].add_argument("arguments", nargs="+")
    return parser


def main() -> int:
    """Run one action."""
    given = options().parse_args()
    if given.action == "fetch":
        print(fetch_jars())
        return 0
    server = Server(given.home, chosen(given) if given.action == "start" else None)
    try:
        return run(given.action, server, getattr(given, "arguments", []))
    except ServerError as error:
        print(error, file=sys.stderr)
        return 1


def chosen(given: argparse.Namespace) -> ServerOptions:
    """What `start` was told."""
    return ServerOptions(
        heap=given.heap,
        pagecache=given.pagecache,
        transactions=given.transactions,
        password=given.password,
        bolt_port=given.bolt_port,
        http_port=given.http_port,
        more=tuple(given.more),
    )


def run(action: str, server: Server, arguments: list[str]) -> int:
    """Run an action on a server and return the exit code."""
    if action == "admin":
        return server.admin(*arguments)
    if action == "start":
        print(server.start())
    elif action == "status":
        print(server.pid or "stopped")
        return 0 if server.pid else 3
    elif action == "guard":
        sys.stdin.buffer.read()
        server.kill()
        shutil.rmtree(server.home)
    else:
        getattr(server, action)()
    return 0


if __name__ == "__main__":
    sys.exit(main())
