"""What the marks are called, to those who set them and to editors."""

from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from newsletter.core.clock import now
from newsletter.events.models import Event, EventKind
from newsletter.events.state import RegistrationState, registration_state
from newsletter.registrations.models import MarkKind

NAMES: dict[MarkKind, Any] = {
    MarkKind.INTERESTED: _l("Interested"),
    MarkKind.MATERIALS_ONLY: _l("Want only the material"),
    MarkKind.REGISTERED_ELSEWHERE: _l("Have registered elsewhere"),
    MarkKind.NOT_INTERESTED: _l("Not interested"),
}
"""Beside a number of people."""


def wish(event: Event, kind: MarkKind) -> str:
    """What somebody asks for, to choose on the event's page."""
    if kind is MarkKind.MATERIALS_ONLY:
        return str(_("Only the material afterwards"))
    if registration_state(event, now()) is not RegistrationState.NOT_OPEN:
        return str(_("If anything changes"))
    if event.kind is EventKind.APPLICATION_ROUND:
        return str(_("When applications open, and if anything changes"))
    return str(_("When registration opens, and if anything changes"))


class Words(NamedTuple):
    """Of the page behind a mark's link: before and after the button was pressed."""

    question: str
    explanation: str
    button: str
    marked: str
    marked_explanation: str


def of(kind: MarkKind, *, is_round: bool) -> Words:
    maker = {
        MarkKind.REGISTERED_ELSEWHERE: _registered,
        MarkKind.NOT_INTERESTED: _not_interested,
        MarkKind.INTERESTED: _interested,
        MarkKind.MATERIALS_ONLY: _material,
    }[kind]
    return maker(is_round)


def _registered(is_round: bool) -> Words:
    if is_round:
        return Words(
            _("Have you applied already?"),
            _(
                "Press the button and we will not remind you of the last day to apply. It does not send an application."
            ),
            _("Yes, I have applied"),
            _("You have applied already"),
            _("We will not remind you of the last day to apply."),
        )
    return Words(
        _("Have you registered already?"),
        _(
            "Press the button and we will not remind you of the last day to register. It does not register you for the event."
        ),
        _("Yes, I have registered"),
        _("You have registered already"),
        _("We will not remind you of the last day to register for this event."),
    )


def _not_interested(is_round: bool) -> Words:
    if is_round:
        return Words(
            _("Not interested in this application round?"),
            _(
                "Press the button and we will not remind you of this application round. You go on following its topics."
            ),
            _("No, I am not interested"),
            _("You are not interested"),
            _("We will not remind you of this application round. You go on following its topics."),
        )
    return Words(
        _("Not interested in this event?"),
        _("Press the button and we will not remind you of this event. You go on following its topics."),
        _("No, I am not interested"),
        _("You are not interested"),
        _("We will not remind you of this event. You go on following its topics."),
    )


def _interested(is_round: bool) -> Words:
    if is_round:
        return Words(
            _("Interested in this application round?"),
            _(
                "Press the button and we write to you when applications open and when anything important changes."
            ),
            _("Yes, keep me informed"),
            _("You are interested"),
            _("We write to you when there is something new to know. You have not applied by this."),
        )
    return Words(
        _("Interested in this event?"),
        _(
            "Press the button and we write to you when registration opens and when anything important changes."
        ),
        _("Yes, keep me informed"),
        _("You are interested"),
        _("We write to you when there is something new to know. You have not registered by this."),
    )


def _material(_is_round: bool) -> Words:
    return Words(
        _("Do you want only the material?"),
        _(
            "Press the button and we write to you once, when there is material from the event, and not before."
        ),
        _("Yes, only the material"),
        _("You get the material"),
        _("We write to you once, when there is material from the event, and not before."),
    )
