from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine

from newsletter.events import edit, service
from newsletter.events.content import MaterialContent
from newsletter.events.models import Event, MaterialKind, Mode, RegistrationMode
from newsletter.notices import letters
from newsletter.notices.models import NoticeKind
from newsletter.outbox.look import organisation_look
from newsletter.rendering.freeze import freeze
from newsletter.rendering.letter import CalendarMethod, Letter
from newsletter.rendering.notice_letters import ONLINE_BIT, TAKES_PART_BIT, WAITS_BIT, Readers
from newsletter.rendering.reading import ReadCopy, read_copy
from tests.newsletter.events.factories import WITH_DEADLINE, content, make_event, make_topic, texts
from tests.newsletter.notices.people import register

VALUES = {
    "to_address": "anna@example.org",
    "message_id": "1.2.3@example.org",
    "date": "Mon, 01 Mar 2027 12:00:00 +0100",
    "join_key": "key",
    **{
        f"{name}_url": f"https://nyheter.example.org/{name}"
        for name in (
            "unsubscribe",
            "preferences",
            "web",
            "mark_registered",
            "mark_not_interested",
            "mark_interested",
            "mark_materials",
        )
    },
    "registration_url": "https://nyheter.example.org/registrations/key",
}


@dataclass(frozen=True)
class Plan:
    kind: NoticeKind
    step: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def letter(event: Event, kind: NoticeKind, step: str = "", **details: Any) -> Letter:
    return letters.letter_for(Plan(kind, step, details), event, "en")


def read(event: Event, kind: NoticeKind, step: str = "", *, bits: int = 0, **details: Any) -> ReadCopy:
    form = freeze(letter(event, kind, step, **details), organisation_look("en"))
    copy = read_copy(form.merge(VALUES, bits))
    return ReadCopy(copy.subject, copy.sender, copy.html, " ".join(copy.text.split()))


def make(**changes: Any) -> Event:
    return make_event(**WITH_DEADLINE | {"topic_ids": (make_topic().id,)} | changes)


@pytest.mark.parametrize("kind", [kind for kind in NoticeKind if kind is not NoticeKind.ORGANISER])
def test_every_kind_has_a_letter_that_names_the_event(kind: NoticeKind) -> None:
    event = make()
    assert "Barnets röst" in read(event, kind, bits=TAKES_PART_BIT).subject


def test_a_date_that_was_open_is_told_as_set() -> None:
    assert read(make(), NoticeKind.NEW, variant="date_set").subject == "The date is set, 6 May: Barnets röst"


def test_registration_that_opens_later_says_when() -> None:
    event = make(registration_opens_on=date(2027, 4, 1))
    assert "Registration opens on Thursday 1 April." in read(event, NoticeKind.NEW).text


def test_an_extension_tells_the_old_and_the_new_last_day() -> None:
    text = read(make(), NoticeKind.EXTENDED, old_deadline_on="2027-04-22", old_deadline_at="12:00").text
    assert "You can now register until Thursday 29 April." in text
    assert "Until now, the last day was Thursday 22 April at 12:00." in text


def test_who_can_only_wait_is_told_so() -> None:
    event = make(registration_mode=RegistrationMode.BUILTIN, registration_url="", places=1)
    invitations = (NoticeKind.OPENS, NoticeKind.DEADLINE, NoticeKind.EXTENDED)
    assert not any("All places are taken" in read(event, kind).text for kind in invitations)
    register(event)
    for kind in invitations:
        assert "All places are taken You can stand on the waiting list." in read(event, kind).text


def test_a_moved_event_is_shown_as_before_and_now() -> None:
    event = make()
    moved = content(**WITH_DEADLINE, starts_on=date(2027, 5, 7), ends_on=date(2027, 5, 7))
    edit.save(event.id, moved, event.revision)
    changes = [{"field": f"{end}_on", "old": "2027-05-06", "new": "2027-05-07"} for end in ("starts", "ends")]
    mail = read(event, NoticeKind.CHANGED, bits=TAKES_PART_BIT, changes=changes)
    assert mail.subject == "New time: Barnets röst"
    assert "Before: Thursday 6 May 2027, 09:00–12:00 Now: Friday 7 May 2027, 09:00–12:00" in mail.text
    assert "Can you still take part?" in mail.text


def test_a_change_of_place_into_online_says_so_first() -> None:
    event = make(mode=Mode.ONLINE, venue="", street="", city="")
    changes = [
        {"field": "mode", "old": "physical", "new": "online"},
        {"field": "city", "old": "Almvika", "new": ""},
    ]
    mail = read(event, NoticeKind.CHANGED, bits=TAKES_PART_BIT, changes=changes)
    assert mail.subject == "Now online: Barnets röst"
    assert "Before: Almvika Now: Online" in mail.text


def test_who_waits_for_a_place_is_not_asked_to_give_it_up() -> None:
    changes = [{"field": "starts_at", "old": "08:00:00", "new": "09:00:00"}]
    mail = read(make(), NoticeKind.CHANGED, bits=TAKES_PART_BIT | WAITS_BIT, changes=changes)
    assert "You are still waiting for a place" in mail.text
    assert "give up your place" not in mail.text


def test_followers_can_leave_with_one_click_and_participants_cannot() -> None:
    event = make()
    service.cancel(event.id, "Too few.")
    form = freeze(letter(event, NoticeKind.CANCELLED), organisation_look("en"))
    follower, participant = form.merge(VALUES), form.merge(VALUES, TAKES_PART_BIT)
    assert b"List-Unsubscribe-Post" in follower and b"Auto-Submitted" not in follower
    assert b"List-Unsubscribe" not in participant and b"Auto-Submitted" in participant


def test_only_who_has_a_place_gets_the_calendar_file() -> None:
    event = make()
    service.cancel(event.id, "Too few.")
    form = freeze(letter(event, NoticeKind.CANCELLED), organisation_look("en"))
    has_file = {
        bits: b"method=CANCEL" in form.merge(VALUES, bits)
        for bits in (0, TAKES_PART_BIT, TAKES_PART_BIT | WAITS_BIT)
    }
    assert has_file == {0: False, TAKES_PART_BIT: True, TAKES_PART_BIT | WAITS_BIT: False}


def test_the_practical_information_of_a_hybrid_event_differs_between_room_and_screen() -> None:
    event = make(mode=Mode.HYBRID, texts=texts(practical="Ta med en fråga.", access="Hiss finns."))
    event.join_url = "https://video.example.org/room"
    in_the_room = read(event, NoticeKind.PRACTICAL)
    on_screen = read(event, NoticeKind.PRACTICAL, bits=ONLINE_BIT)
    assert "Hiss finns." in in_the_room.text and "Join the event" not in in_the_room.text
    assert f"/events/{event.slug}/join?key=key" in on_screen.text and "Hiss finns." not in on_screen.text
    assert "video.example.org" not in on_screen.html
    for_the_screen_alone = read(event, NoticeKind.PRACTICAL, "online")
    assert "You take part online." in for_the_screen_alone.text


def test_tomorrow_is_said_only_the_day_before() -> None:
    event = make()
    with time_machine.travel(datetime(2027, 5, 5, 6, 30, tzinfo=UTC)):
        assert read(event, NoticeKind.REMINDER).subject == "Tomorrow at 09:00: Barnets röst"
    with time_machine.travel(datetime(2027, 5, 4, 6, 30, tzinfo=UTC)):
        mail = read(event, NoticeKind.REMINDER)
    assert mail.subject == "Soon, 6 May: Barnets röst"
    assert "The event is on Thursday 6 May and begins at 09:00." in mail.text


def test_no_hour_is_invented_for_an_event_that_has_none() -> None:
    event = make(starts_at=None, ends_at=None)
    with time_machine.travel(datetime(2027, 5, 5, 6, 30, tzinfo=UTC)):
        mail = read(event, NoticeKind.REMINDER)
    assert mail.subject == "Tomorrow: Barnets röst"
    assert "00:00" not in mail.text


def test_material_is_told_in_the_past_tense_and_with_its_kind() -> None:
    rows = (
        MaterialContent("Bilder om delaktighet", "https://www.example.org/bilder", MaterialKind.SLIDES),
        MaterialContent("Enkät", "https://www.example.org/enkat", MaterialKind.SURVEY),
    )
    event = make(materials=rows)
    mail = read(event, NoticeKind.MATERIAL, "participants", bits=TAKES_PART_BIT, with_evaluation=True)
    assert "Bilder om delaktighet (Slides)" in mail.text
    assert "because you registered for this event" in mail.text
    assert "https://www.example.org/enkat" in mail.text
    for_followers = read(event, NoticeKind.MATERIAL, "followers")
    assert "https://www.example.org/enkat" not in for_followers.text


def test_a_postponed_event_names_the_date_that_no_longer_holds() -> None:
    event = make()
    service.postpone(event.id)
    mail = read(event, NoticeKind.POSTPONED, bits=TAKES_PART_BIT)
    assert "The event on Thursday 6 May is postponed." in mail.text
    made = letter(event, NoticeKind.POSTPONED)
    assert made.calendar is not None and made.calendar.method is CalendarMethod.CANCEL


def test_words_of_the_event_are_marked_with_their_language() -> None:
    event = make()
    service.cancel(event.id, "För få anmälda.")
    assert '<span lang="sv" dir="auto">För få anmälda.</span>' in read(event, NoticeKind.CANCELLED).html


def test_questions_go_to_the_events_contact() -> None:
    made = letter(make(contact_name="Lisa Prov"), NoticeKind.CANCELLED)
    assert made.reply_to is not None and made.reply_to.address == "fragor@sundland.example"


def test_what_is_to_be_done_goes_to_those_who_arrange() -> None:
    event = make()
    concerns = [{"kind": "too_few", "number": 3, "total": 10}]
    mail = read(event, NoticeKind.ORGANISER, concerns=concerns)
    assert mail.subject == "Needs your attention: Barnets röst"
    assert "Only 3 people are registered. The event needs 10." in mail.text


def test_each_kind_knows_its_readers() -> None:
    assert letters.readers(Plan(NoticeKind.DEADLINE)) is Readers.FOLLOWERS
    assert letters.readers(Plan(NoticeKind.PRACTICAL, "online")) is Readers.PARTICIPANTS
    assert letters.readers(Plan(NoticeKind.MATERIAL, "participants")) is Readers.EVERYBODY
    assert letters.readers(Plan(NoticeKind.MATERIAL, "followers")) is Readers.FOLLOWERS
