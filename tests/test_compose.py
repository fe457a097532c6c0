"""docker-compose.yml and Dockerfile: what is safe by default stays so, and the container's commands do what they say.

Where there is no Docker, the commands run outside a container: the wheel is built of what the image would copy,
installed in an environment of its own, and serves a real Neo4j under the container's variables.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
import yaml

from kg.settings import Neo4jSettings

ROOT = Path(__file__).parent.parent
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES = COMPOSE["services"]
OURS = ("api", "graph")
REQUIRED = re.compile(r"\$\{(\w+):\?[^}]*\}")
OPTIONAL = re.compile(r"\$\{\w+:-\}")
START_S = 120


@dataclass(frozen=True)
class Instruction:
    """A line of the Dockerfile, and the stage that it belongs to."""

    stage: int
    name: str
    text: str

    def argv(self) -> list[str]:
        words: list[str] = json.loads(self.text[self.text.index("[") :])
        return words


def instructions() -> list[Instruction]:
    lines = re.sub(r"\\\n\s*", "", (ROOT / "Dockerfile").read_text("utf-8")).splitlines()
    found: list[Instruction] = []
    for line in lines:
        name, _, text = line.partition(" ")
        if line and name != "#":
            stage = sum(item.name == "FROM" for item in found) + (name == "FROM")
            found.append(Instruction(stage, name, text))
    return found


def named(name: str, stage: int = 2) -> list[Instruction]:
    return [item for item in instructions() if (item.name, item.stage) == (name, stage)]


def has_compose() -> bool:
    return shutil.which("docker") is not None and docker("version").returncode == 0


def docker(*args: str, **env: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if name != "NEWSKG_NEO4J_PASSWORD"}
    return subprocess.run(
        ["docker", "compose", *args], cwd=ROOT, env={**kept, **env}, capture_output=True, text=True, check=False
    )


def test_docker_takes_the_file_and_wants_a_password() -> None:
    """Without Docker, what it would say is read off the file."""
    if has_compose():
        refused, taken = docker("config", "--quiet"), docker("config", "--quiet", NEWSKG_NEO4J_PASSWORD="a-long-one")
        assert (refused.returncode, taken.returncode) != (0, 0), taken.stderr
        assert "NEWSKG_NEO4J_PASSWORD" in refused.stderr
        assert taken.returncode == 0, taken.stderr

    passwords = [SERVICES["neo4j"]["environment"]["NEO4J_AUTH"]]
    passwords += [SERVICES[name]["environment"]["NEWSKG_NEO4J_PASSWORD"] for name in OURS]
    assert [REQUIRED.sub(r"\1", text) for text in passwords] == [
        "neo4j/NEWSKG_NEO4J_PASSWORD",
        "NEWSKG_NEO4J_PASSWORD",
        "NEWSKG_NEO4J_PASSWORD",
    ]
    assert set(COMPOSE) == {"name", "x-newskg", "services", "volumes"}


def test_ports_are_published_on_the_loopback_address_only() -> None:
    ports = sorted(port for service in SERVICES.values() for port in service.get("ports", ()))

    assert ports == ["127.0.0.1:7474:7474", "127.0.0.1:7687:7687", "127.0.0.1:8000:8000"]
    assert not any("network_mode" in service or "privileged" in service for service in SERVICES.values())


@pytest.mark.parametrize("name", OURS)
def test_our_containers_may_change_nothing(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["user"] == named("USER")[0].text == "10001:10001"
    assert "volumes" not in service


def test_images_are_pinned_to_a_version() -> None:
    assert SERVICES["neo4j"]["image"] == "neo4j:5.26-community"
    assert {SERVICES[name]["build"] for name in OURS} == {"."}
    images = [item.text.split()[0] for item in instructions() if item.name == "FROM"]
    assert images == ["python:3.11-slim-bookworm"] * 2


def test_api_waits_for_a_healthy_neo4j_that_keeps_its_data() -> None:
    neo4j = SERVICES["neo4j"]

    assert "cypher-shell" in neo4j["healthcheck"]["test"][1]
    assert neo4j["volumes"] == ["neo4j-data:/data"]
    assert "neo4j-data" in COMPOSE["volumes"]
    assert SERVICES["api"]["depends_on"] == {
        "neo4j": {"condition": "service_healthy"},
        "graph": {"condition": "service_completed_successfully"},
    }


def test_image_is_made_of_what_the_wheel_needs_and_nothing_else() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    copied = {word for item in named("COPY", 1) for word in shlex.split(item.text)[:-1]}

    assert lines[0] == "*"
    assert {line[1:] for line in lines if line[0] == "!"} == copied


@pytest.fixture(scope="module")
def image() -> Iterator[Path]:
    """The image's files in a folder: the RUN lines of the build, with the packages of this environment below ours."""
    # not below /tmp, over which the container's own is mounted
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="newskg-image-") as folder:
        place = Path(folder)
        copy_context(place / "src")
        for item in named("RUN", 1):
            command = inside(item.text.replace("/dist", f"{place}/dist"), place)
            run_build(command, place / "src")
            if " venv " in command:
                add_packages(place)
        yield place


def inside(text: str, place: Path) -> str:
    return text.replace("/opt/newskg", f"{place}/newskg")


def copy_context(target: Path) -> None:
    ignored = [line[3:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("**/")]
    target.mkdir()
    for item in named("COPY", 1):
        *sources, to = shlex.split(item.text)
        for source in sources:
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, target / to, ignore=shutil.ignore_patterns(*ignored))
            else:
                shutil.copy(ROOT / source, target / to)


def run_build(command: str, folder: Path) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    # no registry is asked: the build back end and the dependencies are those of this environment
    offline = {"PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0", "PATH": path}
    done = subprocess.run(
        ["sh", "-c", command], cwd=folder, env={**os.environ, **offline}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def add_packages(place: Path) -> None:
    (packages,) = place.glob("newskg/lib/python*/site-packages")
    (packages / "of_the_tests.pth").write_text(sysconfig.get_path("purelib") + "\n")


def container(name: str, place: Path, **more: str) -> dict[str, str]:
    """The variables of a container: the image's, then those of docker-compose.yml."""
    pairs = [word.partition("=") for item in named("ENV") for word in shlex.split(item.text)]
    image = {key: inside(value, place) for key, _, value in pairs}
    ours = {key: OPTIONAL.sub("", value) for key, value in SERVICES[name]["environment"].items()}
    return {**image, **ours, **more}


def contained(argv: list[str]) -> list[str]:
    """Run with a read-only root and an empty /tmp where this machine lets us, as the container does."""
    mounts = "mount -o remount,bind,ro / && mount -t tmpfs tmpfs /tmp && cd /tmp && exec "
    is_hidden = Path(sysconfig.get_path("purelib")).is_relative_to("/tmp")  # by the mount: the tests' own packages
    if shutil.which("unshare") is None or is_hidden:
        return argv
    probe = subprocess.run(["unshare", "-m", "sh", "-c", f"{mounts} true"], capture_output=True, check=False)
    return argv if probe.returncode else ["unshare", "-m", "sh", "-c", mounts + shlex.join(argv)]


def free_port() -> str:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return str(bound.getsockname()[1])


@pytest.fixture(scope="module")
def variables(image: Path, neo4j_uri: str, neo4j_settings: Neo4jSettings) -> dict[str, str]:
    found = container("api", image, NEWSKG_STORE=neo4j_uri, NEWSKG_PORT=free_port())
    del found["NEWSKG_NEO4J_PASSWORD"]
    password = neo4j_settings.password  # a server of your own may ask for none
    return found if password is None else found | {"NEWSKG_NEO4J_PASSWORD": password}


def wait_until_healthy(server: subprocess.Popen[str], variables: Mapping[str, str]) -> None:
    check = [word.replace(":8000/", f":{variables['NEWSKG_PORT']}/") for word in named("HEALTHCHECK")[0].argv()]
    end = time.monotonic() + START_S
    while (done := subprocess.run(contained(check), env=variables, capture_output=True, check=False)).returncode:
        assert server.poll() is None, server.communicate()
        assert time.monotonic() < end, done.stderr
        time.sleep(0.5)


def test_containers_make_a_graph_and_serve_it_healthily(image: Path, variables: dict[str, str]) -> None:
    subprocess.run(contained(SERVICES["graph"]["command"]), env=variables, stdin=subprocess.DEVNULL, check=True)
    with subprocess.Popen(contained(named("CMD")[0].argv()), env=variables, stderr=subprocess.PIPE, text=True) as api:
        try:
            wait_until_healthy(api, variables)
            question = json.dumps({"query": "{ documents { totalCount } }"}).encode()
            url = f"http://127.0.0.1:{variables['NEWSKG_PORT']}/graphql"
            with urlopen(Request(url, question, {"Content-Type": "application/json"}), timeout=60) as reply:
                answer = json.load(reply)
        finally:
            api.terminate()
        _, log = api.communicate(timeout=60)

    assert answer["data"]["documents"]["totalCount"] >= 0
    assert api.returncode == 0
    assert all(json.loads(line) for line in log.splitlines())  # the container's log is JSON


def test_health_check_fails_where_nobody_answers(image: Path, variables: dict[str, str]) -> None:
    check = [word.replace(":8000/", f":{free_port()}/") for word in named("HEALTHCHECK")[0].argv()]

    assert subprocess.run(check, env=variables, capture_output=True, check=False).returncode == 1


def test_articles_are_read_in_a_container(image: Path, variables: dict[str, str], tmp_path: Path) -> None:
    store = {**variables, "NEWSKG_STORE": "sqlite:///kg.db"}  # in the container's own /tmp: gone when it ends
    command = contained(["sh", "-c", "kg build - && kg statements"])
    row = '{"id": "a", "text": "Ana Kerr visited Berlin.", "published": "2021-05-10"}\n'

    done = subprocess.run(command, env=store, cwd=tmp_path, input=row, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    assert "Ana Kerr VISITS Berlin" in done.stdout
