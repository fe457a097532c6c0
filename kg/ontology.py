"""The ontology file enters; kinds and statement types leave, checked, with ends, readings and event codes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from types import MappingProxyType

from kg.errors import OntologyError, QueryError
from kg.event_codes import PENTA, cameo_faults, class_faults
from kg.model import Kind

SHIPPED = Path(__file__).with_name("ontology.toml")

_REQUIRED: Mapping[str, type] = {
    "gloss": str,
    "inverse": str,
    "is_event": bool,
    "domain": list,
    "range": list,
}
_OPTIONAL: Mapping[str, type] = {
    "is_symmetric": bool, "is_target_optional": bool, "cameo": str, "cameo_codes": list,
    "plover": str, "mode": str, "quad": str,
}  # fmt: skip
_FORMS: Mapping[type, str] = {str: "text", bool: "true or false", list: "a list"}
_NAME = re.compile(r"[A-Z]+(_[A-Z]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementType:
    """One type of statement: source - name - target."""

    name: str
    is_event: bool
    domain: frozenset[Kind]
    range: frozenset[Kind]
    is_symmetric: bool
    inverse: str
    is_target_optional: bool
    cameo: str | None
    cameo_codes: tuple[str, ...]
    plover: str | None
    mode: str | None
    quad: str | None
    gloss: str

    @property
    def penta(self) -> str | None:
        """CAMEO's class of the default code; PLOVER's, `quad`, differs for requests and concessions."""
        return None if self.cameo is None else PENTA[self.cameo[:2]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ontology:
    """Kinds with their glosses, and statement types by name in the order of the file."""

    kinds: Mapping[Kind, str]
    types: Mapping[str, StatementType]

    @property
    def symmetric(self) -> frozenset[str]:
        """The names of the types whose ends may change places."""
        return frozenset(name for name, type in self.types.items() if type.is_symmetric)

    def type(self, name: str) -> StatementType:
        """Return the type of that name, or raise a QueryError that says which names are close."""
        if name in self.types:
            return self.types[name]
        close = get_close_matches(name.strip().upper().replace(" ", "_"), self.types, n=3, cutoff=0.5)
        known = f"did you mean {', '.join(close)}?" if close else f"known: {', '.join(self.types)}"
        raise QueryError(f"unknown statement type {name!r}; {known}")


def load_ontology(path: Path | None = None) -> Ontology:
    """Read and check an ontology file; without a path the shipped one, once."""
    return _shipped() if path is None else _File(path).ontology()


@cache
def _shipped() -> Ontology:
    return _File(SHIPPED).ontology()


class _File:
    """An ontology file, its tables, and the way from a key back to its line."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.text = _read(path)
        self.lines = self.text.splitlines()
        self.tables = self._parse()

    def ontology(self) -> Ontology:
        """Check everything and return what the file says."""
        for key in self.tables.keys() - {"kinds", "kind_sets", "types"}:
            raise self.error(f"unknown table {key!r}", key)
        kinds = {self.kind("kinds", name): self.gloss(name, gloss) for name, gloss in self.table("kinds")}
        sets = {name: self.kinds("kind_sets", name, value) for name, value in self.table("kind_sets")}
        types = {name: self.type(name, value, sets) for name, value in self.table("types")}
        if missing := [kind for kind in Kind if kind not in kinds]:
            raise self.error(f"no gloss for {', '.join(missing)}", "kinds")
        return Ontology(kinds=MappingProxyType(kinds), types=MappingProxyType(types))

    def table(self, name: str) -> Iterator[tuple[str, object]]:
        """Give the entries of a table that must be there."""
        value = self.tables.get(name)
        if not isinstance(value, dict) or not value:
            raise self.error(f"needs a table [{name}]", name)
        yield from value.items()

    def type(self, name: str, value: object, sets: Mapping[str, frozenset[Kind]]) -> StatementType:
        """Check one [types.NAME] and return it."""
        table = f"types.{name}"
        if not _NAME.fullmatch(name) or not isinstance(value, dict):
            raise self.error("a type is a table whose name is in capitals: [types.VISITS]", table)
        self.check_keys(table, value)
        found = StatementType(
            name=name,
            gloss=value["gloss"],
            inverse=value["inverse"],
            is_event=value["is_event"],
            domain=self.kinds(table, "domain", value["domain"], sets),
            range=self.kinds(table, "range", value["range"], sets),
            is_symmetric=value.get("is_symmetric", False),
            is_target_optional=value.get("is_target_optional", False),
            cameo=value.get("cameo"),
            cameo_codes=tuple(value.get("cameo_codes", ())),
            plover=value.get("plover"),
            mode=value.get("mode"),
            quad=value.get("quad"),
        )
        for key, reason in _faults(found):
            raise self.error(reason, table, key)
        return found

    def check_keys(self, table: str, value: Mapping[str, object]) -> None:
        """Refuse unknown keys, missing keys and values of a wrong kind."""
        forms = {**_REQUIRED, **_OPTIONAL}
        for key, item in value.items():
            if key not in forms:
                raise self.error(f"unknown key {key!r}; known: {', '.join(forms)}", table, key)
            if not isinstance(item, forms[key]):
                raise self.error(f"must be {_FORMS[forms[key]]}", table, key)
            if item == "":
                raise self.error("is empty", table, key)
        if missing := [key for key in _REQUIRED if key not in value]:
            raise self.error(f"lacks {', '.join(missing)}", table)

    def kinds(
        self, table: str, key: str, value: object, sets: Mapping[str, frozenset[Kind]] | None = None
    ) -> frozenset[Kind]:
        """Read a list of kinds and names of kind sets."""
        if not isinstance(value, list) or not value:
            raise self.error("must be a list of kinds", table, key)
        names = sets or {}
        return frozenset[Kind]().union(
            *(names[item] if item in names else {self.kind(table, item, key)} for item in value)
        )

    def kind(self, table: str, name: object, key: str | None = None) -> Kind:
        """Read the name of a kind."""
        if name not in set(Kind):
            raise self.error(f"unknown kind {name!r}; known: {', '.join(Kind)}", table, key or str(name))
        return Kind(str(name))

    def gloss(self, name: str, value: object) -> str:
        """Read the gloss of a kind."""
        if not isinstance(value, str) or not value:
            raise self.error("needs a gloss", "kinds", name)
        return value

    def error(self, reason: str, table: str, key: str | None = None) -> OntologyError:
        """Make the error that names the line of a key, or of its table."""
        field = table if key is None else f"{table}.{key}"
        return OntologyError(reason, path=self.path, line=self.line(table, key), field=field)

    def line(self, table: str, key: str | None) -> int:
        """Find where `key` of `[table]` stands, or else the head of the table, or else line 1."""
        head = re.compile(rf"\s*(\[\s*{re.escape(table)}\s*[.\]]|{re.escape(table)}\s*=)")
        start = next((at for at, line in enumerate(self.lines) if head.match(line)), None)
        if start is None:
            return 1
        for at in range(start + 1, len(self.lines)):
            if re.match(r"\s*\[", self.lines[at]):
                break
            if key is not None and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", self.lines[at]):
                return at + 1
        return start + 1

    def _parse(self) -> dict[str, object]:
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+)", str(error))
            line = int(found[1]) if found else len(self.lines)
            reason = re.sub(r" \(at .*\)$", "", str(error))
            raise OntologyError(reason, path=self.path, line=line) from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OntologyError(f"cannot be read: {error}", path=path) from error


def _faults(type: StatementType) -> Iterator[tuple[str, str]]:
    """Give (key, reason) for each rule that a type breaks."""
    if type.is_symmetric and type.domain != type.range:
        yield "range", "a symmetric type has the same domain and range"
    if not type.is_event and (*type.cameo_codes, type.cameo, type.plover, type.quad) != (None, None, None):
        yield "is_event", "a state has no CAMEO codes, PLOVER type or quad class"
    yield from cameo_faults(type.cameo, type.cameo_codes)
    yield from class_faults(type.cameo, type.plover, type.mode, type.quad)
