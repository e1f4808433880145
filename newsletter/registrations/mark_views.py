"""Asking, on an event's page, to hear of it without registering or following anything."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from newsletter.core.database import session, transaction
from newsletter.events import page, queries, wording
from newsletter.events.models import Event, EventKind
from newsletter.events.wording import Phrase
from newsletter.registrations import mark_wishes, mark_words, marks
from newsletter.registrations.models import MarkKind
from newsletter.subscribers.forms import DoorForm
from newsletter.subscribers.models import SignUp
from newsletter.subscribers.signup import Wish
from newsletter.web.answer_time import same_time_for_all
from newsletter.web.forms import choices as options
from newsletter.web.language import current_language, interface_language
from newsletter.web.limits import per_network

blueprint = Blueprint("marking", __name__)


class AskForm(DoorForm):
    kind = RadioField(_l("What do you want to hear?"), coerce=MarkKind)

    def __init__(self, event: Event, **values: Any) -> None:
        super().__init__(**values)
        kinds = marks.offered(event)
        self.kind.choices = options((kind.value, mark_words.wish(event, kind)) for kind in kinds)
        if not self.is_submitted():
            wanted = request.args.get("what")
            self.kind.data = next((kind for kind in kinds if kind.value == wanted), kinds[0])

    def wish(self) -> Wish:
        assert self.address is not None
        return Wish(
            address=self.address,
            language=current_language(),
            topics=(),
            page_language=interface_language(),
            source=request.path,
        )


@blueprint.app_template_global()
def mark_offers(event: Event) -> list[tuple[str, str]]:
    """What one can ask for on the event's page: address and words, for a page that knows nothing of marks."""
    return [
        (url_for("marking.ask", slug=event.slug, what=kind.value), mark_words.wish(event, kind))
        for kind in marks.offered(event)
    ]


@blueprint.app_template_global()
def mark_counts(event: Event) -> list[tuple[str, int]]:
    """How many said what of the event, for editors."""
    return [(str(mark_words.NAMES[kind]), count) for kind, count in marks.counts(event.id).items()]


@blueprint.app_template_global()
def wished_mark(signup: SignUp) -> tuple[Phrase, str, str] | None:
    """Of a sign-up for one event: its title, its address, and what was asked for."""
    wish = mark_wishes.of(signup)
    event = session.get(Event, wish.event_id) if wish else None
    if wish is None or event is None:
        return None
    title = wording.title(event, current_language())
    return title, wording.page_url(event), mark_words.wish(event, wish.kind)


@blueprint.app_template_global()
def event_title(event_id: int) -> str:
    """For pages that know the number of an event only."""
    event = session.get(Event, event_id)
    return wording.title(event, current_language()).words if event else str(_("An event that was deleted"))


@blueprint.route("/events/<slug>/interested", methods=["GET", "POST"])
@per_network("sign_ups_per_network")
def ask(slug: str) -> ResponseReturnValue:
    event = queries.public(slug)
    if not marks.offered(event):
        return redirect(url_for("events.show", slug=slug))
    form = AskForm(event)
    if not form.validate_on_submit():
        return _page(event, form), 422 if form.errors else 200
    with same_time_for_all():
        if form.seems_human():
            with transaction():
                mark_wishes.ask(form.wish(), event, form.kind.data)
    return redirect(url_for(".check_inbox", slug=slug), 303)


@blueprint.get("/events/<slug>/interested/check-your-inbox")
def check_inbox(slug: str) -> ResponseReturnValue:
    event = queries.public(slug)
    return render_template(
        "registrations/check_inbox.html", event=event, view=page.view_of(event, current_language())
    )


def _page(event: Event, form: AskForm) -> str:
    language = interface_language()
    return render_template(
        "registrations/ask.html",
        event=event,
        view=page.view_of(event, current_language()),
        form=form,
        pledges=[(kind, mark_wishes.wording_of(event, kind, language)) for kind in marks.offered(event)],
        title=_("Hear of this application round")
        if event.kind is EventKind.APPLICATION_ROUND
        else _("Hear of this event"),
    )
