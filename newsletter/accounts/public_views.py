"""The door: signing in, and setting a password with a one-time link."""

import logging

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.accounts import links, pace, service, session, signin
from newsletter.accounts.forms import ForgottenForm, SetPasswordForm, SignInForm
from newsletter.accounts.guards import own_path
from newsletter.core.database import transaction
from newsletter.errors import Invalid, NotFound, StopMailing
from newsletter.extensions import limiter
from newsletter.web.answer_time import same_time_for_all
from newsletter.web.network import visitor_network

blueprint = Blueprint("accounts", __name__)
log = logging.getLogger(__name__)


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit("30/15 minutes", key_func=visitor_network, methods=["POST"], deduct_when=pace.was_refused)
@limiter.limit(
    "10/15 minutes", key_func=pace.account_asked_for, methods=["POST"], deduct_when=pace.was_refused
)
def sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            with transaction():
                session.start(signin.sign_in(form.email.data, form.password.data))
            return redirect(own_path(request.args.get("next")), 303)
        except Invalid as fault:
            form.blame(fault)
    elif request.method == "GET" and session.current_staff():
        return redirect(own_path(request.args.get("next")))
    return render_template("accounts/sign_in.html", form=form), 422 if form.errors else 200


@blueprint.route("/forgotten", methods=["GET", "POST"])
@limiter.limit("10/hour", key_func=visitor_network, methods=["POST"])
def forgotten() -> ResponseReturnValue:
    form = ForgottenForm()
    if not form.validate_on_submit():
        return render_template("accounts/forgotten.html", form=form), 422 if form.errors else 200
    with same_time_for_all():
        _send_link(form.email.data)
    return render_template("accounts/forgotten_sent.html")


def _send_link(address: str) -> None:
    """What fails here shows in the log only: an answer of its own would tell that there is an account."""
    try:
        with transaction():
            service.forgotten(address)
    except StopMailing:
        log.exception("no link for a forgotten password could be mailed")


@blueprint.route("/password/<token>", methods=["GET", "POST"])
@limiter.limit("30/15 minutes", key_func=visitor_network, methods=["POST"])
def password(token: str) -> ResponseReturnValue:
    link = links.find(token)
    if link is None:
        return render_template("accounts/worn_link.html"), 404
    form = SetPasswordForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.set_password(token, form.password.data)
        except NotFound:
            return render_template("accounts/worn_link.html"), 404
        except Invalid as fault:
            form.blame(fault)
        else:
            flash(_("Your password is set. Sign in with it."), "success")
            return redirect(url_for("accounts.sign_in"), 303)
    return render_template("accounts/password.html", form=form, staff=link.staff), 422 if form.errors else 200


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    with transaction():
        session.end()
    flash(_("You are signed out."), "success")
    return redirect(url_for("accounts.sign_in"), 303)
