"""Staff look after the topics."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.core.database import transaction
from newsletter.errors import Conflict, Invalid
from newsletter.subscribers import staff, topics
from newsletter.subscribers.choices import KIND_NAME
from newsletter.subscribers.models import Topic
from newsletter.subscribers.staff_forms import TopicForm, topic_form
from newsletter.web.actor import actor_id

blueprint = Blueprint("topics", __name__)


@blueprint.get("")
def everything() -> ResponseReturnValue:
    known = topics.list_topics(archived=True)
    return render_template(
        "subscribers/topics.html",
        branches=topics.tree([topic for topic in known if topic.archived_at is None]),
        archived=[topic for topic in known if topic.archived_at is not None],
        followers=staff.followers_of_topics(),
        kind_names=KIND_NAME,
    )


@blueprint.route("/new", methods=["GET", "POST"])
def add() -> ResponseReturnValue:
    form = topic_form()
    if form.validate_on_submit():
        try:
            with transaction():
                topics.add(form.data_of_topic(), actor_id())
        except Invalid as fault:
            form.blame(fault)
        else:
            flash(_("The topic is added."), "success")
            return redirect(url_for(".everything"), 303)
    return _form_page(form, None)


@blueprint.route("/<slug>", methods=["GET", "POST"])
def edit(slug: str) -> ResponseReturnValue:
    topic = topics.by_slug(slug)
    form = topic_form(topic)
    if form.validate_on_submit():
        try:
            with transaction():
                topics.edit(topic, form.data_of_topic(), actor_id())
        except (Invalid, Conflict) as fault:
            form.blame(fault if isinstance(fault, Invalid) else Invalid(str(fault)))
        else:
            flash(_("The topic is saved."), "success")
            return redirect(url_for(".everything"), 303)
    return _form_page(form, topic)


@blueprint.post("/<slug>/archive")
def archive(slug: str) -> ResponseReturnValue:
    with transaction():
        topics.archive(topics.by_slug(slug), actor_id())
    flash(_("The topic is put away. Nobody can sign up for it any more."), "success")
    return redirect(url_for(".everything"), 303)


@blueprint.post("/<slug>/restore")
def restore(slug: str) -> ResponseReturnValue:
    with transaction():
        topics.restore(topics.by_slug(slug), actor_id())
    flash(_("The topic is in use again."), "success")
    return redirect(url_for(".everything"), 303)


@blueprint.post("/<slug>/move")
def move(slug: str) -> ResponseReturnValue:
    with transaction():
        topics.move(topics.by_slug(slug), -1 if request.form.get("to") == "up" else 1, actor_id())
    return redirect(url_for(".everything", _anchor=f"topic-{slug}"), 303)


def _form_page(form: TopicForm, topic: Topic | None) -> ResponseReturnValue:
    page = render_template("subscribers/topic.html", form=form, topic=topic)
    return page, 422 if form.errors or form.form_errors else 200
