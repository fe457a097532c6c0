"""Annotated news gives names where a mention is a proper name, and leaves open what it does not annotate."""

import json
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc, DocBin

from training.annotated_news import FILES, news_doc, read_news, words_in_lower_case
from training.build_data import Builder, build_names
from training.held_out import HeldOut, fingerprint
from training.recipe import RECIPE, Recipe

Entity = tuple[str, str, list[str]]

MEETING = (
    "Police in northern Ruritania freed the Syldavian farmer Jane Roe.\n\n"
    "President Roe, as police call her, thanked the rebel Red Front in Port Hope for the Silver Cup."
)
MEETING_ENTITIES: list[Entity] = [
    ("ORGANIZATION", "police", ["Police in northern Ruritania", "police"]),
    ("COUNTRY", "Ruritania", ["northern Ruritania", "Ruritania"]),
    ("PERSON", "Jane Roe", ["the Syldavian farmer Jane Roe", "Jane Roe", "President Roe", "President"]),
    ("ORGANIZATION", "Red Front", ["the rebel Red Front"]),
    ("LOCATION", "Port Hope", ["Port Hope"]),
    ("GROUP", "the farmers of Ruritania", ["the farmers of Ruritania"]),
]
# a sentence of tiny.conllu, which is every part of GUM, and one more
SHARED = "The Red Front denied the attack near the river. Nothing more was heard of Jane Roe in Port Hope."


def record(text: str, entities: list[Entity]) -> str:
    named = [{"id": name, "kind": kind, "name": name, "mentions": mentions} for kind, name, mentions in entities]
    return json.dumps({"id": "made up", "licence": "CC0", "text": text, "entities": named, "statements": []})


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    shared = record(SHARED, [("PERSON", "Jane Roe", ["Jane Roe"])])
    (folder / FILES[0]).write_text(f"{record(MEETING, MEETING_ENTITIES)}\n{shared}\n", encoding="utf-8")
    return folder


def docs_of(news: Path) -> list[Doc]:
    articles = list(read_news(news))
    common_words = words_in_lower_case(articles)
    nlp = spacy.blank("en")
    return [news_doc(nlp, line, article.mentions, common_words) for article in articles for line in article.paragraphs]


def test_proper_names_among_the_mentions_become_entities(news: Path) -> None:
    first, second, *_ = docs_of(news)

    assert [(entity.text, entity.label_) for entity in first.ents] == [("Ruritania", "LOC"), ("Jane Roe", "PERSON")]
    assert [(entity.text, entity.label_) for entity in second.ents] == [
        ("Roe", "PERSON"),
        ("Red Front", "ORG"),
        ("Port Hope", "LOC"),
    ]


def test_capitals_without_annotation_are_missing_and_common_words_outside(news: Path) -> None:
    first, second, *_ = docs_of(news)

    assert [token.text for doc in (first, second) for token in doc if not token.ent_iob_] == [
        "Syldavian",
        "Silver",
        "Cup",
    ]
    assert first[0].ent_iob_ == "O"


@pytest.mark.parametrize(
    ("entity", "names"),
    [
        (("PERSON", "Foreign Secretary", ["Foreign Secretary"]), []),
        (("PERSON", "Jane Roe", ["Syldavian President Jane Roe"]), [("Jane Roe", "PERSON")]),
        (("COUNTRY", "North Korea", ["North Korean"]), [("North Korean", "NORP")]),
        (("ORGANIZATION", "Tehran", ["Tehran"]), [("Tehran", "LOC")]),
        (("ORGANIZATION", "France's Red Guard", ["France's Red Guard"]), [("Red Guard", "ORG")]),
        (("ORGANIZATION", "House of Roe in Port Hope", ["House of Roe in Port Hope"]), [("House of Roe", "ORG")]),
        (("GROUP", "Red Marines", ["Red Marines"]), []),
    ],
)
def test_mention_is_cut_to_its_name(entity: Entity, names: list[tuple[str, str]], tmp_path: Path) -> None:
    text = f"We saw {entity[2][0]} there."
    (tmp_path / FILES[0]).write_text(record(text, [entity]) + "\n", encoding="utf-8")

    (doc,) = docs_of(tmp_path)

    assert [(entity.text, entity.label_) for entity in doc.ents] == names


def built(corpora: Path, news: Path, out: Path, *held_out: str) -> dict[str, str]:
    nlp = spacy.blank("en")
    kept_apart = HeldOut(fingerprints=frozenset(map(fingerprint, held_out)))
    builder = Builder(corpora=corpora, held_out=kept_apart, recipe=Recipe.from_file(RECIPE).data, nlp=nlp)
    build_names(builder, out, news)
    return {
        file.stem: "\n".join(doc.text for doc in DocBin().from_disk(file).get_docs(nlp.vocab))
        for file in out.glob("*.spacy")
    }


def test_article_that_shares_a_sentence_with_a_dev_part_trains_nothing(
    tiny_corpora: Path, news: Path, tmp_path: Path
) -> None:
    texts = built(tiny_corpora, news, tmp_path / "names")

    assert "Nothing more was heard" in texts["news-dev"]
    assert "Nothing more was heard" not in texts["train"]
    assert "thanked the rebel Red Front" in texts["train"]


def test_held_out_sentence_keeps_its_article_out(tiny_corpora: Path, news: Path, tmp_path: Path) -> None:
    texts = built(tiny_corpora, news, tmp_path / "names", MEETING.partition("\n")[0])

    assert "thanked the rebel Red Front" not in texts["train"] + texts["news-dev"]
