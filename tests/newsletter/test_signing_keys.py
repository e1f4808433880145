"""Keys of DKIM as the setting names them; each fault is told at the start."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from newsletter.cli import main
from newsletter.settings import SettingsError, load_settings
from tests.support.dkim_keys import ed25519_key, pem, published, rsa_key


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    locked = ed25519_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"x"))
    (tmp_path / "rsa.pem").write_text(pem(rsa_key()))
    (tmp_path / "ed25519.pem").write_text(pem(ed25519_key()))
    (tmp_path / "short.pem").write_text(pem(rsa_key(1024)))
    (tmp_path / "locked.pem").write_bytes(locked)
    curve = ec.generate_private_key(ec.SECP256R1())
    (tmp_path / "curve.pem").write_bytes(
        curve.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    (tmp_path / "words.pem").write_text("hemligt")
    return tmp_path


def names(environ: dict[str, str]) -> list[tuple[str, str]]:
    return [(key.name, key.algorithm) for key in load_settings(environ).dkim_keys]


def test_keys_come_from_files(folder: Path) -> None:
    text = f"2027a:sender.test:{folder}/rsa.pem\n2027e:sender.test:{folder}/ed25519.pem"
    assert names({"DKIM_KEYS": text}) == [
        ("2027a._domainkey.sender.test", "rsa-sha256"),
        ("2027e._domainkey.sender.test", "ed25519-sha256"),
    ]


def test_keys_may_stand_in_the_setting_itself_or_in_a_secret_with_all_of_them(folder: Path) -> None:
    text = published("a", rsa_key()).entry + published("b", ed25519_key()).entry
    expected = [("a._domainkey.sender.test", "rsa-sha256"), ("b._domainkey.sender.test", "ed25519-sha256")]
    (folder / "all").write_text(text)
    assert names({"DKIM_KEYS": text}) == names({"DKIM_KEYS_FILE": str(folder / "all")}) == expected


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ("a:sender.test:{}/none.pem", "key file of a:sender.test cannot be read (No such file or directory)"),
        ("a:sender.test:{}", "key file of a:sender.test cannot be read (Is a directory)"),
        ("a:sender.test:{}/short.pem", "key of a:sender.test has 1024 bits; RSA needs at least 2048"),
        ("a:sender.test:{}/locked.pem", "key of a:sender.test is locked with a password"),
        ("a:sender.test:{}/curve.pem", "key of a:sender.test is neither RSA nor Ed25519"),
        ("a:sender.test:{}/words.pem", "key of a:sender.test is no private key in PEM form"),
        ("a:sender..test:{}/rsa.pem", "domain of a is not valid"),
        ("a_b:sender.test:{}/rsa.pem", "selector:domain:path"),
        (
            "a:sender.test:{0}/rsa.pem a:sender.test:{0}/ed25519.pem",
            "a._domainkey.sender.test is named twice",
        ),
        ("{}/rsa.pem", "selector:domain:path"),
        ("a:sender.test:", "selector:domain:path"),
    ],
)
def test_a_key_that_cannot_sign_is_told_at_the_start(folder: Path, entry: str, fault: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({"DKIM_KEYS": entry.format(folder)})
    assert len(caught.value.faults) == 1
    assert "DKIM_KEYS: " in caught.value.faults[0]
    assert fault in caught.value.faults[0]


def test_all_faults_of_all_keys_are_told_together(folder: Path) -> None:
    with pytest.raises(SettingsError, match=r"key of a:.* 1024 bits.*; the key of b:.* no private key"):
        load_settings({"DKIM_KEYS": f"a:x.test:{folder}/short.pem b:x.test:{folder}/words.pem"})


def test_neither_faults_nor_listings_show_a_piece_of_a_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = published("a", rsa_key()).entry
    secret = entry.splitlines()[3]
    for text in (entry, entry.replace("-----END", "----END"), entry.replace("a:sender.test:", "a:")):
        monkeypatch.setenv("DKIM_KEYS", text)
        main(["settings"])
        printed = capsys.readouterr()
        assert "DKIM_KEYS = ••••••" in printed.out
        assert secret not in printed.out + printed.err
    assert secret not in repr(load_settings({"DKIM_KEYS": entry}))
