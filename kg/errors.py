"""What can go wrong, as one tree: each error carries its data and says what to do next.

KgError
├── ModelError            a noun that breaks one of its own rules (offsets, kinds, dates)
├── LoadError             a file or line that cannot be read as a document
├── ExtractionError       a document that the reader cannot turn into statements
├── PipelineError         a spaCy pipeline that is not installed or does not fit
├── LexiconError          a frames or words file that is wrong
├── OntologyError         an ontology file that is wrong
├── ExportError           a graph file that cannot be written
├── QueryError            a question that cannot be asked (unknown type, bad date, bad cursor)
├── SettingsError         an environment variable or option with a wrong value
└── StoreError            a store that cannot be opened, read or written
    ├── UnknownStoreError       a URL that no store answers to
    ├── NotAGraphError          a file that exists and is no graph of ours
    ├── StoreUnavailableError   a server that does not answer
    ├── BatchTooLargeError      more documents at once than a server takes
    └── QueryTimeoutError       a question that takes longer than is allowed
"""

from pathlib import Path


class KgError(Exception):
    """Anything that newskg raises on purpose."""


class LocatedError(KgError):
    """An error about a file, which may know the line and the field: `a.jsonl:3: text: is empty`.

    >>> str(LocatedError("is empty", path=Path("a.jsonl"), line=3, field="text"))
    'a.jsonl:3: text: is empty'
    """

    def __init__(
        self, reason: str, *, path: Path | None = None, line: int | None = None, field: str | None = None
    ) -> None:
        self.reason, self.path, self.line, self.field = reason, path, line, field
        place = ":".join(str(part) for part in (path, line) if part is not None)
        super().__init__(": ".join(part for part in (place, field, reason) if part))


class ModelError(KgError):
    """A noun that breaks one of its own rules: offsets that do not quote, an unknown kind, a date that is none."""


class LoadError(LocatedError):
    """A file or line that cannot be read as a document."""


class ExtractionError(KgError):
    """A document that the reader cannot turn into statements."""


class PipelineError(KgError):
    """A spaCy pipeline that is not installed, or that does not fit."""


class LexiconError(LocatedError):
    """A file of frames or words that is wrong."""


class OntologyError(LocatedError):
    """An ontology file that is wrong."""


class ExportError(KgError):
    """A graph file that cannot be written."""


class QueryError(KgError):
    """A question that cannot be asked: an unknown type, a bad date, a bad cursor."""


class SettingsError(KgError):
    """An environment variable or an option with a wrong value."""


class StoreError(KgError):
    """A store that cannot be opened, read or written."""


class UnknownStoreError(StoreError):
    """A URL that no store answers to."""


class NotAGraphError(StoreError):
    """A file that exists and is no graph of ours."""


class StoreUnavailableError(StoreError):
    """A server that does not answer, or stopped answering."""


class BatchTooLargeError(StoreError):
    """More in one transaction than the server has memory or time for; half of it may pass."""


class QueryTimeoutError(StoreError):
    """A question that takes longer than the store was told to allow."""
