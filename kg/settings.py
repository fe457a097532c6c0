"""Environment variables enter, checked once; frozen settings leave, which the CLI passes on as values."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from kg.errors import SettingsError

PREFIX = "NEWSKG_"
LogLevel = Literal["debug", "info", "warning", "error"]


class Settings(BaseSettings):
    """What a user may set by environment variables, each named like its field: `NEWSKG_STORE`."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="ignore")

    store: str = Field(default="sqlite:///kg.db", min_length=1)
    """URL of the graph."""
    pipeline: str | None = Field(default=None, min_length=1)
    """Name or path of a spaCy pipeline; None is the one that comes with the package."""
    jobs: int = Field(default=1, ge=1)
    """How many processes read documents."""
    host: str = Field(default="127.0.0.1", min_length=1)
    """Address that `kg serve` listens on."""
    port: int = Field(default=8000, ge=0, le=65535)
    """Port that `kg serve` listens on; 0 takes any free one."""
    threshold: float = Field(default=0.0, ge=0.0, le=1.0)
    """Least confidence of what is shown."""
    log_level: LogLevel = "warning"
    """What of the log appears on stderr."""


def load_settings() -> Settings:
    """Read the environment, or raise a SettingsError that names the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}={first['input']!r}: {first['msg']}") from error
