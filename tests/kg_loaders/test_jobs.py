"""Jobs: worker processes give what one process gives; what goes wrong in one is told, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.errors import ExtractionError, PipelineError
from kg.export.extraction_json import extraction_to_json
from kg.model import Document, Extraction
from kg.pipeline import Outcome
from kg_loaders.batches import BATCH
from kg_loaders.extract import SpacyExtractor
from kg_loaders.jobs import JobsExtractor

ROOT = Path(__file__).parents[2]
SOURCE_ROOTS = os.pathsep.join(str(ROOT / root) for root in (".", "loaders", "graphql"))

# A pipeline as others may install it, which fails at one word and ends its process at another.
FRAGILE = """
import os
from pathlib import Path
import kg_loaders
import spacy
from spacy.language import Language


@Language.component("fragile")
def fragile(doc):
    if "Crash" in doc.text:
        raise ValueError("a broken component")
    if "Kill" in doc.text:
        os.kill(os.getpid(), 9)
    return doc


def load(**options):
    from kg_loaders.extract.spacy_pipeline import MODEL
    nlp = spacy.load(MODEL)
    nlp.add_pipe("fragile", first=True)
    return nlp
"""


@pytest.fixture(scope="module")
def fragile_pipeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Install the pipeline in a folder that this process and its workers import from."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "fragile_pipeline.py").write_text(FRAGILE)
    (folder / "fragile_pipeline-1.0.dist-info").mkdir()
    (folder / "fragile_pipeline-1.0.dist-info" / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: fragile_pipeline\nVersion: 1.0\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(folder)
        patch.setenv("PYTHONPATH", os.pathsep.join((str(folder), SOURCE_ROOTS)))
        yield folder


def documents(texts: dict[int, str], count: int) -> list[Document]:
    names = ("Ada Moreau", "Bram Oduya", "Chidi Larsson", "Dana Petrosyan", "Emre Castellan")
    return [
        Document(id=f"d{n}", text=texts.get(n, f"President {names[n % 5]} visited Syria on Sunday, his office said."))
        for n in range(count)
    ]


def as_lines(items: Iterator[Extraction | Outcome]) -> list[str]:
    return [repr(item) if isinstance(item, Outcome) else extraction_to_json(item) for item in items]


def test_two_processes_give_what_one_gives_in_order() -> None:
    texts = {3: "Le président a visité dimanche la ville de Damas, selon son bureau.", 40: "He met rebels. " * 40}
    batch = documents(texts, 3 * BATCH + 5)

    with JobsExtractor(jobs=2) as jobs:
        read = as_lines(jobs.extract(batch))
        again = as_lines(jobs.extract(batch[:3]))

    assert read == as_lines(SpacyExtractor().extract(batch))
    assert again == read[:3]
    assert "language is French" in read[3]


def test_only_a_window_of_the_input_is_held() -> None:
    taken: list[str] = []

    def stream() -> Iterator[Document]:
        for document in documents({}, 20 * BATCH):
            taken.append(document.id)
            yield document

    with JobsExtractor(jobs=1) as jobs:
        first = next(jobs.extract(stream()))

    assert isinstance(first, Extraction)
    assert len(taken) <= 3 * BATCH


@pytest.mark.usefixtures("fragile_pipeline")
def test_a_document_that_cannot_be_read_fails_alone_in_one_process_and_in_two() -> None:
    batch = documents({1: "Crash here.", BATCH + 1: "Crash there."}, BATCH + 3)

    alone = as_lines(SpacyExtractor("fragile_pipeline").extract(batch))
    with JobsExtractor("fragile_pipeline", jobs=2) as jobs:
        together = as_lines(jobs.extract(batch))

    reason = "ValueError: a broken component"
    assert alone == together
    assert [line for line in alone if reason in line] == [alone[1], alone[BATCH + 1]]
    assert repr(Outcome(document="d1", status="failed", reason=reason, input=batch[1])) == alone[1]


@pytest.mark.usefixtures("fragile_pipeline")
def test_a_killed_worker_is_one_error_that_names_a_document() -> None:
    with (
        pytest.raises(ExtractionError, match="a worker process was killed while the documents from 'd0' on were read"),
        JobsExtractor("fragile_pipeline", jobs=2) as jobs,
    ):
        list(jobs.extract(documents({1: "Kill it."}, 3)))


def test_an_unknown_pipeline_is_the_error_that_one_process_raises() -> None:
    with (
        pytest.raises(PipelineError, match="no spaCy pipeline 'none_such'"),
        JobsExtractor("none_such", jobs=2) as jobs,
    ):
        list(jobs.extract(documents({}, 3)))


@pytest.mark.skipif(not Path("/proc").exists(), reason="looks processes up in /proc")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_its_parent(ending: signal.Signals, tmp_path: Path) -> None:
    code = (
        "from kg.model import Document\nfrom kg_loaders.jobs import JobsExtractor\n"
        "with JobsExtractor(jobs=2) as jobs:\n"
        "    many = (Document(id=str(n), text='Rebels attacked Aleppo. ' * 5) for n in range(10**6))\n"
        "    for item in jobs.extract(many):\n"
        "        print(item.document.id, flush=True)\n"
    )
    environment = {**os.environ, "PYTHONPATH": SOURCE_ROOTS}
    with subprocess.Popen(
        [sys.executable, "-c", code], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as parent:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "0\n"
        workers = descendants(parent.pid)

        parent.send_signal(ending)
        parent.communicate(timeout=60)

    assert len(workers) >= 2
    assert all_end(workers)


def descendants(pid: int) -> list[int]:
    children = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return children + [below for child in children for below in descendants(child)]


def all_end(pids: list[int], *, timeout_s: float = 60) -> bool:
    end = time.monotonic() + timeout_s
    while any(is_running(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.1)
    return not any(is_running(pid) for pid in pids)


def is_running(pid: int) -> bool:
    """Whether it is there and no zombie, which only waits for somebody to take note of its end."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
