"""A test of one language, mailed to the editor who asks for it."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _

from newsletter.accounts import find
from newsletter.core.database import session
from newsletter.errors import NotPossible
from newsletter.issues import drafts, letters
from newsletter.issues.drafts import Cause
from newsletter.outbox import service as outbox
from newsletter.outbox.forms import keep_letter
from newsletter.outbox.models import Mailing, MailingForm
from newsletter.rendering.letter import Letter
from newsletter.subscribers.models import Topic

KIND = "test_mail"


def send(issue_id: int, language: str, staff_id: int | None) -> str:
    """The address it goes to.

    Raises:
        Invalid, StopMailing: the issue cannot be mailed as it is.
    """
    if staff_id is None:
        raise NotPossible(_("Only a signed-in person can get a test."))
    issue = drafts.find(issue_id)
    contact = find.by_id(staff_id).contact
    letter = marked_as_test(letters.final(issue, language))
    mailing = outbox.post(KIND, contact_id=contact.id, letter=letter, subject_id=issue.id)
    # So that its “read in the browser” leads somewhere.
    session.add(MailingForm(mailing_id=mailing.id, language=language, form_hash=keep_letter(letter)))
    drafts.keep_version(issue, Cause.TEST, staff_id)
    return contact.address


def topics_left(mailing: Mailing, contact_id: int) -> Sequence[Topic]:
    """The way out of a test leads nowhere: the editor follows nothing through it."""
    return []


def marked_as_test(letter: Letter) -> Letter:
    """Says in its subject that it is a test; the rest is what readers would get."""
    subject = _("[Test] %(subject)s", subject=letter.context["issue_subject"])
    return replace(letter, context={**letter.context, "issue_subject": subject})
