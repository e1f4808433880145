from flask_babel import lazy_gettext as _l
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from newsletter.accounts.models import Role
from newsletter.contacts.service import LONGEST_NAME
from newsletter.core.languages import OWN_NAMES
from newsletter.web.forms import Form, choices

ROLES = [
    (
        Role.EDITOR.value,
        _l("Editor: writes and sends newsletters, announces events, looks after subscribers"),
    ),
    (Role.ADMIN.value, _l("Admin: also looks after staff and the organisation's settings")),
]
ADDRESS_MISSING = _l("Write the e-mail address")
NEW_PASSWORD = _l("New password")


class SignInForm(Form):
    email = EmailField(_l("E-mail address"), [DataRequired(ADDRESS_MISSING)])
    password = PasswordField(_l("Password"), [DataRequired(_l("Write your password"))])


class ForgottenForm(Form):
    email = EmailField(_l("E-mail address"), [DataRequired(ADDRESS_MISSING)])


class SetPasswordForm(Form):
    password = PasswordField(NEW_PASSWORD, [DataRequired(_l("Write a password"))])


class ChangePasswordForm(Form):
    current = PasswordField(_l("Present password"), [DataRequired(_l("Write your present password"))])
    password = PasswordField(NEW_PASSWORD, [DataRequired(_l("Write a password"))])


class DetailsForm(Form):
    name = StringField(_l("Name"), [DataRequired(_l("Write your name")), Length(max=LONGEST_NAME)])
    language = SelectField(_l("Language of these pages"), choices=choices(OWN_NAMES.items()))


class InviteForm(Form):
    name = StringField(_l("Name"), [DataRequired(_l("Write the person's name")), Length(max=LONGEST_NAME)])
    email = EmailField(_l("E-mail address"), [DataRequired(ADDRESS_MISSING)])
    role = RadioField(_l("Role"), choices=choices(ROLES), default=Role.EDITOR.value)
    language = SelectField(_l("Language"), choices=choices(OWN_NAMES.items()))


class RoleForm(Form):
    role = RadioField(_l("Role"), choices=choices(ROLES))
