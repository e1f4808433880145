"""The form behind /subscribe, and the preferences."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    SelectChoice,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import DataRequired, Length, ValidationError

from newsletter.contacts.models import Contact
from newsletter.contacts.service import LONGEST_NAME, Address, parse_address
from newsletter.core import regions
from newsletter.core.clock import now
from newsletter.core.languages import OWN_NAMES, country_name
from newsletter.core.tokens import sign, verify
from newsletter.errors import Invalid
from newsletter.organisation import service as organisation
from newsletter.subscribers import choices, consent, preferences, profiles, subscriptions, topics
from newsletter.subscribers.choices import Group
from newsletter.subscribers.models import Frequency, Role, Topic
from newsletter.subscribers.preferences import Wishes
from newsletter.subscribers.profiles import LONGEST_MUNICIPALITY, ROLES, Told
from newsletter.subscribers.signup import Wish
from newsletter.web.forms import Form
from newsletter.web.forms import choices as options
from newsletter.web.language import current_language, interface_language

OPENED = "sign-up form opened"


def language_choices() -> list[tuple[str, str]]:
    return [(code, OWN_NAMES.get(code, code)) for code in organisation.get().languages]


def region_choices() -> list[SelectChoice]:
    """Under the names of their countries, our own first."""
    language = interface_language()
    return [
        SelectChoice("", _("Not stated")),
        *(
            SelectChoice(code, regions.name(code, language), optgroup=country_name(country, language))
            for country in regions.countries(organisation.get().country)
            for code in regions.BY_COUNTRY[country]
        ),
    ]


class TopicsForm(Form):
    """A form that offers topics with all that has to be said about them."""

    listed: Sequence[Topic]

    @property
    def groups(self) -> list[Group]:
        return choices.grouped(self.listed, current_language())

    @property
    def pledge(self) -> str:
        return consent.pledge(current_language())

    def wanted(self) -> list[Topic]:
        return [topic for topic in self.listed if topic.slug in self.topics.data]

    def unknown(self) -> set[str]:
        """What was sent that the form never offered."""
        return set(self.topics.data or ()) - {topic.slug for topic in self.listed}


class DoorForm(Form):
    """A form by which anybody asks for mail to an address; what it asks for waits for the press behind a link."""

    email = EmailField(_l("E-mail address"), [DataRequired(_l("Write your e-mail address"))])
    homepage = StringField(_l("Leave this field empty"))
    opened = HiddenField()

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.address: Address | None = None
        if not self.is_submitted():
            self.opened.data = sign(OPENED, int(now().timestamp()))

    def validate_email(self, field: Any) -> None:
        try:
            self.address = parse_address(field.data)
        except Invalid as fault:
            raise ValidationError(str(fault)) from None

    def seems_human(self) -> bool:
        """Machines fill in what people cannot see, and faster than people can."""
        opened = verify(OPENED, self.opened.data or "")
        shortest: float = current_app.config["SETTINGS"].sign_up_seconds
        return not self.homepage.data and opened is not None and now().timestamp() - opened[0] >= shortest


class SignUpForm(TopicsForm, DoorForm):
    topics = SelectMultipleField(_l("What would you like to follow?"), validate_choice=False)
    name = StringField(
        _l("Name (optional)"),
        [Length(max=LONGEST_NAME, message=_l("Write a name of at most %(max)d characters"))],
    )
    language = SelectField(_l("Language of the e-mails"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.listed = topics.offered()
        self.language.choices = options(language_choices())
        if not self.is_submitted():
            self.language.data = current_language()
            self.topics.data = request.args.getlist("topic")

    def validate_topics(self, field: Any) -> None:
        if not field.data or self.unknown():
            raise ValidationError(_("Choose at least one of the topics in the list"))

    def wish(self) -> Wish:
        assert self.address is not None
        return Wish(
            address=self.address,
            name=self.name.data or "",
            language=self.language.data,
            topics=self.wanted(),
            page_language=interface_language(),
            source=request.path,
        )


class PreferencesForm(TopicsForm):
    """Without a CSRF token: the secret in the page's address is the permission, and cookies may be off."""

    class Meta(TopicsForm.Meta):
        csrf = False

    topics = SelectMultipleField(_l("What you follow"), validate_choice=False)
    language = SelectField(_l("Language of the e-mails"))
    deadline_reminders = BooleanField(
        _l("E-mail me at once when the last day to register comes before my next summary")
    )
    region = SelectField(_l("Region (optional)"), validate_choice=False)
    municipality = StringField(
        _l("Municipality (optional)"),
        [Length(max=LONGEST_MUNICIPALITY, message=_l("Write a name of at most %(max)d characters"))],
    )
    roles = SelectMultipleField(_l("Your role (optional)"), choices=options(ROLES.items()), coerce=Role)

    def __init__(self, contact: Contact, **values: Any) -> None:
        super().__init__(**values)
        self.region.choices = region_choices()
        self.listed = preferences.choices(contact)
        self._frequencies = preferences.frequencies(contact)
        self.language.choices = options(language_choices())
        if not self.is_submitted():
            followed = subscriptions.followed(contact.id)
            self.language.data = contact.language
            self.deadline_reminders.data = contact.deadline_reminders
            self.topics.data = [topic.slug for topic in self.listed if topic.id in followed]
            told = profiles.of(contact.id)
            self.region.data, self.municipality.data = told.region, told.municipality
            self.roles.data = list(told.roles)

    def validate_region(self, field: Any) -> None:
        if field.data and field.data not in regions.NAMES:
            raise ValidationError(_("Choose a region in the list"))

    def validate_topics(self, _field: Any) -> None:
        if self.unknown():
            raise ValidationError(_("Choose among the topics in the list"))
        if any(not _is_frequency(typed) for typed in self._typed().values()):
            raise ValidationError(_("Choose how often you want to hear of it"))

    @property
    def frequencies(self) -> Mapping[str, str]:
        """How often, by the slugs of the topics for which that is asked: those that are followed already."""
        now = {topic.slug: topic.id for topic in self.listed if topic.id in self._frequencies}
        return {slug: self._typed().get(slug) or self._frequencies[id].value for slug, id in now.items()}

    @property
    def how_often(self) -> list[tuple[str, str]]:
        return [(frequency.value, str(words)) for frequency, words in HOW_OFTEN.items()]

    def _typed(self) -> dict[str, str]:
        names = {topic.slug: f"frequency-{topic.slug}" for topic in self.listed}
        return {slug: request.form[name] for slug, name in names.items() if name in request.form}

    def _told(self) -> Told | None:
        """None where the page did not ask."""
        if "region" not in request.form:
            return None
        return Told(self.region.data or "", self.municipality.data or "", tuple(self.roles.data or ()))

    def wishes(self) -> Wishes:
        typed = self._typed()
        return Wishes(
            topic_ids={topic.id for topic in self.wanted()},
            language=self.language.data,
            frequencies={
                topic.id: Frequency(typed[topic.slug]) for topic in self.listed if topic.slug in typed
            },
            deadline_reminders=bool(self.deadline_reminders.data) if self._frequencies else None,
            told=self._told(),
        )


HOW_OFTEN = {
    Frequency.IMMEDIATE: _l("At once"),
    Frequency.DAILY: _l("In a summary every day"),
    Frequency.WEEKLY: _l("In a summary every week"),
}


def _is_frequency(typed: str) -> bool:
    return typed in {frequency.value for frequency in Frequency}
