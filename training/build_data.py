"""`python -m training.build_data`: corpora -> DocBins of trees and of names, without held-out texts."""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

from training.annotated_news import news_doc, read_news, words_in_lower_case
from training.conllu import TreebankDocument, read_documents, sentence_text
from training.docs import groups_of, name_doc, tree_doc
from training.held_out import HeldOut, fingerprint, rough_sentences
from training.name_corpora import (
    CROSSNER_LABELS,
    NEWS_LABELS,
    NamedDocument,
    gmb,
    gum_sentences,
    redocred,
    tagged_sentences,
    uner_ewt,
)
from training.re3d import re3d_doc, read_re3d
from training.recipe import RECIPE, DataRecipe, Recipe
from training.sources import read_text

PARTS = ("train", "dev", "test")
CROSSNER_TRAIN = (
    "politics/train",
    *(f"{d}/{p}" for d in ("literature", "music", "science") for p in ("train", "dev")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """What every conversion needs: the corpora, what to keep out, the numbers, a tokenizer."""

    corpora: Path
    held_out: HeldOut
    recipe: DataRecipe
    nlp: spacy.language.Language

    def trees(self, corpus: str, part: str) -> list[Doc]:
        """Return the trees of a treebank's part."""
        size = self.recipe.treebank_sentences_per_doc
        return [
            tree_doc(self.nlp.vocab, group)
            for document in self._treebank(corpus, part)
            for group in groups_of(document.sentences, size)
        ]

    def gum_names(self, part: str) -> list[Doc]:
        """Return the names of a part of GUM."""
        documents = self._treebank("gum", part)
        return self._name_docs([gum_sentences(document.sentences) for document in documents])

    def names(self, corpus: str, documents: Iterable[NamedDocument]) -> list[Doc]:
        """Return the names of any other corpus."""
        free = self.held_out.free_documents(documents, corpus=corpus, text_of=lambda sentence: sentence.text)
        return self._name_docs(free)

    def re3d_names(self) -> tuple[list[Doc], list[Doc]]:
        """Return the names of re3d, for training and for dev."""
        parts: tuple[list[Doc], list[Doc]] = ([], [])
        for document in read_re3d(self.corpora):
            texts = [document.text, *document.sentences]
            if not any(self.held_out.holds(text, corpus="re3d") for text in texts):
                is_dev = document.number % self.recipe.re3d_dev_every == 0
                parts[is_dev].append(re3d_doc(self.nlp, document, self.recipe))
        return parts

    def news_names(self, folder: Path, tests: Iterable[Doc]) -> tuple[list[Doc], list[Doc]]:
        """Return the names of annotated news, for training and for dev: articles that share a sentence with a test."""
        tested = {mark for doc in tests for mark in self._long_sentences(doc.text)}
        articles = list(read_news(folder))
        common_words = words_in_lower_case(articles)
        parts: tuple[list[Doc], list[Doc]] = ([], [])
        for article in articles:
            if any(self.held_out.holds(text, corpus="news") for text in (article.text, *rough_sentences(article.text))):
                continue
            is_dev = not tested.isdisjoint(self._long_sentences(article.text))
            parts[is_dev].extend(
                news_doc(self.nlp, paragraph, article.mentions, common_words) for paragraph in article.paragraphs
            )
        return parts

    def _long_sentences(self, text: str) -> Iterator[str]:
        """Yield the fingerprints of the sentences that hardly two texts have by chance."""
        for sentence in rough_sentences(text):
            if len(sentence.split()) >= self.recipe.telling_sentence:
                yield fingerprint(sentence)

    def _treebank(self, corpus: str, part: str) -> Iterator[TreebankDocument]:
        folder, prefix = {"ewt": ("ewt", "en_ewt-ud"), "gum": ("gum", "gum")}[corpus]
        for document in read_documents(read_text(self.corpora, f"{folder}/{prefix}-{part}.conllu")):
            if corpus == "gum" and document.name.split("_")[1] in self.recipe.left_out_gum_genres:
                continue
            sentences = [document.sentences]
            for free in self.held_out.free_documents(sentences, corpus=corpus, text_of=sentence_text):
                yield TreebankDocument(name=document.name, sentences=free)

    def _name_docs(self, documents: Iterable[NamedDocument]) -> list[Doc]:
        size = self.recipe.name_sentences_per_doc
        return [name_doc(self.nlp.vocab, group) for document in documents for group in groups_of(document, size)]


def build_trees(builder: Builder, out: Path) -> None:
    """Write the parser's data: train and dev of all treebanks together, and each part of each."""
    parts = {(corpus, part): builder.trees(corpus, part) for corpus in ("ewt", "gum") for part in PARTS}
    for (corpus, part), docs in parts.items():
        save(out / f"{corpus}-{part}.spacy", docs)
    for part in ("train", "dev"):
        save(out / f"{part}.spacy", [doc for key, docs in parts.items() if key[1] == part for doc in docs])


def build_names(builder: Builder, out: Path, news: Path | None = None) -> None:
    """Write the recognizer's data: all that trains, all that steers, and the parts to score."""
    crossner = {name: _crossner(builder, name) for name in (*CROSSNER_TRAIN, "politics/dev")}
    gmb_sentences = gmb(builder.corpora)
    cut = int(len(gmb_sentences) * builder.recipe.gmb_train_share)
    re3d_train, re3d_dev = builder.re3d_names()
    wikigold = tagged_sentences(read_text(builder.corpora, "wikigold/wikigold.conll.txt"), NEWS_LABELS)
    train = {
        "gum": builder.gum_names("train"),
        "uner_ewt": builder.names("uner_ewt", [uner_ewt(builder.corpora, "dev")]),
        "gmb": builder.names("gmb", [gmb_sentences[:cut]]),
        "redocred": builder.names("redocred", redocred(builder.corpora)),
        "wikigold": builder.names("wikigold", [wikigold]),
        "crossner": [doc for name in CROSSNER_TRAIN for doc in crossner[name]],
        "re3d": re3d_train,
    }
    dev = {
        "gum": builder.gum_names("dev"),
        "gmb": builder.names("gmb", [gmb_sentences[cut:]]),
        "re3d": re3d_dev,
        "crossner_politics": crossner["politics/dev"],
    }
    test = {
        "gum": builder.gum_names("test"),
        "uner_ewt": builder.names("uner_ewt", [uner_ewt(builder.corpora, "test")]),
    }
    if news is not None:
        tests = (doc for docs in (*dev.values(), *test.values()) for doc in docs)
        train["news"], dev["news"] = builder.news_names(news, tests)
    for corpus, docs in train.items():
        report(f"names of {corpus}, train", docs)
    for corpus, docs in dev.items():
        save(out / f"{corpus}-dev.spacy", docs)
    for corpus, docs in test.items():
        save(out / f"{corpus}-test.spacy", docs)
    save(out / "train.spacy", [doc for docs in train.values() for doc in docs])
    save(out / "dev.spacy", [doc for corpus in ("gum", "gmb", "re3d") for doc in dev[corpus]])


def _crossner(builder: Builder, name: str) -> list[Doc]:
    text = read_text(builder.corpora, f"crossner/{name}.txt")
    return builder.names("crossner", [tagged_sentences(text, CROSSNER_LABELS)])


def save(path: Path, docs: Iterable[Doc]) -> None:
    """Write Docs in their order, and say what they hold."""
    docs = list(docs)
    path.parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=docs).to_disk(path)
    report(f"{path.parent.name}/{path.name}", docs)


def report(title: str, docs: Iterable[Doc]) -> None:
    """Print the size of some Docs and their entities."""
    docs = list(docs)
    labels = Counter(entity.label_ for doc in docs for entity in doc.ents)
    print(f"{title}: {len(docs)} docs, {sum(map(len, docs))} tokens, {dict(sorted(labels.items()))}")


def main() -> None:
    """Read the arguments, build, and print how many texts were kept out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the corpora")
    parser.add_argument("--held-out", type=Path, required=True, help="file of fingerprints of texts kept apart")
    parser.add_argument("--news", type=Path, help="folder of annotated news, where there is one")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--recipe", type=Path, default=RECIPE)
    arguments = parser.parse_args()
    held_out = HeldOut.from_file(arguments.held_out)
    recipe = Recipe.from_file(arguments.recipe).data
    builder = Builder(corpora=arguments.corpora, held_out=held_out, recipe=recipe, nlp=spacy.blank("en"))
    build_trees(builder, arguments.out / "trees")
    build_names(builder, arguments.out / "names", arguments.news)
    for corpus in ("ewt", "gum", "uner_ewt", "gmb", "redocred", "wikigold", "crossner", "re3d", "news"):
        print(f"left out of {corpus}: {held_out.left_out[corpus]} texts")


if __name__ == "__main__":
    main()
