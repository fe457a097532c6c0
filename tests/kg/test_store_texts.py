"""Texts in any script, with any character that Unicode allows, are kept, found and ordered alike on every store."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import QueryError
from kg.model import (
    Document,
    DocumentEntity,
    DocumentGraph,
    Evidence,
    Form,
    Kind,
    Mention,
    Quote,
    Sentence,
    Silence,
    Statement,
)
from kg.names import search_words
from kg.store.canonical import canonical_export
from kg.store.protocol import DocumentQuery, EntityQuery, GraphStore, SilenceQuery, StatementQuery
from tests.kg import graphs
from tests.kg.articles import GRAPHS, VISIT
from tests.kg.conftest import NewStore
from tests.kg.graphs import Called, Told, graph_of
from tests.kg.model_store import ModelStore

ODD = [
    "The \"Q\" 'Brigade' \\ Co. {a: 1} `x` $1 %s ? ;--",
    "line\nbreak\ttab\r\n\u2028end",
    "nul\x00inside",
    "e\u0301a\u0308\u0323 combined",
    "\U00010900\U00010901 \U0001f600 astral",
    "\u202eright-to-left\u202c \u200bzero width\ufeff",
    "محمد بن سلمان",
    "नरेन्द्र मोदी",
    "習近平",
    "\ufffd\uffff noncharacters",
    "ﬁ ligature Ⅷ ½ ²",
    "İstanbul ı ß ẞ ς Σ",
    "n" * 3000,
    "\U00010900" * 3000,
]
TEXT = st.text(min_size=1, max_size=40).filter(str.strip)


def graph_about(text: str, id: str = "d1") -> DocumentGraph:
    """A document in which one text stands everywhere where a text may stand."""
    quote = Quote.of(text, 0, len(text))
    ends = [
        DocumentEntity(id=name, kind=Kind.GROUP, name=text, mentions=(Mention(quote=quote, form=form),))
        for name, form in (("left", Form.NAME), ("right", Form.NOMINAL))
    ]
    evidence = Evidence(sentence=quote, trigger=quote, source=quote, target=quote, rule=text)
    told = Statement(
        id=f"{id}/1", document=id, source="left", type="FIGHTS", target="right", evidence=(evidence,), confidence=0.7,
        date_text=text,
    )  # fmt: skip
    return DocumentGraph(
        document=Document(
            id=id, text=text, title=text, url=text, source=text, author=text, language=text, metadata=((text, text),)
        ),
        reader=text,
        sentences=(Sentence(index=0, start=0, end=len(text)),),
        entities=tuple(ends),
        statements=(told,),
        silences=(Silence(sentence=quote, reason=text, detail=text),),
    )


def check_answers(store: GraphStore, model: ModelStore, text: str) -> None:
    """Look for a text in every way in which one can be looked for."""
    words = [text[:100], *(word[:n] for word in search_words(text) for n in (2, 100))]
    assert canonical_export(store) == canonical_export(model)
    assert store.entities(EntityQuery(name=text)).items == model.entities(EntityQuery(name=text)).items
    for asked in words:
        for entities in (EntityQuery(contains=asked), EntityQuery(words=asked)):
            assert store.entities(entities).items == model.entities(entities).items, entities
        statements = StatementQuery(words=asked)
        assert store.statements(statements).items == model.statements(statements).items, statements


@pytest.mark.parametrize("text", ODD)
def test_an_odd_text_is_kept_and_found(store: GraphStore, text: str) -> None:
    model = ModelStore([graph_about(text), *GRAPHS[1:]])

    result = store.write(model.graphs.values())

    assert result.failed == ()
    check_answers(store, model, text)
    assert store.held([model.graphs["d1"].document], text) == {"d1"}


def test_any_text_is_kept_and_found(new_store: NewStore, trials: settings) -> None:
    @trials
    @given(TEXT, TEXT)
    def check(left: str, right: str) -> None:
        store, model = new_store(), ModelStore([graph_about(left, "l"), graph_about(right, "r")])

        result = store.write(model.graphs.values())

        assert result.failed == ()
        check_answers(store, model, left)
        check_answers(store, model, right)

    check()


@pytest.mark.parametrize("text", [text for text in ODD if "\x00" not in text])
def test_an_odd_id_is_an_id_like_any_other(store: GraphStore, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = text[:1000]  # an address may be so long
    monkeypatch.setitem(graphs.KINDS, text, Kind.GROUP)
    told = Told(source=text, type="ATTACKS", target="ghouta", speaker=text, place=text)
    model = ModelStore([graph_of(text, [told], publisher=text, silences=[("So.", text)]), *GRAPHS])

    store.write(model.graphs.values())

    assert canonical_export(store) == canonical_export(model)
    assert store.entities_by_id([text, "none"]) == model.entities_by_id([text, "none"])
    for query in (
        StatementQuery(sources=(text,)),
        StatementQuery(either=(text,), places=(text,), speakers=(text,)),
        StatementQuery(documents=(text,)),
        StatementQuery(publishers=(text,)),
    ):
        assert store.statements(query).items == model.statements(query).items
    assert store.documents(DocumentQuery(source=text)).items == (model.graphs[text].document,)
    assert store.silences(SilenceQuery(reasons=(text,))).items == model.silences(SilenceQuery(reasons=(text,))).items
    assert store.delete([text]) == (text,)
    assert canonical_export(store) == canonical_export(ModelStore(GRAPHS))


def test_ids_and_names_are_sorted_by_code_point(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ["a", "B", "Z", "ä", "\ue000", "\U0001f600", "\U00010900", "\uffe6", "~"]
    for id in names:
        monkeypatch.setitem(graphs.KINDS, id, Kind.GROUP)
    told = [Told(source=id, type="FIGHTS", target="rebels", confidence=0.5) for id in names]
    world = [graph_of(id, told, published="2018", silences=[("So.", "r")]) for id in names]
    model = ModelStore([*world, graph_of("last", [VISIT], called={id: [Called(words="same")] for id in names})])

    store.write(model.graphs.values())

    assert store.entities(EntityQuery()).items == model.entities(EntityQuery()).items
    assert store.documents(DocumentQuery()).items == model.documents(DocumentQuery()).items
    assert store.silences(SilenceQuery()).items == model.silences(SilenceQuery()).items


def test_an_id_that_goes_on_behind_a_nul_is_another_id(store: GraphStore) -> None:
    store.write(GRAPHS)

    assert store.delete(["d1\x00x"]) == ()
    assert store.documents_by_id(["d1\x00x"]) == [None]
    assert store.graphs_by_id(["d1\x00"]) == [None]
    assert store.entities_by_id(["assad\x00"]) == [None]
    for query in (StatementQuery(documents=("d1\x00x",)), StatementQuery(sources=("assad\x00",))):
        with suppress(QueryError):
            assert store.statements(query).items == ()
    assert store.counts() == ModelStore(GRAPHS).counts()
