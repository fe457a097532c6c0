"""What docs/reading-tour.md shows, made by the reader itself; `python -m tests.reading_tour` writes it anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from typer.testing import CliRunner

from kg.cli.app import app
from kg.model import Document
from kg.partial_date import PartialDate
from kg_loaders.extract import SpacyExtractor
from kg_loaders.extract.found import FoundStatement, Match
from kg_loaders.extract.spacy_extractor import ReadDocument

PAGE = Path(__file__).parent.parent / "docs" / "reading-tour.md"
TEXT = (
    "Ana Kerr, Kenya's foreign minister, met Dan Orr on Sunday in Berlin, officials said, "
    "but she did not visit Damascus."
)
ROW = {"id": "tour", "published": "2021-05-10", "text": TEXT}
SLOTS = ("subject", "object", "on", "with")
_BLOCK = re.compile(r'(```\w+ title="([^"]+)"\n)(.*?)(```)', re.DOTALL)


def blocks() -> dict[str, str]:
    """Return what each block of the page must hold, by its title."""
    reader = SpacyExtractor()
    document = Document(id="tour", text=TEXT, published=PartialDate.parse("2021-05-10"))
    read, items = reader._items_of(document)
    found = [item for item in items if isinstance(item, FoundStatement)]
    shown: dict[str, Iterator[str]] = {
        "tour.jsonl": iter([json.dumps(ROW)]),
        "tree": iter(reader.trace(document).tree),
        "names": (f"{span.text:20} {span.label_}" for span in read.parsed[0].doc.ents),
        "mentions": _mentions(read),
        "entities": _entities(read),
        "slots of met": _slots(read),
        "matches": _matches(read),
        "reasons": _reasons(reader, document, found),
    }
    return {title: _text(lines) for title, lines in shown.items()} | _commands()


def _text(lines: Iterator[str]) -> str:
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _mentions(read: ReadDocument) -> Iterator[str]:
    for mention in read.parsed[0].mentions:
        owner = "" if mention.owner is None else f"whose: {mention.owner.text}"
        yield f"{mention.span.text:26} {mention.form.value:8} {mention.kind.value:13} {owner}"


def _entities(read: ReadDocument) -> Iterator[str]:
    for cluster in read.entities.clusters:
        words = ", ".join(f"\u201c{mention.span.text}\u201d" for mention in cluster.mentions)
        yield f"{cluster.kind.value:13} {cluster.name:20} {words}"


def _slots(read: ReadDocument) -> Iterator[str]:
    (met,) = [one for one in read.paragraphs[0].predicates if one.token.text == "met"]
    yield from (f"{slot:8} {', '.join(token.text for token in met.slots[slot])}" for slot in SLOTS)


def _matches(read: ReadDocument) -> Iterator[str]:
    for match in read.paragraphs[0].matches:
        yield f"{match.predicate.text:9} {match.rule:28} {_ends(match)}"
    for miss in read.paragraphs[0].misses:
        yield f"{miss.predicate.text:9} {': '.join(miss.explain())}"


def _ends(match: Match) -> str:
    ends = [match.source, *([] if match.target is None else [match.target])]
    return " -> ".join(f"{end.mention.span.text} = {end.cluster.name}" for end in ends)


def _reasons(reader: SpacyExtractor, document: Document, found: list[FoundStatement]) -> Iterator[str]:
    (extraction,) = reader.extract([document])
    names = {entity.id: entity.name for entity in extraction.entities}  # type: ignore[union-attr] # it is read
    for said in extraction.statements:  # type: ignore[union-attr]
        if said.type not in ("MEETS", "VISITS"):
            continue
        yield f"{names[said.source]} {said.type} {names[said.target or '']}"
        for one in reader.explain(document, said.id) or ():
            yield from (f"  {aspect}: {reason}" for aspect, reason in one.reasons)


def _commands() -> dict[str, str]:
    """Run what the page runs, in a folder of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "tour.jsonl"
        path.write_text(json.dumps(ROW) + "\n", encoding="utf-8")
        store = f"sqlite:///{folder}/kg.db"
        run("build", str(path), "--store", store)
        return {
            "kg extract tour.jsonl | grep -v '^ '": heads(run("extract", str(path))),
            "kg extract --no-judge tour.jsonl | grep -v '^ '": heads(run("extract", str(path), "--no-judge")),
            "kg show 'Ana Kerr'": run("show", "Ana Kerr", "--store", store),
        }


def run(*args: str) -> str:
    """Run a command, return what it prints."""
    return CliRunner().invoke(app, list(args), env={"COLUMNS": "160"}, catch_exceptions=False).stdout


def heads(output: str) -> str:
    """Leave out the sentence and the document below each statement, as the `grep` of the page does."""
    return "".join(line for line in output.splitlines(keepends=True) if not line.startswith(" "))


def shown_blocks() -> dict[str, str]:
    """Return what the page shows, by title."""
    return {title: text for _, title, text, _ in _BLOCK.findall(PAGE.read_text(encoding="utf-8"))}


def main() -> None:
    """Write the page's blocks anew."""
    made = blocks()
    replace: Callable[[re.Match[str]], str] = lambda block: f"{block[1]}{made[block[2]]}{block[4]}"  # noqa: E731
    PAGE.write_text(_BLOCK.sub(replace, PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
