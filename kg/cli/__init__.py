"""The command line: arguments enter; results leave on stdout, progress and errors on stderr, an exit code."""

from kg.cli.app import app, main

__all__ = ["app", "main"]
