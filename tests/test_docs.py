"""The docs cannot lie by leaving out: every command, setting, error, type, silence and lexicon key is named."""

from __future__ import annotations

import inspect
import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer

from kg import errors
from kg.cli.app import app
from kg.ontology import load_ontology
from kg.settings import Settings
from kg_loaders import silence_reasons
from kg_loaders.lexicon import frames
from kg_loaders.lexicon.frames import ROLES
from kg_loaders.lexicon.words import WordLists

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md")), *sorted(ROOT.glob("[!.]*/README.md"))]
COMMANDS = typer.main.get_command(app)


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def section(command: str) -> str:
    """The part of cli.md below the heading of a command."""
    return page("cli.md").partition(f"\n## kg {command}")[2].partition("\n## ")[0]


def is_named(option: str, text: str) -> bool:
    return re.search(rf"{option}(?![\w-])", text) is not None  # `--jsonl` does not name `--json`


def commands() -> list[str]:
    return sorted(COMMANDS.commands)  # type: ignore[attr-defined] # a click group, which typer types as a command


@pytest.mark.parametrize("command", commands())
def test_every_command_and_option_is_documented(command: str) -> None:
    options = [option for param in COMMANDS.commands[command].params for option in param.opts]  # type: ignore[attr-defined]

    assert re.search(rf"^## kg {command}\b", page("cli.md"), re.MULTILINE)
    assert [option for option in options if option.startswith("--") and not is_named(option, section(command))] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_command_that_a_page_shows_exists(path: Path) -> None:
    shown = re.findall(r"(?:^(?:\$ )?|`|bin/|\| )kg ([a-z]+)", path.read_text("utf-8"), re.MULTILINE)

    assert sorted(set(shown) - set(commands())) == []


def test_every_setting_is_documented() -> None:
    assert [name for name in Settings.model_fields if f"NEWSKG_{name.upper()}" not in page("settings.md")] == []


def test_every_error_is_documented() -> None:
    classes = [name for name, item in inspect.getmembers(errors, inspect.isclass) if issubclass(item, errors.KgError)]

    assert len(classes) > 10
    assert [name for name in classes if f"`{name}`" not in page("errors.md")] == []


def test_every_statement_type_is_documented_with_its_codes() -> None:
    for name, kind in load_ontology().types.items():
        row = re.search(rf"^\| {name} \|.*$", page("types.md"), re.MULTILINE)
        assert row is not None, name
        assert kind.gloss in row.group()
        assert f"| {kind.inverse} |" in row.group()
        assert not kind.is_event or f"| {kind.cameo or '–'} |" in row.group()
        assert not kind.is_event or f"| {kind.quad or '–'} |" in row.group()


def test_every_silence_is_documented() -> None:
    assert [reason for reason in silence_reasons.REASONS if f"`{reason}`" not in page("how-it-works.md")] == []


def test_every_key_of_the_lexicon_is_documented() -> None:
    keys = [*frames._KEYS, *ROLES]
    lists = [field.name.partition("_") for field in fields(WordLists)]

    assert [key for key in keys if f"`{key}`" not in page("lexicon.md")] == []
    assert [name for section, _, name in lists if f"`[{section}]` `{name}`" not in page("lexicon.md")] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text("utf-8"))

    assert [link for link in links if not (path.parent / link).exists()] == []


def test_every_page_is_in_the_index() -> None:
    names = {path.name for path in ROOT.glob("docs/*.md")} - {"index.md"}

    assert [name for name in sorted(names) if f"({name})" not in page("index.md")] == []
