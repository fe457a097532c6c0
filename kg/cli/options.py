"""The options that several commands share, and how their text becomes values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, TypeVar

import typer

from kg.errors import ModelError, QueryError
from kg.model import Modality, Polarity
from kg.ontology import load_ontology
from kg.partial_date import PartialDate

T = TypeVar("T")


def read_date(text: str) -> PartialDate:
    """Read a date given on the command line."""
    try:
        return PartialDate.parse(text)
    except ModelError as error:
        raise typer.BadParameter(str(error)) from error


def read_type(name: str) -> str:
    """Read the name of a statement type in any case."""
    try:
        return load_ontology().type(name.upper()).name
    except QueryError as error:
        raise typer.BadParameter(str(error)) from error


def chosen(values: Sequence[T] | None) -> tuple[T, ...] | None:
    """Return what an option that may be repeated was given, as queries take it; None if it was not."""
    return None if values is None else tuple(values)


_STORE = "URL of the graph. [env: NEWSKG_STORE; default: sqlite:///kg.db]"
_THRESHOLD = "Least confidence of what is shown. [env: NEWSKG_THRESHOLD; default: 0]"
_JOBS = "Processes that read; the result is the same. [env: NEWSKG_JOBS; default: 1]"
_PIPELINE = "spaCy pipeline, by name or path. [env: NEWSKG_PIPELINE; default: the one that comes with newskg]"

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for stdin.")]
Store = Annotated[str | None, typer.Option("--store", metavar="URL", help=_STORE)]
Pipeline = Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help=_PIPELINE)]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, metavar="N", help=_JOBS)]
Threshold = Annotated[float | None, typer.Option("--threshold", min=0.0, max=1.0, metavar="0..1", help=_THRESHOLD)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, one object a line.")]
Limit = Annotated[int, typer.Option("--limit", min=0, metavar="N", help="How many at most; 0 shows all.")]
Since = Annotated[
    PartialDate | None,
    typer.Option("--since", parser=read_date, metavar="DATE", help="From this date on: 2018, 2018-03, 2018-03-18."),
]
Until = Annotated[
    PartialDate | None,
    typer.Option("--until", parser=read_date, metavar="DATE", help="Before this date."),
]
Types = Annotated[
    list[str] | None,
    typer.Option("--type", parser=read_type, metavar="TYPE", help="Statement type; may be repeated."),
]
Polarities = Annotated[
    Polarity | None, typer.Option("--polarity", metavar="POLARITY", help="positive or negative (denied).")
]
Modalities = Annotated[
    list[Modality] | None,
    typer.Option("--modality", metavar="MODALITY", help="actual, planned, possible, demanded; may be repeated."),
]
