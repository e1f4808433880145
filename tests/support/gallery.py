"""A page with every macro of templates/ui/, so that each can be looked at and tested without a database."""

from pathlib import Path

from flask import Flask, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader
from wtforms import (
    BooleanField,
    ColorField,
    DateField,
    EmailField,
    FileField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from newsletter.errors import NotPossible
from newsletter.settings import Settings
from newsletter.web import SignedIn, Theme, init_web
from newsletter.web.forms import Form
from newsletter.web.headers import mail_page
from newsletter.web.pagination import page_of

KEY = "a key for the gallery that is long enough to be taken"
LANGUAGES = ("sv", "da", "nb", "fi", "en")
TOPICS = [
    SelectChoice("children", "Children and young people"),
    SelectChoice("health", "Mental health"),
    SelectChoice("schools", "Schools"),
]
MAIL = "<!DOCTYPE html><html lang='en'><title>Mail</title><h1 style='color:#0b5d6b'>Autumn letter</h1><p>Hello!</p></html>"


class SampleForm(Form):
    email = EmailField("E-mail address", [InputRequired("Enter an e-mail address, like name@example.org")])
    name = StringField("Name", description="Used to greet you. You may leave it empty.")
    password = PasswordField("Password", [InputRequired("Enter your password")])
    language = SelectField("Language", choices=[SelectChoice("sv", "Svenska"), SelectChoice("da", "Dansk")])
    topics = SelectMultipleField(
        "What do you want to follow?", [InputRequired("Choose at least one topic")], choices=TOPICS
    )
    frequency = RadioField(
        "How often?",
        choices=[SelectChoice("now", "At once"), SelectChoice("weekly", "Once a week")],
        default="weekly",
    )
    day = DateField("Last day to register")
    time = TimeField("Time")
    places = IntegerField("Number of places")
    accent = ColorField("Colour", default="#0b5d6b")
    text = TextAreaField(
        "Description", [Length(max=4000)], default="<p>Welcome to a <strong>morning</strong> together.</p>"
    )
    picture = FileField("Picture")
    agree = BooleanField(
        "I have read how personal data are handled", [InputRequired("Tick the box to go on")]
    )


def gallery_app(accent: str = "#0b5d6b", organisation: str = "Nätverket för barns hälsa") -> Flask:
    app = Flask("newsletter", static_folder="static")
    app.config.update(SECRET_KEY=KEY, WTF_I18N_ENABLED=False, WTF_CSRF_TIME_LIMIT=None)
    CSRFProtect(app)
    theme = Theme(
        organisation,
        accent,
        postal_address="Box 123\n123 45 Exempelstad",
        contact_email="info@example.org",
        website="https://www.example.org",
    )
    init_web(
        app,
        Settings(environment="test", secret_key=KEY),
        default_language=lambda: "en",
        languages=lambda: LANGUAGES,
        theme_of_organisation=lambda: theme,
        zone=lambda: "Europe/Stockholm",
        signed_in=lambda: SignedIn("Astrid Exempel", is_admin=True),
    )
    own = FileSystemLoader(Path(__file__).parent / "templates")
    app.jinja_loader = ChoiceLoader([own, *filter(None, [app.jinja_loader])])
    _add_pages(app)
    return app


def _add_pages(app: Flask) -> None:
    @app.route("/", methods=["GET", "POST"])
    @app.route("/staff/", methods=["GET", "POST"], endpoint="staff")
    @app.route("/bare/<token>", methods=["GET", "POST"], endpoint="bare")
    def gallery(token: str = "") -> ResponseReturnValue:
        form = SampleForm()
        status = 422 if request.method == "POST" and not form.validate() else 200
        layout = {"staff": "staff", "bare": "bare"}.get(str(request.endpoint), "public")
        return render_template(f"gallery/{layout}.html", form=form, list=page_of(range(1, 500), 20)), status

    @app.route("/staff/issues/composer", methods=["GET", "POST"])
    def composer() -> ResponseReturnValue:
        if request.method == "POST" and request.accept_mimetypes.best == "application/json":
            return _autosave(app)
        app.config["POSTED"] = request.form.to_dict(flat=False)
        return render_template("gallery/composer.html", revision=1)

    @app.get("/staff/issues/preview")
    def preview() -> ResponseReturnValue:
        return mail_page(MAIL)

    for path in (
        "/events",
        "/staff/issues",
        "/staff/events",
        "/staff/subscribers",
        "/staff/topics",
        "/privacy",
    ):
        app.add_url_rule(path, path.replace("/", "_"), lambda: render_template("gallery/empty.html"))
    app.add_url_rule("/error/<int:status>", "error", lambda status: abort(status))
    app.add_url_rule("/crash", "crash", lambda: 1 / 0)
    app.add_url_rule("/refused", "refused", _refused)


def _refused() -> ResponseReturnValue:
    raise NotPossible("The issue has been sent and cannot be changed.")


def _autosave(app: Flask) -> ResponseReturnValue:
    """A revision of 99 plays the colleague who saved meanwhile."""
    saved = app.config.setdefault("AUTOSAVED", [])
    if app.config.pop("CONFLICT", False):
        theirs = [{"id": "b1", "label": "Text", "theirs": "What the colleague wrote."}]
        return {"revision": 99, "by": "Bo Exempel", "blocks": theirs}, 409
    saved.append(request.form.to_dict(flat=False))
    return {"revision": int(request.form["revision"]) + 1, "saved_at": "14:03"}
