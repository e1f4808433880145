"""How the organisation's mails look; the one place that puts it together for rendering."""

from flask import current_app

from newsletter.media import service as media
from newsletter.organisation import service as organisations
from newsletter.organisation.models import Organisation
from newsletter.rendering.look import Logo, Look


def organisation_look(language: str) -> Look:
    """The look of mails in `language`."""
    organisation = organisations.get()
    return Look(
        organisation=organisations.name_in(organisation, language),
        base_url=_base_url(),
        address=tuple(line for line in organisation.postal_address.splitlines() if line.strip()),
        contact_email=organisation.contact_email,
        website=organisation.website,
        accent=organisation.accent,
        logo=_logo(organisation),
    )


def _logo(organisation: Organisation) -> Logo | None:
    picture = media.find(organisation.logo_hash) if organisation.logo_hash else None
    if picture is None:
        return None
    return Logo(_base_url() + media.address(picture), picture.width, picture.height, organisation.logo_alt)


def _base_url() -> str:
    return str(current_app.config["SETTINGS"].base_url)
