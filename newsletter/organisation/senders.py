"""The From lines that newsletters and notices may use."""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from newsletter.audit.service import record
from newsletter.core.database import session
from newsletter.errors import NotFound, NotPossible, StopMailing
from newsletter.organisation import service
from newsletter.organisation.models import Sender
from newsletter.rendering import letter


def everyone() -> Sequence[Sender]:
    return session.scalars(select(Sender).order_by(Sender.name, Sender.id)).all()


def by_id(sender_id: int) -> Sender:
    found = session.get(Sender, sender_id)
    if found is None:
        raise NotFound(_("There is no such sender."))
    return found


def add(name: str, address: str, reply_to: str, *, actor_id: int | None) -> Sender:
    """A new sender; the first one becomes the organisation's."""
    sender = Sender(name=name, address=address, reply_to=reply_to)
    session.add(sender)
    session.flush()
    record("organisation.sender_added", actor_id=actor_id, subject=("sender", sender.id))
    if service.get().default_sender_id is None:
        make_default(sender.id, actor_id=actor_id)
    return sender


def edit(sender_id: int, name: str, address: str, reply_to: str, *, actor_id: int | None) -> None:
    sender = by_id(sender_id)
    sender.name, sender.address, sender.reply_to = name, address, reply_to
    record("organisation.sender_edited", actor_id=actor_id, subject=("sender", sender.id))


def make_default(sender_id: int, *, actor_id: int | None) -> None:
    """From now on used wherever no other sender is chosen."""
    sender, organisation = by_id(sender_id), service.lock()
    organisation.default_sender = sender
    service.note_change(organisation, ["default_sender"], actor_id)


def remove(sender_id: int, *, actor_id: int | None) -> None:
    """Forgets a sender that nothing uses.

    Raises:
        NotPossible: it is the organisation's, or a newsletter's.
    """
    sender = by_id(sender_id)
    if service.lock().default_sender_id == sender.id:
        raise NotPossible(_("This is the organisation's sender. Choose another one first."))
    try:
        with session.begin_nested():
            session.delete(sender)
    except IntegrityError:
        raise NotPossible(
            _("A newsletter or a topic uses this sender. Choose another one there first.")
        ) from None
    record("organisation.sender_removed", actor_id=actor_id, subject=("sender", sender_id))


def of_letter(sender_id: int | None = None) -> tuple[letter.Sender, letter.Sender | None]:
    """Who a letter is from and where replies go: the sender asked for, else the organisation's.

    Raises:
        StopMailing: nobody has set up a sender yet.
    """
    sender = service.sender(sender_id)
    if sender is None:
        raise StopMailing(_("There is no sender yet. An admin sets one up under “Organisation”."))
    reply_to = letter.Sender(sender.name, sender.reply_to) if sender.reply_to else None
    return letter.Sender(sender.name, sender.address), reply_to
