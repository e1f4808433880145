"""The forms of the staff pages on topics and subscribers."""

from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    EmailField,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from newsletter.contacts.service import LONGEST_NAME, Address, parse_address
from newsletter.core.database import session
from newsletter.errors import DomainError, Invalid
from newsletter.organisation import service as organisation
from newsletter.organisation.models import Sender
from newsletter.subscribers import topics
from newsletter.subscribers.forms import TopicsForm, language_choices
from newsletter.subscribers.models import LegalBasis, Topic, TopicKind
from newsletter.subscribers.staff import LONGEST_REASON, Addition
from newsletter.subscribers.topics import LONGEST_TEXT, LONGEST_TITLE, TopicData
from newsletter.web.forms import Form, choices
from newsletter.web.language import current_language

TOO_LONG = _l("Write at most %(max)d characters")
KINDS = [
    (TopicKind.NEWSLETTER.value, _l("Newsletter: issues are written for it")),
    (TopicKind.THEME.value, _l("Theme: a subject that events and news are about")),
    (TopicKind.PROJECT.value, _l("Project: work with a beginning and an end")),
    (TopicKind.SERIES.value, _l("Series: events that belong together")),
]
BASES = [
    (LegalBasis.CONSENT.value, _l("Consent (GDPR, article 6(1)(a))")),
    (LegalBasis.PUBLIC_TASK.value, _l("Task in the public interest (GDPR, article 6(1)(e))")),
]


class TopicTextsForm(wtforms.Form):  # type: ignore[misc]
    title = StringField(_l("Title"), [Length(max=LONGEST_TITLE, message=TOO_LONG)])
    description = TextAreaField(
        _l("Description"),
        [Length(max=LONGEST_TEXT, message=TOO_LONG)],
        description=_l("One or two sentences: what one gets, and about how often."),
    )
    purpose = TextAreaField(
        _l("Purpose"),
        [Length(max=LONGEST_TEXT, message=TOO_LONG)],
        description=_l("What the addresses are used for, as the law wants it said at sign-up."),
    )
    aim = TextAreaField(_l("Aim of the project or series"), [Length(max=LONGEST_TEXT, message=TOO_LONG)])
    audience = TextAreaField(_l("Whom it is for"), [Length(max=LONGEST_TEXT, message=TOO_LONG)])


class TopicForm(Form):
    """Gets one `TopicTextsForm` per language of the organisation from `topic_form`."""

    slug = StringField(
        _l("Short name for addresses"),
        [Length(max=80, message=TOO_LONG)],
        description=_l(
            "Small letters, digits and hyphens, for example barns-ratt. Left empty, it is made from the title. "
            "It cannot be changed later."
        ),
    )
    kind = SelectField(_l("Kind"), choices=choices(KINDS))
    parent = SelectField(
        _l("Stands below"),
        description=_l("Only orders the sign-up form. Who follows one does not follow the other."),
    )
    responsible = StringField(
        _l("Responsible for the data"),
        [Length(max=LONGEST_TITLE, message=TOO_LONG)],
        description=_l("The body that decides over the addresses. Empty: our organisation."),
    )
    legal_basis = SelectField(_l("Legal basis"), choices=choices(BASES))
    sender = SelectField(_l("Sender"))
    is_public = BooleanField(
        _l("Offered to everybody"), description=_l("Otherwise only staff can add subscribers.")
    )
    first_year = IntegerField(_l("First year"), [Optional()])
    last_year = IntegerField(_l("Last year"), [Optional()], description=_l("Empty: no end is planned."))
    contact_name = StringField(_l("Contact"), [Length(max=LONGEST_TITLE, message=TOO_LONG)])
    contact_email = EmailField(_l("E-mail address"), [Length(max=LONGEST_TITLE, message=TOO_LONG)])
    contact_phone = StringField(_l("Phone"), [Length(max=LONGEST_TITLE, message=TOO_LONG)])
    revision = HiddenField()

    @property
    def texts(self) -> list[Any]:
        """The texts in each language, that which is shown when all else fails first."""
        default = f"texts_{organisation.get().default_language}"
        fields = [self[f"texts_{code}"] for code, _name in language_choices()]
        return sorted(fields, key=lambda field: field.name != default)

    def blame(self, fault: DomainError) -> None:
        """A missing title is told at the first language."""
        if isinstance(fault, Invalid) and fault.field == "title":
            first = self.texts[0]["title"]
            first.errors = [*first.errors, str(fault)]
        else:
            super().blame(fault)

    def offer(self, topic: Topic | None) -> None:
        """Fills the lists to choose from."""
        language = current_language()
        parents = [
            (str(parent.id), topics.title_in(parent, language)) for parent in topics.possible_parents(topic)
        ]
        senders = session.query(Sender).order_by(Sender.name)
        self.parent.choices = choices([("", _("Nothing")), *parents])
        self.sender.choices = choices(
            [
                ("", _("The organisation's usual sender")),
                *((str(sender.id), f"{sender.name} <{sender.address}>") for sender in senders),
            ]
        )

    def _words(self, language: str) -> dict[str, str]:
        return {name: words or "" for name, words in self[f"texts_{language}"].data.items()}

    def validate_contact_email(self, field: Any) -> None:
        try:
            field.data = parse_address(field.data).shown if field.data else ""
        except Invalid as fault:
            raise ValidationError(str(fault)) from None

    def data_of_topic(self) -> TopicData:
        return TopicData(
            slug=self.slug.data or "",
            kind=TopicKind(self.kind.data),
            texts={code: self._words(code) for code, _name in language_choices()},
            parent_id=int(self.parent.data) if self.parent.data else None,
            responsible=self.responsible.data or "",
            legal_basis=LegalBasis(self.legal_basis.data),
            sender_id=int(self.sender.data) if self.sender.data else None,
            is_public=self.is_public.data,
            first_year=self.first_year.data,
            last_year=self.last_year.data,
            contact_name=self.contact_name.data or "",
            contact_email=self.contact_email.data or "",
            contact_phone=self.contact_phone.data or "",
            revision=int(self.revision.data) if (self.revision.data or "").isdecimal() else 0,
        )


def topic_form(topic: Topic | None = None) -> TopicForm:
    """The form with texts in every language of the organisation, filled from the topic."""
    texts = {f"texts_{code}": FormField(TopicTextsForm, name) for code, name in language_choices()}
    form_class = type("TopicForm", (TopicForm,), texts)
    form: TopicForm = form_class(**_values_of(topic) if topic else {"is_public": True})
    form.offer(topic)
    return form


def _values_of(topic: Topic) -> dict[str, Any]:
    texts = {f"texts_{code}": topic.texts.get(code, {}) for code, _name in language_choices()}
    return {
        "slug": topic.slug,
        "kind": topic.kind.value,
        "parent": str(topic.parent_id or ""),
        "responsible": topic.responsible,
        "legal_basis": topic.legal_basis.value,
        "sender": str(topic.sender_id or ""),
        "is_public": topic.is_public,
        "first_year": topic.first_year,
        "last_year": topic.last_year,
        "contact_name": topic.contact_name,
        "contact_email": topic.contact_email,
        "contact_phone": topic.contact_phone,
        "revision": topic.revision,
        **texts,
    }


class AddSubscriberForm(TopicsForm):
    email = EmailField(_l("E-mail address"), [DataRequired(_l("Write the e-mail address"))])
    name = StringField(_l("Name (optional)"), [Length(max=LONGEST_NAME, message=TOO_LONG)])
    language = SelectField(_l("Language of the e-mails"))
    topics = SelectMultipleField(
        _l("Topics"),
        [DataRequired(_l("Choose at least one topic"))],
    )
    basis = TextAreaField(
        _l("On what basis?"),
        [
            DataRequired(_l("State where the person's wish is on record")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
        description=_l("For example: asked for it by phone on 12 March, noted under case 2027-114."),
    )

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.listed = topics.list_topics()
        self.address: Address | None = None
        self.language.choices = choices(language_choices())
        self.topics.choices = choices((t.slug, topics.title_in(t, current_language())) for t in self.listed)

    def validate_email(self, field: Any) -> None:
        try:
            self.address = parse_address(field.data)
        except Invalid as fault:
            raise ValidationError(str(fault)) from None

    def validate_topics(self, field: Any) -> None:
        if not field.data or self.unknown():
            raise ValidationError(_("Choose at least one of the topics in the list"))

    def addition(self) -> Addition:
        assert self.address is not None
        return Addition(
            address=self.address,
            name=self.name.data or "",
            language=self.language.data,
            topics=self.wanted(),
            basis=self.basis.data,
        )


class ReasonForm(Form):
    reason = TextAreaField(
        _l("Why?"),
        [
            DataRequired(_l("State the reason: it is kept with the change")),
            Length(max=LONGEST_REASON, message=TOO_LONG),
        ],
    )
