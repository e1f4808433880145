"""Filling in the announcement form as a browser without scripts does: from the page, by its buttons."""

from typing import Any

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from newsletter.core.database import session

Values = dict[str, str | list[str]]


class FilledForm:
    """The page's form as it stands in the browser. `press` sends all of it and shows what comes back."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        self.client, self.address = client, address
        session.commit()
        self._show(client.get(address))
        assert self.response.status_code == 200

    def _show(self, response: TestResponse) -> None:
        self.response = response
        self.soup = BeautifulSoup(response.text, "html.parser")
        form = self.soup.find("form", id="event-form")
        self.values = _values(form) if isinstance(form, Tag) else MultiDict()

    def fill(self, **changes: str | list[str]) -> "FilledForm":
        """Inputs by name, `__` standing for `-`; every one of them must be on the page."""
        for name, value in changes.items():
            name = name.replace("__", "-")
            assert self.soup.find(attrs={"name": name}), f"the page has no input {name}"
            self.values.setlist(name, value if isinstance(value, list) else [value])
        return self

    def add_rows(self, name: str, rows: list[Values]) -> "FilledForm":
        """Presses the button for each row, then fills it in."""
        first = len({key.split("-")[1] for key in self.values if key.startswith(f"{name}-")})
        for number, row in enumerate(rows, start=first):
            self.press(f"add:{name}")
            self.fill(**{f"{name}__{number}__{field}": value for field, value in row.items()})
        return self

    def press(self, button: str = "save") -> TestResponse:
        data = MultiDict(self.values)
        data.setlist("do", [button])
        self._show(self.client.post(self.address, data=data))
        return self.response

    @property
    def faults(self) -> list[str]:
        """What the summary above the form says."""
        summary = self.soup.find(attrs={"data-error-summary": True})
        return [item.get_text() for item in summary.find_all("li")] if isinstance(summary, Tag) else []


def _values(form: Tag) -> MultiDict[str, Any]:
    values: MultiDict[str, Any] = MultiDict()
    for tag in form.find_all(["input", "textarea", "select"]):
        name = str(tag.get("name", ""))
        if not name:
            continue
        if tag.name == "select":
            for option in tag.find_all("option", selected=True) or tag.find_all("option")[:1]:
                values.add(name, option.get("value", option.get_text()))
        elif tag.name == "textarea":
            values.add(name, tag.get_text().removeprefix("\r").removeprefix("\n"))
        elif tag.get("type") not in ("checkbox", "radio") or tag.has_attr("checked"):
            values.add(name, tag.get("value", ""))
    return values
