from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from newsletter.core.clock import now
from newsletter.core.database import session
from newsletter.errors import Invalid, NotPossible
from newsletter.events import edit
from newsletter.events.models import Allocation, Event, LatePolicy, Mode
from newsletter.registrations import desk, due, line, people, service, staff
from newsletter.registrations.answers import Answers
from newsletter.registrations.models import AttendAs, EndReason, Registration, RegistrationState
from newsletter.registrations.service import Details
from tests.newsletter.registrations.support import (
    at,
    contact_of,
    mails,
    mails_to,
    make_open_event,
    person,
    register,
    states,
    wish,
)

pytestmark = pytest.mark.usefixtures("sender", "clock")
Clock = time_machine.Traveller


def test_who_registers_has_a_place_and_a_receipt() -> None:
    made = register(make_open_event(), "Åsa Öberg", affiliation=" Region  Sundland ", municipality="Almvika")
    assert (made.state, made.name, made.affiliation) == ("confirmed", "Åsa Öberg", "Region Sundland")
    assert mails(made) == ["receipt"]


def test_registering_makes_a_contact_who_follows_nothing_and_keeps_a_known_name() -> None:
    event = make_open_event()
    somebody = person("Ada Ek")
    service.register(wish(event, somebody))
    (first,) = session.query(Registration).all()
    assert contact_of(first).name == ""
    contact_of(first).name = "Ada E. Ek"
    service.register(
        wish(make_open_event(), person("Another name").__class__(somebody.address, "X", AttendAs.PHYSICAL))
    )
    assert contact_of(first).name == "Ada E. Ek"


def test_after_the_last_place_people_wait_in_the_order_in_which_they_came() -> None:
    event = make_open_event(places=2)
    made = [register(event) for _ in range(4)]
    assert states(event) == ["confirmed", "confirmed", "waitlisted", "waitlisted"]
    assert [line.number(one) for one in made[2:]] == [1, 2]
    assert mails(made[3]) == ["waiting_list"]


def test_a_freed_place_is_offered_to_the_next_in_line() -> None:
    event = make_open_event(places=1)
    first, second, third = (register(event) for _ in range(3))
    service.give_up(first.id)
    assert states(event) == ["cancelled", "offered", "waitlisted"]
    assert second.offer_expires_at == at(2027, 4, 23, 10)
    assert (mails(first)[-1], mails(second)[-1], mails(third)) == ("given_up", "offer", ["waiting_list"])
    service.accept(second.id)
    assert (second.state, mails(second)[-1]) == ("confirmed", "receipt")


def test_a_place_freed_after_registration_has_closed_is_offered_as_well(clock: Clock) -> None:
    """Complaint 12: no offer because the shop was closed; the wrong person first."""
    event = make_open_event(places=1)
    first, second, third = (register(event) for _ in range(3))
    clock.move_to(at(2027, 4, 30, 10))
    service.give_up(first.id)
    assert (second.state, third.state) == (RegistrationState.OFFERED, RegistrationState.WAITLISTED)


def test_nobody_passes_those_who_were_offered_a_place_or_wait() -> None:
    event = make_open_event(places=1)
    first, _second = register(event), register(event)
    service.give_up(first.id)
    assert register(event).state is RegistrationState.WAITLISTED


def test_an_offer_that_is_not_answered_goes_to_the_next(clock: Clock) -> None:
    event = make_open_event(places=1)
    first, second, third = (register(event) for _ in range(3))
    service.give_up(first.id)
    clock.move_to(at(2027, 4, 23, 10) + timedelta(seconds=1))
    due.expire(event.id)
    assert (second.state, second.ended_because) == ("cancelled", EndReason.OFFER_EXPIRED)
    assert (third.state, mails(second)[-1], mails(third)[-1]) == ("offered", "offer_expired", "offer")
    assert service.accept(second.id).state is RegistrationState.CANCELLED


def test_an_offer_accepted_too_late_is_passed_on_at_once(clock: Clock) -> None:
    event = make_open_event(places=1)
    first, second, third = (register(event) for _ in range(3))
    service.give_up(first.id)
    clock.move_to(at(2027, 4, 24, 10))
    service.accept(second.id)
    assert (second.state, third.state) == ("cancelled", "offered")


def test_a_declined_offer_goes_to_the_next() -> None:
    event = make_open_event(places=1)
    first, second, third = (register(event) for _ in range(3))
    service.give_up(first.id)
    service.give_up(second.id)
    assert (second.ended_because, third.state) == (EndReason.OFFER_DECLINED, "offered")


def test_on_the_last_day_a_place_is_given_without_asking(clock: Clock) -> None:
    event = make_open_event(places=1, deadline_on=None)
    first, second = register(event), register(event)
    clock.move_to(at(2027, 5, 5, 12))
    service.give_up(first.id)
    assert (second.state, mails(second)[-1]) == ("confirmed", "granted")


def test_nobody_is_offered_a_place_at_an_event_that_has_begun_or_is_cancelled(clock: Clock) -> None:
    event = make_open_event(places=1)
    first, second = register(event), register(event)
    clock.move_to(at(2027, 5, 6, 9, 30))
    staff.cancel(first.id, None)
    assert second.state is RegistrationState.WAITLISTED


def test_who_gives_up_twice_is_told_once() -> None:
    made = register(make_open_event())
    service.give_up(made.id)
    service.give_up(made.id)
    assert mails(made) == ["receipt", "given_up"]


def test_a_place_cannot_be_given_up_after_the_last_moment_for_it(clock: Clock) -> None:
    made = register(make_open_event(cancel_until_on=date(2027, 5, 3)))
    clock.move_to(at(2027, 5, 4, 0, 1))
    with pytest.raises(NotPossible):
        service.give_up(made.id)


def test_who_waits_may_leave_until_the_event_begins(clock: Clock) -> None:
    event = make_open_event(places=1, cancel_until_on=date(2027, 5, 3))
    _first, second = register(event), register(event)
    clock.move_to(at(2027, 5, 5, 12))
    service.give_up(second.id)
    assert second.ended_because is EndReason.LEFT_LIST


def test_who_registers_twice_keeps_one_place_and_gets_the_receipt_again() -> None:
    event, somebody = make_open_event(places=5), person()
    (made,) = service.register(wish(event, somebody))
    assert service.register(wish(event, somebody)) == []
    assert states(event) == ["confirmed"]
    assert mails(made) == ["receipt", "receipt"]
    service.register(wish(event, somebody))
    assert len(mails(made)) == 2  # not again so soon: strangers could fill an inbox


def test_who_gave_up_may_register_again_and_stands_last() -> None:
    event, somebody = make_open_event(places=1), person()
    (made,) = service.register(wish(event, somebody))
    register(event)
    service.give_up(made.id)
    (again,) = service.register(wish(event, somebody))
    assert (again.id != made.id, again.state) == (True, "waitlisted")


def test_colleagues_registered_in_one_go_are_told_each_for_themselves() -> None:
    event = make_open_event(places=2)
    made = service.register(wish(event, person("Ada"), person("Bo"), person("Cy"), affiliation="Almvika"))
    assert [one.state for one in made] == ["confirmed", "confirmed", "waitlisted"]
    assert {one.affiliation for one in made} == {"Almvika"}
    assert made[1].registered_by == made[0].contact_id and made[1].group_id == made[0].id
    assert sorted(mails(made[0])) == ["group", "receipt"]
    assert mails(made[1]) == ["receipt"]


def test_a_hybrid_event_counts_the_room_and_the_stream_apart() -> None:
    event = make_open_event(mode=Mode.HYBRID, places_on_site=1, places_online=2)
    register(event)
    assert register(event).state is RegistrationState.WAITLISTED
    assert register(event, attend_as=AttendAs.ONLINE).state is RegistrationState.CONFIRMED
    seats = desk.seats(event)
    assert (seats.free(AttendAs.PHYSICAL), seats.free(AttendAs.ONLINE), seats.waiting_on_site) == (0, 1, 1)


def test_who_waits_for_the_room_does_not_hold_up_the_stream() -> None:
    event = make_open_event(mode=Mode.HYBRID, places_on_site=1, places_online=1)
    register(event)
    room = register(event)
    stream = register(event, attend_as=AttendAs.ONLINE)
    waits = register(event, attend_as=AttendAs.ONLINE)
    service.give_up(stream.id)
    assert (room.state, waits.state) == ("waitlisted", "offered")


def test_with_an_allocation_to_come_a_registration_is_only_received() -> None:
    event = make_open_event(places=1, allocation=Allocation.AFTER_DEADLINE, allocate_on=date(2027, 5, 1))
    made = [register(event) for _ in range(2)]
    assert states(event) == ["received", "received"]
    service.give_up(made[0].id)
    assert states(event) == ["cancelled", "received"]


def test_an_address_that_must_be_confirmed_holds_its_place_for_a_day(clock: Clock) -> None:
    event = make_open_event(places=1, confirm_email=True)
    first, second = register(event), register(event)
    assert states(event) == ["unconfirmed", "unconfirmed"]
    assert mails(first) == ["confirm"]
    assert service.confirm(second.id).state is RegistrationState.WAITLISTED
    clock.shift(timedelta(hours=24, seconds=1))
    due.expire(event.id)
    assert (first.ended_because, second.state) == (EndReason.NOT_CONFIRMED, "offered")


def test_who_confirms_later_keeps_the_turn_of_the_first_moment() -> None:
    event = make_open_event(places=1, confirm_email=True)
    made = [register(event) for _ in range(3)]
    for one in reversed(made):
        service.confirm(one.id)
    assert states(event) == ["confirmed", "waitlisted", "waitlisted"]
    assert [line.number(one) for one in made[1:]] == [1, 2]
    assert mails(made[0]) == ["confirm", "receipt"]


@pytest.mark.parametrize("policy", [LatePolicy.CLOSED, LatePolicy.ASK_CONTACT, LatePolicy.TOKEN])
def test_after_the_deadline_only_a_link_for_latecomers_opens(clock: Clock, policy: LatePolicy) -> None:
    event = make_open_event(places=5, late_policy=policy)
    clock.move_to(at(2027, 4, 30, 8))
    with pytest.raises(NotPossible):
        register(event)
    late = register(event, has_late_link=True)
    assert (late.state, late.is_late) == ("confirmed", True)


def test_latecomers_on_the_waiting_list_are_offered_what_is_free(clock: Clock) -> None:
    event = make_open_event(places=1, late_policy=LatePolicy.WAITLIST)
    clock.move_to(at(2027, 4, 30, 8))
    first, second = register(event), register(event)
    assert (first.state, second.state) == ("offered", "waitlisted")
    assert mails(first) == ["offer"]


def test_raising_the_number_of_places_lets_people_move_up() -> None:
    event = make_open_event(places=1)
    _first, second = register(event), register(event)
    change(event, places=2)
    assert (second.state, mails(second)[-1]) == ("offered", "offer")


def test_fewer_places_than_are_taken_are_refused_and_nothing_is_lost() -> None:
    event = make_open_event(places=3)
    register(event)
    register(event)
    with pytest.raises(Invalid) as fault:
        change(event, places=1)
    assert fault.value.field == "places"


def test_registration_cannot_move_elsewhere_while_people_are_registered() -> None:
    event = make_open_event()
    register(event)
    with pytest.raises(Invalid) as fault:
        change(event, registration_mode="email", registration_email="a@example.org")
    assert fault.value.field == "registration_mode"


def test_a_changed_registration_keeps_its_place_and_its_answers_apart() -> None:
    event = make_open_event(mode=Mode.HYBRID, places_online=1)
    made = register(event)
    answers = Answers({"a": "Bus"}, {"b": "Nuts"})
    service.change(made.id, Details("Ada", "Chef", "Almvika", "Almvika", AttendAs.ONLINE, answers))
    session.expire(made)
    assert (made.name, made.attend_as, made.state) == ("Ada", "online", "confirmed")
    assert (made.answers, made.sensitive_answers) == ({"a": "Bus"}, {"b": "Nuts"})


def test_changing_to_a_side_without_places_is_refused() -> None:
    event = make_open_event(mode=Mode.HYBRID, places_online=1)
    register(event, attend_as=AttendAs.ONLINE)
    made = register(event)
    with pytest.raises(Invalid) as fault:
        service.change(made.id, Details("Ada", "", "", "", AttendAs.ONLINE, Answers()))
    assert fault.value.field == "attend_as"


def test_a_place_passed_on_passes_nobody_on_the_waiting_list_over() -> None:
    event = make_open_event(places=1, substitutes_allowed=True)
    first, second = register(event, affiliation="Almvika"), register(event)
    colleague = person("Bo")
    new = service.transfer(first.id, colleague.address, "Bo")
    assert (first.ended_because, new.state, new.affiliation) == (
        EndReason.TRANSFERRED,
        "confirmed",
        "Almvika",
    )
    assert (second.state, mails(new), mails(first)[-1]) == ("waitlisted", ["receipt"], "given_up")


def test_places_are_passed_on_only_where_the_organiser_allows_it() -> None:
    made = register(make_open_event())
    with pytest.raises(NotPossible):
        service.transfer(made.id, person().address, "Bo")


def test_staff_give_a_place_beyond_the_number_and_put_people_first() -> None:
    event = make_open_event(places=1)
    first, second, third, fourth = (register(event) for _ in range(4))
    staff.give_place(second.id, 1)
    staff.to_front(fourth.id, 1)
    assert (second.state, mails(second)[-1]) == ("confirmed", "granted")
    assert [one.id for one in line.in_order(event.id)] == [fourth.id, third.id]
    staff.cancel(first.id, 1)
    assert (first.ended_because, fourth.state) == (
        EndReason.BY_STAFF,
        "waitlisted",
    )  # one too many has a place
    staff.cancel(second.id, 1)
    assert fourth.state is RegistrationState.OFFERED


def test_staff_add_people_after_the_deadline(clock: Clock) -> None:
    event = make_open_event(places=1)
    clock.move_to(at(2027, 5, 1, 10))
    assert staff.add(event.id, person(), "", "", 1).state is RegistrationState.CONFIRMED
    assert staff.add(event.id, person(), "", "", 1).state is RegistrationState.WAITLISTED
    somebody = person()
    assert staff.add(event.id, somebody, "", "", 1, beyond=True).state is RegistrationState.CONFIRMED
    with pytest.raises(Invalid):
        staff.add(event.id, somebody, "", "", 1)


def test_audiences_learn_who_comes_waits_and_left() -> None:
    event = make_open_event(places=1)
    first, second, third = (register(event) for _ in range(3))
    service.give_up(third.id)
    assert contacts(people.holding(event.id, *people.HAS_PLACE)) == {first.contact_id}
    assert contacts(people.registered(event.id)) == {one.contact_id for one in (first, second, third)}
    found = people.states_of(event.id, [first.contact_id, third.contact_id, 987654])
    assert found == {first.contact_id: "confirmed", third.contact_id: "cancelled"}


def test_receipts_after_the_practical_information_carry_it() -> None:
    event = make_open_event()
    desk.note_practical_sent(event.id)
    first_time = desk.find(event.id).practical_sent_at  # type: ignore[union-attr]
    assert first_time == now()
    desk.note_practical_sent(event.id)
    assert mails_to(register(event).contact_id) == ["receipt"]


def contacts(query: object) -> set[int]:
    return set(session.scalars(query))  # type: ignore[call-overload]


def change(event: Event, **changes: object) -> None:
    edit.save(event.id, replace(edit.content_of(event), **changes), event.revision)  # type: ignore[arg-type]
