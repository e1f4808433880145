"""The forms of those who register: the registration itself, its change, passing it on."""

from collections.abc import Iterator
from typing import Any, TypeVar, cast

from flask import current_app, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import DataRequired, Length, ValidationError

from newsletter.contacts.service import Address, parse_address
from newsletter.core.clock import now
from newsletter.core.tokens import sign, verify
from newsletter.errors import Invalid
from newsletter.events.form import Marked
from newsletter.events.models import Event
from newsletter.events.questions import QuestionContent, QuestionKind
from newsletter.registrations import answers, terms
from newsletter.registrations.answers import Answers, Typed
from newsletter.registrations.models import AttendAs, Registration
from newsletter.registrations.service import LONGEST_LINE, MOST_AT_ONCE, Details, Person, Wish
from newsletter.web.forms import Form
from newsletter.web.forms import choices as options
from newsletter.web.language import current_language

OPENED = "registration form opened"
ADD = "add"

WAYS = {AttendAs.PHYSICAL: _l("In the room"), AttendAs.ONLINE: _l("Online")}

_not_too_long = Length(max=LONGEST_LINE, message=_l("Write at most %(max)d characters"))


def _line(label: Any, required: Any = None) -> StringField:
    return StringField(label, [*([DataRequired(required)] if required else []), _not_too_long])


def way_field() -> RadioField:
    return RadioField(_l("How do you take part?"), coerce=AttendAs, default=AttendAs.PHYSICAL)


def offer_ways(field: Any, event: Event) -> None:
    """The choice where there is one; else the only way, unasked."""
    ways = terms.ways(event)
    field.choices = options([(way.value, WAYS[way]) for way in ways])
    if field.data not in ways:
        field.data = ways[0]


def address_of(field: Any) -> Address:
    try:
        return parse_address(field.data or "")
    except Invalid as fault:
        raise ValidationError(str(fault)) from None


class AnswersForm(Form):
    """A form with the organiser's questions; their inputs are called `q_` and the question's key."""

    event: Event

    @property
    def asked(self) -> Iterator[tuple[QuestionContent, Any]]:
        for question in answers.questions(self.event):
            yield question, self[input_name(question)]

    def read_answers(self) -> Answers | None:
        """What was answered; with faults shown at the questions, None."""
        typed: Typed = {
            question.key: request.form.getlist(input_name(question))
            for question in answers.questions(self.event)
        }
        try:
            return answers.read(self.event, typed)
        except answers.Unanswered as unanswered:
            for key, sentence in unanswered.faults.items():
                field = self[f"q_{key}"]
                field.errors = [*field.errors, sentence]
            return None


def input_name(question: QuestionContent) -> str:
    return f"q_{question.key}"


Asking = TypeVar("Asking", bound=AnswersForm)


def asking(base: type[Asking], event: Event) -> type[Asking]:
    """The form with the questions of `event`."""
    fields = {input_name(question): _question_field(question) for question in answers.questions(event)}
    return cast(type[Asking], type(base.__name__, (base,), fields))


def _question_field(question: QuestionContent) -> Field:
    label = answers.label(question)
    marks = [Marked()] if question.is_required else []
    if question.kind is QuestionKind.CONSENT:
        return BooleanField(label, marks)
    choices = options((option, option) for option in question.options)
    if question.kind is QuestionKind.CHOICE:
        return RadioField(label, marks, choices=choices, validate_choice=False)
    if question.kind is QuestionKind.SEVERAL:
        return SelectMultipleField(label, marks, choices=choices, validate_choice=False)
    return TextAreaField(label, marks)


def stored_answers(event: Event, registration: Registration) -> dict[str, Any]:
    """Fills the questions of a form."""
    given = Answers.of(registration)
    return {
        input_name(question): _filling(question, given.to(question)) for question in answers.questions(event)
    }


def _filling(question: QuestionContent, values: list[str]) -> Any:
    if question.kind is QuestionKind.CONSENT:
        return answers.AGREED in values
    return values if question.kind is QuestionKind.SEVERAL else "".join(values[:1])


class ColleagueForm(PlainForm):  # type: ignore[misc]
    class Meta(Form.Meta):
        pass

    name = StringField(_l("Name"), [_not_too_long])
    email = EmailField(_l("E-mail address"))
    attend_as = way_field()

    @property
    def is_empty(self) -> bool:
        return not (self.name.data or "").strip() and not (self.email.data or "").strip()

    def validate_name(self, field: Any) -> None:
        if not self.is_empty and not (field.data or "").strip():
            raise ValidationError(_("Write the name of your colleague"))

    def validate_email(self, field: Any) -> None:
        if not self.is_empty:
            address_of(field)


class RegisterForm(AnswersForm):
    name = _line(_l("Name"), _l("Write your name"))
    email = EmailField(_l("E-mail address"), [DataRequired(_l("Write your e-mail address"))])
    affiliation = _line(_l("Workplace"))
    municipality = _line(_l("Municipality"))
    attend_as = way_field()
    colleagues = FieldList(FormField(ColleagueForm), max_entries=MOST_AT_ONCE - 1)
    homepage = StringField(_l("Leave this field empty"))
    opened = HiddenField()

    def __init__(self, event: Event, **values: Any) -> None:
        super().__init__(**values)
        self.event = event
        if not self.is_submitted():
            self.opened.data = sign(OPENED, int(now().timestamp()))
        if request.form.get("do") == ADD and len(self.colleagues.entries) < MOST_AT_ONCE - 1:
            self.colleagues.append_entry()
        for field in (self.attend_as, *(row.form.attend_as for row in self.colleagues)):
            offer_ways(field, event)

    def validate_email(self, field: Any) -> None:
        address_of(field)

    def validate_colleagues(self, _field: Any) -> None:
        addresses = [self.email.data, *(row.form.email.data for row in self._filled())]
        keys = [(address or "").strip().casefold() for address in addresses]
        if len(set(keys)) < len(keys):
            raise ValidationError(_("Each person needs an e-mail address of their own"))

    def _filled(self) -> list[Any]:
        return [row for row in self.colleagues if not row.form.is_empty]

    def seems_human(self) -> bool:
        """Machines fill in what people cannot see, and faster than people can."""
        opened = verify(OPENED, self.opened.data or "")
        shortest: float = current_app.config["SETTINGS"].sign_up_seconds
        return not self.homepage.data and opened is not None and now().timestamp() - opened[0] >= shortest

    def wish(self, given: Answers, *, has_late_link: bool) -> Wish:
        people = [Person(parse_address(self.email.data), self.name.data, self.attend_as.data, answers=given)]
        people += [
            Person(parse_address(row.form.email.data), row.form.name.data, row.form.attend_as.data)
            for row in self._filled()
        ]
        return Wish(
            event_id=self.event.id,
            people=people,
            language=current_language(),
            affiliation=self.affiliation.data or "",
            municipality=self.municipality.data or "",
            has_late_link=has_late_link,
        )


class LinkForm(AnswersForm):
    """Without a CSRF token: the secret in the page's address is the permission, and cookies may be off."""

    class Meta(AnswersForm.Meta):
        csrf = False


class ChangeForm(LinkForm):
    name = _line(_l("Name"), _l("Write your name"))
    title = _line(_l("Job title"))
    affiliation = _line(_l("Workplace"))
    municipality = _line(_l("Municipality"))
    attend_as = way_field()

    def __init__(self, event: Event, registration: Registration) -> None:
        fields = ("name", "title", "affiliation", "municipality", "attend_as")
        stored = {name: getattr(registration, name) for name in fields}
        super().__init__(data=stored | stored_answers(event, registration))
        self.event = event
        offer_ways(self.attend_as, event)

    def details(self, given: Answers) -> Details:
        return Details(
            name=self.name.data,
            title=self.title.data or "",
            affiliation=self.affiliation.data or "",
            municipality=self.municipality.data or "",
            attend_as=self.attend_as.data,
            answers=given,
        )


class TransferForm(LinkForm):
    name = _line(_l("Name of your colleague"), _l("Write the name of your colleague"))
    email = EmailField(_l("E-mail address"), [DataRequired(_l("Write the e-mail address"))])

    def validate_email(self, field: Any) -> None:
        address_of(field)


class AddForm(Form):
    """Staff register somebody by hand."""

    name = _line(_l("Name"), _l("Write the name"))
    email = EmailField(_l("E-mail address"), [DataRequired(_l("Write the e-mail address"))])
    title = _line(_l("Job title"))
    affiliation = _line(_l("Workplace"))
    municipality = _line(_l("Municipality"))
    attend_as = way_field()
    beyond = BooleanField(_l("Give a place even if none is free"))

    def __init__(self, event: Event) -> None:
        super().__init__()
        offer_ways(self.attend_as, event)

    def validate_email(self, field: Any) -> None:
        address_of(field)
