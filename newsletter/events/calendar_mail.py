"""An event as the calendar file that goes with mail to its participants.

The same octets as long as nothing material has changed, so that mails made at different times can share their form.
"""

from icalendar import Calendar, vCalAddress
from icalendar import Event as Entry

from newsletter.events import calendar
from newsletter.events.models import Event, Occurrence
from newsletter.rendering.letter import CalendarFile, CalendarMethod, Sender


def for_participants(
    event: Event, language: str, sender: Sender, *, withdrawn: bool = False
) -> CalendarFile | None:
    """Puts the event in a calendar, or takes it out: when it does not take place as planned, or the person does not.

    None without a date, which no calendar can show. `sender` stands for an organiser that states no address.
    """
    if event.starts_on is None:
        return None
    is_on = event.occurrence is Occurrence.SCHEDULED and not withdrawn
    method = CalendarMethod.PUBLISH if is_on else CalendarMethod.CANCEL
    made = Calendar()
    made.add("prodid", calendar.PRODUCT)
    made.add("version", "2.0")
    made.add("method", method.value)
    entry = _entry(event, language, sender)
    if withdrawn:
        entry["status"] = "CANCELLED"
    made.add_component(entry)
    return CalendarFile(method, bytes(made.to_ical()))


def _entry(event: Event, language: str, sender: Sender) -> Entry:
    made = calendar.entry(event, language, calendar.changed_at(event))
    if "organizer" not in made:
        organiser = vCalAddress(f"mailto:{sender.address}")
        organiser.params["CN"] = sender.name
        made.add("organizer", organiser)
    return made
