"""Settings: environment variables, checked once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from kg.errors import SettingsError
from kg.settings import Neo4jSettings, Settings, load_settings


def test_defaults_need_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NEWSKG_{name.upper()}", raising=False)

    settings = load_settings()

    assert (settings.store, settings.host, settings.port) == ("sqlite:///kg.db", "127.0.0.1", 8000)
    assert (settings.pipeline, settings.threshold, settings.log_level) == (None, 0.0, "warning")


def test_variables_are_read_with_their_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSKG_STORE", "sqlite:///other.db")
    monkeypatch.setenv("NEWSKG_THRESHOLD", "0.5")

    assert (load_settings().store, load_settings().threshold) == ("sqlite:///other.db", 0.5)


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("NEWSKG_PORT", "http"),
        ("NEWSKG_PORT", "70000"),
        ("NEWSKG_THRESHOLD", "2"),
        ("NEWSKG_THRESHOLD", "nan"),
        ("NEWSKG_LOG_LEVEL", "loud"),
        ("NEWSKG_JOBS", "0"),
        ("NEWSKG_STORE", ""),
        ("NEWSKG_PIPELINE", ""),
        ("NEWSKG_NEO4J_USER", ""),
        ("NEWSKG_NEO4J_PASSWORD", ""),
        ("NEWSKG_NEO4J_DATABASE", ""),
        ("NEWSKG_NEO4J_PREFIX", "news_"),
        ("NEWSKG_NEO4J_PREFIX", "News-"),
        ("NEWSKG_NEO4J_PREFIX", "News\n"),
    ],
)
def test_wrong_value_names_its_variable(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError, match=f"^{variable}="):
        load_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1


def test_neo4j_settings_are_plain_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSKG_NEO4J_USER", "reader")
    monkeypatch.setenv("NEWSKG_NEO4J_PASSWORD", "only for tests")
    monkeypatch.setenv("NEWSKG_NEO4J_DATABASE", "news")
    monkeypatch.setenv("NEWSKG_NEO4J_PREFIX", "News_")

    assert load_settings().neo4j() == Neo4jSettings(
        user="reader", password="only for tests", database="news", prefix="News_"
    )


def test_without_a_password_none_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"NEWSKG_{name.upper()}", raising=False)

    assert load_settings().neo4j() == Neo4jSettings()


def test_password_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSKG_NEO4J_PASSWORD", "only for tests")
    settings = load_settings()

    shown = f"{settings!r} {settings} {settings.neo4j()!r} {settings.model_dump_json()}"

    assert "only for tests" not in shown
