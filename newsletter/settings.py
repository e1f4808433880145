"""All settings of the process: read once at start, checked together, frozen.

Every setting is an environment variable of the same name in capitals; `NAME_FILE` names a file that holds the
value, as container secrets do.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import parse_qs, urlsplit

from pydantic import Field, InstanceOf, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from newsletter.rates import parse_domain_rates, parse_rate
from newsletter.signing_keys import SigningKey, read_signing_keys

WEAK_KEY_LENGTH = 32
SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")
VERIFICATIONS = ("full", "chain", "none")


class SettingsError(Exception):
    """The environment is not usable; `faults` lists every reason, one sentence each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


class Settings(BaseSettings):
    model_config = SettingsConfigDict(frozen=True, extra="ignore", case_sensitive=False)

    environment: Literal["development", "production", "test"] = Field(
        "development", description="production runs no mailbox and refuses embedded servers and weak keys"
    )
    base_url: str = Field(
        "", description="address under which people reach the service; default http://127.0.0.1:PORT"
    )
    host: str = Field("127.0.0.1", description="address the web server listens on")
    port: int = Field(8000, ge=1, le=65535, description="port the web server listens on")
    data_dir: Path = Field(
        Path("data"), description="folder of the embedded servers, journals and generated keys"
    )
    database_url: str | None = Field(None, description="postgresql://…; unset means the embedded PostgreSQL")
    redis_url: str | None = Field(None, description="redis://…; unset means the embedded Redis")
    smtp_url: SecretStr | None = Field(
        None,
        description="smtp://, smtp+starttls:// or smtps://user:password@host:port; unset means the mailbox. "
        "More servers, separated by spaces, stand in for the first one",
    )
    smtp_connections: int = Field(
        8, ge=1, le=64, description="connections a worker keeps open to the mail server"
    )
    smtp_connections_total: int = Field(
        0, ge=0, le=10_000, description="connections of all workers together, at least one each; 0: no limit"
    )
    smtp_rate: float = Field(
        0,
        ge=0,
        description="messages that a mail server gets from all workers: 14 or 14/s, 600/min; 0: no limit",
    )
    domain_pace: str = Field(
        "",
        description="messages per recipient domain: example.org=5/s, test=60/min, *=20/s; "
        "the star is for each other domain",
    )
    secret_key: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        (),
        description="signing keys separated by spaces, newest first; generated in DATA_DIR outside production",
    )
    trusted_proxies: int = Field(
        0, ge=0, le=5, description="number of reverse proxies whose X-Forwarded-* headers count"
    )
    bounce_domain: str | None = Field(
        None, description="domain of the return paths; default: the sender's domain"
    )
    dkim_keys: Annotated[tuple[InstanceOf[SigningKey], ...], NoDecode] = Field(
        (),
        description="keys that sign all mail, separated by spaces, newest first: selector:domain:path of a PEM "
        "file, or the PEM itself for the path; unset means that the mail server signs",
    )
    sign_up_seconds: float = Field(
        2.0, ge=0, description="shortest time a person takes to fill in the sign-up form"
    )
    registrations_per_network: str = Field(
        "60/hour", description="registrations for events allowed from one network (/24 or /64)"
    )
    sign_ups_per_network: str = Field("10/hour", description="sign-ups allowed from one network (/24 or /64)")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (
            init_settings,
        )  # `load_settings` reads the environment, so that tests never inherit it by accident

    @field_validator("secret_key", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        return tuple(value.split()) if isinstance(value, str) else value

    @field_validator("dkim_keys", mode="before")
    @classmethod
    def _read_signing_keys(cls, value: object) -> object:
        return read_signing_keys(value) if isinstance(value, str) else value

    @field_validator("smtp_url")
    @classmethod
    def _known_scheme(cls, value: SecretStr | None) -> SecretStr | None:
        if value is None:
            return None
        urls = value.get_secret_value().split()
        if not urls or not all(map(_is_mail_server, urls)):
            raise ValueError(
                "must look like smtp://host:25, smtp+starttls://user:password@host:587 or smtps://host:465, "
                "and may end in ?ca=FILE, ?verify=full, chain or none, ?name=HOST"
            )
        return value

    @field_validator("smtp_rate", mode="before")
    @classmethod
    def _read_rate(cls, value: object) -> object:
        return parse_rate(value) if isinstance(value, str) and "/" in value else value

    @field_validator("domain_pace")
    @classmethod
    def _readable_rates(cls, value: str) -> str:
        parse_domain_rates(value)
        return value

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @model_validator(mode="after")
    def _complete(self) -> Self:
        base = (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")
        object.__setattr__(self, "base_url", base)
        return self

    def production_faults(self) -> list[str]:
        """What production refuses to start with."""
        if self.environment != "production":
            return []
        faults = []
        for name in ("database_url", "redis_url", "smtp_url"):
            if getattr(self, name) is None:
                faults.append(f"{name.upper()} must be set in production.")
        if not self.secret_key:
            faults.append("SECRET_KEY must be set in production.")
        if any(len(key.get_secret_value()) < WEAK_KEY_LENGTH for key in self.secret_key):
            faults.append(f"SECRET_KEY is too weak: every key needs at least {WEAK_KEY_LENGTH} characters.")
        if not self.base_url.startswith("https://"):
            faults.append("BASE_URL must begin with https:// in production.")
        return faults

    @property
    def smtp_urls(self) -> list[str]:
        """The mail server, and those that stand in for it."""
        return self.smtp_url.get_secret_value().split() if self.smtp_url is not None else []

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def host_name(self) -> str:
        """Host part of `base_url`: ends the UIDs of calendars and the ids of messages."""
        return urlsplit(self.base_url).hostname or "localhost"


def _is_mail_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        asked = parse_qs(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        return (
            parts.scheme in SMTP_SCHEMES
            and bool(parts.hostname)
            and parts.port != 0
            and asked.keys() <= {"ca", "verify", "name"}
            and set(asked.get("verify", [])) <= set(VERIFICATIONS)
        )
    except ValueError:
        return False


def read_environment(environ: Mapping[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Values for `Settings` from NAME and NAME_FILE, with a sentence for each file that cannot be read."""
    values: dict[str, Any] = {}
    faults = []
    for name in Settings.model_fields:
        key = name.upper()
        if environ.get(key, "").strip():
            values[name] = environ[key].strip()
        elif path := environ.get(f"{key}_FILE"):
            try:
                values[name] = Path(path).read_text(encoding="utf-8").strip()
            except OSError as error:
                faults.append(f"{key}_FILE cannot be read: {error.strerror}.")
    return values, faults


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment.

    Raises:
        SettingsError: with every fault at once, so that nobody mends them one start at a time.
    """
    values, faults = read_environment(os.environ if environ is None else environ)
    try:
        settings = Settings(**values)
    except ValidationError as error:
        faults += [
            f"{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}." for e in error.errors()
        ]
        raise SettingsError(faults) from None
    faults += settings.production_faults()
    if faults:
        raise SettingsError(faults)
    return settings
