"""A text or paths enter; what they say leaves, or is written into a graph: the whole river in one call each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from os import PathLike, fspath

from kg.errors import ExtractionError
from kg.model import Document, Extraction
from kg.partial_date import PartialDate
from kg.pipeline import IngestReport, ingest
from kg.store.protocol import GraphStore
from kg_loaders.jobs import JobsExtractor, loaded_extractor


def read(
    text: str | Document,
    *,
    published: str | PartialDate | None = None,
    pipeline: str | None = None,
    judge: bool = False,
) -> Extraction:
    """Return what a text says: its statements with evidence, its entities, its silences.

    `published` dates the text, so that "on Sunday" becomes a day. A Document, which tells its own date, keeps its id;
    the id of a text is its hash. A learned judge may veto what frames read, and propose more. The pipeline is loaded at
    the first call.
    """
    document = text if isinstance(text, Document) else _document(text, published)
    found = loaded_extractor(pipeline, judge).read_batch([document])[0]
    if not isinstance(found, Extraction):
        raise ExtractionError(f"not read: {found.reason}")
    return found


def build(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    store: GraphStore,
    *,
    pipeline: str | None = None,
    judge: bool = False,
    jobs: int = 1,
) -> IngestReport:
    """Read files and folders into a graph, as `kg build` does; the report says how every document ended."""
    from kg.ontology import load_ontology
    from kg.resolve import RuleResolver
    from kg_loaders.readers import read_paths

    several = [paths] if isinstance(paths, str | PathLike) else paths
    readings = read_paths([fspath(path) for path in several], ontology=load_ontology())
    if jobs == 1:
        return ingest(readings, extractor=loaded_extractor(pipeline, judge), resolver=RuleResolver(), store=store)
    with JobsExtractor(pipeline, judge=judge, jobs=jobs) as extractor:
        return ingest(readings, extractor=extractor, resolver=RuleResolver(), store=store)


def _document(text: str, published: str | PartialDate | None) -> Document:
    day = PartialDate.parse(published) if isinstance(published, str) else published
    return Document(id=hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest(), text=text, published=day)
