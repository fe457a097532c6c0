"""A tree says of its tokens and spans what spaCy's doc says of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from spacy.tokens import Doc

from bench.articles import article_texts
from kg_loaders.extract.paragraphs import paragraphs_of
from kg_loaders.extract.spacy_pipeline import load_pipeline
from kg_loaders.extract.tree import Span, Token, Tree

NAMES = ("text", "lower_", "lemma_", "tag_", "pos_", "dep_", "ent_type_", "ent_iob_", "whitespace_", "i", "idx")


@pytest.fixture(scope="module")
def docs() -> list[Doc]:
    texts = [part.text for text in article_texts()[:4] for part in paragraphs_of(text)]
    return list(load_pipeline().pipe([*texts, " Pro-Kenyan  rebels left - at last.  They did. "]))


def test_tokens_say_what_spacy_says(docs: list[Doc]) -> None:
    for doc in docs:
        tree = Tree(doc)
        assert tree.text == doc.text
        assert len(tree) == len(doc)
        for ours, theirs in zip(tree, doc, strict=True):
            assert [getattr(ours, name) for name in NAMES] == [getattr(theirs, name) for name in NAMES]
            assert ours.lemma == theirs.lemma_.lower()
            assert ours.is_space == theirs.is_space
            assert ours.head.i == theirs.head.i
            assert positions(ours.children) == [child.i for child in theirs.children]
            assert positions(ours.ancestors) == [above.i for above in theirs.ancestors]
            assert sorted(positions(ours.subtree)) == [below.i for below in theirs.subtree]
            assert (ours.left_edge.i, ours.right_edge.i) == (theirs.left_edge.i, theirs.right_edge.i)
            assert bounds(ours.sent) == (theirs.sent.start, theirs.sent.end)


def test_spans_say_what_spacy_says(docs: list[Doc]) -> None:
    for doc in docs:
        tree = Tree(doc)
        named = [(ent.start, ent.end, ent.label_) for ent in doc.ents]
        assert [(*bounds(ent), ent.label_) for ent in tree.ents] == named
        assert [bounds(sentence) for sentence in tree.sentences] == [(s.start, s.end) for s in doc.sents]
        for start, end in [
            *((s.start, s.end) for s in doc.sents),
            *((e.start, e.end) for e in doc.ents),
            (1, len(doc)),
        ]:
            ours, theirs = tree[start:end], doc[start:end]
            assert (ours.text, ours.start_char, ours.end_char) == (theirs.text, theirs.start_char, theirs.end_char)
            assert ours.root.i == theirs.root.i
            assert ours[-1].i == theirs[-1].i
            assert bounds(ours[1:]) == (start + 1, end)


def test_second_halves_stand_behind_a_hyphen_without_a_blank(docs: list[Doc]) -> None:
    tree = Tree(docs[-1])

    assert [tree[at].text for at in tree.second_halves] == ["Kenyan"]


def test_what_hangs_elsewhere_is_seen_by_all_who_ask(docs: list[Doc]) -> None:
    tree = Tree(docs[-1])
    heads = [token.head.i for token in tree]
    first, second = (sentence.root for sentence in tree.sentences)
    heads[second.i] = first.i
    deps = ["parataxis" if token is second else token.dep_ for token in tree]

    tree.hang(heads, deps, [token.pos_ for token in tree])

    assert second.head is first
    assert second in first.children
    assert second.dep_ == "parataxis"
    assert len(tree.sentences) == 1
    assert tree.strings[int(tree.column("DEP")[second.i])] == "parataxis"


def test_a_token_before_the_first_is_an_error(docs: list[Doc]) -> None:
    with pytest.raises(IndexError):
        Tree(docs[0])[0].nbor(-1)


def test_a_forgotten_tree_holds_no_tokens(docs: list[Doc]) -> None:
    tree = Tree(docs[0])
    token = tree[0]

    tree.forget()

    assert len(tree) == 0
    assert not token.children
    assert not hasattr(token, "head")


def positions(tokens: Iterator[Token] | list[Token]) -> list[int]:
    return [token.i for token in tokens]


def bounds(span: Span) -> tuple[int, int]:
    return span.start, span.end
