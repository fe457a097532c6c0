"""The commands and their order; errors of ours become one line on stderr and an exit code."""

from __future__ import annotations

import functools
import logging
import os
import sys
from collections.abc import Callable
from typing import Annotated

import typer

from kg.cli.access import settings
from kg.cli.asking import show_entity, statements
from kg.cli.building import build, extract, retry
from kg.cli.checking import cypher, doctor, review
from kg.cli.demo import demo
from kg.cli.explaining import explain
from kg.cli.keeping import copy, delete, documents, export
from kg.cli.serving import serve
from kg.cli.terminal import complain, note
from kg.cli.vocabulary import ontology
from kg.cli.wandering import path, search, silences, timeline
from kg.errors import KgError, SettingsError

INTERRUPTED = 130  # what shells say of Ctrl-C

app = typer.Typer(
    name="kg",
    help="News articles in, a knowledge graph out: who did what to whom, with the sentence that says so.",
    epilog="Exit codes: 0 all well, 1 something failed or nothing was found, 2 wrong usage, 130 Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(is_asked: bool) -> None:
    if is_asked:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"newskg {version('newskg')}")
        except PackageNotFoundError:
            typer.echo("newskg, from a folder that is not installed")
        raise typer.Exit()


Version = Annotated[
    bool,
    typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit."),
]


@app.callback()
def options_of_all(version: Version = False) -> None:
    """Take the options that stand before a command."""


def _configure_log() -> None:
    logging.basicConfig(level=settings().log_level.upper(), format="%(levelname)s %(name)s: %(message)s")


def with_errors_told(command: Callable[..., None]) -> Callable[..., None]:
    """Configure the log and run the command; errors of ours end it with one line on stderr and an exit code."""

    @functools.wraps(command)
    def told(*args: object, **options: object) -> None:
        try:
            _configure_log()
            command(*args, **options)
        except KeyboardInterrupt as stop:
            note("kg: interrupted")
            raise typer.Exit(INTERRUPTED) from stop
        except BrokenPipeError:
            raise  # nobody reads any more: no error
        except (KgError, OSError) as error:
            complain(str(error))
            raise typer.Exit(2 if isinstance(error, SettingsError) else 1) from error

    return told


_COMMANDS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("demo", demo),
    ("build", build),
    ("extract", extract),
    ("show", show_entity),
    ("statements", statements),
    ("path", path),
    ("timeline", timeline),
    ("search", search),
    ("explain", explain),
    ("silences", silences),
    ("review", review),
    ("serve", serve),
    ("export", export),
    ("copy", copy),
    ("cypher", cypher),
    ("documents", documents),
    ("retry", retry),
    ("delete", delete),
    ("ontology", ontology),
    ("doctor", doctor),
)
for _name, _command in _COMMANDS:
    # the list of commands cuts what is not called short
    app.command(_name, short_help=_command.__doc__)(with_errors_told(_command))


def main() -> None:
    """Run the command line of this process."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")
    try:
        app(prog_name="kg")
    finally:
        _flush()


def _flush() -> None:
    """Write what is left; if nobody reads any more (`kg statements | head`), be quiet."""
    try:
        sys.stdout.flush()
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if not isinstance(error, BrokenPipeError):  # a full disk
            complain(f"stdout: {error.strerror}")
        sys.exit(1)
