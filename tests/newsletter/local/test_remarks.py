from sqlalchemy import create_engine, text

from newsletter.local.remarks import remarks
from newsletter.settings import Settings, load_settings
from tests.support.dkim_keys import published, rsa_key
from tests.support.servers import TestServers


def signed_for(domain: str, database_url: str) -> Settings:
    return load_settings(
        {"DATABASE_URL": database_url, "DKIM_KEYS": published("news", rsa_key(), domain).entry}
    )


def test_a_signature_that_speaks_for_no_sender_is_remarked_upon(servers: TestServers) -> None:
    url = servers.database_url("remarks")
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE sender (address text)"))
        connection.execute(text("INSERT INTO sender VALUES ('news@example.org'), ('office@other.test')"))
    engine.dispose()
    (sentence,) = remarks(signed_for("mail.example.org", url))
    assert "office@other.test" in sentence


def test_without_keys_or_senders_there_is_nothing_to_remark(servers: TestServers) -> None:
    url = servers.database_url("remarks")
    assert remarks(signed_for("mail.example.org", url)) == []
    assert remarks(signed_for("mail.example.org", "postgresql://127.0.0.1:1/away")) == []
    assert remarks(load_settings({"DATABASE_URL": url})) == []
