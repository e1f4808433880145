from bs4 import BeautifulSoup
from flask.testing import FlaskClient


def current(visitor: FlaskClient, path: str, menu: str) -> list[str]:
    page = BeautifulSoup(visitor.get(path).data, "html.parser")
    return [link.get_text(strip=True) for link in page.select(f"{menu} a[aria-current=page]")]


def test_the_menu_leaves_out_pages_that_do_not_exist(visitor: FlaskClient) -> None:
    page = BeautifulSoup(visitor.get("/events").data, "html.parser")

    assert [link.get_text(strip=True) for link in page.select(".site-nav a")] == ["Start", "Events"]


def test_the_entry_that_fits_best_is_the_current_one(visitor: FlaskClient) -> None:
    assert current(visitor, "/events", ".site-nav") == ["Events"]
    assert current(visitor, "/staff/", ".staff-nav") == ["Overview"]
    assert current(visitor, "/staff/issues/composer", ".staff-nav") == ["Issues"]
