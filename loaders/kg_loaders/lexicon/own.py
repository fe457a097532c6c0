"""A user's folder -> a lexicon of one's own: frames that stand beside ours, and actors by name."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from kg.errors import LexiconError
from kg.model import Kind
from kg.names import fold_name
from kg_loaders.lexicon.frames import Frame, frames_of_file

ACTORS_FILE = "actors.csv"
COLUMNS = ("kind", "name", "aliases")
KINDS = (Kind.PERSON, Kind.ORGANIZATION, Kind.LOCATION)  # countries are all known, groups have no names


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnActor:
    """One that a user's list names; `aliases` mean the same one."""

    kind: Kind
    name: str
    aliases: tuple[str, ...] = ()

    @property
    def surfaces(self) -> tuple[str, ...]:
        """All that it is called."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLexicon:
    """What a folder holds; `version` is made of its content: 8 hex digits of the SHA-256."""

    frames: tuple[Frame, ...] = ()
    actors: tuple[OwnActor, ...] = ()
    version: str = ""


def load_own(folder: Path) -> OwnLexicon:
    """Read and check a folder: `*.toml` are frames, `actors.csv` actors. A wrong one raises LexiconError."""
    if not folder.is_dir():
        raise LexiconError("no such folder; a lexicon is a folder of frames (*.toml) and actors.csv", path=folder)
    texts = {path: _text_of(path) for path in sorted(folder.iterdir()) if path.suffix in (".toml", ".csv")}
    for path in texts:
        if path.suffix == ".csv" and path.name != ACTORS_FILE:
            raise LexiconError(f"is not read; actors are listed in {ACTORS_FILE}", path=path)
    if not texts:
        raise LexiconError(f"holds neither frames (*.toml) nor {ACTORS_FILE}", path=folder)
    tables = {path: text for path, text in texts.items() if path.suffix == ".toml"}
    lists = {path: text for path, text in texts.items() if path.suffix == ".csv"}
    return OwnLexicon(
        frames=tuple(frame for path, text in tables.items() for frame in frames_of_file(path, text)),
        actors=tuple(actor for path, text in lists.items() for actor in _actors(path, text)),
        version=_version(texts),
    )


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(f"not UTF-8 at byte {error.start}", path=path) from error


def _version(texts: Mapping[Path, str]) -> str:
    content = "".join(f"{path.name}\0{text}\0" for path, text in texts.items())
    return hashlib.sha256(content.encode()).hexdigest()[:8]


def _actors(path: Path, text: str) -> Iterator[OwnActor]:
    """Yield the actors of a list; no two may bear one name."""
    reader = csv.reader(text.splitlines())
    header = tuple(cell.strip() for cell in next(reader, []))
    if header not in (COLUMNS, COLUMNS[:2]):
        raise LexiconError(f"the columns are {', '.join(COLUMNS)}", path=path, line=1)
    bearers: dict[str, str] = {}
    for cells in reader:
        if not any(cells):
            continue
        if len(cells) != len(header):
            reason = f"{len(cells)} cells, not {len(header)}; a name with a comma stands in double quotes"
            raise LexiconError(reason, path=path, line=reader.line_num)
        actor = _actor(dict(zip(header, map(str.strip, cells), strict=True)), path, reader.line_num)
        for surface in actor.surfaces:
            if bearers.setdefault(fold_name(surface), actor.name) != actor.name:
                reason = f"{surface!r} names {bearers[fold_name(surface)]!r} already"
                raise LexiconError(reason, path=path, line=reader.line_num, field="name")
        yield actor


def _actor(row: Mapping[str, str], path: Path, line: int) -> OwnActor:
    if row["kind"] not in KINDS:
        reason = f"unknown kind {row['kind']!r}; known: {', '.join(KINDS)}"
        raise LexiconError(reason, path=path, line=line, field="kind")
    if not row["name"]:
        raise LexiconError("is empty", path=path, line=line, field="name")
    aliases = tuple(alias.strip() for alias in row.get("aliases", "").split("|"))
    return OwnActor(kind=Kind(row["kind"]), name=row["name"], aliases=tuple(filter(None, aliases)))
