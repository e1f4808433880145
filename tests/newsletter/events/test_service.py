import pytest

from newsletter.errors import Invalid, NotFound, NotPossible
from newsletter.events import queries, service
from newsletter.events.content import MaterialContent
from newsletter.events.models import Occurrence, Publication
from tests.newsletter.events.factories import make_draft, make_event, texts


def test_a_new_event_is_a_draft_that_the_public_cannot_see() -> None:
    event = make_draft()
    assert event.publication is Publication.DRAFT
    with pytest.raises(NotFound):
        queries.public(event.slug)


def test_events_of_the_same_title_get_addresses_of_their_own() -> None:
    slugs = [make_draft(texts=texts(title="Frågor & svar")).slug for _ in range(3)]
    assert slugs == ["fragor-svar", "fragor-svar-2", "fragor-svar-3"]


def test_a_title_without_latin_letters_still_gets_an_address() -> None:
    assert make_draft(texts=texts(title="????")).slug == "event"


def test_publishing_what_lacks_an_audience_says_so_and_stays_a_draft() -> None:
    event = make_draft(texts={"sv": {"title": "Utan målgrupp"}})
    with pytest.raises(service.NotReady) as refused:
        service.publish(event.id)
    assert len(refused.value.missing) == 1
    assert event.publication is Publication.DRAFT


def test_publishing_twice_changes_nothing() -> None:
    event = make_event()
    revision, published_at = event.revision, event.published_at
    service.publish(event.id)
    assert (event.revision, event.published_at) == (revision, published_at)


def test_a_withdrawn_event_is_gone_from_the_public_and_can_return() -> None:
    event = make_event()
    first_published = event.published_at
    service.withdraw(event.id)
    with pytest.raises(NotFound):
        queries.public(event.slug)
    service.publish(event.id)
    assert queries.public(event.slug).published_at == first_published


def test_cancelling_needs_a_reason() -> None:
    event = make_event()
    with pytest.raises(Invalid):
        service.cancel(event.id, " \u200b ")
    assert event.occurrence is Occurrence.SCHEDULED


def test_a_cancelled_event_keeps_its_page_and_its_calendar_entry_rises() -> None:
    event = make_event()
    service.cancel(event.id, "Föreläsaren är sjuk.")
    assert queries.public(event.slug).cancelled_reason == "Föreläsaren är sjuk."
    assert event.ics_sequence == 1
    assert [change.new for change in queries.history(event.id)] == ["cancelled"]


def test_a_cancelled_event_can_be_reinstated() -> None:
    event = make_event()
    service.cancel(event.id, "Sjukdom")
    service.reinstate(event.id)
    assert (event.occurrence, event.cancelled_reason, event.ics_sequence) == (Occurrence.SCHEDULED, "", 2)


def test_a_copy_is_a_draft_with_its_own_identity_and_without_material() -> None:
    event = make_event(materials=(MaterialContent("Bilder", "https://example.org/b.pdf"),))
    service.cancel(event.id, "Sjukdom")
    copy = service.duplicate(event.id)
    assert copy.publication is Publication.DRAFT
    assert copy.occurrence is Occurrence.SCHEDULED
    assert (copy.slug, copy.ics_uid) != (event.slug, event.ics_uid)
    assert copy.texts == event.texts
    assert copy.materials == []


def test_a_draft_can_be_deleted_but_never_what_the_public_saw() -> None:
    draft = make_draft()
    service.delete_draft(draft.id)
    with pytest.raises(NotFound):
        queries.by_id(draft.id)
    event = make_event()
    service.withdraw(event.id)
    with pytest.raises(NotPossible):
        service.delete_draft(event.id)
