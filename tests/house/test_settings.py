"""Settings: all explained, all faults at once, nothing weak in production."""

from pathlib import Path

import pytest

from newsletter.settings import Settings, SettingsError, load_settings

ROOT = Path(__file__).parents[2]
PRODUCTION = {
    "ENVIRONMENT": "production",
    "DATABASE_URL": "postgresql://db.example.org/budkavle",
    "REDIS_URL": "redis://broker.example.org/0",
    "SMTP_URL": "smtp+starttls://mail.example.org:587",
    "BASE_URL": "https://news.example.org",
    "SECRET_KEY": "k" * 40,
}


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_says_what_it_is_for_and_stands_in_the_documentation(name: str) -> None:
    assert Settings.model_fields[name].description
    assert f"`{name.upper()}`" in (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")


def test_production_starts_with_everything_set() -> None:
    assert load_settings(PRODUCTION).is_production


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL", "SMTP_URL", "BASE_URL", "SECRET_KEY"])
def test_production_refuses_to_start_without(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({key: value for key, value in PRODUCTION.items() if key != name})


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(PRODUCTION | {"SECRET_KEY": "short", "BASE_URL": "http://news.example.org"})
    assert len(caught.value.faults) == 2


def test_a_wrong_value_is_named_with_its_remedy() -> None:
    with pytest.raises(SettingsError, match=r"SMTP_URL.*smtp\+starttls"):
        load_settings({"SMTP_URL": "mail.example.org"})


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("k" * 40 + "\n")
    settings = load_settings({"SECRET_KEY_FILE": str(tmp_path / "key")})
    assert [key.get_secret_value() for key in settings.secret_key] == ["k" * 40]


def test_the_newest_key_signs_and_older_ones_still_count() -> None:
    settings = load_settings({"SECRET_KEY": "new-key old-key"})
    assert [key.get_secret_value() for key in settings.secret_key] == ["new-key", "old-key"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SMTP_RATE", "fast"),
        ("SMTP_RATE", "5/week"),
        ("DOMAIN_PACE", "example.org"),
        ("DOMAIN_PACE", "example.org=5"),
        ("SMTP_URL", "smtp://one.example.org two.example.org"),
        ("SMTP_URL", "smtps://one.example.org?verify=perhaps"),
        ("SMTP_URL", "smtps://one.example.org?verfy=none"),
    ],
)
def test_paces_and_mail_servers_that_cannot_be_read_are_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        load_settings({name: value})


def test_paces_and_several_mail_servers_are_read() -> None:
    settings = load_settings(
        {
            "SMTP_RATE": "600/min",
            "DOMAIN_PACE": "example.org=5/s, *=1/s",
            "SMTP_URL": "smtp://a.test smtps://b.test",
        }
    )
    assert settings.smtp_rate == 10
    assert settings.smtp_urls == ["smtp://a.test", "smtps://b.test"]
