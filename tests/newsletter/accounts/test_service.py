"""Roles, disabling and one-time links, at the level of the services."""

from datetime import timedelta
from statistics import median
from time import perf_counter

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from newsletter.accounts import find, invite, links, service, signin
from newsletter.accounts.models import Role, StaffToken, TokenPurpose
from newsletter.audit.models import AuditEntry
from newsletter.core import clock
from newsletter.errors import Invalid, NotFound, NotPossible
from tests.support.staff import PASSWORD, make_staff

pytestmark = pytest.mark.usefixtures("session")
NEW = "seven quiet harbours"


def token_of(link: str) -> str:
    return link.rpartition("/")[2]


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_the_right_password_opens_and_is_recorded(session: Session) -> None:
    staff = make_staff(email="ida@example.org")
    assert signin.sign_in(" IDA@Example.org ", PASSWORD) is staff
    assert staff.last_sign_in_at is not None
    assert actions(session) == ["accounts.signed_in"]


@pytest.mark.parametrize("address", ["ida@example.org", "nobody@example.org", "not an address", ""])
def test_wrong_password_and_unknown_address_get_the_same_answer(address: str) -> None:
    make_staff(email="ida@example.org")
    with pytest.raises(Invalid, match="do not belong together"):
        signin.sign_in(address, "wrong password here")


def seconds_of_refusal(address: str) -> float:
    started = perf_counter()
    with pytest.raises(Invalid):
        signin.sign_in(address, "wrong password here")
    return perf_counter() - started


def test_an_unknown_address_takes_as_long_as_a_wrong_password() -> None:
    make_staff(email="ida@example.org")
    known, unknown = (
        median(seconds_of_refusal(address) for _ in range(5))
        for address in ("ida@example.org", "nobody@example.org")
    )
    assert known / 3 < unknown < known * 3  # without the work of hashing it would be a twentieth


def test_disabled_staff_cannot_sign_in_with_the_right_password() -> None:
    admin, staff = make_staff(Role.ADMIN), make_staff(email="ida@example.org")
    service.disable(staff.id, actor_id=admin.id)
    with pytest.raises(Invalid, match="do not belong together"):
        signin.sign_in("ida@example.org", PASSWORD)
    service.enable(staff.id, actor_id=admin.id)
    assert signin.sign_in("ida@example.org", PASSWORD) is staff


def test_signing_in_renews_a_hash_of_weaker_parameters() -> None:
    staff = make_staff(email="ida@example.org")
    staff.password_hash = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    signin.sign_in("ida@example.org", PASSWORD)
    assert "m=65536" in staff.password_hash


def test_the_last_admin_can_neither_be_disabled_nor_lose_the_role() -> None:
    admin, editor = make_staff(Role.ADMIN), make_staff()
    with pytest.raises(NotPossible, match="last admin"):
        service.disable(admin.id, actor_id=editor.id)
    with pytest.raises(NotPossible, match="last admin"):
        service.change_role(admin.id, Role.EDITOR, actor_id=admin.id)
    assert admin.disabled_at is None
    assert admin.role is Role.ADMIN


def test_admins_who_cannot_sign_in_do_not_count_as_remaining() -> None:
    admin, invited, disabled = (make_staff(Role.ADMIN) for _ in range(3))
    invited.password_hash = None
    disabled.disabled_at = clock.now()
    with pytest.raises(NotPossible):
        service.disable(admin.id, actor_id=admin.id)
    service.disable(invited.id, actor_id=admin.id)


def test_of_two_admins_one_may_go() -> None:
    admin, other = make_staff(Role.ADMIN), make_staff(Role.ADMIN)
    service.change_role(admin.id, Role.EDITOR, actor_id=other.id)
    with pytest.raises(NotPossible):
        service.disable(other.id, actor_id=other.id)


@pytest.mark.parametrize("what", ["role", "disable", "password", "link"])
def test_sessions_end_with_role_disabling_and_password(what: str) -> None:
    admin, staff = make_staff(Role.ADMIN), make_staff()
    before = staff.session_version
    if what == "role":
        service.change_role(staff.id, Role.ADMIN, actor_id=admin.id)
    elif what == "disable":
        service.disable(staff.id, actor_id=admin.id)
    elif what == "password":
        service.change_password(staff, PASSWORD, NEW)
    else:
        service.set_password(token_of(links.make(staff, TokenPurpose.PASSWORD)), NEW)
    assert staff.session_version == before + 1


def test_what_changes_nothing_ends_no_session_and_records_nothing(session: Session) -> None:
    admin, staff = make_staff(Role.ADMIN), make_staff()
    service.change_role(staff.id, Role.EDITOR, actor_id=admin.id)
    service.enable(staff.id, actor_id=admin.id)
    assert staff.session_version == 0
    assert actions(session) == []


def test_a_link_sets_a_password_once() -> None:
    staff = make_staff(email="ida@example.org")
    token = token_of(links.make(staff, TokenPurpose.PASSWORD))
    service.set_password(token, NEW)
    assert signin.sign_in("ida@example.org", NEW) is staff
    with pytest.raises(NotFound):
        service.set_password(token, "another good password")


def test_a_poor_password_does_not_use_up_the_link() -> None:
    token = token_of(links.make(make_staff(), TokenPurpose.PASSWORD))
    with pytest.raises(Invalid):
        service.set_password(token, "short")
    service.set_password(token, NEW)


def test_setting_a_password_makes_the_other_links_worthless() -> None:
    staff = make_staff()
    first, second = (token_of(links.make(staff, TokenPurpose.PASSWORD)) for _ in range(2))
    service.set_password(second, NEW)
    assert links.find(first) is None


@pytest.mark.parametrize(
    ("purpose", "good", "worn"),
    [
        (TokenPurpose.PASSWORD, timedelta(minutes=29), timedelta(minutes=31)),
        (TokenPurpose.INVITATION, timedelta(days=6, hours=23), timedelta(days=7, minutes=1)),
    ],
)
def test_links_wear_out(session: Session, purpose: TokenPurpose, good: timedelta, worn: timedelta) -> None:
    token = token_of(links.make(make_staff(), purpose))
    row = session.scalars(select(StaffToken)).one()
    row.expires_at -= good
    session.flush()
    assert links.find(token)
    row.expires_at -= worn - good
    session.flush()
    assert links.find(token) is None


@pytest.mark.parametrize("token", ["", "x", "../..", "' OR 1=1 --", "\x00", "å" * 50, "A" * 5000])
def test_made_up_tokens_find_nothing(token: str) -> None:
    links.make(make_staff(), TokenPurpose.PASSWORD)
    assert links.find(token) is None


def test_mail_software_may_glue_a_full_stop_to_the_link() -> None:
    token = token_of(links.make(make_staff(), TokenPurpose.PASSWORD))
    assert links.find(token + ".")
    assert links.find(token + ">")


def test_only_the_hash_of_a_link_is_stored(session: Session) -> None:
    token = token_of(links.make(make_staff(), TokenPurpose.PASSWORD))
    assert token not in str(session.scalars(select(StaffToken.hash)).one())


def test_a_link_to_a_disabled_account_is_worthless() -> None:
    admin, staff = make_staff(Role.ADMIN), make_staff()
    token = token_of(links.make(staff, TokenPurpose.PASSWORD))
    service.disable(staff.id, actor_id=admin.id)
    service.enable(staff.id, actor_id=admin.id)
    assert links.find(token) is None


def test_own_password_needs_the_present_one() -> None:
    staff = make_staff()
    with pytest.raises(Invalid) as refused:
        service.change_password(staff, "not this one at all", NEW)
    assert refused.value.field == "current"


def test_one_address_is_one_staff_member() -> None:
    invite.add("ida@example.org", Role.EDITOR, "en")
    with pytest.raises(Invalid, match="already"):
        invite.add("Ida@EXAMPLE.org", Role.ADMIN, "en")


def test_no_audit_entry_holds_an_address(session: Session) -> None:
    staff = make_staff(Role.ADMIN, email="ida@example.org")
    signin.sign_in("ida@example.org", PASSWORD)
    service.change_role(make_staff().id, Role.ADMIN, actor_id=staff.id)
    for entry in session.scalars(select(AuditEntry)):
        assert "@" not in str(entry.details)


def test_staff_are_listed_with_the_disabled_last() -> None:
    make_staff(name="Åsa Test"), make_staff(name="Bo Test")
    gone = make_staff(name="Anders Test")
    gone.disabled_at = clock.now()
    assert [person.name for person in find.everyone()] == ["Bo Test", "Åsa Test", "Anders Test"]


def test_an_unknown_number_is_not_found() -> None:
    with pytest.raises(NotFound):
        find.by_id(987654321)
    assert find.by_address("nobody@example.org") is None
