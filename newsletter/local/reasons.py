"""Why something could not be done, in one sentence: for errors that a person can mend."""

from alembic.util import CommandError
from redis.exceptions import RedisError
from sqlalchemy.exc import OperationalError

from newsletter.errors import DomainError
from newsletter.local.processes import CannotStart
from newsletter.settings import SettingsError
from newsletter.web.assets import AssetsMissing


def in_one_sentence(error: Exception) -> str | None:
    """None for an error that is a fault of ours: that one deserves its trace."""
    if isinstance(error, SettingsError):
        return "\n".join(["The settings cannot be used:", *(f"  {fault}" for fault in error.faults)])
    if isinstance(error, CannotStart | DomainError | AssetsMissing):
        return str(error)
    if isinstance(error, OperationalError):
        return f"The database cannot be used; DATABASE_URL says where it is. It answers: {first_line(error.orig)}"
    if isinstance(error, RedisError):
        return f"Redis cannot be used; REDIS_URL says where it is. It answers: {first_line(error)}"
    if isinstance(error, CommandError):
        return f"The database belongs to another version of Budkavle: {first_line(error)}"
    return None


def first_line(error: BaseException | None) -> str:
    return next(iter(str(error).splitlines()), "nothing")
