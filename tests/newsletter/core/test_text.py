import pytest

from newsletter.core.text import many_lines, one_line, slugify


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Åsa \t Öberg ", "Åsa Öberg"),
        ("Åsa\r\nBcc: other@example.org", "Åsa Bcc: other@example.org"),
        ("A\x00B\x1bC", "ABC"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("A\u030asa", "Åsa"),
    ],
)
def test_a_line_is_clean(typed: str, kept: str) -> None:
    assert one_line(typed) == kept


def test_lines_stay_lines() -> None:
    assert (
        many_lines("Storgatan 1\r\n\r\n\r\n\r\n123 45  Exempelstad\x07")
        == "Storgatan 1\n\n123 45 Exempelstad"
    )


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Barnens bästa – ord eller verktyg?", "barnens-basta-ord-eller-verktyg"),
        ("Tidlig indsats på småbørnsområdet", "tidlig-indsats-pa-smabornsomradet"),
        ("日本", "page"),
        ("x" * 200, "x" * 80),
    ],
)
def test_slugs_are_readable_ascii(title: str, slug: str) -> None:
    assert slugify(title) == slug
