"""The command line on a terminal: lines break between words, files get all results, Ctrl-C is one line."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest
from rich.cells import cell_len

from kg.cli.terminal import between_words
from tests.kg.shell import KG, PYTHONPATH, Shell, built, extraction, run

pty = pytest.importorskip("pty", reason="needs the terminals of Unix")
termios = pytest.importorskip("termios", reason="needs the terminals of Unix")

STYLES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
COUNTED = 300  # documents, more than are read ahead


class Terminal:
    """A command on a terminal."""

    def __init__(self, process: subprocess.Popen[bytes], screen: int) -> None:
        self.process, self._screen, self.shown = process, screen, ""

    def until(self, words: str) -> None:
        """Read until the words stand there."""
        while words not in self.shown:
            assert self._more(), f"{words!r} not in {self.shown!r}"

    def end(self) -> int:
        """Read until the command ends; return its exit code."""
        while self._more():
            pass
        return self.process.wait(timeout=60)

    @property
    def lines(self) -> list[str]:
        """What stands there, without colours."""
        return STYLES.sub("", self.shown).replace("\r\n", "\n").splitlines()

    def _more(self) -> bool:
        try:
            text = os.read(self._screen, 65_536).decode("utf-8", "replace")
        except OSError:  # Linux's way to say that nobody writes any more
            text = ""
        self.shown += text
        return bool(text)


@contextmanager
def on_terminal(
    *arguments: str, cwd: Path, columns: int = 80, stdout: IO[bytes] | None = None, **env: str
) -> Iterator[Terminal]:
    """Run the command with stderr, and stdout if it goes nowhere else, on a terminal; stdin stays open."""
    screen, inside = pty.openpty()
    termios.tcsetwinsize(inside, (40, columns))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "NO_COLOR")}
    process = subprocess.Popen(
        [*KG, *arguments],
        cwd=cwd,
        env={**environment, "PYTHONPATH": PYTHONPATH, "TERM": "xterm-256color", "PYTHONUTF8": "1", **env},
        stdin=subprocess.PIPE,
        stdout=inside if stdout is None else stdout,
        stderr=inside,
    )
    os.close(inside)
    try:
        with process:
            yield Terminal(process, screen)
            process.kill()
    finally:
        os.close(screen)


def named(id: str, name: str) -> dict[str, object]:
    """The extraction about somebody else: every name has five letters, so that offsets stay."""
    text = json.dumps(extraction(id), ensure_ascii=False)
    renamed: dict[str, object] = json.loads(text.replace("Assad", name))
    return renamed


@pytest.fixture
def kg(tmp_path: Path) -> Shell:
    return built(tmp_path)


def test_lines_break_between_words_and_a_pipe_gets_them_whole(kg: Shell) -> None:
    piped = run("statements", cwd=kg.folder, NEWSKG_STORE=kg.url).stdout
    with on_terminal("statements", cwd=kg.folder, columns=36, NEWSKG_STORE=kg.url) as terminal:
        code = terminal.end()

    assert code == 0
    assert "\x1b[" in terminal.shown
    assert "\x1b" not in piped
    assert len(terminal.lines) > len(piped.splitlines())
    assert max(map(len, terminal.lines)) <= 36
    assert " ".join(terminal.lines).split() == piped.split()
    assert "    2018-03-19" in terminal.lines  # deeper than its first line


@pytest.mark.parametrize(
    "name",
    ["Zo\u00eb \u0141", "\u0627\u0644\u0623\u0633\u062f", "\u674e\u5c0f\u9f99\u5148\u751f", "\U0001f1f9\U0001f1f7 AB"],
)
def test_names_of_all_scripts_stay_whole_and_inside_the_columns(tmp_path: Path, name: str) -> None:
    kg = Shell(tmp_path)
    kg.rows.write_text(json.dumps(named("d1", name)) + "\n")
    assert kg("build", str(kg.rows))[0] == 0

    with on_terminal("statements", cwd=tmp_path, columns=44, NEWSKG_STORE=kg.url) as terminal:
        terminal.end()

    assert any(line.startswith(f"{name} VISITS Ghouta") for line in terminal.lines)
    assert max(map(cell_len, terminal.lines)) <= 44


def test_a_word_that_is_longer_than_a_line_is_left_to_the_terminal() -> None:
    line = "see https://news.example/a-long-address for more"

    assert [line[at:] for at in between_words(line, 20, 2)] == [
        "https://news.example/a-long-address for more",
        "for more",
    ]


def test_a_file_gets_all_results_while_a_terminal_shows_the_count(tmp_path: Path) -> None:
    rows = "".join(json.dumps(extraction(f"d{at}")) + "\n" for at in range(COUNTED))
    (tmp_path / "rows.jsonl").write_text(rows + "{broken\n")

    with (
        (tmp_path / "out.jsonl").open("wb") as out,
        on_terminal("extract", "--jsonl", "rows.jsonl", cwd=tmp_path, stdout=out) as terminal,
    ):
        code = terminal.end()

    assert code == 1
    assert len((tmp_path / "out.jsonl").read_text("utf-8").splitlines()) == COUNTED
    assert "documents" in terminal.shown
    assert any(line.startswith(f"kg: error: rows.jsonl:{COUNTED + 1}: not JSON") for line in terminal.lines)
    assert '"id"' not in terminal.shown


def test_a_terminal_shows_results_whole_above_the_count(tmp_path: Path) -> None:
    rows = [extraction(f"d{at}") for at in range(COUNTED)]
    (tmp_path / "rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))

    with on_terminal("extract", "--jsonl", "rows.jsonl", cwd=tmp_path) as terminal:
        code = terminal.end()

    shown = [json.loads(line)["id"] for line in terminal.lines if line.startswith('{"format"')]
    assert (code, shown) == (0, [row["id"] for row in rows])


def test_a_pipe_gets_no_progress(kg: Shell) -> None:
    result = run("extract", "--jsonl", str(kg.rows), cwd=kg.folder)

    assert (result.returncode, result.stderr) == (0, "")


def test_ctrl_c_leaves_one_line_and_exit_code_130(tmp_path: Path) -> None:
    with on_terminal("build", "-", cwd=tmp_path) as terminal:
        terminal.until("0:00:00")  # it waits for stdin
        time.sleep(0.2)
        terminal.process.send_signal(signal.SIGINT)
        code = terminal.end()

    assert code == 130
    assert terminal.lines[-1].strip() == "kg: interrupted"
    assert "Traceback" not in terminal.shown


EARLY = """import signal, sys
class Stop:
    def find_spec(self, name, *rest):
        if name == "kg.cli.demo":
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Stop())
from kg.cli import main
main()"""


def test_ctrl_c_while_modules_are_read_leaves_one_line_too(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": PYTHONPATH}
    done = subprocess.run([sys.executable, "-c", EARLY], capture_output=True, text=True, cwd=tmp_path, env=env)

    assert (done.returncode, done.stdout, done.stderr) == (130, "", "kg: interrupted\n")
