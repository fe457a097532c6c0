"""The command line: arguments enter; results leave on stdout, progress and errors on stderr, an exit code."""

import sys

try:
    from kg.cli.app import app, main
except KeyboardInterrupt:  # Ctrl-C while modules are still read
    sys.stderr.write("kg: interrupted\n")
    sys.exit(130)

__all__ = ["app", "main"]
