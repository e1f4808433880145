"""Digests for staff: the next ones, those that have left, and the next one of one address."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from newsletter.contacts.models import Contact
from newsletter.core.database import session
from newsletter.errors import Invalid, StopMailing
from newsletter.notices import digest_pages, whatif
from newsletter.notices.digests import FREQUENCIES
from newsletter.subscribers.models import Frequency
from newsletter.web.headers import mail_page
from newsletter.web.pagination import paginate

blueprint = Blueprint("digests", __name__)


@blueprint.get("")
def index() -> ResponseReturnValue:
    found = paginate(digest_pages.past())
    return render_template(
        "notices/digests.html",
        coming=digest_pages.coming(),
        past=digest_pages.rows(found.items),
        found=found,
    )


@blueprint.get("/preview")
def preview() -> ResponseReturnValue:
    """The next digest of one address."""
    address = request.args.get("address", "").strip()[:254]
    contact, fault = None, ""
    try:
        contact = whatif.contact_of(address) if address else None
        copies = _copies(contact) if contact else []
    except (Invalid, StopMailing) as refused:
        fault, copies = str(refused), []
    return render_template(
        "notices/digest_preview.html", address=address, contact=contact, fault=fault, copies=copies
    )


def _copies(contact: Contact) -> list[dict[str, object]]:
    found = [(frequency, digest_pages.copy_for(contact, frequency)) for frequency in FREQUENCIES]
    return [
        {"name": digest_pages.NAMES[frequency], "frequency": frequency.value, "copy": copy}
        for frequency, copy in found
        if copy is not None
    ]


@blueprint.get("/preview/<int:contact_id>/<frequency>")
def mail(contact_id: int, frequency: str) -> ResponseReturnValue:
    """The mail itself, for a frame."""
    contact = session.get(Contact, contact_id)
    if contact is None or frequency not in {each.value for each in FREQUENCIES}:
        abort(404)
    copy = digest_pages.copy_for(contact, Frequency(frequency))
    if copy is None:
        abort(404)
    return mail_page(copy.html)
