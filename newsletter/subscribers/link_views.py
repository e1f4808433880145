"""The pages behind links in mails. Opening one changes nothing, since mail scanners open every link; buttons POST.

The secret in the address is the permission: no cookie, no sign-in and no CSRF token is asked for, and who does not
know the address cannot make somebody else's browser post to it.
"""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from newsletter.contacts import suppressions
from newsletter.contacts.models import Contact
from newsletter.core.database import transaction
from newsletter.core.tokens import sign
from newsletter.extensions import csrf
from newsletter.subscribers import leaving, preferences, signup, subscriptions
from newsletter.subscribers.forms import PreferencesForm
from newsletter.subscribers.leaving import Departure
from newsletter.subscribers.signup import SignUpState
from newsletter.web.language import interface_language, use_language_of_reader

blueprint = Blueprint("subscriber_links", __name__)
csrf.exempt(blueprint)


def preferences_address(contact: Contact) -> str:
    token = sign("preferences", contact.id, contact.token_version)
    return url_for("subscriber_links.show_preferences", token=token)


@blueprint.context_processor
def _addresses() -> dict[str, object]:
    return {"preferences_address": preferences_address}


def _worn_link() -> ResponseReturnValue:
    return render_template("subscribers/worn_link.html"), 404


# Confirming


@blueprint.get("/confirm/<token>")
def show_confirm(token: str) -> ResponseReturnValue:
    found = signup.find(token)
    if found is None:
        return _worn_link()
    use_language_of_reader(found.language)
    state = signup.state_of(found)
    page = render_template(
        f"subscribers/confirm_{state}.html",
        token=token,
        topics=signup.wanted_topics(found),
        signup=found,
        contact=signup.subscriber(found) if state is SignUpState.CONFIRMED else None,
    )
    return page, 410 if state is SignUpState.EXPIRED else 200


@blueprint.post("/confirm/<token>")
def confirm(token: str) -> ResponseReturnValue:
    with transaction():
        if found := signup.find(token):
            signup.confirm(found)
    return redirect(url_for(".show_confirm", token=token), 303)


@blueprint.get("/confirm/<token>/not-me")
def show_not_me(token: str) -> ResponseReturnValue:
    found = signup.find(token)
    if found is None or signup.state_of(found) is not SignUpState.OPEN:
        return redirect(url_for(".show_confirm", token=token))
    use_language_of_reader(found.language)
    return render_template("subscribers/not_me.html", token=token)


@blueprint.post("/confirm/<token>/not-me")
def not_me(token: str) -> ResponseReturnValue:
    with transaction():
        if found := signup.find(token):
            signup.refuse(found)
    return redirect(url_for(".show_confirm", token=token), 303)


# Preferences


@blueprint.route("/preferences/<token>", methods=["GET", "POST"])
def show_preferences(token: str) -> ResponseReturnValue:
    contact = preferences.find(token)
    if contact is None:
        return _worn_link()
    use_language_of_reader(contact.language)
    form = PreferencesForm(contact)
    if form.validate_on_submit():
        with transaction():
            preferences.change(contact, form.wishes(), interface_language())
        return redirect(url_for(".show_preferences", token=token, done="saved"), 303)
    return _preferences_page(token, contact, form), 422 if form.errors else 200


@blueprint.post("/preferences/<token>/leave")
def leave_all(token: str) -> ResponseReturnValue:
    with transaction():
        if contact := preferences.find(token):
            preferences.leave_all(contact)
    return redirect(url_for(".show_preferences", token=token, done="left"), 303)


@blueprint.post("/preferences/<token>/leave-summaries")
def leave_digests(token: str) -> ResponseReturnValue:
    with transaction():
        if contact := preferences.find(token):
            preferences.leave_digests(contact)
    return redirect(url_for(".show_preferences", token=token, done="left-summaries"), 303)


def _preferences_page(token: str, contact: Contact, form: PreferencesForm) -> str:
    return render_template(
        "subscribers/preferences.html",
        token=token,
        contact=contact,
        form=form,
        follows_something=bool(subscriptions.followed(contact.id)),
        in_digests=preferences.in_digests(contact),
        stops=suppressions.standing(contact.id),
        done=request.args.get("done"),
    )


# Leaving


@blueprint.get("/unsubscribe/<token>")
def show_unsubscribe(token: str) -> ResponseReturnValue:
    departure = leaving.find(token)
    if departure is None:
        return _worn_link()
    use_language_of_reader(departure.contact.language)
    at_stake = leaving.at_stake(departure)
    if not at_stake and departure.event is None:
        return _left_page(token, departure)
    return render_template(
        "subscribers/unsubscribe.html",
        token=token,
        contact=departure.contact,
        topics=at_stake,
        event=departure.event,
        followed=leaving.still_followed(departure),
    )


@blueprint.post("/unsubscribe/<token>")
def unsubscribe(token: str) -> ResponseReturnValue:
    """Answers 200 whether a mail client posts `List-Unsubscribe=One-Click` or a person presses the button."""
    departure = leaving.find(token)
    if departure is None:
        return _worn_link()
    with transaction():
        if request.form.get("leave") == "all":
            leaving.leave_all(departure)
        else:
            leaving.leave(departure)
    use_language_of_reader(departure.contact.language)
    return _left_page(token, departure)


@blueprint.post("/unsubscribe/<token>/undo")
def undo_unsubscribe(token: str) -> ResponseReturnValue:
    departure = leaving.find(token)
    if departure is None:
        return _worn_link()
    with transaction():
        leaving.undo(departure)
    return redirect(preferences_address(departure.contact) + "?done=undone", 303)


def _left_page(token: str, departure: Departure) -> ResponseReturnValue:
    return render_template(
        "subscribers/left.html",
        token=token,
        contact=departure.contact,
        left=leaving.undoable(departure),
        followed=leaving.still_followed(departure),
    )
