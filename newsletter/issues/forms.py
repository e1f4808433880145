from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField

from newsletter.errors import Invalid
from newsletter.issues import drafts
from newsletter.issues.departure import Departure, at_local_time, at_once, in_working_hours
from newsletter.issues.dispatch import Seen
from newsletter.organisation import service as organisation
from newsletter.outbox.models import OnUnknown
from newsletter.subscribers import topics
from newsletter.web.forms import Form, choices
from newsletter.web.language import interface_language


class IssueForm(Form):
    """Which newsletter an issue belongs to, and what editors call it."""

    topic_id = SelectField(_l("Newsletter"), coerce=int)
    title = StringField(_l("Working title"))

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        language = interface_language()
        self.topic_id.choices = choices(
            (str(topic.id), topics.title_in(topic, language)) for topic in drafts.newsletters()
        )


class ScheduleForm(Form):
    """`revision` is the issue's when the page with its audience was made."""

    NOW = "now"
    LATER = "later"

    revision = HiddenField()
    when = RadioField(
        _l("When shall it leave?"),
        choices=choices([(NOW, _l("Now")), (LATER, _l("At a later time"))]),
        default=NOW,
    )
    day = StringField(_l("Day"))
    time = StringField(_l("Time"))
    hours_only = BooleanField(_l("Only in working hours"))
    on_unknown = RadioField(
        _l("What if a mail server does not confirm a mail?"),
        choices=choices([("ask", _l("Ask me")), ("repeat", _l("Send it again"))]),
        default="ask",
    )

    accept = BooleanField(_l("I have looked at this list, and the issue may leave like this"))

    def seen_state(self) -> Seen:
        typed = self.revision.data or ""
        is_number = typed.isascii() and typed.isdigit() and len(typed) < 10
        return Seen(int(typed) if is_number else 0, accepts_warnings=bool(self.accept.data))

    def wish_for_unknown(self) -> OnUnknown:
        return OnUnknown(self.on_unknown.data) if self.on_unknown.data in tuple(OnUnknown) else OnUnknown.ASK

    def departure(self) -> Departure:
        """
        Raises:
            Invalid: nothing is chosen, or the time cannot be used.
        """
        wanted = self._wanted()
        return in_working_hours(wanted) if self.hours_only.data else wanted

    def _wanted(self) -> Departure:
        us = organisation.get()
        if self.when.data == self.NOW:
            return at_once(us.zone, us.regret_minutes)
        if self.when.data == self.LATER:
            return at_local_time(self.day.data or "", self.time.data or "", us.zone, us.regret_minutes)
        raise Invalid(_("Choose whether it leaves now or later."), "when")
