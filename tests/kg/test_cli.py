"""The command line: results on stdout, notes and errors on stderr, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from kg.cli import app
from kg.cli.options import read_instant
from kg.cli.phrases import marked_sentence
from kg.cli.terminal import plain
from kg.model import Evidence, Quote
from tests.kg.shell import PYTHONPATH, Shell, built, extraction, run


@pytest.fixture
def kg(tmp_path: Path) -> Shell:
    return built(tmp_path)


def test_build_reports_how_every_document_ended(tmp_path: Path) -> None:
    kg = Shell(tmp_path)
    kg.rows.write_text(json.dumps(extraction("d1")) + "\n{broken\n")

    code, stdout, stderr = kg("build", str(kg.rows), "missing.txt")

    assert (code, stdout) == (1, "")
    assert f"failed: {kg.rows}:2: not JSON: " in stderr
    assert "failed: missing.txt: no such file or folder" in stderr
    assert "documents: 3 (1 done, 0 unchanged, 0 skipped, 2 failed)" in stderr
    assert "read: 2 sentences, 2 statements in " in stderr
    assert "silences: 1 (1 no-target)" in stderr


def test_build_again_changes_nothing(kg: Shell) -> None:
    code, stdout, _ = kg("build", str(kg.rows), "--json")

    report = json.loads(stdout)
    assert code == 0
    assert (report["done"], report["unchanged"], report["problems"]) == (0, 1, [])


def test_build_reads_json_lines_from_stdin(kg: Shell) -> None:
    code, _, stderr = kg("build", "-", input=json.dumps(extraction("d2") | {"statements": []}))

    assert code == 0
    assert "1 done" in stderr


def test_extract_passes_an_extraction_on_as_one_line(kg: Shell) -> None:
    code, stdout, _ = kg("extract", str(kg.rows), "--jsonl")

    row = json.loads(stdout)
    assert code == 0
    assert (row["id"], row["statements"]) == ("d1", extraction("d1")["statements"])


def test_extract_goes_on_after_a_failure_and_exits_with_1(kg: Shell) -> None:
    code, stdout, stderr = kg("extract", "missing.txt", str(kg.rows))

    assert code == 1
    assert "kg: error: missing.txt: no such file or folder" in stderr
    assert "Assad VISITS Ghouta (2018-03-18) 0.90" in stdout


FRENCH = {"id": "f1", "text": "La ministre a rencontré dimanche le maire de Velmont pour parler des inondations."}


def test_a_foreign_document_is_skipped_with_its_language_and_is_no_failure(kg: Shell) -> None:
    kg.rows.write_text(json.dumps(FRENCH) + "\n")

    extracted, built = kg("extract", str(kg.rows)), kg("build", str(kg.rows))

    assert extracted == (0, "", "kg: skipped: f1: language is French (fr), not English\n")
    assert built[0] == 0
    assert "skipped: f1: language is French (fr), not English\n" in built[2]
    assert "(0 done, 0 unchanged, 1 skipped, 0 failed)" in built[2]


@pytest.mark.parametrize("how", [["--jobs", "2"], []])
def test_several_processes_print_what_one_prints(how: list[str], tmp_path: Path) -> None:
    texts = ["Mayor Odile Varnay visited Turkey on Sunday.", "Rebels did not attack Aleppo.", FRENCH["text"]]
    rows = [json.dumps({"id": f"d{n}", "text": texts[n % 3]}) for n in range(40)]
    (tmp_path / "rows.jsonl").write_text("\n".join([*rows[:35], "{broken", *rows[35:]]))

    one = run("extract", "--jsonl", "rows.jsonl", cwd=tmp_path, NEWSKG_JOBS="1")
    several = run("extract", "--jsonl", "rows.jsonl", *how, cwd=tmp_path, NEWSKG_JOBS="1" if how else "2")

    assert (several.returncode, several.stdout, several.stderr) == (1, one.stdout, one.stderr)
    assert "kg: error: rows.jsonl:36: not JSON" in one.stderr
    assert len(one.stdout.splitlines()) == 27


def test_an_unknown_pipeline_is_one_line_in_several_processes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Mayor Odile Varnay visited Turkey on Sunday.")

    result = run("build", "a.txt", "--jobs", "2", "--pipeline", "none_such", cwd=tmp_path)

    assert result.returncode == 1
    assert result.stderr.startswith("kg: error: no spaCy pipeline 'none_such'")
    assert len(result.stderr.splitlines()) == 1


def test_statements_come_with_sentence_and_document(kg: Shell) -> None:
    code, stdout, _ = kg("statements", "--type", "visits")

    head, sentence, document = stdout.splitlines()
    assert code == 0
    assert head.startswith("Assad VISITS Ghouta (2018-03-18) 0.90  ")
    assert sentence == "  \u201cAssad visited Ghouta on Sunday.\u201d"
    assert document == "  Assad in [bold]Ghouta[/bold][2J, 2018-03-19"


@pytest.mark.parametrize(
    ("options", "types"),
    [
        ([], ["VISITS", "ATTACKS"]),
        (["--source", "assad"], ["VISITS"]),
        (["--target", "Ghouta"], ["VISITS", "ATTACKS"]),
        (["--type", "VISITS", "--type", "ATTACKS"], ["VISITS", "ATTACKS"]),
        (["--polarity", "negative"], ["ATTACKS"]),
        (["--modality", "actual", "--modality", "planned"], ["VISITS", "ATTACKS"]),
        (["--since", "2018-03"], ["VISITS"]),
        (["--since", "2018-03", "--undated"], ["VISITS", "ATTACKS"]),
        (["--until", "2018-03-19"], ["VISITS"]),
        (["--threshold", "0.8"], ["VISITS"]),
        (["--document", "d1"], ["VISITS", "ATTACKS"]),
        (["--limit", "1"], ["VISITS"]),
        (["--limit", "0"], ["VISITS", "ATTACKS"]),
        (["--as-of", "2018-03"], ["VISITS", "ATTACKS"]),
        (["--known-by", "9000"], ["VISITS", "ATTACKS"]),
    ],
)
def test_statements_are_chosen_by_filters(kg: Shell, options: list[str], types: list[str]) -> None:
    code, stdout, _ = kg("statements", "--json", *options)

    assert (code, [json.loads(line)["type"] for line in stdout.splitlines()]) == (0, types)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["statements", "--modality", "planned"], "no statement matches"),
        (["statements", "--source", "Nobody"], "nothing is called 'Nobody'"),
        (["statements", "--as-of", "2018-03-18"], "no statement matches"),
        (["statements", "--known-by", "2018-03-18T10:00Z"], "no statement matches"),
        (["documents", "--known-by", "2018-03"], "no document matches"),
        (["path", "Assad", "Ghouta", "--as-of", "2018-03-18"], "no path of at most 4 relationships"),
        (["timeline", "Assad", "--as-of", "2018-03-18"], "no event"),
        (["show", ""], "a name is empty"),
        (["show", "Nobody"], "nothing is called 'Nobody'"),
        (["explain", "none"], "no statement has the id 'none'"),
        (["documents", "--source", "Nobody"], "no document matches"),
        (["delete", "none"], "no document has the id none"),
        (["search", "nobody"], "nothing has these words"),
        (["path", "Assad", "Russia"], "no path of at most 4 relationships"),
        (["timeline", "Russia"], "no event"),
        (["silences", "--reason", "no-trigger"], "no silence matches"),
        (["review", "--reason", "acronym"], "no pair is in doubt"),
        (["cypher", "RETURN 1"], "Cypher needs a graph in Neo4j, not sqlite:///"),
        (["copy", "sqlite:///nowhere/no.db", "sqlite://"], "there is no graph"),
        (["ontology", "VISIT"], "unknown statement type 'VISIT'; did you mean VISITS?"),
        (["documents", "--store", "mongo://x"], "no store answers to 'mongo://x'"),
        (["documents", "--store", "sqlite:///nowhere/no.db"], "there is no graph"),
    ],
)
def test_nothing_found_is_one_line_and_exit_code_1(kg: Shell, arguments: list[str], message: str) -> None:
    code, stdout, stderr = kg(*arguments)

    assert (code, stdout) == (1, "")
    assert stderr.startswith(f"kg: error: {message}")
    assert len(stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["frobnicate"], "No such command"),
        (["build"], "Missing argument"),
        (["statements", "--type", "VISIT"], "did you mean VISITS?"),
        (["statements", "--since", "Sunday"], "not a date: 'Sunday'"),
        (["show", "Assad", "--known-by", "Sunday"], "not a date: 'Sunday'"),
        (["show", "Assad", "--known-by", "2018-03-18T25:00"], "not an instant: '2018-03-18T25:00'"),
        (["statements", "--polarity", "none"], "'none'"),
        (["statements", "--threshold", "2"], "--threshold"),
        (["statements", "--limit", "-1"], "--limit"),
        (["extract", "--jobs", "0", "a.txt"], "--jobs"),
        (["path", "a", "b", "--hops", "7"], "--hops"),
        (["documents", "--status", "lost"], "'lost'"),
        (["review", "--reason", "likeness"], "no reason is called 'likeness'; known: known-name, lone-name, acronym"),
        (["silences", "--reason", "no_target"], "no reason is called 'no_target'; known: unlikely, same-entity"),
        (["documents", "--status", "failed", "--source", "x"], "do not go with --status failed"),
        (["documents", "--status", "failed", "--known-by", "2018"], "do not go with --status failed"),
        (["cypher", "RETURN $a", "--param", "a", "--store", "bolt://127.0.0.1:1"], "'a' is not NAME=VALUE"),
    ],
)
def test_wrong_usage_is_exit_code_2(kg: Shell, arguments: list[str], message: str) -> None:
    code, stdout, stderr = kg(*arguments)

    assert (code, stdout) == (2, "")
    assert message in stderr


def test_show_lists_names_and_relationships_but_no_denied_act(kg: Shell) -> None:
    code, stdout, _ = kg("show", "GHOUTA")

    assert code == 0
    assert stdout.startswith("Ghouta  LOCATION, 1 document  ")
    assert "Assad VISITS Ghouta (1 statement, 2018-03-18) 0.90" in stdout
    assert "ATTACKS" not in stdout


def test_show_tells_what_was_told_by_then(kg: Shell) -> None:
    then, later = (kg("show", "Ghouta", "--as-of", day)[1:] for day in ("2018-03-18", "2018-03-19"))

    assert "VISITS" not in then[0]
    assert then[1].startswith("no relationship")
    assert "Assad VISITS Ghouta (1 statement, 2018-03-18) 0.90" in later[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2018", "2018-12-31T23:59:59.999999+00:00"),
        ("2018-02", "2018-02-28T23:59:59.999999+00:00"),
        ("2018-03-18T10:00", "2018-03-18T10:00:00+00:00"),
        ("2018-03-18T10:00:30Z", "2018-03-18T10:00:30+00:00"),
        ("2018-03-18T10:00+02:00", "2018-03-18T10:00:00+02:00"),
    ],
)
def test_an_instant_is_in_utc_unless_it_tells_its_zone_and_of_a_date_its_end(text: str, expected: str) -> None:
    assert read_instant(text).isoformat() == expected


def test_show_of_a_name_that_fits_several_lists_their_ids(kg: Shell) -> None:
    code, stdout, stderr = kg("show", "s")

    assert (code, stdout) == (1, "")
    assert stderr.startswith("kg: error: 's' may be 2 things; name one by its id:\n")
    assert "Russia  COUNTRY, 1 document  " in stderr


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Asad", "did you mean Assad?"),
        ("GOUTHA", "did you mean Ghouta?"),
        ("Velmont", "kg search finds names by the beginnings of their words"),
    ],
)
def test_a_name_that_fits_nothing_is_answered_with_those_like_it(kg: Shell, name: str, hint: str) -> None:
    expected = (1, "", f"kg: error: nothing is called {name!r}; {hint}\n")

    assert kg("show", name) == kg("statements", "--source", name) == kg("path", "Assad", name) == expected


def test_show_takes_an_id(kg: Shell) -> None:
    (first,) = [json.loads(kg("show", "Assad", "--json")[1])]

    code, stdout, _ = kg("show", first["id"], "--json")

    assert (code, json.loads(stdout)) == (0, first)
    assert first["relationships"][0]["type"] == "VISITS"


def test_explain_tells_rule_words_offsets_sentence_and_document(kg: Shell) -> None:
    id = json.loads(kg("statements", "--type", "VISITS", "--json")[1])["id"]

    code, stdout, _ = kg("explain", id)

    assert code == 0
    assert "[source: Assad] [trigger: visited] [target: Ghouta] on Sunday." in stdout
    assert "  rule: verb:test:VISITS" in stdout
    assert "  trigger: 6-13 \u201cvisited\u201d" in stdout
    assert "  date read from: \u201cSunday\u201d" in stdout
    assert "document: d1: Assad in [bold]Ghouta[/bold][2J, 2018-03-19" in stdout


def test_explain_as_json_holds_evidence_and_document(kg: Shell) -> None:
    id = json.loads(kg("statements", "--type", "VISITS", "--json")[1])["id"]

    row = json.loads(kg("explain", id, "--json")[1])

    assert row["evidence"][0]["trigger"] == [6, 13]
    assert (row["document"]["id"], row["document"]["published"]) == ("d1", "2018-03-19")


def test_documents_are_listed(kg: Shell) -> None:
    code, stdout, _ = kg("documents")

    assert (code, stdout) == (0, "d1  Assad in [bold]Ghouta[/bold][2J, 2018-03-19\n")


def test_documents_tell_when_they_were_written(kg: Shell) -> None:
    at = json.loads(kg("documents", "--json")[1])["recorded"]
    before = (datetime.fromisoformat(at) - timedelta(microseconds=1)).isoformat()

    assert json.loads(kg("documents", "--json", "--known-by", at)[1])["id"] == "d1"
    assert kg("documents", "--known-by", before)[0] == 1


def test_what_failed_is_listed_and_read_again(kg: Shell) -> None:
    broken = kg.folder / "more.jsonl"
    broken.write_text("{broken\n")
    kg("build", str(broken))
    _, before, note = kg("documents", "--status", "failed")
    broken.write_text(json.dumps(extraction("d2") | {"statements": []}) + "\n")

    code, _, report = kg("retry")

    assert before.startswith(f"{broken}:1  failed: not JSON: ")
    assert "kg retry --status failed reads them again" in note
    assert code == 0
    assert "documents: 1 (1 done, " in report
    assert kg("documents", "--status", "failed", "--json")[:2] == (0, "")
    assert len(kg("documents")[1].splitlines()) == 2
    assert kg("retry") == (0, "", "nothing to read again: no document is failed\n")
    assert json.loads(kg("retry", "--json")[1])["done"] == 0


def test_search_finds_names_and_sentences_by_beginnings_of_words(kg: Shell) -> None:
    code, stdout, _ = kg("search", "ghou")

    assert code == 0
    assert stdout.startswith("Ghouta  LOCATION, 1 document  ")
    assert "Assad VISITS Ghouta" in stdout


def test_a_path_is_its_relationships(kg: Shell) -> None:
    code, stdout, _ = kg("path", "Ghouta", "Assad")
    row = json.loads(kg("path", "Ghouta", "Assad", "--json")[1])

    assert code == 0
    assert stdout.startswith("path 1: 1 relationship\nAssad VISITS Ghouta (1 statement, 2018-03-18) 0.90")
    assert [edge["type"] for edge in row["relationships"]] == ["VISITS"]
    assert kg("path", "Ghouta", "Assad", "--directed")[0] == 1


def test_a_time_line_has_events_only(kg: Shell) -> None:
    code, stdout, _ = kg("timeline", "Ghouta")
    row = json.loads(kg("timeline", "Ghouta", "--json")[1])

    assert code == 0
    assert stdout.startswith("2018-03-18  Assad VISITS Ghouta  1 statement  ")
    assert (row["date"], row["type"], len(row["statements"])) == ("2018-03-18", "VISITS", 1)


def test_silences_tell_why(kg: Shell) -> None:
    code, stdout, _ = kg("silences")

    assert (code, stdout) == (0, "no-target\n  \u201cAssad visited Ghouta on Sunday.\u201d\n  d1\n")
    assert json.loads(kg("silences", "--json")[1])["reason"] == "no-target"


def test_a_copy_is_the_same_graph_and_healthy(kg: Shell) -> None:
    code, _, note = kg("copy", kg.url, f"sqlite:///{kg.folder / 'copy.db'}")
    checked, stdout, verdict = kg("doctor", "--store", f"sqlite:///{kg.folder / 'copy.db'}")

    assert (code, note) == (0, "copied: 1 document\n")
    assert (checked, verdict) == (0, "all well\n")
    assert stdout.startswith("1 document, 3 entities, 2 statements, 1 relationship, 1 silence\n")


def test_the_doctor_names_what_is_wrong(kg: Shell) -> None:
    with closing(sqlite3.connect(kg.folder / "kg.db")) as connection, connection:
        connection.execute("UPDATE edge SET statements = 7")

    code, _, stderr = kg("doctor")

    assert code == 1
    assert re.search("person/assad.* VISITS location/ghouta is not what its statements give", stderr)
    assert kg("doctor", "--json")[0] == 1


def test_delete_takes_a_document_out_and_names_the_unknown(kg: Shell) -> None:
    code, stdout, stderr = kg("delete", "d1", "d9")

    assert (code, stdout) == (1, "deleted d1\n")
    assert "no document has the id d9" in stderr
    assert kg("documents")[0] == 1


def test_export_tells_how_much_was_written(kg: Shell, tmp_path: Path) -> None:
    file = tmp_path / "graph.graphml"

    code, stdout, stderr = kg("export", str(file), "--json")

    assert code == 0
    assert json.loads(stdout) == {"file": str(file), "nodes": 2, "edges": 1}
    assert "2 nodes, 1 edges" in stderr
    assert file.exists()


def test_export_refuses_an_unknown_suffix(kg: Shell, tmp_path: Path) -> None:
    code, stdout, stderr = kg("export", str(tmp_path / "graph.docx"))

    assert (code, stdout) == (1, "")
    assert stderr.startswith("kg: error: cannot tell the format of 'graph.docx'")


def test_ontology_prints_every_type_and_one(kg: Shell) -> None:
    everything, one = kg("ontology"), kg("ontology", "meets")

    assert everything[0] == one[0] == 0
    assert "  MEETS " in everything[1]
    assert "  is: an event, symmetric" in one[1]


def test_ontology_prints_frames_with_their_number(kg: Shell) -> None:
    code, stdout, stderr = kg("ontology", "VISITS", "--frames", "--json")

    rows = [json.loads(line) for line in stdout.splitlines()]
    assert code == 0
    assert {"VISITS"} == {row["type"] for row in rows}
    assert stderr == f"{len(rows)} frames\n"


def test_wrong_setting_names_its_variable_with_exit_code_2(kg: Shell) -> None:
    result = CliRunner().invoke(app, ["documents"], env={"NEWSKG_PORT": "http"})

    assert result.exit_code == 2
    assert result.stderr.startswith("kg: error: NEWSKG_PORT='http': ")


def test_serve_refuses_an_address_that_others_reach(kg: Shell) -> None:
    code, stdout, stderr = kg("serve", "--host", "0.0.0.0")

    assert (code, stdout) == (2, "")
    assert stderr.startswith("kg: error: 0.0.0.0 lets other machines read")


def test_help_names_every_command(kg: Shell) -> None:
    code, stdout, _ = kg("--help")

    assert code == 0
    assert all(f"\n  {command} " in stdout for command in COMMANDS)


COMMANDS = """
    demo build extract show statements path timeline search explain silences review serve export copy cypher documents
    retry delete ontology doctor
""".split()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(kg: Shell, command: str) -> None:
    code, stdout, _ = kg(command, "--help")

    assert code == 0
    assert stdout.lstrip().startswith("Usage: ")


def test_error_is_one_line_without_traceback(tmp_path: Path) -> None:
    result = run("documents", cwd=tmp_path)

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("kg: error: there is no graph at kg.db")
    assert len(result.stderr.splitlines()) == 1


def test_closed_pipe_is_quiet(tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text("".join(json.dumps(extraction(f"d{n}")) + "\n" for n in range(300)))
    command = f"{sys.executable} -c 'from kg.cli import main; main()' extract --jsonl rows.jsonl | head -1"

    result = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": PYTHONPATH},
        capture_output=True,
        text=True,
        check=True,
    )

    assert len(result.stdout.splitlines()) == 1
    assert result.stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_full_disk_is_one_line_and_exit_code_1(tmp_path: Path) -> None:
    command = f"{sys.executable} -c 'from kg.cli import main; main()' ontology > /dev/full"

    result = subprocess.run(
        command,
        shell=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": PYTHONPATH},
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 1
    assert result.stderr.splitlines()[-1].startswith("kg: error: ")
    assert "Traceback" not in result.stderr


def test_output_is_utf8_whatever_the_locale_says(tmp_path: Path) -> None:
    row = extraction("d1") | {"title": "Türkiye \U0001f1f9\U0001f1f7"}
    (tmp_path / "rows.jsonl").write_text(json.dumps(row))

    result = run("extract", "--jsonl", "rows.jsonl", cwd=tmp_path, PYTHONIOENCODING="ascii")

    assert (result.returncode, result.stderr) == (0, "")
    assert json.loads(result.stdout)["title"] == row["title"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31mb\x07", "a[31mb"),
        ("a\n\tb  c", "a b c"),
        ("a\u202eb\u2066c\u200bd", "abcd"),
        ("[red]a[/red] :smile:", "[red]a[/red] :smile:"),
        ("Türkiye \u4e2d\u6587", "Türkiye \u4e2d\u6587"),
        ("\udce9.txt", ".txt"),
    ],
)
def test_text_of_documents_does_nothing_to_a_terminal(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_marks_may_stand_inside_each_other_and_outside_the_sentence() -> None:
    text = "Syrian forces attacked."
    evidence = Evidence(
        sentence=Quote.of(text, 0, 23),
        trigger=Quote.of(text, 0, 6),
        source=Quote.of(text, 0, 13),
        target=Quote(start=40, end=44, text="them"),
        rule="r",
    )

    assert marked_sentence(evidence).plain == "[source: [trigger: Syrian] forces] attacked."


def test_demo_prints_statements_and_says_what_to_try_next(tmp_path: Path) -> None:
    result = run("demo", cwd=tmp_path)

    assert result.returncode == 0, result.stderr
    assert (tmp_path / "newskg-demo.db").exists()
    assert result.stdout.count("\u201c") >= 8
    assert "  kg show " in result.stdout
    assert "--store sqlite:///newskg-demo.db" in result.stdout
