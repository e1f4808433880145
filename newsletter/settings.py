"""All settings of the process: read once at start, checked together, frozen.

Every setting is an environment variable of the same name in capitals; `NAME_FILE` names a file that holds the
value, as container secrets do.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, InstanceOf, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

from newsletter.signing_keys import SigningKey, read_signing_keys

WEAK_KEY_LENGTH = 32
SMTP_SCHEMES = ("smtp", "smtp+starttls", "smtps")


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
        description="smtp://, smtp+starttls:// or smtps://user:password@host:port; unset means the mailbox",
    )
    smtp_connections: int = Field(
        4, ge=1, le=64, description="connections a worker keeps open to the mail server"
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
    inbound_url: SecretStr | None = Field(
        None, description="imaps://… of the mailbox that receives bounces and replies"
    )
    sign_up_seconds: float = Field(
        2.0, ge=0, description="shortest time a person takes to fill in the sign-up form"
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
        parts = urlsplit(value.get_secret_value())
        if parts.scheme not in SMTP_SCHEMES or not parts.hostname:
            raise ValueError(
                "must look like smtp://host:25, smtp+starttls://user:password@host:587 or smtps://host:465"
            )
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
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def host_name(self) -> str:
        """Host part of `base_url`: ends the UIDs of calendars and the ids of messages."""
        return urlsplit(self.base_url).hostname or "localhost"


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
