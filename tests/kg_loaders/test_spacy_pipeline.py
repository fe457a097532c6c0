"""The pipeline that ships with newskg loads offline, reads news sensibly, and keeps its rules of names."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from thinc.api import NumpyOps, get_current_ops

from kg.errors import PipelineError
from kg_loaders.extract.date_spans import add_date_spans
from kg_loaders.extract.half_precision import set_precision
from kg_loaders.extract.known_groups import KnownGroups
from kg_loaders.extract.nationalities import add_nationalities
from kg_loaders.extract.phrase_lists import gazetteer, known_groups, name_words
from kg_loaders.extract.spacy_pipeline import MODEL, load_pipeline
from training.conllu import read_documents
from training.docs import tree_doc
from training.score import tree_scores

SAMPLE = Path(__file__).parent / "gum_news_sample.conllu"
FLOORS = {"UPOS": 95.0, "XPOS": 95.0, "UAS": 86.0, "LAS": 84.0, "sentence F": 95.0, "lemma": 95.0}
LARGEST_MODEL_BYTES = 20_000_000


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline()


def entities_of(doc: Doc) -> list[tuple[str, str]]:
    return [(entity.text, entity.label_) for entity in doc.ents]


def doc_with(sentence: str, entities: list[tuple[str, str]]) -> Doc:
    doc = spacy.blank("en")(sentence)
    spans = []
    for text, label in entities:
        start = sentence.index(text)
        span = doc.char_span(start, start + len(text), label=label)
        assert isinstance(span, Span)
        spans.append(span)
    doc.ents = tuple(spans)
    return doc


def test_model_loads_without_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*arguments: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)

    assert load_pipeline().pipe_names == [
        "tok2vec",
        "tagger",
        "morphologizer",
        "parser",
        "ud_lemmatizer",
        "ner",
        "known_groups",
        "date_spans",
        "nationalities",
    ]


def test_importing_the_loaders_does_not_import_spacy() -> None:
    code = "import kg_loaders, sys; sys.exit('spacy' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_roles_of_a_news_sentence_are_found(nlp: Language) -> None:
    doc = nlp("The Syrian army was attacked by Hezbollah in Aleppo on Monday.")

    roles = {token.text: (token.dep_, token.head.text) for token in doc}
    assert roles["army"] == ("nsubj:pass", "attacked")
    assert roles["Hezbollah"] == ("obl:agent", "attacked")
    assert [token.lemma_ for token in doc if token.pos_ in ("AUX", "VERB")] == ["be", "attack"]


def test_names_of_a_news_sentence_are_found(nlp: Language) -> None:
    doc = nlp("President Vladimir Putin met Turkish diplomats and NATO in Ankara on 3 May 2019.")

    assert entities_of(doc) == [
        ("Vladimir Putin", "PERSON"),
        ("Turkish", "NORP"),
        ("NATO", "ORG"),
        ("Ankara", "LOC"),
        ("3 May 2019", "DATE"),
    ]


def test_shipped_model_keeps_its_quality_on_a_sample_of_news(nlp: Language) -> None:
    documents = read_documents(SAMPLE.read_text(encoding="utf-8"))

    scores = tree_scores(nlp, [tree_doc(nlp.vocab, document.sentences) for document in documents])

    assert {name: scores[name] for name in FLOORS if scores[name] < FLOORS[name]} == {}


def test_shipped_model_is_small() -> None:
    assert sum(file.stat().st_size for file in MODEL.rglob("*") if file.is_file()) < LARGEST_MODEL_BYTES


def test_loading_leaves_the_operations_of_other_pipelines_alone(nlp: Language) -> None:
    others = get_current_ops()
    ours = nlp.get_pipe("parser").model.ops  # type: ignore[attr-defined]  # a pipe is any callable to spaCy

    assert isinstance(ours, NumpyOps)
    assert not ours.use_blis
    assert isinstance(others, NumpyOps)
    assert others.use_blis


@pytest.mark.parametrize("name", ["en_core_web_none", "no/such/folder"])
def test_unknown_pipeline_is_named_with_what_to_install(name: str) -> None:
    with pytest.raises(PipelineError, match=f"no spaCy pipeline '{name}'.*python -m spacy download {name}"):
        load_pipeline(name)


def test_pipeline_of_a_folder_is_loaded(tmp_path: Path) -> None:
    spacy.blank("en", meta={"name": "plain"}).to_disk(tmp_path)

    assert load_pipeline(str(tmp_path)).meta["name"] == "plain"


def test_half_precision_costs_no_more_than_rounding(nlp: Language) -> None:
    pipeline = load_pipeline()
    sentence = "Two soldiers were killed by rebels near Port Hope, a spokesman said."

    set_precision(pipeline, "float16")
    set_precision(pipeline, "float32")

    assert [token.head.i for token in pipeline(sentence)] == [token.head.i for token in nlp(sentence)]


@pytest.mark.parametrize(
    ("sentence", "found", "expected"),
    [
        (
            "The Islamic State of Iraq and the Levant fled.",
            [],
            [("Islamic State of Iraq and the Levant", "ORG")],
        ),
        ("Boko Haram took Gwoza.", [("Boko Haram", "PERSON")], [("Boko Haram", "ORG")]),
        (
            "Troops of the Islamic Movement of Uzbekistan fled.",
            [("Uzbekistan", "LOC")],
            [("Islamic Movement of Uzbekistan", "ORG")],
        ),
        (
            "The UN High Commissioner for Refugees spoke.",
            [("UN High Commissioner for Refugees", "ORG")],
            [("UN High Commissioner for Refugees", "ORG")],
        ),
        ("The world bank of seeds grows.", [], []),
        ("Osama bin Laden was in Pakistan.", [("Pakistan", "LOC")], [("Pakistan", "LOC")]),
        ("An IED killed two.", [("IED", "ORG")], []),
    ],
)
def test_known_group_is_an_organisation(
    sentence: str, found: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    doc = doc_with(sentence, found)
    component = KnownGroups(spacy.blank("en"), known_groups())

    assert entities_of(component(doc)) == expected


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("He left on Monday.", ["Monday"]),
        ("He left on Monday, 3 May 2019.", ["Monday, 3 May 2019"]),
        ("They met on the 3rd of May.", ["the 3rd of May"]),
        ("On April 12, 1981, it rose.", ["April 12, 1981"]),
        ("In March 2011 war began.", ["March 2011"]),
        ("It ended in early May.", ["early May"]),
        ("Since February they wait.", ["February"]),
        ("The group formed in 1994.", ["1994"]),
        ("It ruled in the 1990s.", ["the 1990s"]),
        ("It lasted from 2003-2011.", ["2003-2011"]),
        ("He spoke two days earlier.", ["two days earlier"]),
        ("The past three weeks were calm.", ["The past three weeks"]),
        ("It will end next year.", ["next year"]),
        ("They vote this week and again tomorrow.", ["this week", "tomorrow"]),
        ("Dated 2019-05-03 and 3.5.2019.", ["2019-05-03", "3.5.2019"]),
        ("It began at 10:30 GMT.", ["10:30 GMT"]),
        ("It began at 9 a.m. in Rome.", ["9 a.m."]),
        ("Theresa May may march.", []),
        ("Law 12345 was read.", []),
        ("Last week it snowed.", ["Last week"]),
        ("It has 300 members.", []),
    ],
)
def test_dates_are_found_by_rule(sentence: str, dates: list[str]) -> None:
    doc = add_date_spans(doc_with(sentence, []))

    assert entities_of(doc) == [(date, "DATE") for date in dates]


def test_date_inside_a_name_is_left_to_the_name() -> None:
    doc = add_date_spans(doc_with("The October Revolution of 1917.", [("October Revolution of 1917", "MISC")]))

    assert entities_of(doc) == [("October Revolution of 1917", "MISC")]


@pytest.mark.parametrize(
    ("sentence", "found", "expected"),
    [
        ("Syrians and Kurdish fighters met.", [], [("Syrians", "NORP"), ("Kurdish", "NORP")]),
        ("A Finn won.", [], []),
        ("The French Embassy burned.", [("French Embassy", "ORG")], [("French Embassy", "ORG")]),
        ("Iran said so.", [("Iran", "ORG")], [("Iran", "LOC")]),
        ("North Korea said so.", [("North Korea", "ORG")], [("North Korea", "LOC")]),
        ("Jordan said so.", [("Jordan", "PERSON")], [("Jordan", "PERSON")]),
    ],
)
def test_demonyms_are_peoples_and_countries_are_places(
    sentence: str, found: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    doc = add_nationalities(doc_with(sentence, found))

    assert entities_of(doc) == expected


@pytest.mark.parametrize(
    ("sentence", "word", "lemma"),
    [
        ("He's been there.", "'s", "have"),
        ("It's a war.", "'s", "be"),
        ("They won't go.", "wo", "will"),
        ("They didn't go.", "n't", "not"),
        ("The rebels attacked them.", "them", "they"),
        ("The rebels attacked them.", "attacked", "attack"),
        ("They were hoping for peace.", "hoping", "hope"),
        ("She hopes for peace.", "hopes", "hope"),
        ("He passes the law.", "passes", "pass"),
        ("It needed help.", "needed", "need"),
        ("Iran's army fled.", "'s", "'s"),
        ("Iran's army fled.", "fled", "flee"),
        ("Many people died.", "people", "people"),
    ],
)
def test_lemmas_follow_universal_dependencies(nlp: Language, sentence: str, word: str, lemma: str) -> None:
    assert [token.lemma_ for token in nlp(sentence) if token.text == word] == [lemma]


def test_lists_hold_what_the_rules_need() -> None:
    places = gazetteer()

    assert places.longest_place(["Salt", "Lake", "City"], 0) == (3, 2)
    assert places.is_country(["Syria"])
    assert not places.is_country(["Aleppo"])
    assert {"Syrian", "Syrians", "Danes"} <= name_words().demonyms
    assert "Osama bin Laden" not in known_groups()
