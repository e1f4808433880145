"""Admins look after the staff."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from newsletter.accounts import find, invite, service
from newsletter.accounts.forms import InviteForm, RoleForm
from newsletter.accounts.models import Role
from newsletter.core.database import transaction
from newsletter.errors import Invalid, NotPossible, StopMailing
from newsletter.web.actor import actor_id
from newsletter.web.language import current_language

blueprint = Blueprint("people", __name__)


@blueprint.get("")
def everyone() -> ResponseReturnValue:
    return render_template("accounts/people.html", people=find.everyone(), me=actor_id())


@blueprint.route("/invite", methods=["GET", "POST"])
def invite_one() -> ResponseReturnValue:
    form = InviteForm(language=current_language())
    if form.validate_on_submit():
        try:
            with transaction():
                staff = invite.invite(
                    form.email.data,
                    Role(form.role.data),
                    form.language.data,
                    name=form.name.data,
                    actor_id=_admin(),
                )
        except (Invalid, StopMailing) as fault:
            form.blame(fault)
        else:
            flash(
                _("An invitation is on its way to %(name)s. It is good for 7 days.", name=staff.name),
                "success",
            )
            return redirect(url_for("people.everyone"), 303)
    return render_template("accounts/invite.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:staff_id>")
def one(staff_id: int) -> ResponseReturnValue:
    staff = find.by_id(staff_id)
    return render_template("accounts/person.html", staff=staff, form=RoleForm(role=staff.role.value))


@blueprint.post("/<int:staff_id>/role")
def change_role(staff_id: int) -> ResponseReturnValue:
    form = RoleForm()
    if not form.validate():
        return render_template("accounts/person.html", staff=find.by_id(staff_id), form=form), 422
    role = Role(form.role.data)
    return _do(
        staff_id, lambda: service.change_role(staff_id, role, actor_id=_admin()), _("The role is changed.")
    )


@blueprint.post("/<int:staff_id>/disable")
def disable(staff_id: int) -> ResponseReturnValue:
    done = _("The person cannot sign in any more.")
    return _do(staff_id, lambda: service.disable(staff_id, actor_id=_admin()), done)


@blueprint.post("/<int:staff_id>/enable")
def enable(staff_id: int) -> ResponseReturnValue:
    return _do(
        staff_id, lambda: service.enable(staff_id, actor_id=_admin()), _("The person can sign in again.")
    )


@blueprint.post("/<int:staff_id>/invite-again")
def invite_again(staff_id: int) -> ResponseReturnValue:
    done = _("A new invitation is on its way. The earlier one is no longer good.")
    return _do(staff_id, lambda: invite.invite_again(staff_id, actor_id=_admin()), done)


def _admin() -> int:
    found = actor_id()
    assert found is not None, "the guard lets nobody else in"
    return found


def _do(staff_id: int, act: Callable[[], object], done: str) -> ResponseReturnValue:
    """Acts and says so, or says why it cannot be done; either way back on the person's page."""
    try:
        with transaction():
            act()
        flash(done, "success")
    except (NotPossible, StopMailing) as fault:
        flash(str(fault), "danger")
    return redirect(url_for("people.one", staff_id=staff_id), 303)
