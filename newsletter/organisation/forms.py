from typing import Any

from babel import Locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    EmailField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    URLField,
)
from wtforms.validators import DataRequired, InputRequired, NumberRange, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from newsletter.core.languages import LANGUAGES, OWN_NAMES, zone_city
from newsletter.organisation import checks
from newsletter.organisation.service import Details
from newsletter.web.forms import Form, checked, choices
from newsletter.web.language import interface_language

NAME_MISSING = _l("Write a name")


class OrganisationForm(Form):
    revision = HiddenField()
    name = StringField(_l("Name of the organisation"), [DataRequired(NAME_MISSING), checked(checks.name)])
    postal_address = TextAreaField(_l("Postal address"), [checked(checks.postal_address)])
    website = URLField(_l("Website"), [checked(checks.website)])
    contact_email = EmailField(_l("E-mail address for questions"), [checked(checks.optional_email)])
    data_protection_email = EmailField(
        _l("E-mail address of the data protection officer"), [checked(checks.optional_email)]
    )
    country = SelectField(_l("Country whose public holidays count"))
    zone = SelectField(_l("Time zone"))
    languages = SelectMultipleField(
        _l("Languages offered to readers"),
        [DataRequired(_l("Choose at least one language"))],
        choices=choices(OWN_NAMES.items()),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    default_language = SelectField(_l("Language used first"), choices=choices(OWN_NAMES.items()))
    accent = StringField(_l("Colour"), [checked(checks.accent)])
    regret_minutes = IntegerField(
        _l("Minutes in which sending can be undone"),
        [
            InputRequired(_l("Write a number of minutes; 0 sends at once")),
            NumberRange(0, checks.LONGEST_REGRET, _l("Write a number from 0 to 120")),
        ],
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        territories = Locale.parse(interface_language()).territories
        self.country.choices = choices((code, territories[code]) for code in checks.COUNTRIES)
        self.zone.choices = choices((zone, zone_city(zone, interface_language())) for zone in checks.ZONES)

    def validate_default_language(self, field: Any) -> None:
        if not self.languages.errors and field.data not in self.languages.data:
            raise StopValidation(_("Choose one of the languages offered"))

    @property
    def name_fields(self) -> list[Any]:
        """The names in other languages."""
        return [self[f"name_{language}"] for language in LANGUAGES]

    @property
    def settings(self) -> list[Any]:
        """The fields that hold a setting, in the order of the page."""
        return [field for field in self if field.name not in ("revision", "csrf_token")]

    @property
    def seen_revision(self) -> int:
        """The revision this form was filled in from; what nobody sends is older than all."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0

    def details(self) -> Details:
        values = {name: self[name].data for name in Details.__dataclass_fields__ if name != "names"}
        names = {code: self[f"name_{code}"].data for code in LANGUAGES}
        return Details(**values, names=_own_names(names, self.name.data))


def _own_names(names: dict[str, str], name: str) -> dict[str, str]:
    """Names that differ from the name: the others follow it when it changes."""
    return {code: own for code, own in names.items() if own and own != name}


for _code in LANGUAGES:
    setattr(OrganisationForm, f"name_{_code}", StringField(OWN_NAMES[_code], [checked(checks.optional_name)]))


def filled_in(details: Details, revision: int) -> OrganisationForm:
    """The form as the settings are."""
    values = dict(vars(details))
    own_names = _own_names(values.pop("names"), details.name)
    names = {f"name_{code}": own_names.get(code, "") for code in LANGUAGES}
    return OrganisationForm(formdata=None, data={**values, **names, "revision": str(revision)})


class SenderForm(Form):
    name = StringField(_l("Name that readers see"), [DataRequired(NAME_MISSING), checked(checks.name)])
    address = EmailField(
        _l("E-mail address"), [DataRequired(_l("Write the e-mail address")), checked(checks.email)]
    )
    reply_to = EmailField(_l("Address for replies"), [checked(checks.optional_email)])
