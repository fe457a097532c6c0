"""A home folder -> a server of its own: start, stop, kill, start again on the same data and ports."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from string import Template

from tests.neo4j_server.jars import fetch_jars, java_command, what_is_missing

SERVER_CLASS = "org.neo4j.server.CommunityEntryPoint"
ADMIN_CLASS = "org.neo4j.cli.AdminTool"
START_S, STOP_S, LOOK_S = 120.0, 30.0, 0.1
_TEMPLATE = Path(__file__).with_name("neo4j.conf.template")
STEADY = ("-XX:+UseG1GC",)
BRIEF = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")  # half the processor time in a server's first minute
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")  # packages that the server reaches into
# magic, then four proposals: versions 5.4, 4.4, 4.3; a server that is not ready closes or says zero
_HANDSHAKE = bytes.fromhex("6060b017 00000405 00000404 00000304 00000000")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions:
    """What a server may use, and whether it asks for a password. Port 0: any free one, kept at the next start."""

    heap: str = "512m"
    pagecache: str = "128m"
    transactions: str = "256m"
    password: str | None = None
    bolt_port: int = 0
    http_port: int = 0
    java: tuple[str, ...] = STEADY
    more: tuple[str, ...] = ()


class ServerError(Exception):
    """A server that did not start, with the end of what it said."""


class Server:
    """One server; all that it writes lies in its home."""

    def __init__(self, home: Path, options: ServerOptions | None = None) -> None:
        self.home = home.resolve()
        self.options = options or ServerOptions()
        self._child: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """The address in the configuration of the last start."""
        return f"bolt://127.0.0.1:{self._known_port('bolt')}"

    @property
    def pid(self) -> int | None:
        """The process, if it runs. A number that another program got meanwhile does not count."""
        try:
            pid = int(self._pid_file.read_text("utf-8"))
        except (OSError, ValueError):
            return None
        command = _command_line(pid)
        return pid if SERVER_CLASS in command and f"--home-dir={self.home} " in f"{command} " else None

    def start(self) -> str:
        """Start, wait until the server answers, return its address."""
        if self.pid is not None:
            raise ServerError(f"already running at {self.url}")
        is_new = not (self.home / "data").exists()
        self._write_configuration()
        if is_new and self.options.password is not None:
            self._admin_quietly("dbms", "set-initial-password", self.options.password)
        with self._log.open("ab") as log:
            self._child = subprocess.Popen(
                self._command(SERVER_CLASS, f"--home-dir={self.home}", f"--config-dir={self._conf}", "--console-mode"),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C ends the tests first, and they end the server
            )
        self._pid_file.write_text(f"{self._child.pid}\n", "utf-8")
        self._await_answer(self._child)
        return self.url

    def stop(self) -> None:
        """End the server in good order; kill it if that takes too long."""
        self._signal(signal.SIGTERM)
        if not self._is_gone_within(STOP_S):
            self.kill()

    def kill(self) -> None:
        """End the server as a power cut would."""
        self._signal(signal.SIGKILL)
        if not self._is_gone_within(STOP_S):
            raise ServerError(f"process {self.pid} does not end")

    def admin(self, *arguments: str) -> int:
        """Run neo4j-admin on the home; most of its commands want the server stopped."""
        return subprocess.run(self._command(ADMIN_CLASS, *arguments), env=self._environment, check=False).returncode

    # -- inside ---------------------------------------------------------------------------------------------------

    @property
    def _conf(self) -> Path:
        return self.home / "conf"

    @property
    def _log(self) -> Path:
        return self.home / "console.log"

    @property
    def _pid_file(self) -> Path:
        return self.home / "server.pid"

    @property
    def _environment(self) -> dict[str, str]:
        return os.environ | {"NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self._conf)}

    def _command(self, main_class: str, *arguments: str) -> list[str]:
        if missing := what_is_missing():
            raise ServerError(f"Neo4j needs {missing}")
        jars = os.pathsep.join(str(folder / "*") for folder in (fetch_jars(), self.home / "plugins"))
        memory = [f"-Xms{self.options.heap}", f"-Xmx{self.options.heap}", "-XX:+ExitOnOutOfMemoryError"]
        temporary = self.home / "tmp"  # what a killed server leaves there goes with its home
        temporary.mkdir(parents=True, exist_ok=True)
        opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
        return [
            str(java_command()),
            *self.options.java,
            *memory,
            *opened,
            "-Dfile.encoding=UTF-8",
            f"-Djava.io.tmpdir={temporary}",
            "-cp",
            jars,
            main_class,
            *arguments,
        ]

    def _admin_quietly(self, *arguments: str) -> None:
        done = subprocess.run(
            self._command(ADMIN_CLASS, *arguments), env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise ServerError(done.stdout + done.stderr)

    def _write_configuration(self) -> None:
        values = asdict(self.options) | {
            "auth": str(self.options.password is not None).lower(),
            "bolt_port": self.options.bolt_port or self._known_port("bolt") or _free_port(),
            "http_port": self.options.http_port or self._known_port("http") or _free_port(),
        }
        self._conf.mkdir(parents=True, exist_ok=True)
        text = Template(_TEMPLATE.read_text("utf-8")).substitute(values)
        lines = "".join(f"{line}\n" for line in self.options.more)
        (self._conf / "neo4j.conf").write_text(text + lines, "utf-8")

    def _known_port(self, protocol: str) -> int:
        """The port of an earlier start, or 0."""
        try:
            text = (self._conf / "neo4j.conf").read_text("utf-8")
        except FileNotFoundError:
            return 0
        found = re.search(rf"^server\.{protocol}\.listen_address=.*:(\d+)$", text, re.MULTILINE)
        return int(found[1]) if found else 0

    def _await_answer(self, child: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_S
        while not _answers_bolt(self._known_port("bolt")):
            if child.poll() is not None or time.monotonic() > deadline:
                child.kill()
                child.wait()
                raise ServerError(self._log.read_text("utf-8", "replace")[-3000:])
            time.sleep(LOOK_S)

    def _signal(self, number: signal.Signals) -> None:
        if (pid := self.pid) is not None:
            os.kill(pid, number)

    def _is_gone_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while self.pid is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(LOOK_S)
        if self._child is not None:
            self._child.wait()
        return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers_bolt(port: int) -> bool:
    """Say whether a server agrees on a version, which it does only when it is ready; an open port says less."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as peer:
            peer.sendall(_HANDSHAKE)
            return peer.recv(4) not in (b"", bytes(4))
    except OSError:
        return False


def _command_line(pid: int) -> str:
    """The command of a process; empty if there is none, or if it ended and nobody looked yet."""
    if Path("/proc/self").exists():
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            return ""
    return subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout
