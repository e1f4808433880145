"""The one place where everything meets: who produces mail, who hears of what, and in `pages` who may go where."""

from flask import Flask
from sqlalchemy import Engine
from werkzeug.middleware.proxy_fix import ProxyFix

from newsletter.accounts.mail import StaffMail
from newsletter.core import announce, database, queue, sealed, tokens
from newsletter.core.database import session
from newsletter.events.facts import EventChanged, EventCopied
from newsletter.issues.producer import IssueProducer
from newsletter.issues.producer import topics_left as left_by_issue
from newsletter.issues.trial import topics_left as left_by_test
from newsletter.notices import asked, foresight, planning
from newsletter.notices import hours as office
from newsletter.notices import rules as notice_rules
from newsletter.notices.digest_producer import DigestProducer
from newsletter.notices.digest_producer import topics_left as left_by_digest
from newsletter.notices.producer import EverybodyNotice, FollowerNotice, ParticipantNotice
from newsletter.notices.producer import topics_left as left_by_notice
from newsletter.outbox import hours, registry
from newsletter.outbox.producer import Transactional
from newsletter.registrations import follow as registration_desk
from newsletter.registrations import mail as registration_mail
from newsletter.registrations import mark_wishes
from newsletter.settings import Settings, load_settings
from newsletter.site import look
from newsletter.subscribers import leaving
from newsletter.subscribers.facts import EverythingLeft, MailingLeft, SignUpConfirmed
from newsletter.web import init_web


def register_handlers() -> None:
    """Facts and who acts on them, in this order, in the transaction of the one who announces."""
    announce.register(
        [
            (EventChanged, registration_desk.follow),
            (EventChanged, planning.follow),
            (EventCopied, notice_rules.follow_copy),
            (SignUpConfirmed, mark_wishes.confirmed),
            (MailingLeft, asked.left),
            (EverythingLeft, mark_wishes.left_everything),
        ],
        [(EventChanged, foresight.witness)],
    )


def register_producers() -> None:
    """Kinds of mailings and the room that answers for each."""
    registry.register(
        {
            "confirmation": Transactional(),
            "already_subscribed": Transactional(),
            mark_wishes.KIND: Transactional(),
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
        leaving.register(kind, left_by_notice, asked.title_left)


def create_app(settings: Settings | None = None, *, with_pages: bool = True) -> Flask:
    """The whole service as a WSGI application; workers use it for its context and settings, and leave out the pages."""
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
    if with_pages:
        _add_pages(app, settings)
    app.teardown_appcontext(lambda _error: session.remove())
    return app


def _add_pages(app: Flask, settings: Settings) -> None:
    # Half of all modules, which workers do without.
    from newsletter.extensions import csrf, limiter
    from newsletter.pages import blueprints

    csrf.init_app(app)
    limiter.init_app(app)
    for blueprint, prefix, guard in blueprints(settings):
        # On the application, not on the blueprint: a process may make several applications.
        app.before_request_funcs.setdefault(blueprint.name, []).append(guard)
        app.register_blueprint(blueprint, url_prefix=prefix or None)


def _connect(settings: Settings) -> Engine:
    if settings.database_url is None:
        raise RuntimeError(
            "DATABASE_URL is unset: start through the `newsletter` command, which brings a database"
        )
    return database.connect(settings.database_url)
