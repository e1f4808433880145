"""The letter of a digest: each event once, under the most urgent of what there is to say of it."""

from collections.abc import Sequence

from flask import current_app
from flask_babel import gettext as _

from newsletter.core.clock import now, utc_to_local
from newsletter.errors import StopMailing
from newsletter.events.models import Event
from newsletter.notices.follower_cards import card_for_followers
from newsletter.notices.items import SECTIONS, Item
from newsletter.notices.models import NoticeKind
from newsletter.organisation import service as organisation
from newsletter.rendering import notice_digests
from newsletter.rendering.letter import Letter, ListId, Sender
from newsletter.rendering.notice_digests import DigestItem, Section, SectionKind
from newsletter.settings import Settings
from newsletter.subscribers import topics
from newsletter.subscribers.models import Frequency


def letter(items: Sequence[Item], frequency: Frequency, language: str) -> Letter:
    """
    Raises:
        StopMailing: nobody is set up to send it.
        ValueError: there is nothing to tell.
    """
    settings: Settings = current_app.config["SETTINGS"]
    us = organisation.get()
    sender = organisation.sender(None)
    if sender is None:
        raise StopMailing(_("No sender is set up. An administrator adds one under “Organisation”."))
    name = organisation.name_in(us, language)
    return notice_digests.digest(
        language=language,
        sender=Sender(sender.name, sender.address),
        list_id=ListId(name, f"digests.{settings.host_name}"),
        today=utc_to_local(now(), us.zone).date(),
        frequency=notice_digests.Frequency(frequency.value),
        sections=sections(items, language),
        reply_to=Sender(sender.name, sender.reply_to) if sender.reply_to else None,
        headers=(("Feedback-ID", f"{frequency.value}:0:digest:{settings.host_name}"),),
    )


def sections(items: Sequence[Item], language: str) -> list[Section]:
    """The nearest deadline first."""
    order = list(SectionKind)
    kinds: dict[int, SectionKind] = {}
    for item in items:
        kind = SectionKind(SECTIONS[item.plan.kind])
        kinds[item.event.id] = min(kind, kinds.get(item.event.id, kind), key=order.index)
    events = {item.event.id: item.event for item in sorted(items, key=_deadline)}
    return [
        Section(
            kind,
            tuple(_item(event, items, language) for event in events.values() if kinds[event.id] is kind),
        )
        for kind in order
    ]


def _item(event: Event, items: Sequence[Item], language: str) -> DigestItem:
    news = {item.plan.kind for item in items if item.event.id == event.id}
    return DigestItem(
        card_for_followers(event, language),
        _topics(event.id, items, language),
        has_opened=NoticeKind.OPENS in news and NoticeKind.NEW not in news,
    )


def _deadline(item: Item) -> tuple[bool, float, int]:
    at = item.event.deadline_instant or item.event.starts_instant
    return (at is None, at.timestamp() if at else 0.0, item.event.id)


def _topics(event_id: int, items: Sequence[Item], language: str) -> str:
    """All topics of the event: a reader follows one of them, and may want to know of the others."""
    ids = {topic_id for item in items if item.event.id == event_id for topic_id in item.topic_ids}
    return ", ".join(topics.title_in(topic, language) for topic in topics.by_ids(ids))
