"""Every page: which address is guarded how. Only processes that answer requests need it."""

from collections.abc import Callable, Sequence

from flask import Blueprint
from flask.typing import ResponseReturnValue

from newsletter.accounts import own_views as own_account
from newsletter.accounts import public_views as accounts_door
from newsletter.accounts import staff_views as people
from newsletter.accounts.guards import admin_only, staff_only
from newsletter.events import edit_views as event_form
from newsletter.events import feed_views as feeds
from newsletter.events import public_views as events
from newsletter.events import read_views as announcements
from newsletter.events import staff_views as staff_events
from newsletter.events import topic_views as topic_pages
from newsletter.issues import composer_views as composer
from newsletter.issues import public_views as archive
from newsletter.issues import sending_views as sending
from newsletter.issues import staff_views as issues
from newsletter.mailbox import public_views as mailbox
from newsletter.media import public_views as media
from newsletter.media import staff_views as pictures
from newsletter.notices import decision_views as notice_decisions
from newsletter.notices import digest_views as digests
from newsletter.notices import event_views as event_notices
from newsletter.notices import settings_views as notice_settings
from newsletter.notices import staff_views as notices
from newsletter.notices import time_views as notice_times
from newsletter.operations import public_views as operations
from newsletter.organisation import staff_views as organisation
from newsletter.outbox import staff_views as mailings
from newsletter.registrations import allocation_views as allocation
from newsletter.registrations import attendance_views as attendance
from newsletter.registrations import list_views as participant_lists
from newsletter.registrations import mark_views as marking
from newsletter.registrations import own_views as own_registration
from newsletter.registrations import public_views as marks
from newsletter.registrations import register_views as registering
from newsletter.registrations import staff_views as participants
from newsletter.settings import Settings
from newsletter.site import held_views as held
from newsletter.site import logo_views as logo
from newsletter.site import public_views as site
from newsletter.site import staff_views as overview
from newsletter.subscribers import link_views as subscriber_links
from newsletter.subscribers import public_views as sign_up
from newsletter.subscribers import staff_views as subscribers
from newsletter.subscribers import topic_views as topics

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
        (marking.blueprint, "", public),
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
        (notice_times.blueprint, "/staff/events/notices", staff_only),
        (event_notices.blueprint, "/staff/events", staff_only),
        (digests.blueprint, "/staff/digests", staff_only),
        (notice_settings.blueprint, "/staff/organisation/notices", admin_only),
    ]
    if not settings.is_production:
        table.append((mailbox.blueprint, "", mailbox.loopback_only))
    return table
