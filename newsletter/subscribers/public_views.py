"""Signing up."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from newsletter.core.database import transaction
from newsletter.subscribers import signup, topics
from newsletter.subscribers.forms import SignUpForm
from newsletter.subscribers.models import Topic
from newsletter.subscribers.topics import Text
from newsletter.web.answer_time import same_time_for_all
from newsletter.web.language import current_language
from newsletter.web.limits import per_network

ANSWER_SECONDS = 0.4

blueprint = Blueprint("subscribers", __name__)


@blueprint.app_template_global()
def topic_title(topic: Topic) -> Text:
    return topics.title(topic, current_language())


@blueprint.route("/subscribe", methods=["GET", "POST"])
@per_network("sign_ups_per_network")
def subscribe() -> ResponseReturnValue:
    form = SignUpForm()
    if not form.validate_on_submit():
        return render_template("subscribers/subscribe.html", form=form), 422 if form.errors else 200
    with same_time_for_all(ANSWER_SECONDS):
        if form.seems_human():
            with transaction():
                signup.ask(form.wish())
    return redirect(url_for("subscribers.check_inbox"), 303)


@blueprint.get("/subscribe/check-your-inbox")
def check_inbox() -> ResponseReturnValue:
    return render_template("subscribers/check_inbox.html")
