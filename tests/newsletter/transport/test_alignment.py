import pytest

from newsletter.transport.alignment import is_aligned, warnings


@pytest.mark.parametrize(
    ("signing", "sender", "aligned"),
    [
        ("example.org", "example.org", True),
        ("example.org", "news.example.org", True),
        ("mail.example.org", "News.Example.org", True),
        ("example.org", "example.com", False),
        ("relay.test", "example.org", False),
        ("stad.kommune.no", "by.kommune.no", False),
        ("stad.kommune.no", "post.stad.kommune.no", True),
    ],
)
def test_a_signature_speaks_for_senders_of_the_same_house(signing: str, sender: str, aligned: bool) -> None:
    assert is_aligned(signing, sender) is aligned


def test_each_sender_without_a_signature_of_its_own_is_told_of() -> None:
    addresses = {"news@example.org", "office@other.test"}
    (sentence,) = warnings(addresses, {"mail.example.org"})
    assert "office@other.test" in sentence
    assert "mail.example.org" in sentence
    assert warnings(addresses, {"example.org", "other.test"}) == []
    assert warnings(addresses, set()) == []
