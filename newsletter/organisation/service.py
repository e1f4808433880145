"""The organisation's settings; every room above may ask."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from newsletter.audit.service import record
from newsletter.core.database import hold, session
from newsletter.errors import Conflict
from newsletter.organisation.models import Organisation, Sender


@dataclass(frozen=True)
class Details:
    """What the settings form shows, cleaned by `checks`. `names` are those in other languages."""

    name: str
    names: dict[str, str]
    postal_address: str
    contact_email: str
    data_protection_email: str
    website: str
    country: str
    zone: str
    languages: list[str]
    default_language: str
    accent: str
    regret_minutes: int


def get() -> Organisation:
    """The organisation; made with plain defaults when the database is new, and never missing after that."""
    found = session.get(Organisation, 1)
    if found is None:
        session.execute(insert(Organisation).values(id=1, name="Budkavle").on_conflict_do_nothing())
        found = session.get_one(Organisation, 1)
    return hold(found)


def name_in(organisation: Organisation, language: str) -> str:
    return organisation.names.get(language) or organisation.name


def sender(sender_id: int | None) -> Sender | None:
    """The sender asked for, else the organisation's default one, else None (nothing set up yet)."""
    chosen = session.get(Sender, sender_id) if sender_id is not None else None
    return chosen or get().default_sender


def details_of(organisation: Organisation) -> Details:
    values = {field.name: getattr(organisation, field.name) for field in fields(Details)}
    return Details(**values)


def change(new: Details, revision: int, *, actor_id: int | None) -> None:
    """Saves the settings as they were seen at `revision`.

    Raises:
        Conflict: somebody else saved other settings since; nothing is changed.
    """
    organisation = lock()
    before, after = asdict(details_of(organisation)), asdict(new)
    changed = [name for name in after if before[name] != after[name]]
    if not changed:
        return
    if revision != organisation.revision:
        raise Conflict(_("Somebody else saved these settings while you were writing."))
    for name in changed:
        setattr(organisation, name, after[name])
    note_change(organisation, changed, actor_id)


def set_logo(digest: str | None, alt: str, *, actor_id: int | None) -> None:
    """Shows the picture with this hash as logo, or none."""
    organisation = lock()
    organisation.logo_hash = digest
    organisation.logo_alt = alt if digest else ""
    note_change(organisation, ["logo"], actor_id)


def lock() -> Organisation:
    """The organisation as it is now, held until the end of the transaction."""
    get()
    query = select(Organisation).where(Organisation.id == 1).with_for_update(of=Organisation)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def note_change(organisation: Organisation, changed: Sequence[str], actor_id: int | None) -> None:
    """Counts the revision on, and records which settings were changed, not what they hold: some are addresses."""
    organisation.revision += 1
    record(
        "organisation.changed",
        actor_id=actor_id,
        subject=("organisation", organisation.id),
        changed=list(changed),
    )
    session.flush()
