"""CoNLL-U is read back to the raw text, contractions and all."""

from pathlib import Path

from training.conllu import read_documents, sentence_text

TINY = (Path(__file__).parent / "tiny.conllu").read_text(encoding="utf-8")


def test_documents_keep_their_names_and_sentences() -> None:
    documents = list(read_documents(TINY))

    assert [(document.name, len(document.sentences)) for document in documents] == [
        ("GUM_news_one", 4),
        ("GUM_news_two", 4),
        ("GUM_conversation_three", 1),
    ]


def test_tokens_give_back_the_text_that_the_treebank_states() -> None:
    stated = [line.partition(" = ")[2] for line in TINY.splitlines() if line.startswith("# text")]

    read = [sentence_text(sentence) for document in read_documents(TINY) for sentence in document.sentences]

    assert read == stated


def test_contraction_is_cut_where_its_words_do_not_make_the_surface() -> None:
    rows = (
        "1-2\tgonna\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No",
        "1\tgoing\tgo\tVERB\tVBG\t_\t0\troot\t_\t_",
        "2\tto\tto\tPART\tTO\t_\t1\tmark\t_\t_",
    )

    [document] = read_documents("\n".join(rows))

    assert [(token.form, token.has_space) for token in document.sentences[0]] == [
        ("gonn", False),
        ("a", False),
    ]


def test_root_is_its_own_head() -> None:
    [sentence, *_] = next(read_documents(TINY)).sentences

    assert [(token.form, token.head) for token in sentence if token.relation == "ROOT"] == [("meet", 10)]
