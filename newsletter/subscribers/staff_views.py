"""Staff look after subscribers."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.contacts import service as contacts
from newsletter.contacts import suppressions
from newsletter.contacts.models import SuppressionReason
from newsletter.core.database import transaction
from newsletter.core.languages import language_name
from newsletter.errors import Invalid, NotFound
from newsletter.outbox import service as outbox
from newsletter.subscribers import consent, profiles, staff, subscriptions, topics
from newsletter.subscribers.models import Topic
from newsletter.subscribers.staff_forms import AddSubscriberForm, ReasonForm
from newsletter.web.actor import actor_id
from newsletter.web.language import current_language, interface_language
from newsletter.web.pagination import paginate

MAILS_SHOWN = 100

blueprint = Blueprint("people_who_follow", __name__)
for_admins = Blueprint("suppressions", __name__)


@blueprint.app_template_filter("shown_address")
def _shown_address(mailed: str) -> str:
    return contacts.shown(mailed)


@blueprint.app_template_filter("language_name")
def _language_name(language: str) -> str:
    return language_name(language, interface_language())


@blueprint.get("")
def everyone() -> ResponseReturnValue:
    prefix, topic = request.args.get("q", ""), _topic_asked_for()
    return render_template(
        "subscribers/subscribers.html",
        page=paginate(staff.listed(prefix, topic)),
        prefix=prefix,
        topic=topic,
        topics=topics.list_topics(archived=True),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    form = AddSubscriberForm(language=current_language())
    if form.validate_on_submit():
        try:
            with transaction():
                contact = staff.add(form.addition(), actor_id())
        except Invalid as fault:
            form.blame(fault)
        else:
            flash(_("The subscriber is added."), "success")
            return redirect(url_for(".one", contact_id=contact.id), 303)
    return render_template("subscribers/add.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:contact_id>")
def one(contact_id: int) -> ResponseReturnValue:
    contact = staff.find(contact_id)
    return render_template(
        "subscribers/subscriber.html",
        contact=contact,
        topics={topic.id: topic for topic in topics.list_topics(archived=True)},
        subscriptions=subscriptions.of(contact_id),
        stops=suppressions.standing(contact_id),
        history=subscriptions.history(contact_id),
        consents=consent.records_of(contact_id),
        told=profiles.facts(profiles.of(contact_id), interface_language()),
        deliveries=outbox.deliveries_of(contact_id, MAILS_SHOWN),
    )


@blueprint.route("/<int:contact_id>/topics/<slug>", methods=["GET", "POST"])
def change(contact_id: int, slug: str) -> ResponseReturnValue:
    """Ends an active subscription, resumes any other."""
    contact, topic = staff.find(contact_id), topics.by_slug(slug)
    is_followed = topic.id in subscriptions.followed(contact_id)
    form = ReasonForm()
    if form.validate_on_submit():
        act = staff.end if is_followed else staff.resume
        with transaction():
            act(contact, topic, form.reason.data, actor_id())
        flash(_("The change is saved."), "success")
        return redirect(url_for(".one", contact_id=contact_id), 303)
    page = render_template(
        "subscribers/change.html", form=form, contact=contact, topic=topic, is_followed=is_followed
    )
    return page, 422 if form.errors else 200


@for_admins.route("/<int:contact_id>/stops/<stop>", methods=["GET", "POST"])
def lift(contact_id: int, stop: str) -> ResponseReturnValue:
    contact = staff.find(contact_id)
    if stop not in {standing.reason.value for standing in suppressions.standing(contact_id)}:
        raise NotFound(_("This stop has been lifted already."))
    form = ReasonForm()
    if form.validate_on_submit():
        with transaction():
            staff.lift(contact, SuppressionReason(stop), form.reason.data, actor_id())
        flash(_("Mail to this address is sent again."), "success")
        return redirect(url_for("people_who_follow.one", contact_id=contact_id), 303)
    return render_template(
        "subscribers/lift.html", form=form, contact=contact, stop=stop
    ), 422 if form.errors else 200


def _topic_asked_for() -> Topic | None:
    try:
        return topics.by_slug(request.args.get("topic", ""))
    except NotFound:
        return None
