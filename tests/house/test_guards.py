"""Who may go where: one visible table, and every address asked."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from newsletter.accounts.guards import admin_only, staff_only
from newsletter.accounts.models import Role
from newsletter.extensions import csrf
from newsletter.pages import blueprints
from tests.support.staff import sign_in_as

ROUTES = Path(__file__).with_name("routes.txt")
WITHOUT_BLUEPRINT = {"static", "theme_stylesheet"}
DOOR = "accounts"
VALUES = {
    "IntegerConverter": 1,
    "IdConverter": 1,
    "UnicodeConverter": "x",
    "PathConverter": "x",
    "AnyConverter": "x",
}


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=lambda rule: (rule.rule, rule.endpoint))


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def staff_rules(app: Flask) -> list[Rule]:
    """Addresses behind the door."""
    return [rule for rule in rules(app) if rule.rule.startswith("/staff") and not is_door(rule)]


def is_door(rule: Rule) -> bool:
    return rule.endpoint.partition(".")[0] == DOOR


def requests(app: Flask, found: list[Rule]) -> Iterator[tuple[str, str]]:
    """Method and path of every rule, its variables filled in."""
    with app.test_request_context():
        for rule in found:
            values = {name: VALUES[type(kind).__name__] for name, kind in rule._converters.items()}
            _domain, path = rule.build(values) or ("", rule.rule)
            for method in methods(rule):
                yield method, path


def guards(app: Flask) -> dict[str, object]:
    return {blueprint.name: guard for blueprint, _prefix, guard in blueprints(app.config["SETTINGS"])}


def test_every_address_belongs_to_a_blueprint_in_the_table(app: Flask) -> None:
    homes = {
        rule.endpoint.rpartition(".")[0] for rule in rules(app) if rule.endpoint not in WITHOUT_BLUEPRINT
    }
    assert homes <= set(guards(app))
    assert set(app.blueprints) == set(guards(app))


def test_every_blueprint_runs_its_guard_first(app: Flask) -> None:
    for name, guard in guards(app).items():
        assert app.before_request_funcs[name][0] is guard, name


def test_every_staff_address_is_guarded_as_one(app: Flask) -> None:
    table = guards(app)
    open_doors = {
        rule.rule
        for rule in staff_rules(app)
        if table[rule.endpoint.partition(".")[0]] not in (staff_only, admin_only)
    }
    assert open_doors == set()


def test_strangers_are_led_to_the_sign_in_page(app: Flask, client: FlaskClient) -> None:
    entered = {}
    for method, path in requests(app, staff_rules(app)):
        answer = client.open(path, method=method)
        if answer.status_code != 401 and not (answer.location or "").startswith("/staff/sign-in"):
            entered[f"{method} {path}"] = answer.status_code
    assert entered == {}


def test_editors_stay_out_of_what_is_for_admins(app: Flask, client: FlaskClient) -> None:
    sign_in_as(client, Role.EDITOR)
    table = guards(app)
    for_admins = [rule for rule in staff_rules(app) if table[rule.endpoint.partition(".")[0]] is admin_only]
    assert for_admins
    entered = {}
    for method, path in requests(app, for_admins):
        status = client.open(path, method=method).status_code
        if status != 403:
            entered[f"{method} {path}"] = status
    assert entered == {}


def test_pages_of_staff_stay_in_no_cache(app: Flask, client: FlaskClient) -> None:
    sign_in_as(client, Role.ADMIN)
    plain = [rule for rule in staff_rules(app) if "GET" in (rule.methods or set()) and not rule.arguments]
    kept = {}
    for rule in plain:
        header = client.get(rule.rule).headers.get("Cache-Control")
        if header != "no-store":
            kept[rule.rule] = header
    assert kept == {}


def test_posts_need_a_form_of_ours_unless_a_secret_address_is_the_permission(app: Flask) -> None:
    """Mail programs post to the links of RFC 8058 without cookie or form."""
    assert csrf._exempt_views == set()
    exempt = {blueprint.name for blueprint in csrf._exempt_blueprints}
    without_secret = [
        rule.rule
        for rule in rules(app)
        if rule.endpoint.partition(".")[0] in exempt
        and "token" not in rule.arguments
        and methods(rule) != ["GET"]
    ]
    assert without_secret == []


def test_a_post_from_another_site_does_nothing(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    sign_in_as(client, Role.ADMIN)
    done = {}
    for method, path in requests(app, staff_rules(app)):
        if method == "GET":
            continue
        for answer in (
            client.open(path, method=method, data={"name": "x"}),
            client.open(path, method=method, data='{"name": "x"}', content_type="text/plain"),
        ):
            if answer.status_code != 400:
                done[f"{method} {path}"] = answer.status_code
    assert done == {}


def test_no_address_comes_or_goes_unnoticed(app: Flask) -> None:
    """People and other systems keep our addresses. Write a new list with `python -m tests.house.routes`."""
    assert listing(app) == ROUTES.read_text(encoding="utf-8").splitlines()


def listing(app: Flask) -> list[str]:
    return [f"{' '.join(methods(rule))} {rule.rule}" for rule in rules(app)]
