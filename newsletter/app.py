"""The one place where everything meets: which address is guarded how, who produces mail, who hears of what."""

from collections.abc import Callable, Sequence

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from newsletter.accounts import own_views as own_account
from newsletter.accounts import public_views as accounts_door
from newsletter.accounts import staff_views as people
from newsletter.accounts.guards import admin_only, staff_only
from newsletter.accounts.mail import StaffMail
from newsletter.core import announce, database, queue, sealed, tokens
from newsletter.core.database import session
from newsletter.events import edit_views as event_form
from newsletter.events import feed_views as feeds
from newsletter.events import public_views as events
from newsletter.events import read_views as announcements
from newsletter.events import staff_views as staff_events
from newsletter.events import topic_views as topic_pages
from newsletter.events.facts import EventChanged
from newsletter.extensions import csrf, limiter
from newsletter.issues import composer_views as composer
from newsletter.issues import public_views as archive
from newsletter.issues import sending_views as sending
from newsletter.issues import staff_views as issues
from newsletter.issues.producer import IssueProducer
from newsletter.issues.producer import topics_left as left_by_issue
from newsletter.issues.trial import topics_left as left_by_test
from newsletter.mailbox import public_views as mailbox
from newsletter.media import public_views as media
from newsletter.media import staff_views as pictures
from newsletter.notices import decision_views as notice_decisions
from newsletter.notices import event_views as event_notices
from newsletter.notices import foresight, planning
from newsletter.notices import hours as office
from newsletter.notices import settings_views as notice_settings
from newsletter.notices import staff_views as notices
from newsletter.notices.digest_producer import DigestProducer
from newsletter.notices.digest_producer import topics_left as left_by_digest
from newsletter.notices.producer import EverybodyNotice, FollowerNotice, ParticipantNotice
from newsletter.notices.producer import topics_left as left_by_notice
from newsletter.operations import public_views as operations
from newsletter.organisation import staff_views as organisation
from newsletter.outbox import hours, registry
from newsletter.outbox import staff_views as mailings
from newsletter.outbox.producer import Transactional
from newsletter.registrations import allocation_views as allocation
from newsletter.registrations import attendance_views as attendance
from newsletter.registrations import follow as registration_desk
from newsletter.registrations import list_views as participant_lists
from newsletter.registrations import mail as registration_mail
from newsletter.registrations import own_views as own_registration
from newsletter.registrations import public_views as marks
from newsletter.registrations import register_views as registering
from newsletter.registrations import staff_views as participants
from newsletter.settings import Settings, load_settings
from newsletter.site import held_views as held
from newsletter.site import logo_views as logo
from newsletter.site import look
from newsletter.site import public_views as site
from newsletter.site import staff_views as overview
from newsletter.subscribers import leaving
from newsletter.subscribers import link_views as subscriber_links
from newsletter.subscribers import public_views as sign_up
from newsletter.subscribers import staff_views as subscribers
from newsletter.subscribers import topic_views as topics
from newsletter.web import init_web

Guard = Callable[[], ResponseReturnValue | None]
"""Runs before every request of a blueprint; anything but None is the answer."""


def public() -> None:
    """The guard of pages that everybody may see."""


def blueprints(settings: Settings) -> Sequence[tuple[Blueprint, str, Guard]]:
    """Every blueprint with its prefix and its guard; a blueprint that is not in this table does not exist."""
    table: list[tuple[Blueprint, str, Guard]] = [
        (accounts_door.blueprint, "/staff", public),
        (own_account.blueprint, "/staff/account", staff_only),
        (people.blueprint, "/staff/people", admin_only),
        (overview.blueprint, "/staff", staff_only),
        (organisation.blueprint, "/staff/organisation", admin_only),
        (logo.blueprint, "/staff/organisation/logo", admin_only),
        (mailings.blueprint, "/staff/mailings", staff_only),
        (held.blueprint, "/staff/held", admin_only),
        (media.blueprint, "/media", public),
        (sign_up.blueprint, "", public),
        (subscriber_links.blueprint, "", public),
        (topics.blueprint, "/staff/topics", staff_only),
        (subscribers.blueprint, "/staff/subscribers", staff_only),
        (subscribers.for_admins, "/staff/subscribers", admin_only),
        (marks.blueprint, "", public),
        (registering.blueprint, "", public),
        (own_registration.blueprint, "", public),
        (participants.blueprint, "/staff/events", staff_only),
        (participant_lists.blueprint, "/staff/events", staff_only),
        (attendance.blueprint, "/staff/events", staff_only),
        (allocation.blueprint, "/staff/events", staff_only),
        (site.blueprint, "", public),
        (pictures.blueprint, "/staff/media", staff_only),
        (operations.blueprint, "", public),
        (issues.blueprint, "/staff/issues", staff_only),
        (composer.blueprint, "/staff/issues", staff_only),
        (sending.blueprint, "/staff/issues", staff_only),
        (archive.blueprint, "", public),
        (events.blueprint, "", public),
        (feeds.blueprint, "/feeds", public),
        (topic_pages.blueprint, "/topics", public),
        (event_form.blueprint, "/staff/events", staff_only),
        (announcements.blueprint, "/staff/events/read", staff_only),
        (staff_events.blueprint, "/staff/events", staff_only),
        (notices.blueprint, "/staff/events/notices", staff_only),
        (notice_decisions.blueprint, "/staff/events/notices", staff_only),
        (event_notices.blueprint, "/staff/events", staff_only),
        (notice_settings.blueprint, "/staff/organisation/notices", admin_only),
    ]
    if not settings.is_production:
        table.append((mailbox.blueprint, "", mailbox.loopback_only))
    return table


def register_handlers() -> None:
    """Facts and who acts on them, in this order, in the transaction of the one who announces."""
    announce.register(
        [(EventChanged, registration_desk.follow), (EventChanged, planning.follow)],
        [(EventChanged, foresight.witness)],
    )


def register_producers() -> None:
    """Kinds of mailings and the room that answers for each."""
    registry.register(
        {
            "confirmation": Transactional(),
            "already_subscribed": Transactional(),
            "staff_invitation": StaffMail(),
            "staff_password": StaffMail(),
            "test_mail": StaffMail(),
            **{kind: Transactional() for kind in registration_mail.KINDS},
            "issue": IssueProducer(),
            "deadline_notice": FollowerNotice(),
            "follower_notice": FollowerNotice(),
            "participant_notice": ParticipantNotice(),
            "everybody_notice": EverybodyNotice(),
            "organiser_notes": StaffMail(),
            "digest": DigestProducer(),
        }
    )
    hours.register(office.span)
    leaving.register("issue", left_by_issue)
    leaving.register("test_mail", left_by_test)
    leaving.register("digest", left_by_digest)
    for kind in ("deadline_notice", "follower_notice", "participant_notice", "everybody_notice"):
        leaving.register(kind, left_by_notice)


def create_app(settings: Settings | None = None) -> Flask:
    """The whole service as a WSGI application; workers use it for its context and settings."""
    settings = settings or load_settings()
    app = Flask("newsletter", static_folder="static")
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key[0].get_secret_value(),
        SECRET_KEY_FALLBACKS=[key.get_secret_value() for key in settings.secret_key[1:]],
        SESSION_COOKIE_NAME="__Host-session" if settings.is_production else "session",
        SESSION_COOKIE_SECURE=settings.is_production,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        WTF_I18N_ENABLED=False,
        MAX_CONTENT_LENGTH=12 * 1024 * 1024,
        RATELIMIT_STORAGE_URI=settings.redis_url,
        RATELIMIT_STORAGE_OPTIONS={
            "socket_connect_timeout": 1,
            "socket_timeout": 1,
        },  # a Redis that is silent
        BABEL_TRANSLATION_DIRECTORIES="translations",
    )
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    tokens.configure([key.get_secret_value() for key in settings.secret_key])
    sealed.configure([key.get_secret_value() for key in settings.secret_key])
    app.extensions["database"] = _connect(settings)
    app.extensions["celery"] = queue.configure(settings.redis_url or "")
    csrf.init_app(app)
    limiter.init_app(app)
    init_web(
        app,
        settings,
        default_language=look.default_language,
        languages=look.interface_languages,
        theme_of_organisation=look.theme,
        zone=look.zone,
        signed_in=look.signed_in,
    )
    register_handlers()
    register_producers()
    for blueprint, prefix, guard in blueprints(settings):
        # On the application, not on the blueprint: a process may make several applications.
        app.before_request_funcs.setdefault(blueprint.name, []).append(guard)
        app.register_blueprint(blueprint, url_prefix=prefix or None)
    app.teardown_appcontext(lambda _error: session.remove())
    return app


def _connect(settings: Settings) -> Engine:
    if settings.database_url is None:
        raise RuntimeError(
            "DATABASE_URL is unset: start through the `newsletter` command, which brings a database"
        )
    return database.connect(settings.database_url)
