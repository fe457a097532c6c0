"""Prints the reader's speed on the bundled articles beside the bare pipeline's and spaCy's blank tokenizer's, one run.

Ratios hold where absolute times do not: the three are timed in turn, round after round, and the ratio printed is the
median of those of the rounds. Seconds are the processor's, so that what else runs on the machine counts little. Run it
with OPENBLAS_NUM_THREADS=1, as `kg extract --jobs` runs its processes: all threads count.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable
from time import perf_counter, process_time

import spacy

from bench.articles import article_texts
from kg.model import Document, Extraction
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.spacy_pipeline import load_pipeline


def main() -> None:
    """Time load, tokenizer, pipeline and reader."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    start = perf_counter()
    extractor = SpacyExtractor()
    print(f"load: {perf_counter() - start:.2f} s")
    texts = article_texts()
    documents = [Document(id=f"article-{number}", text=text) for number, text in enumerate(texts)]
    pipeline, blank = load_pipeline(), spacy.blank("en")
    tokens = sum(len(blank(text)) for text in texts)
    read = [item for item in extractor.extract(documents) if isinstance(item, Extraction)]
    sentences = sum(len(extraction.sentences) for extraction in read)
    timed: dict[str, Callable[[], object]] = {
        "blank tokenizer": lambda: list(blank.pipe(texts)),
        "bare pipeline": lambda: list(pipeline.pipe(texts)),
        "reader": lambda: list(extractor.extract(documents)),
    }
    seconds: dict[str, list[float]] = {name: [] for name in timed}
    for _ in range(rounds):
        for name, run in timed.items():
            start = process_time()
            run()
            seconds[name].append(process_time() - start)
    for name, times in seconds.items():
        median = statistics.median(times)
        print(f"{name}: {tokens / median:,.0f} tokens/s, {sentences / median:,.0f} sentences/s")
    ratios = [bare / reader for bare, reader in zip(seconds["bare pipeline"], seconds["reader"], strict=True)]
    print(f"reader / bare pipeline: {statistics.median(ratios):.2f} of its tokens a second")


if __name__ == "__main__":
    main()
