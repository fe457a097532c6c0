"""Trees that the surface contradicts are mended; others stay as they are."""

from __future__ import annotations

import spacy
from spacy.tokens import Doc

from kg_loaders.extract.tree import Tree
from kg_loaders.extract.tree_repairs import repair_trees

VOCAB = spacy.blank("en").vocab
TITLES = frozenset(["minister"])


def tree(doc: Tree) -> dict[str, tuple[str, str]]:
    return {token.text: (token.dep_, token.head.text) for token in doc}


def test_a_past_tense_between_a_name_and_a_noun_becomes_their_verb() -> None:
    doc = Doc(
        VOCAB,
        words=["dictator", "Ana", "Kerr", "visited", "soldiers"],
        tags=["NN", "NNP", "NNP", "VBD", "NNS"],
        pos=["NOUN", "PROPN", "PROPN", "VERB", "NOUN"],
        heads=[0, 4, 1, 4, 0],
        deps=["ROOT", "compound", "flat", "amod", "appos"],
        ents=["O", "B-PERSON", "I-PERSON", "O", "O"],
    )

    mended = tree(repair_trees(Tree(doc), TITLES))

    assert mended["visited"] == ("ROOT", "visited")
    assert mended["Ana"] == ("nsubj", "visited")
    assert mended["soldiers"] == ("obj", "visited")
    assert mended["dictator"] == ("nmod:desc", "Ana")


def test_a_name_before_a_comma_and_a_noun_is_what_the_noun_describes() -> None:
    doc = Doc(
        VOCAB,
        words=["said", "Ana", "Kerr", ",", "a", "spokeswoman"],
        tags=["VBD", "NNP", "NNP", ",", "DT", "NN"],
        pos=["VERB", "PROPN", "PROPN", "PUNCT", "DET", "NOUN"],
        heads=[0, 5, 1, 1, 5, 0],
        deps=["ROOT", "compound", "flat", "punct", "det", "nsubj"],
        ents=["O", "B-PERSON", "I-PERSON", "O", "O", "O"],
    )

    mended = tree(repair_trees(Tree(doc), TITLES))

    assert mended["Ana"] == ("nsubj", "said")
    assert mended["spokeswoman"] == ("appos", "Ana")


def test_a_name_with_a_possessive_mark_owns_the_noun_behind_it() -> None:
    doc = Doc(
        VOCAB,
        words=["Orr", ",", "Hamas", "'s", "spokesman"],
        tags=["NNP", ",", "NNP", "POS", "NN"],
        pos=["PROPN", "PUNCT", "PROPN", "PART", "NOUN"],
        heads=[0, 0, 0, 2, 0],
        deps=["ROOT", "punct", "appos", "case", "appos"],
        ents=["B-PERSON", "O", "B-ORG", "O", "O"],
    )

    assert tree(repair_trees(Tree(doc), TITLES))["Hamas"] == ("nmod:poss", "spokesman")


def test_a_sound_tree_is_left_alone() -> None:
    doc = Doc(
        VOCAB,
        words=["Ana", "visited", "Berlin"],
        tags=["NNP", "VBD", "NNP"],
        pos=["PROPN", "VERB", "PROPN"],
        heads=[1, 1, 1],
        deps=["nsubj", "ROOT", "obj"],
        ents=["B-PERSON", "O", "B-LOC"],
    )

    assert tree(repair_trees(Tree(doc), TITLES)) == tree(Tree(doc))


def test_a_title_before_a_name_describes_it_and_takes_what_stands_before() -> None:
    doc = Doc(
        VOCAB,
        words=["Kenya", "'s", "former", "minister", "Ana", "Kerr", "spoke"],
        lemmas=["Kenya", "'s", "former", "minister", "Ana", "Kerr", "speak"],
        tags=["NNP", "POS", "JJ", "NN", "NNP", "NNP", "VBD"],
        pos=["PROPN", "PART", "ADJ", "NOUN", "PROPN", "PROPN", "VERB"],
        heads=[4, 0, 4, 4, 6, 4, 6],
        deps=["nmod:poss", "case", "amod", "compound", "nsubj", "flat", "ROOT"],
        ents=["B-LOC", "O", "O", "O", "B-PERSON", "I-PERSON", "O"],
    )

    mended = tree(repair_trees(Tree(doc), TITLES))

    assert mended["minister"] == ("nmod:desc", "Ana")
    assert mended["Kenya"] == ("nmod:poss", "minister")
    assert mended["former"] == ("amod", "minister")


def test_the_second_half_of_a_title_is_its_head() -> None:
    doc = Doc(
        VOCAB,
        words=["U.N.", "Secretary", "-", "General", "Ana", "Kerr", "spoke"],
        lemmas=["U.N.", "minister", "-", "general", "Ana", "Kerr", "speak"],
        spaces=[True, False, False, True, True, True, False],
        tags=["NNP", "NNP", "HYPH", "NNP", "NNP", "NNP", "VBD"],
        pos=["PROPN", "PROPN", "PUNCT", "ADJ", "PROPN", "PROPN", "VERB"],
        heads=[1, 4, 1, 4, 6, 4, 6],
        deps=["compound", "compound", "punct", "amod", "nsubj", "flat", "ROOT"],
        ents=["B-ORG", "O", "O", "O", "B-PERSON", "I-PERSON", "O"],
    )

    mended = repair_trees(Tree(doc), TITLES)

    assert tree(mended)["General"] == ("nmod:desc", "Ana")
    assert tree(mended)["U.N."] == ("compound", "General")
    assert mended[3].pos_ == "PROPN"


def test_a_participle_in_a_sentence_without_finite_verb_is_its_verb() -> None:
    doc = Doc(
        VOCAB,
        words=["The", "army", "clashed", "with", "rebels", "."],
        tags=["DT", "NN", "VBN", "IN", "NNS", "."],
        pos=["DET", "NOUN", "VERB", "ADP", "NOUN", "PUNCT"],
        heads=[1, 1, 1, 4, 2, 1],
        deps=["det", "ROOT", "acl", "case", "obl", "punct"],
        sent_starts=[True, False, False, False, False, False],
    )

    mended = tree(repair_trees(Tree(doc), TITLES))

    assert mended["clashed"] == ("ROOT", "clashed")
    assert mended["army"] == ("nsubj", "clashed")


def test_a_name_that_and_joins_before_its_title_is_coordinated() -> None:
    doc = Doc(
        VOCAB,
        words=["met", "Kerr", "and", "minister", "Dan", "Orr"],
        tags=["VBD", "NNP", "CC", "NN", "NNP", "NNP"],
        pos=["VERB", "PROPN", "CCONJ", "NOUN", "PROPN", "PROPN"],
        heads=[0, 0, 3, 4, 1, 4],
        deps=["ROOT", "obj", "cc", "nmod:desc", "appos", "flat"],
        ents=["O", "B-PERSON", "O", "O", "B-PERSON", "I-PERSON"],
    )

    mended = tree(repair_trees(Tree(doc), TITLES))

    assert mended["Dan"] == ("conj", "Kerr")
    assert mended["and"] == ("cc", "Dan")


def test_a_piece_without_stop_and_verb_opens_the_sentence_behind_it() -> None:
    doc = Doc(
        VOCAB,
        words=["In", "a", "letter", "Sunday", "Kerr", "resigned", "."],
        tags=["IN", "DT", "NN", "NNP", "NNP", "VBD", "."],
        pos=["ADP", "DET", "NOUN", "PROPN", "PROPN", "VERB", "PUNCT"],
        heads=[2, 2, 2, 5, 5, 5, 5],
        deps=["case", "det", "ROOT", "obl:unmarked", "nsubj", "ROOT", "punct"],
    )

    mended = repair_trees(Tree(doc), TITLES)

    assert tree(mended)["letter"] == ("obl", "resigned")
    assert len(mended.sentences) == 1


def test_a_noun_behind_after_does_what_a_verb_without_subject_tells() -> None:
    doc = Doc(
        VOCAB,
        words=["This", "came", "after", "Kenya", "closed", "ports"],
        tags=["DT", "VBD", "IN", "NNP", "VBD", "NNS"],
        pos=["PRON", "VERB", "ADP", "PROPN", "VERB", "NOUN"],
        heads=[1, 1, 3, 1, 1, 4],
        deps=["nsubj", "ROOT", "case", "obl", "advcl", "obj"],
        ents=["O", "O", "O", "B-LOC", "O", "O"],
    )

    mended = tree(repair_trees(Tree(doc), TITLES))

    assert mended["Kenya"] == ("nsubj", "closed")
    assert mended["after"] == ("mark", "closed")


def test_a_day_between_a_noun_and_a_verb_does_nothing() -> None:
    doc = Doc(
        VOCAB,
        words=["Police", "say", "rebels", "Monday", "attacked", "Lund"],
        tags=["NNS", "VBP", "NNS", "NNP", "VBD", "NNP"],
        pos=["NOUN", "VERB", "NOUN", "PROPN", "VERB", "PROPN"],
        heads=[1, 1, 1, 4, 1, 4],
        deps=["nsubj", "ROOT", "obj", "nsubj", "ccomp", "obj"],
        ents=["O", "O", "O", "B-DATE", "O", "B-LOC"],
    )

    mended = tree(repair_trees(Tree(doc), TITLES))

    assert mended["rebels"] == ("nsubj", "attacked")
    assert mended["Monday"] == ("obl:unmarked", "attacked")
