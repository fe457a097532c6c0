"""Environment variables enter, checked once; frozen settings leave, which the CLI passes on as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from kg.errors import SettingsError

PREFIX = "NEWSKG_"
LogLevel = Literal["debug", "info", "warning", "error"]
Count = Annotated[int, Field(ge=1)]
Seconds = Annotated[float, Field(gt=0, le=86_400)]


def _split(value: object) -> object:
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_split)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neo4jSettings:
    """How to enter a Neo4j server. Without a password nothing is sent: the server must ask for none.

    >>> Neo4jSettings(password="a secret")
    Neo4jSettings(user='neo4j', database='neo4j', prefix='', patience_s=60.0, transaction_s=60.0)
    """

    user: str = "neo4j"
    password: str | None = field(default=None, repr=False)
    database: str = "neo4j"
    """Used where the URL names no database."""
    prefix: str = ""
    """Stands before every label and relationship type, so that several graphs can share a database."""
    patience_s: float = 60.0
    """How long a call tries again while the server is away."""
    transaction_s: float = 60.0
    """The longest read or write; without a limit a lock would be waited for without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one request may ask of `kg serve`."""

    body_bytes: Count = 1_048_576
    """The body of a request."""
    document_bytes: Count = 65_536
    """The text of a question."""
    tokens: Count = 2_000
    """Words and signs of a question."""
    operations: Count = 10
    """Operations in a document."""
    depth: Count = 12
    """Fields within fields; questions about the schema itself are exempt."""
    root_fields: Count = 20
    """Fields at the top of an operation."""
    aliases: Count = 30
    """Fields under another name."""
    directives: Count = 50
    """Directives."""
    fields: Count = 1_000
    """Fields, with fragments spread out."""
    repeats: Count = 100
    """The same field, in the text of a question."""
    cost: Count = 20_000
    """Values that an answer may hold, pages counted as full."""
    variable_depth: Count = 32
    """Objects and lists within each other, in variables and in the question."""
    variable_values: Count = 10_000
    """Values in the variables of a request."""
    timeout_s: Seconds = 10.0
    """How long a request may take."""
    requests: Count = 100
    """Requests at the same time."""


class Settings(BaseSettings):
    """What a user may set by environment variables, each named like its field: `NEWSKG_STORE`, `NEWSKG_LIMIT_DEPTH`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, extra="ignore", env_nested_delimiter="_", env_nested_max_split=1
    )

    store: str = Field(default="sqlite:///kg.db", min_length=1)
    """URL of the graph."""
    pipeline: str | None = Field(default=None, min_length=1)
    """Name or path of a spaCy pipeline; None is the one that comes with the package."""
    judge: bool | None = None
    """Whether a learned judge vetoes what frames read, and proposes more; None is: beside our own pipeline."""
    lexicon: str | None = Field(default=None, min_length=1)
    """Folder of frames and actors of one's own; None is none."""
    jobs: int = Field(default=1, ge=1)
    """How many processes read documents."""
    host: str = Field(default="127.0.0.1", min_length=1)
    """Address that `kg serve` listens on."""
    port: int = Field(default=8000, ge=0, le=65535)
    """Port that `kg serve` listens on; 0 takes any free one."""
    allowed_hosts: Names = ()
    """Names under which browsers may reach `kg serve`, beside loopback, addresses and the host that it listens on."""
    allowed_origins: Names = ()
    """Web sites whose pages may ask `kg serve`."""
    limit: Limits = Limits()
    """How much one request may ask of `kg serve`."""
    threshold: float = Field(default=0.0, ge=0.0, le=1.0)
    """Least confidence of what is shown."""
    log_level: LogLevel = "warning"
    """What of the log appears on stderr."""
    log_json: bool = False
    """Whether `kg serve` writes its log as one JSON object a line."""
    neo4j_user: str = Field(default="neo4j", min_length=1)
    """Who enters the Neo4j server."""
    neo4j_password: SecretStr | None = Field(default=None, min_length=1)
    """Password of that user; None for a server that asks for none."""
    neo4j_database: str = Field(default="neo4j", min_length=1)
    """Database on the Neo4j server, unless the URL names one."""
    neo4j_prefix: str = Field(default="", pattern=r"^([A-Z][A-Za-z_]*)?$")
    """Stands before every label and relationship type in Neo4j."""

    def neo4j(self) -> Neo4jSettings:
        """Return what a Neo4j store needs, as plain values."""
        password = self.neo4j_password
        return Neo4jSettings(
            user=self.neo4j_user,
            password=None if password is None else password.get_secret_value(),
            database=self.neo4j_database,
            prefix=self.neo4j_prefix,
        )


def load_settings() -> Settings:
    """Read the environment, or raise a SettingsError that names the variable that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsError(f"{name}={first['input']!r}: {first['msg']}") from error
