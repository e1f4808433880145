"""What the field macros promise to assistive technology, and that they keep what was typed."""

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from tests.support.gallery import gallery_app


@pytest.fixture(scope="module")
def refused() -> BeautifulSoup:
    """The gallery's form, sent with nothing required but with markup in the description."""
    app = gallery_app()
    app.config["WTF_CSRF_ENABLED"] = False
    typed = {"name": "Åse <b>", "text": "</textarea><script>", "frequency": "now", "language": "sv"}
    answer = app.test_client().post("/", data=typed)
    assert answer.status_code == 422
    return BeautifulSoup(answer.data, "html.parser")


def find(page: BeautifulSoup, selector: str) -> Tag:
    found = page.select_one(selector)
    assert found is not None, selector
    return found


def test_an_error_page_says_so_in_its_title(refused: BeautifulSoup) -> None:
    assert find(refused, "title").text == "Error: Gallery – Nätverket för barns hälsa"


def test_the_summary_links_every_error_to_its_field(refused: BeautifulSoup) -> None:
    links = refused.select("[data-error-summary] a")

    assert len(links) == 4
    assert all(find(refused, str(link["href"])) for link in links)


def test_the_summary_can_take_focus_and_has_a_name(refused: BeautifulSoup) -> None:
    summary = find(refused, "[data-error-summary]")

    assert summary["tabindex"] == "-1"
    assert find(refused, f"#{summary['aria-labelledby']}").text == "Please correct this to continue"


def test_a_refused_field_is_marked_and_described_by_its_error(refused: BeautifulSoup) -> None:
    field = find(refused, "input#email")

    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] == "email-error"
    assert find(refused, "#email-error").text == "Enter an e-mail address, like name@example.org"


def test_what_was_typed_is_kept_and_never_becomes_markup(refused: BeautifulSoup) -> None:
    assert find(refused, "input#name")["value"] == "Åse <b>"
    assert find(refused, "textarea#text").text.strip() == "</textarea><script>"
    assert find(refused, "input#frequency-0").has_attr("checked")


def test_a_hint_describes_its_field(visitor: FlaskClient) -> None:
    page = BeautifulSoup(visitor.get("/").data, "html.parser")

    assert find(page, "input#name")["aria-describedby"] == "name-hint"
    assert "2027-03-19" in find(page, f"#{find(page, 'input#day')['aria-describedby']}").text


def test_required_is_said_in_words_and_to_machines_but_left_to_the_server(visitor: FlaskClient) -> None:
    page = BeautifulSoup(visitor.get("/").data, "html.parser")
    field = find(page, "input#email")

    assert field["aria-required"] == "true"
    assert not field.has_attr("required")
    assert "(required)" in find(page, "label[for=email]").text
    assert find(page, "form.form").has_attr("novalidate")


def test_every_input_has_a_label(visitor: FlaskClient) -> None:
    page = BeautifulSoup(visitor.get("/").data, "html.parser")

    for field in page.select("main input:not([type=hidden]), main select, main textarea"):
        assert find(page, f'label[for="{field["id"]}"]')


def test_every_form_that_posts_carries_its_token(visitor: FlaskClient) -> None:
    for path in ("/", "/bare/x", "/staff/issues/composer"):
        page = BeautifulSoup(visitor.get(path).data, "html.parser")
        for form in page.select("form[method=post]"):
            assert form.select_one("input[name=csrf_token]")


def test_no_page_carries_scripts_or_styles_of_its_own(visitor: FlaskClient) -> None:
    for path in ("/", "/staff/", "/bare/x", "/staff/issues/composer", "/nothing"):
        page = BeautifulSoup(visitor.get(path).data, "html.parser")
        assert not page.select("style, [style], script:not([src])")
        assert not [tag for tag in page.find_all(True) if any(name.startswith("on") for name in tag.attrs)]


def test_ids_are_unique(visitor: FlaskClient) -> None:
    for path in ("/", "/staff/issues/composer"):
        page = BeautifulSoup(visitor.get(path).data, "html.parser")
        for template in page.select("template"):
            template.decompose()
        ids = [tag["id"] for tag in page.select("[id]")]
        assert len(ids) == len(set(ids))
