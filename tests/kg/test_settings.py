"""Settings: environment variables, checked once."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from kg.errors import SettingsError
from kg.settings import Settings, load_settings


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
    ],
)
def test_wrong_value_names_its_variable(variable: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(variable, value)

    with pytest.raises(SettingsError, match=f"^{variable}="):
        load_settings()


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1
