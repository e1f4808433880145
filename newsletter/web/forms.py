"""The parent of all forms: our own sentences in place of WTForms', and domain errors shown at their field."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectChoice
from wtforms.validators import StopValidation

from newsletter.errors import DomainError, Invalid

_SENTENCES = {
    "This field is required.": _l("Fill in this field"),
    "Not a valid choice.": _l("Choose one of the given answers"),
    "Invalid Choice: could not coerce.": _l("Choose one of the given answers"),
    "Invalid choice(s): one or more data inputs could not be coerced.": _l("Choose among the given answers"),
    "Not a valid date value.": _l("Write the date as year, month and day"),
    "Not a valid datetime value.": _l("Write the date and the time"),
    "Not a valid time value.": _l("Write the time as hours and minutes"),
    "Not a valid integer value.": _l("Write a whole number"),
    "Not a valid decimal value.": _l("Write a number"),
}


class _Translations:
    """WTForms ships no Danish; its few built-in sentences are ours."""

    def gettext(self, sentence: str) -> str:
        return str(_SENTENCES.get(sentence, sentence))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return singular if number == 1 else plural


class Form(FlaskForm):  # type: ignore[misc]
    class Meta:
        def get_translations(self, _form: Any) -> _Translations:
            return _Translations()

    def blame(self, fault: DomainError) -> None:
        """Shows what a service refused at the field it names, else above the form."""
        name = fault.field if isinstance(fault, Invalid) else None
        field = self._fields.get(name) if name else None
        if field is None:
            self.form_errors.append(str(fault))
        else:
            field.errors = [*field.errors, str(fault)]


def checked(check: Callable[[str], str]) -> Callable[[Form, Any], None]:
    """A validator from a function that gives the cleaned text of a field, or raises Invalid."""

    def validate(_form: Form, field: Any) -> None:
        try:
            field.data = check(field.data or "")
        except Invalid as fault:
            raise StopValidation(str(fault)) from None

    return validate


def choices(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """For select and radio fields: (value, label) each."""
    return [SelectChoice(value, label) for value, label in pairs]
