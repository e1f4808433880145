"""Errors of the domain, named after what to do next."""


class DomainError(Exception):
    """Something the person asked for cannot be done; the message is a whole sentence for that person."""


class Invalid(DomainError):
    """The input must be changed: `field` names what, the message says how. Answered with 422."""

    def __init__(self, message: str, field: str | None = None) -> None:
        self.field = field
        super().__init__(message)


class NotFound(DomainError):
    """There is no such thing, or not for this person. Answered with 404."""


class Conflict(DomainError):
    """Somebody else changed it meanwhile; reload and try again. Answered with 409."""


class NotPossible(DomainError):
    """The thing is in a state that does not allow this (a sent issue cannot be edited). Answered with 409."""


class RetryLater(DomainError):
    """A passing fault outside: the same call may succeed later. Answered with 503, retried by tasks."""


class StopMailing(DomainError):
    """The mailing as a whole must not leave: our settings, template or content are wrong.

    Retrying changes nothing until a person does. Never raised for a fault of one recipient.
    """
