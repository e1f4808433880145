"""What subscribers may tell about themselves so that they are spared what is not meant for them. Never asked for."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from newsletter.core import regions
from newsletter.core.database import session
from newsletter.core.text import one_line
from newsletter.subscribers.models import Profile, Role

LONGEST_MUNICIPALITY = 80

ROLES: dict[Role, Any] = {
    Role.POLITICIAN: _l("Elected representative"),
    Role.MANAGER: _l("Manager"),
    Role.PRACTITIONER: _l("Practitioner"),
    Role.RESEARCHER: _l("Researcher"),
    Role.OTHER: _l("Other role"),
}

_KINDS_OF_MUNICIPALITY = frozenset({"kommun", "kommune", "kommunen", "stad", "kunta", "kaupunki"})


@dataclass(frozen=True)
class Told:
    """What somebody says of themselves; all of it may be left out."""

    region: str = ""
    municipality: str = ""
    roles: Collection[Role] = ()

    def __bool__(self) -> bool:
        return bool(self.region or self.municipality or self.roles)


def of(contact_id: int) -> Told:
    found = session.get(Profile, contact_id)
    if found is None:
        return Told()
    return Told(found.region, found.municipality, tuple(Role(role) for role in found.roles))


def facts(told: Told, language: str) -> list[tuple[str, str]]:
    """Each thing that was told, under its name."""
    said = [
        (_("Region"), regions.name(told.region, language)),
        (_("Municipality"), told.municipality),
        (_("Roles"), ", ".join(str(ROLES[role]) for role in told.roles)),
    ]
    return [(label, words) for label, words in said if words]


def tell(contact_id: int, told: Told) -> None:
    """Replaces all that was told before; who tells nothing leaves no row."""
    if not told:
        forget(contact_id)
        return
    municipality = one_line(told.municipality)[:LONGEST_MUNICIPALITY]
    values = {
        "region": told.region if told.region in regions.NAMES else "",
        "municipality": municipality,
        "municipality_key": municipality_key(municipality),
        "roles": [role.value for role in Role if role in told.roles],
    }
    session.execute(
        insert(Profile)
        .values(contact_id=contact_id, **values)
        .on_conflict_do_update(index_elements=["contact_id"], set_=values)
    )
    session.expire_all()


def forget(contact_id: int) -> None:
    session.execute(delete(Profile).where(Profile.contact_id == contact_id))


def municipality_key(name: str) -> str:
    """The same for “Mora”, “mora kommun” and “Moras kommun”: who writes it another way must not miss anything."""
    words = one_line(name).casefold().split()
    while len(words) > 1 and words[-1] in _KINDS_OF_MUNICIPALITY:
        words.pop()
    return " ".join(words).rstrip("s")
