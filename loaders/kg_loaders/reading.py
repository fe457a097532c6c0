"""A text or paths enter; what they say leaves, or is written into a graph: the whole river in one call each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from os import PathLike, fspath
from pathlib import Path

from kg.errors import ExtractionError
from kg.model import Document, Extraction
from kg.partial_date import PartialDate
from kg.pipeline import IngestReport, ingest
from kg.store.protocol import GraphStore
from kg_loaders.jobs import JobsExtractor, loaded_extractor
from kg_loaders.lexicon import OwnLexicon, load_own


def read(
    text: str | Document,
    *,
    published: str | PartialDate | None = None,
    pipeline: str | None = None,
    judge: bool | None = None,
    lexicon: str | PathLike[str] | None = None,
) -> Extraction:
    """Return what a text says: its statements with evidence, its entities, its silences.

    `published` dates the text, so that "on Sunday" becomes a day. A Document, which tells its own date, keeps its id;
    the id of a text is its hash. A learned judge vetoes what frames read, and proposes more, unless another pipeline is
    named or `judge` says otherwise. `lexicon` is a folder of frames and actors of one's own. The pipeline is loaded at
    the first call.
    """
    document = text if isinstance(text, Document) else _document(text, published)
    found = loaded_extractor(pipeline, judge, _own(lexicon)).read_batch([document])[0]
    if not isinstance(found, Extraction):
        raise ExtractionError(f"not read: {found.reason}")
    return found


def build(
    paths: str | PathLike[str] | Iterable[str | PathLike[str]],
    store: GraphStore,
    *,
    pipeline: str | None = None,
    judge: bool | None = None,
    lexicon: str | PathLike[str] | None = None,
    jobs: int = 1,
) -> IngestReport:
    """Read files and folders into a graph, as `kg build` does; the report says how every document ended."""
    from kg.ontology import load_ontology
    from kg.resolve import resolver_with
    from kg_loaders.readers import read_paths

    several = [paths] if isinstance(paths, str | PathLike) else paths
    readings = read_paths([fspath(path) for path in several], ontology=load_ontology())
    own = _own(lexicon)
    resolver = resolver_with([] if own is None else own.actors)
    if jobs == 1:
        return ingest(readings, extractor=loaded_extractor(pipeline, judge, own), resolver=resolver, store=store)
    with JobsExtractor(pipeline, judge=judge, lexicon=own, jobs=jobs) as extractor:
        return ingest(readings, extractor=extractor, resolver=resolver, store=store)


def _own(folder: str | PathLike[str] | None) -> OwnLexicon | None:
    return None if folder is None else load_own(Path(folder))


def _document(text: str, published: str | PartialDate | None) -> Document:
    day = PartialDate.parse(published) if isinstance(published, str) else published
    return Document(id=hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest(), text=text, published=day)
