import pytest

from newsletter.rendering.merge_fields import fill, has_fields, lacks_fallback


def shown(text: str) -> str:
    return fill(text, lambda name, fallback: f"[{name}:{fallback}]")


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("Hej {name|du}!", "Hej [name:du]!"),
        ("{preferences_url} {web_url}", "[preferences_url:None] [web_url:None]"),
        ("{{name|du}}", "{{name|du}}"),
        ("{% raw %}{{ 7*7 }}", "{% raw %}{{ 7*7 }}"),
        ("{name.__class__|x} {config} {0} {}", "{name.__class__|x} {config} {0} {}"),
        ("{name|a{b}c}", "{name|a{b}c}"),
        ("{name|}", "{name|}"),
        ("{unsubscribe_url}", "{unsubscribe_url}"),
        ("%(name)s ${name}", "%(name)s ${name}"),
    ],
)
def test_only_the_closed_list_is_filled(text: str, filled: str) -> None:
    assert shown(text) == filled


def test_what_is_no_field_is_passed_through_for_escaping() -> None:
    assert fill("a<{name|b}>", lambda name, fallback: "X", lambda part: part.upper()) == "A<X>"


def test_a_name_without_a_fallback_is_noticed() -> None:
    assert lacks_fallback("Hej {name}!")
    assert lacks_fallback("Hej {name| }!")
    assert not lacks_fallback("Hej {name|du} {{name}}")
    assert has_fields("{web_url}")
    assert not has_fields("{namn}")
