"""The announcement form: every field of an event, with rows for organisers, programme and material."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields as dataclass_fields
from enum import StrEnum
from typing import Any, cast

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms import Form as PlainForm
from wtforms.validators import Optional

from newsletter.core.languages import LANGUAGES, language_name
from newsletter.events import choices
from newsletter.events.content import (
    EventContent,
    MaterialContent,
    OrganiserContent,
    ProgrammeContent,
    Speaker,
    TextField,
)
from newsletter.events.models import (
    Allocation,
    DateState,
    EventKind,
    GeoScope,
    LatePolicy,
    MaterialKind,
    Mode,
    OrganiserRole,
    PriceKind,
    RegistrationMode,
    RowKind,
)
from newsletter.events.questions import QuestionContent, QuestionKind
from newsletter.web.forms import Form
from newsletter.web.forms import choices as options
from newsletter.web.language import interface_language

Typed = MultiDict[str, str]
ROWS = ("organisers", "programme", "materials", "questions")
WITH_DEFAULT = ("offer_hours", "sensitive_days", "keep_days")
"""Numbers that an empty input leaves at what is usual."""


class PartForm(PlainForm):  # type: ignore[misc]
    """A part of the form, with the sentences of the whole."""

    class Meta(Form.Meta):
        pass


class Marked:
    """Shows “required” at the label; whether it is filled in is for `checks` to say."""

    field_flags = {"required": True}  # noqa: RUF012 - WTForms reads it from the class

    def __call__(self, _form: Any, _field: Any) -> None:
        pass


class Line(StringField):  # type: ignore[misc]
    """Never None: an input that was not sent says nothing."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, default="", **more)


class Lines(TextAreaField):  # type: ignore[misc]
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, default="", **more)


class ClockField(TimeField):  # type: ignore[misc]
    """A time of day; browsers without a picker let people write 9.30 as they are used to."""

    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, [Optional()], format=["%H:%M", "%H.%M", "%H:%M:%S"], **more)


class DayField(DateField):  # type: ignore[misc]
    def __init__(self, label: Any = None, **more: Any) -> None:
        super().__init__(label, [Optional()], **more)


def one_of(
    field: type[Field],
    label: Any,
    values: type[StrEnum],
    labels: choices.Labels,
    default: StrEnum | None = None,
) -> Field:
    """A choice among the values of an enumeration, the first one unless another is the default."""
    return field(label, coerce=values, choices=options(labels), default=default or next(iter(values)))


class TextsForm(PartForm):
    """The texts in one language; field names are those of TextField."""

    title = Line(_l("Title"))
    lead = Lines(_l("Summary"))
    body_html = Lines(_l("Description"))
    purpose = Lines(_l("Purpose"))
    date = Line(_l("What is known about the date"))
    access = Lines(_l("Getting there and accessibility"))
    audience = Lines(_l("Who it is for"))
    organisers = Lines(_l("Organisers in your own words"))
    price = Line(_l("Price in words"))
    places = Lines(_l("How places are given"))
    registration = Lines(_l("About registration"))
    practical = Lines(_l("Practical information"))


class MainTextsForm(TextsForm):
    title = Line(_l("Title"), [Marked()])


class OrganiserForm(PartForm):
    name = Line(_l("Name"))
    role = one_of(SelectField, _l("Role"), OrganiserRole, choices.ORGANISER_ROLES)


class ProgrammeForm(PartForm):
    title = Line(_l("Title"))
    kind = one_of(SelectField, _l("Kind"), RowKind, choices.ROW_KINDS)
    day = DayField(_l("Day"))
    starts_at = ClockField(_l("From"))
    ends_at = ClockField(_l("To"))
    room = Line(_l("Room"))
    speakers = Lines(_l("Speakers"))
    abstract = Lines(_l("What it is about"))


class MaterialForm(PartForm):
    title = Line(_l("Title"))
    url = Line(_l("Address"))
    kind = one_of(SelectField, _l("Kind"), MaterialKind, choices.MATERIAL_KINDS)
    language = SelectField(_l("Language"), validate_choice=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.language.choices = options([("", _l("Not stated")), *language_names(LANGUAGES)])


class QuestionForm(PartForm):
    label = Line(_l("Question"))
    kind = one_of(SelectField, _l("Kind of answer"), QuestionKind, choices.QUESTION_KINDS)
    options = Lines(_l("Answers to choose from"))
    is_required = BooleanField(_l("Everybody must answer"))
    key = HiddenField()


def whole_number(label: Any) -> Field:
    return IntegerField(label, [Optional()])


class EventForm(Form):
    """Field names are those of EventContent; `main` and `texts` together are its texts."""

    revision = HiddenField()
    kind = one_of(RadioField, _l("What is it?"), EventKind, choices.KINDS)
    language = SelectField(_l("Language of the texts"))
    main = FormField(MainTextsForm)
    title_place = Line(_l("Place in the title"))
    languages_spoken = SelectMultipleField(_l("Languages spoken"))

    date_state = one_of(RadioField, _l("The date is"), DateState, choices.DATE_STATES)
    starts_on = DayField(_l("First day"))
    starts_at = ClockField(_l("Begins"))
    ends_on = DayField(_l("Last day"))
    ends_at = ClockField(_l("Ends"))
    zone = SelectField(_l("Time zone"))
    country = SelectField(_l("Country whose public holidays count"))

    mode = one_of(RadioField, _l("It takes place"), Mode, choices.MODES)
    venue = Line(_l("Venue"))
    street = Line(_l("Street and number"))
    postcode = Line(_l("Postcode"))
    city = Line(_l("Town"))
    map_url = Line(_l("Address of a map"))
    online_platform = Line(_l("Platform"))
    online_url = Line(_l("Link that is open to everybody"))
    recording_planned = RadioField(
        _l("Will it be recorded?"), choices=options(choices.YES_NO_UNKNOWN), default=""
    )

    audience_area = Line(_l("Municipalities or region"))
    geo_scope = one_of(RadioField, _l("Which followers hear of it"), GeoScope, choices.GEO_SCOPES)
    audience_regions = SelectMultipleField(_l("Regions"))
    audience_municipalities = Lines(_l("Municipalities"))
    audience_roles = SelectMultipleField(_l("Roles"), choices=options(choices.AUDIENCE_ROLES))
    organisers = FieldList(FormField(OrganiserForm))
    programme = FieldList(FormField(ProgrammeForm))
    price_kind = one_of(RadioField, _l("Price"), PriceKind, choices.PRICES, PriceKind.UNKNOWN)

    contact_name = Line(_l("Name"))
    contact_title = Line(_l("Job title"))
    contact_unit = Line(_l("Unit"))
    contact_email = Line(_l("E-mail"))
    contact_phone = Line(_l("Phone"))

    registration_mode = one_of(RadioField, _l("How people register"), RegistrationMode, choices.REGISTRATION)
    registration_url = Line(_l("Address of the registration page"))
    registration_email = Line(_l("E-mail address that takes registrations"))
    registration_opens_on = DayField(_l("Opens on"))
    registration_opens_at = ClockField(_l("Opens at"))
    deadline_on = DayField(_l("Last day to register"))
    deadline_at = ClockField(_l("Closes at"))
    places = whole_number(_l("Number of places"))
    places_on_site = whole_number(_l("Of these on site, at most"))
    places_online = whole_number(_l("Of these online, at most"))
    change_until_on = DayField(_l("Last day to change answers"))
    change_until_at = ClockField(_l("Change until"))
    cancel_until_on = DayField(_l("Last day to give up a place"))
    cancel_until_at = ClockField(_l("Give up until"))
    late_policy = one_of(
        RadioField, _l("Who comes after the last day to register"), LatePolicy, choices.LATE_POLICIES
    )
    allocation = one_of(RadioField, _l("How places are given"), Allocation, choices.ALLOCATIONS)
    affiliation_cap = whole_number(_l("Most places for one workplace"))
    allocate_on = DayField(_l("Day by which you tell people whether they have a place"))
    offer_hours = whole_number(_l("Hours to answer when a place is offered"))
    confirm_email = BooleanField(_l("People confirm their e-mail address before the registration counts"))
    list_due = DayField(_l("Day on which you get the list of participants"))
    substitutes_allowed = BooleanField(_l("People may pass their place on to a colleague"))
    join_url = Line(_l("Link to take part online"))
    join_reveal_hours = SelectField(
        _l("The link is shown to those registered"),
        coerce=lambda value: int(value) if value else None,
        validate_choice=False,
    )
    min_participants = whole_number(_l("Fewest participants for it to take place"))
    sensitive_days = whole_number(_l("Days to keep answers about food, accessibility and interpreters"))
    keep_days = whole_number(_l("Days to keep names and other answers"))
    questions = FieldList(FormField(QuestionForm))
    registration_contact_name = Line(_l("Name"))
    registration_contact_email = Line(_l("E-mail"))
    registration_contact_phone = Line(_l("Phone"))

    materials = FieldList(FormField(MaterialForm))
    topic_ids = SelectMultipleField(_l("Topics"), coerce=int)
    parent_topic_id = SelectField(_l("Project or series"), coerce=lambda value: int(value) if value else None)
    source_url = Line(_l("Made from the page"))
    source_published_on = DayField(_l("Published there on"))

    def named(self) -> Iterator[tuple[str, Field]]:
        """Every input with its name, those of rows and languages included."""
        yield from _inputs(self)

    def accuse(self, faults: Mapping[str, str]) -> None:
        """Shows each sentence at its input, else above the form."""
        inputs = dict(self.named())
        for name, sentence in faults.items():
            if name in inputs:
                inputs[name].errors = [*inputs[name].errors, sentence]
            else:
                self.form_errors.append(sentence)
        for name in ROWS:  # a list of rows collects the errors of its rows when it validates, and not again
            self[name].errors = [row.errors for row in self[name] if row.errors]


def _inputs(fields: Iterable[Any]) -> Iterator[tuple[str, Field]]:
    for field in fields:
        if isinstance(field, FormField | FieldList):
            yield from _inputs(field)
        else:
            yield field.name, field


def language_names(languages: Iterable[str]) -> list[tuple[str, str]]:
    return [(code, language_name(code, interface_language())) for code in languages]


def form_class(languages: Sequence[str]) -> type[EventForm]:
    """The form with a part for the texts of each of the organisation's languages."""
    parts = {language: FormField(TextsForm) for language in languages}
    texts = cast(type[PartForm], type("OtherTextsForm", (PartForm,), parts))
    return cast(type[EventForm], type("LocalEventForm", (EventForm,), {"texts": FormField(texts)}))


def as_typed(content: EventContent) -> dict[str, Any]:
    """Data that fills the form with `content`."""
    data = {field.name: getattr(content, field.name) for field in dataclass_fields(content)}
    others = {language: texts for language, texts in content.texts.items() if language != content.language}
    return data | {
        "main": dict(content.texts.get(content.language, {})),
        "texts": others,
        "recording_planned": {True: "yes", False: "no", None: ""}[content.recording_planned],
        "parent_topic_id": content.parent_topic_id or "",
        "audience_municipalities": "\n".join(content.audience_municipalities),
        "join_reveal_hours": content.join_reveal_hours or "",
        "questions": [{**vars(row), "options": "\n".join(row.options)} for row in content.questions],
        "organisers": [vars(row) for row in content.organisers],
        "programme": [
            {**vars(row), "speakers": "\n".join(map(str, row.speakers))} for row in content.programme
        ],
        "materials": [vars(row) for row in content.materials],
    }


def stated(form: EventForm, known: Mapping[str, Any]) -> EventContent:
    """What the form says. Texts in languages that it does not show are taken over from `known`."""
    plain = {
        field.name: getattr(form, field.name).data
        for field in dataclass_fields(EventContent)
        if hasattr(form, field.name) and field.name not in ("texts", *ROWS)
    }
    plain = {name: value for name, value in plain.items() if value is not None or name not in WITH_DEFAULT}
    return EventContent(
        **plain
        | {
            "languages_spoken": tuple(form.languages_spoken.data or ()),
            "audience_regions": tuple(form.audience_regions.data or ()),
            "audience_municipalities": tuple((form.audience_municipalities.data or "").splitlines()),
            "audience_roles": tuple(form.audience_roles.data or ()),
            "topic_ids": tuple(sorted(form.topic_ids.data or ())),
            "recording_planned": {"yes": True, "no": False}.get(form.recording_planned.data),
            "texts": _texts(form, known),
            "organisers": tuple(OrganiserContent(**row) for row in _rows(form, "organisers")),
            "programme": tuple(map(_programme_row, _rows(form, "programme"))),
            "materials": tuple(MaterialContent(**row) for row in _rows(form, "materials")),
            "questions": tuple(map(_question, _rows(form, "questions"))),
        }
    )


def doubled_language(form: EventForm) -> bool:
    """Whether texts stand twice for one language: as its own and, typed before it was chosen, as a translation."""
    return any(
        part.short_name == form.language.data and any(_language_texts(part).values()) for part in form.texts
    )


def _texts(form: EventForm, known: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    main = {form.language.data: _language_texts(form.main)}
    others = {part.short_name: _language_texts(part) for part in form.texts}
    return {**known, **others, **main}


def _language_texts(part: Any) -> dict[str, str]:
    return {name.value: part[name.value].data or "" for name in TextField}


def _rows(form: EventForm, name: str) -> list[dict[str, Any]]:
    return [row.data for row in form[name]]


def _question(row: dict[str, Any]) -> QuestionContent:
    options = tuple((row.pop("options") or "").splitlines())
    return QuestionContent(**{**row, "key": row["key"] or ""}, options=options)


def _programme_row(row: dict[str, Any]) -> ProgrammeContent:
    lines = (row.pop("speakers") or "").splitlines()
    speakers = tuple(speaker for speaker in map(Speaker.parse, lines) if speaker.name)
    return ProgrammeContent(**row, speakers=speakers)
