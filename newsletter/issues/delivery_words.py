"""What became of a mail for one person, and why, in sentences for editors."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from newsletter.core.clock import utc_to_local
from newsletter.core.languages import format_moment
from newsletter.organisation import service as organisation
from newsletter.outbox.figures import Delivery
from newsletter.outbox.models import DeliveryState, Reason
from newsletter.web.language import interface_language

REASON_NAMES = {
    Reason.PENDING: _l("Not confirmed yet"),
    Reason.ENDED: _l("Left the newsletter"),
    Reason.PAUSED: _l("Paused the newsletter"),
    Reason.SUPPRESSED: _l("The address does not work, or the person left everything"),
    Reason.COMPLAINED: _l("Reported our mail as unwanted"),
    Reason.OUTSIDE_SEGMENT: _l("Outside the chosen part of the readers"),
    Reason.DIGEST_INSTEAD: _l("Gets a digest instead"),
    Reason.REGISTERED: _l("Already registered"),
    Reason.MARKED: _l("Said to be registered, not interested, or to want only the material"),
    Reason.OUTSIDE_TARGET_GROUP: _l("Outside the target group, by what they told of themselves"),
    Reason.TOLD_ALREADY: _l("Already told"),
    Reason.REMINDERS_OFF: _l("Wants no mail between two digests"),
    Reason.CAP: _l("Already got as many mails as allowed"),
    Reason.ADDRESS_NOT_SERVABLE: _l("The address cannot be mailed"),
    Reason.ERASED: _l("Erased"),
    Reason.CANCELLED: _l("Sending was stopped before"),
    Reason.TOO_LATE: _l("The time for this mail had passed"),
}


def reason_name(reason: Reason) -> str:
    """Beside the number of people."""
    return str(REASON_NAMES.get(reason, reason.value))


def because(reason: Reason | None) -> str:
    """The same reason for one person, as a sentence."""
    sentences = {
        Reason.PENDING: _("The person has not confirmed the sign-up yet."),
        Reason.ENDED: _("The person had left the newsletter."),
        Reason.PAUSED: _("The person had paused the newsletter."),
        Reason.SUPPRESSED: _(
            "The address must not be mailed: it does not work, or the person has left everything."
        ),
        Reason.COMPLAINED: _("The person has reported our mail as unwanted."),
        Reason.OUTSIDE_SEGMENT: _("The person is outside the part of the readers that was chosen."),
        Reason.DIGEST_INSTEAD: _("The person gets a digest instead."),
        Reason.REGISTERED: _("The person is registered already."),
        Reason.MARKED: _(
            "The person has said that they are registered, not interested, or want only the material."
        ),
        Reason.OUTSIDE_TARGET_GROUP: _(
            "The event is meant for other regions, municipalities or roles than the person has stated."
        ),
        Reason.TOLD_ALREADY: _("The person had been told already."),
        Reason.REMINDERS_OFF: _("The person wants no mail between two digests."),
        Reason.CAP: _("The person has had as many mails as allowed."),
        Reason.ADDRESS_NOT_SERVABLE: _("The address cannot be mailed."),
        Reason.ERASED: _("The person has been erased."),
        Reason.CANCELLED: _("Sending was stopped before this mail left."),
        Reason.TOO_LATE: _("The time for this mail had passed."),
    }
    return sentences.get(reason, "") if reason else ""


def answer(delivery: Delivery | None) -> tuple[str, str]:
    """“Did this address get it?”: the answer, and what is known besides."""
    if delivery is None:
        return _("No."), _("This person did not follow the newsletter when the issue left.")
    said = delivery.said and _(
        "The mail server said: %(words)s", words=f"{delivery.code} {delivery.said}".strip()
    )
    match delivery.state:
        case DeliveryState.ACCEPTED:
            return _("Yes."), _("The mail server took it at %(moment)s.", moment=_moment(delivery))
        case DeliveryState.QUEUED | DeliveryState.SENDING:
            return _("Not yet."), _("The mail is waiting for its turn.")
        case DeliveryState.DEFERRED:
            return _("Not yet."), said or _("The mail server asked us to try again later.")
        case DeliveryState.REFUSED:
            return _("No."), said or _("The mail server refused it.")
        case DeliveryState.UNKNOWN:
            return _("Perhaps."), _(
                "The connection broke before the mail server answered. It may have arrived."
            )
        case _:
            return _("No."), because(delivery.reason)


def _moment(delivery: Delivery) -> str:
    if delivery.at is None:
        return ""
    return format_moment(utc_to_local(delivery.at, organisation.get().zone), interface_language())
