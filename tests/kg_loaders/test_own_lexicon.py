"""A folder of one's own frames and actors: what it adds, what it replaces, what is said of mistakes in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli.app import app
from kg.errors import LexiconError
from kg.export.extraction_json import extraction_to_json
from kg.model import Document, Extraction
from kg.store import open_store
from kg_loaders.extract import SpacyExtractor
from kg_loaders.jobs import JobsExtractor
from kg_loaders.lexicon import load_frames, load_own
from kg_loaders.reading import build, read

PAGE = (Path(__file__).parents[2] / "docs" / "own-lexicon.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r'```\w+ title="([^"]+)"\n(.*?)```', PAGE, re.DOTALL))
RUNS = dict(re.findall(r"```console\n\$ kg (.*?)\n(.*?)```", PAGE, re.DOTALL))
FRAME = '[[frame]]\ntype = "REPRESSES"\nverbs = "lock_out"\ntarget = ["object"]\n'
ACTORS = "kind,name,aliases\nORGANIZATION,Jonas Brightwater Freight,Brightwater|JBF\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files of the page, in the current folder; returned is the lexicon's."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "labour"


def kg(*args: str, **env: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(args), env={"COLUMNS": "200", **env})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_page_shows_two_runs() -> None:
    assert len(FILES) == 3
    assert list(RUNS) == ["extract strike.txt", "extract strike.txt --lexicon labour"]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", RUNS)
def test_the_page_shows_what_is_printed(command: str) -> None:
    assert kg(*command.split()) == (0, RUNS[command], "")


@pytest.mark.usefixtures("folder")
def test_the_environment_may_name_the_folder() -> None:
    assert kg("extract", "strike.txt", NEWSKG_LEXICON="labour")[1] == RUNS["extract strike.txt --lexicon labour"]


def test_own_frames_take_the_place_of_ours_for_their_words_and_word_class(folder: Path) -> None:
    ours, lexicon = load_frames(), load_frames().with_own(load_own(folder).frames)

    assert [frame.type for frame in lexicon.frames_of("verbs", "strike")] == ["PROTESTS_AGAINST"]
    assert lexicon.frames_of("nouns", "strike") == ours.frames_of("nouns", "strike") != ()
    assert lexicon.frames_of("verbs", "visit") == ours.frames_of("verbs", "visit")


def test_the_reader_is_named_after_what_the_folder_holds(folder: Path) -> None:
    before = load_own(folder)
    (folder / "actors.csv").write_text(ACTORS)

    after = load_own(folder)

    assert before.version != after.version
    assert SpacyExtractor(lexicon=after).reader.endswith(f" own-{after.version}")


def test_several_processes_read_alike(folder: Path) -> None:
    lexicon = load_own(folder)
    documents = [Document(id=f"d{n}", text=FILES["strike.txt"]) for n in range(3)]

    with JobsExtractor(lexicon=lexicon, jobs=2) as jobs:
        together = list(jobs.extract(documents))
        reader = jobs.reader
    alone = SpacyExtractor(lexicon=lexicon)

    assert reader == alone.reader
    assert [as_line(item) for item in together] == [as_line(item) for item in alone.extract(documents)]


def as_line(item: object) -> str:
    assert isinstance(item, Extraction)
    return extraction_to_json(item)


def test_a_longer_name_around_an_own_one_stays_what_it_is(folder: Path) -> None:
    found = read("The Harrow Quay Museum Foundation visited Ilse Varga at Harrow Quay.", lexicon=folder)

    assert {entity.name for entity in found.entities} >= {"Harrow Quay Museum Foundation", "Harrow Quay"}


def test_no_sentence_begins_within_an_own_name(folder: Path) -> None:
    text = "BWF locked out Ilse Varga at Gate Nine. Brightwater has accused Dockers United of sabotage."
    (folder / "actors.csv").write_text(ACTORS + "LOCATION,Gate Nine,\n")

    assert len(read(text).sentences) == 3  # the parser ends one behind "Gate"
    assert len(read(text, lexicon=folder).sentences) == 2


def test_own_actors_have_one_id_in_all_documents(folder: Path, tmp_path: Path) -> None:
    for name, text in (("a.txt", "JBF accused Kenya."), ("b.txt", "Brightwater accused Chad.")):
        (tmp_path / name).write_text(text)

    with_ids = {}
    for lexicon in (None, folder):
        store = open_store("sqlite://", create=True)
        build([tmp_path / "a.txt", tmp_path / "b.txt"], store, lexicon=lexicon)
        graphs = [graph for graph in store.graphs_by_id(["a.txt", "b.txt"]) if graph is not None]
        with_ids[lexicon] = [{statement.source for statement in graph.statements} for graph in graphs]
        store.close()

    firm = {"organization/jonas-brightwater-freight"}
    assert with_ids[folder] == [firm, firm]
    assert with_ids[None][0] != with_ids[None][1]


def test_a_known_actor_keeps_its_id_and_gets_the_aliases(folder: Path, tmp_path: Path) -> None:
    (folder / "actors.csv").write_text(
        "kind,name,aliases\nORGANIZATION,North Atlantic Treaty Organization,Old Alliance\n"
    )
    (tmp_path / "a.txt").write_text("The Old Alliance sued Kenya.")
    store = open_store("sqlite://", create=True)

    build(tmp_path / "a.txt", store, lexicon=folder)

    (graph,) = store.graphs_by_id(["a.txt"])
    assert graph is not None
    assert "organization/nato" in {statement.source for statement in graph.statements}
    store.close()


@pytest.mark.usefixtures("folder")
def test_build_reads_again_when_the_folder_changed(tmp_path: Path) -> None:
    def ends(lexicon: str) -> str:
        url = f"sqlite:///{tmp_path / 'kg.db'}"
        return kg("build", "strike.txt", "--lexicon", lexicon, "--store", url)[2].splitlines()[0]

    assert "1 done, 0 unchanged" in ends("labour")
    assert "0 done, 1 unchanged" in ends("labour")
    (tmp_path / "labour" / "actors.csv").unlink()
    assert "1 done, 0 unchanged" in ends("labour")


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "own: holds neither frames (*.toml) nor actors.csv"),
        ({"f.toml": FRAME.replace("REPRESSES", "REPRESES")}, "f.toml:1: type: unknown statement type 'REPRESES'"),
        ({"f.toml": FRAME.replace("lock_out", "Lock")}, "f.toml:1: verbs: 'Lock': lemmas are written small"),
        ({"f.toml": FRAME + "object =\n"}, "f.toml:5: "),
        ({"f.toml": b"# caf\xe9\n"}, "f.toml: not UTF-8 at byte 5"),
        ({"actor.csv": ACTORS}, "actor.csv: is not read; actors are listed in actors.csv"),
        ({"actors.csv": "name,kind\n"}, "actors.csv:1: the columns are kind, name, aliases"),
        ({"actors.csv": ""}, "actors.csv:1: the columns are kind, name, aliases"),
        (
            {"actors.csv": ACTORS + "FIRM,Ott,\n"},
            "actors.csv:3: kind: unknown kind 'FIRM'; known: PERSON, ORGANIZATION",
        ),
        ({"actors.csv": ACTORS + "PERSON, ,\n"}, "actors.csv:3: name: is empty"),
        (
            {"actors.csv": ACTORS + "\nPERSON,JBF,\n"},
            "actors.csv:4: name: 'JBF' names 'Jonas Brightwater Freight' already",
        ),
        ({"actors.csv": ACTORS + "PERSON,Ott, Jr.,\n"}, "actors.csv:3: 4 cells, not 3; a name with a comma"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path: Path, files: dict[str, str | bytes], message: str) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())

    with pytest.raises(LexiconError) as caught:
        load_own(folder)
    code, stdout, stderr = kg("extract", "-", "--lexicon", str(folder))

    assert message in str(caught.value)
    assert (code, stdout, stderr) == (1, "", f"kg: error: {caught.value}\n")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="nowhere: no such folder; a lexicon is a folder of frames"):
        load_own(tmp_path / "nowhere")
