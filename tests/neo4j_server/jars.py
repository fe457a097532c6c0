"""Maven's jars -> a folder in the user's cache, one for each server version; and the java that runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

POM = Path(__file__).with_name("pom.xml")
NEEDED_JAVA = 17
_COMPLETE = ".complete"


def jar_folder() -> Path:
    """Where the jars lie, or will."""
    version = POM.read_text("utf-8").partition("<server.version>")[2].partition("<")[0]
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "newskg-neo4j" / version


def are_fetched() -> bool:
    """Say whether all jars are there."""
    return (jar_folder() / _COMPLETE).exists()


def fetch_jars() -> Path:
    """Let Maven fetch the jars, once; two runs at the same time do not harm each other."""
    folder = jar_folder()
    if are_fetched():
        return folder
    partial = folder.with_name(f"{folder.name}.{os.getpid()}")
    partial.mkdir(parents=True, exist_ok=True)
    goal = ["dependency:copy-dependencies", "-DincludeScope=runtime", f"-DoutputDirectory={partial}"]
    subprocess.run(["mvn", "-q", "-B", "-Dstyle.color=never", "-f", str(POM), *goal], check=True)
    (partial / _COMPLETE).touch()
    try:
        partial.rename(folder)
    except OSError:  # another run was first
        shutil.rmtree(partial)
    return folder


def java_command() -> str | None:
    """The java of JAVA_HOME or of the path, if it is new enough."""
    home = os.environ.get("JAVA_HOME")
    command = str(Path(home) / "bin" / "java") if home else shutil.which("java")
    return command if command and _java_version(command) >= NEEDED_JAVA else None


def _java_version(command: str) -> int:
    try:
        said = subprocess.run([command, "-version"], capture_output=True, text=True, check=True).stderr
    except (OSError, subprocess.CalledProcessError):
        return 0
    found = re.search(r'version "(\d+)', said)
    return int(found[1]) if found else 0


def what_is_missing() -> str | None:
    """Say what a server needs and this machine lacks; None if it can start."""
    if java_command() is None:
        return f"Java {NEEDED_JAVA} or newer"
    if not are_fetched() and shutil.which("mvn") is None:
        return "Maven, or the jars that it fetches"
    return None
