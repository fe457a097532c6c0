"""`kg ontology`: kinds, statement types and frames, as the reader knows them, leave."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import typer

from kg.cli.options import AsJson
from kg.cli.terminal import note, show, show_json
from kg.model import Kind
from kg.ontology import Ontology, StatementType, load_ontology

if TYPE_CHECKING:
    from kg_loaders.lexicon import Frame

TypeName = Annotated[str | None, typer.Argument(metavar="NAME", help="A statement type; all without it.")]
WithFrames = Annotated[bool, typer.Option("--frames", help="List the words that mean each type.")]


def ontology(name: TypeName = None, frames: WithFrames = False, json: AsJson = False) -> None:
    """Print the kinds and statement types, or one type, or the words that mean them."""
    known = load_ontology()
    types = list(known.types.values()) if name is None else [known.type(name.upper())]
    if frames:
        _print_frames(types, json)
    elif json:
        for row in _rows(known, types, name is None):
            show_json(row)
    elif name is None:
        _print_all(known)
    else:
        _print_type(types[0])


def _print_all(known: Ontology) -> None:
    width = _widest(known.types)
    show("Kinds")
    for kind, gloss in known.kinds.items():
        show(f"  {kind.value:<13} {gloss}", hang=2 + 13 + 1)
    for title, is_event in (("Events", True), ("States", False)):
        show(title)
        for type in known.types.values():
            if type.is_event is is_event:
                show(f"  {type.name:<{width}} {type.gloss}", hang=2 + width + 1)
    note(f"{len(known.types)} statement types; kg ontology NAME tells more of one")


def _print_type(type: StatementType) -> None:
    show(f"{type.name}  {type.gloss}")
    show(f"  is: {'an event' if type.is_event else 'a state'}{', symmetric' if type.is_symmetric else ''}")
    show(f"  source: {_kinds(type.domain)}")
    show(f"  target: {_kinds(type.range)}{', may be missing' if type.is_target_optional else ''}")
    show(f"  read from the target: {type.inverse}")
    codes = (("CAMEO", type.cameo), ("PLOVER", type.plover), ("mode", type.mode), ("quad class", type.quad))
    for label, code in codes:
        if code is not None:
            show(f"  {label}: {code}")
    if type.cameo_codes:
        show(f"  CAMEO codes: {', '.join(type.cameo_codes)}")


def _print_frames(types: Iterable[StatementType], json: bool) -> None:
    from kg_loaders.lexicon import load_frames

    names = {type.name for type in types}
    found = [frame for frame in load_frames().frames if frame.type in names]
    width = _widest(names)
    for frame in found:
        if json:
            show_json(_frame_row(frame))
        else:
            ends = f"{' | '.join(frame.source)} -> {' | '.join(frame.target)}"
            line = f"{frame.type:<{width}} {frame.word_class[:-1]:<9} {frame.word:<24} {ends}"
            show(line, hang=width + 1 + 9 + 1)
    note(f"{len(found)} frames")


def _widest(names: Iterable[str]) -> int:
    return max(map(len, names), default=0)


def _frame_row(frame: Frame) -> dict[str, object]:
    return {
        "type": frame.type,
        "word": frame.word,
        "word_class": frame.word_class,
        "source": list(frame.source),
        "target": list(frame.target),
    }


def _rows(known: Ontology, types: Iterable[StatementType], with_kinds: bool) -> Iterator[Mapping[str, object]]:
    if with_kinds:
        yield from ({"kind": kind.value, "gloss": gloss} for kind, gloss in known.kinds.items())
    for type in types:
        yield {
            "type": type.name,
            "gloss": type.gloss,
            "is_event": type.is_event,
            "domain": sorted(kind.value for kind in type.domain),
            "range": sorted(kind.value for kind in type.range),
            "is_symmetric": type.is_symmetric,
            "is_target_optional": type.is_target_optional,
            "inverse": type.inverse,
            "cameo": type.cameo,
            "cameo_codes": list(type.cameo_codes),
            "plover": type.plover,
            "mode": type.mode,
            "quad": type.quad,
        }


def _kinds(kinds: Iterable[Kind]) -> str:
    return ", ".join(kind.value for kind in Kind if kind in set(kinds))
