"""Reading in one call: a text, folders into a graph, and a sentence to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest

from kg import Document, Extraction, Modality, PartialDate, Polarity, StatementQuery, open_store, to_dataframe
from kg.errors import ExtractionError, ModelError, QueryError
from kg.store.protocol import GraphStore
from kg_loaders import build, read, render_sentence

TEXT = "Ana Kerr will visit Berlin on Sunday. Tom Weller did not meet Ana Kerr."


@pytest.fixture
def store() -> Iterator[GraphStore]:
    with closing(open_store("sqlite://")) as opened:
        yield opened


class Marks(HTMLParser):
    """The words that are marked, each with its label, and all text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags, self._inside = "", list[str](), 0
        self.marks = list[str]()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "mark":
            self.marks.append("")
            self._inside += 1

    def handle_endtag(self, tag: str) -> None:
        self._inside -= tag == "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._inside:
            self.marks[-1] = " ".join(f"{self.marks[-1]} {data}".split())


def test_a_text_gives_statements_with_evidence() -> None:
    said = read(TEXT, published="2021-05-12")

    visit, meeting = said.statements
    assert (visit.type, visit.modality, visit.date) == ("VISITS", Modality.PLANNED, PartialDate.parse("2021-05-16"))
    assert (meeting.type, meeting.polarity) == ("MEETS", Polarity.NEGATIVE)
    for statement in said.statements:
        for quote in (statement.evidence[0].sentence, statement.evidence[0].trigger):
            assert TEXT[quote.start : quote.end] == quote.text


def test_a_text_is_named_by_its_hash_and_a_document_keeps_its_id() -> None:
    assert read(TEXT).document.id == read(TEXT).document.sha256
    assert read(Document(id="mine", text=TEXT)).document.id == "mine"


def test_what_was_read_is_a_table() -> None:
    frame = to_dataframe(read(TEXT))

    assert frame[["source_name", "type", "target_name"]].values.tolist() == [
        ["Ana Kerr", "VISITS", "Berlin"],
        ["Tom Weller", "MEETS", "Ana Kerr"],
    ]
    assert frame["relationship"].isna().all()


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("  ", ModelError, "text is empty"),
        ("half \ud800", ModelError, "half of a surrogate pair"),
        ("Le ministre a rencontré dimanche le président à Damas.", ExtractionError, "language is French"),
    ],
)
def test_a_text_that_cannot_be_read_says_why(text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        read(text)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_folder_becomes_a_graph(store: GraphStore, tmp_path: Path, jobs: int) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    (tmp_path / "b.txt").write_text("Ana Kerr visited Prague on 3 May 2021.")

    report = build(tmp_path, store, jobs=jobs)

    assert report.count("done") == 2
    assert report.statements == len(store.statements(StatementQuery()).items) == 3


def test_the_same_files_again_change_nothing(store: GraphStore, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    build(str(tmp_path / "a.txt"), store)

    report = build([tmp_path / "a.txt"], store)

    assert (report.count("done"), report.count("unchanged")) == (0, 1)


def test_a_sentence_is_drawn_with_its_mentions_and_trigger() -> None:
    said = read(TEXT)

    visit, meeting = (Marks(render_sentence(said, statement)) for statement in said.statements)

    assert visit.marks == ["Ana Kerr PERSON", "visit VISITS (PLANNED)", "Berlin LOCATION"]
    assert meeting.marks == ["Tom Weller PERSON", "meet NOT MEETS", "Ana Kerr PERSON"]


def test_text_in_a_drawing_is_escaped() -> None:
    text = 'Ana Kerr visited "Berlin" & <script>alert(1)</script> on Sunday.'
    said = read(text)

    html = render_sentence(said, said.statements[0].id)

    drawn = Marks(html)
    assert set(drawn.tags) == {"div", "mark", "span"}
    assert "<script" not in html
    assert "<script>alert(1)" in drawn.text
    assert html._repr_html_() == str(html)


def test_a_sentence_of_a_store_can_be_drawn(store: GraphStore, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT)
    build(tmp_path / "a.txt", store)
    statement = store.statements(StatementQuery(types=("VISITS",))).items[0]

    [graph] = store.graphs_by_id([statement.document])

    assert graph is not None
    assert "visit VISITS (PLANNED)" in Marks(render_sentence(graph, statement)).marks


def test_marks_do_not_overlap() -> None:
    said = read("Syrian President Tom Weller's forces attacked rebel-held areas in Aleppo, Ana Kerr's spokesman said.")

    assert said.statements
    for statement in said.statements:
        sentence = statement.evidence[0].sentence.text
        drawn = Marks(render_sentence(said, statement))
        words = [mark.rpartition(" ")[0] for mark in drawn.marks]
        assert drawn.marks
        assert sum(map(len, words)) <= len(sentence)


def test_a_statement_of_another_document_is_refused() -> None:
    said: Extraction = read(TEXT)

    with pytest.raises(QueryError, match="has no statement 'x'"):
        render_sentence(said, "x")


def test_the_judge_is_asked_unless_it_is_unwanted() -> None:
    text = "The navy said its cutters had fired on rebels off Somalia."

    assert "ATTACKS" not in {statement.type for statement in read(text, judge=False).statements}
    assert "ATTACKS" in {statement.type for statement in read(text).statements}
