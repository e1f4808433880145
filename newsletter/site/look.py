"""The organisation as the layouts of all pages show it."""

from newsletter.accounts.models import Role
from newsletter.accounts.session import current_staff
from newsletter.core.languages import is_supported
from newsletter.media import service as media
from newsletter.organisation import service
from newsletter.web.language import current_language
from newsletter.web.navigation import SignedIn
from newsletter.web.theme import Theme


def theme() -> Theme:
    organisation = service.get()
    logo = media.find(organisation.logo_hash) if organisation.logo_hash else None
    return Theme(
        organisation=service.name_in(organisation, current_language()),
        accent=organisation.accent,
        logo_address=media.address(logo) if logo else None,
        logo_alt=organisation.logo_alt,
        postal_address=organisation.postal_address,
        contact_email=organisation.contact_email,
        website=organisation.website,
    )


def interface_languages() -> list[str]:
    """Languages of the organisation that have a complete interface, in its order."""
    return [language for language in service.get().languages if is_supported(language)]


def default_language() -> str:
    chosen = service.get().default_language
    return chosen if is_supported(chosen) else "en"


def zone() -> str:
    return service.get().zone


def signed_in() -> SignedIn | None:
    staff = current_staff()
    if staff is None:
        return None
    return SignedIn(name=staff.contact.name or staff.contact.address, is_admin=staff.role == Role.ADMIN)
