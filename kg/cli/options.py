"""The options that several commands share, and how their text becomes values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from kg.errors import LoadError, ModelError, QueryError, SettingsError
from kg.model import Modality, Polarity
from kg.ontology import load_ontology
from kg.partial_date import PartialDate
from kg.store.protocol import AsOf

if TYPE_CHECKING:
    from kg_loaders.readers import ReadingOptions

T = TypeVar("T")


def read_date(text: str) -> PartialDate:
    """Read a date given on the command line."""
    try:
        return PartialDate.parse(text)
    except ModelError as error:
        raise typer.BadParameter(str(error)) from error


def read_instant(text: str) -> datetime:
    """Read an instant given on the command line: UTC, unless it tells its zone; of a date, its end."""
    if "T" not in text:
        return datetime.combine(read_date(text).last_day, time.max, tzinfo=UTC)
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise typer.BadParameter(f"not an instant: {text!r}; write 2018-03-18T10:00Z or 2018-03-18") from error
    return at if at.utcoffset() is not None else at.replace(tzinfo=UTC)


def read_type(name: str) -> str:
    """Read the name of a statement type in any case."""
    try:
        return load_ontology().type(name.upper()).name
    except QueryError as error:
        raise typer.BadParameter(str(error)) from error


def read_format(name: str) -> str:
    """Read the name of a file format: a suffix, with or without its dot."""
    from kg_loaders.readers import check_format

    try:
        return check_format(name)
    except LoadError as error:
        raise typer.BadParameter(str(error)) from error


def reading_options(format: str | None, columns: Sequence[str] | None) -> ReadingOptions:
    """Put together what was said of the files to read."""
    from kg_loaders.readers import ReadingOptions, parse_columns

    try:
        pairs = parse_columns(columns or ())
    except SettingsError as error:
        raise typer.BadParameter(str(error), param_hint="--columns") from error
    return ReadingOptions(format=format, columns=pairs)


def chosen(values: Sequence[T] | None) -> tuple[T, ...] | None:
    """Return what an option that may be repeated was given, as queries take it; None if it was not."""
    return None if values is None else tuple(values)


def past(published: PartialDate | None, recorded: datetime | None) -> AsOf | None:
    """Return the time as of which is asked; None: now."""
    return None if published is None and recorded is None else AsOf(published=published, recorded=recorded)


_STORE = "URL of the graph. [env: NEWSKG_STORE; default: sqlite:///kg.db]"
_THRESHOLD = "Least confidence of what is shown. [env: NEWSKG_THRESHOLD; default: 0]"
_JOBS = "Processes that read; the result is the same. [env: NEWSKG_JOBS; default: 1]"
_PIPELINE = "spaCy pipeline, by name or path. [env: NEWSKG_PIPELINE; default: the one that comes with newskg]"

_JUDGE = "Let a learned judge veto statements, propose others. [env: NEWSKG_JUDGE; default: unless --pipeline is given]"
_LEXICON = "Folder of your own frames (*.toml) and actors (actors.csv). [env: NEWSKG_LEXICON]"
_FORMAT = (
    "Format of stdin, and of named files whatever their suffix: csv, html, csv.gz ... [default: jsonl, or the suffix]"
)
_COLUMNS = "Which columns of a CSV or TSV file to read, such as text=body,published=date; may be repeated."

Paths = Annotated[list[str], typer.Argument(metavar="PATH...", help="Files, folders, or - for stdin.")]
Store = Annotated[str | None, typer.Option("--store", metavar="URL", help=_STORE)]
Pipeline = Annotated[str | None, typer.Option("--pipeline", metavar="NAME", help=_PIPELINE)]
Jobs = Annotated[int | None, typer.Option("--jobs", min=1, metavar="N", help=_JOBS)]
Judge = Annotated[bool | None, typer.Option("--judge/--no-judge", help=_JUDGE)]
Lexicon = Annotated[str | None, typer.Option("--lexicon", metavar="DIR", help=_LEXICON)]
Format = Annotated[str | None, typer.Option("--format", parser=read_format, metavar="FORMAT", help=_FORMAT)]
Columns = Annotated[list[str] | None, typer.Option("--columns", metavar="FIELD=COLUMN,...", help=_COLUMNS)]
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
Reported = Annotated[
    PartialDate | None,
    typer.Option("--as-of", parser=read_date, metavar="DATE", help="Only from documents published by this date."),
]
KnownBy = Annotated[
    datetime | None,
    typer.Option(
        "--known-by", parser=read_instant, metavar="TIME", help="Only from documents that the graph had by this time."
    ),
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
