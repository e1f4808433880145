import pytest
from sqlalchemy.orm import Session

from newsletter.errors import Invalid, NotFound, NotPossible
from newsletter.issues import drafts
from newsletter.issues.content import Block, BlockType, LanguageText, text_in
from newsletter.issues.drafts import Cause, TextConflict
from newsletter.issues.models import IssueState
from tests.newsletter.issues.factories import make_issue, make_newsletter, written


def test_a_new_issue_gets_an_address_of_its_own(session: Session) -> None:
    topic = make_newsletter()
    first = drafts.create(topic.id, "Höstens nyheter", None)
    second = drafts.create(topic.id, "Höstens nyheter", None)
    assert (first.slug, second.slug) == ("hostens-nyheter", "hostens-nyheter-2")


def test_an_issue_needs_a_title_and_a_newsletter(session: Session) -> None:
    topic = make_newsletter()
    with pytest.raises(Invalid) as without_title:
        drafts.create(topic.id, " \x00 ", None)
    assert without_title.value.field == "title"
    with pytest.raises(Invalid) as without_topic:
        drafts.create(None, "Hösten", None)
    assert without_topic.value.field == "topic_id"


def test_the_second_of_two_editors_of_a_language_is_told_and_loses_nothing(session: Session) -> None:
    issue = make_issue()
    opened = text_in(issue.content, "sv").revision
    drafts.save(issue.id, "sv", written("Den ena"), opened)
    with pytest.raises(TextConflict) as conflict:
        drafts.save(issue.id, "sv", written("Den andra"), opened)
    assert conflict.value.theirs.subject == "Den ena"
    assert text_in(issue.content, "sv").subject == "Den ena"


def test_the_second_editor_may_then_save_their_own_text(session: Session) -> None:
    issue = make_issue()
    drafts.save(issue.id, "sv", written("Den ena"), 1)
    with pytest.raises(TextConflict) as conflict:
        drafts.save(issue.id, "sv", written("Den andra"), 1)
    saved = drafts.save(issue.id, "sv", written("Den andra"), conflict.value.theirs.revision)
    assert saved.text.subject == "Den andra"


def test_two_editors_of_two_languages_do_not_meet(session: Session) -> None:
    issue = make_issue(sv=written("Svenska"), da=written("Dansk"))
    drafts.save(issue.id, "sv", written("Ny svensk"), 1)
    drafts.save(issue.id, "da", written("Ny dansk"), 1)
    assert text_in(issue.content, "sv").subject == "Ny svensk"
    assert text_in(issue.content, "da").subject == "Ny dansk"


def test_saving_the_same_twice_changes_nothing(session: Session) -> None:
    issue = make_issue()
    first = drafts.save(issue.id, "sv", written("Samma"), 1)
    revision = first.issue.revision
    again = drafts.save(issue.id, "sv", written("Samma"), 1)
    assert again.issue.revision == revision
    assert again.text == first.text


def test_a_scheduled_issue_cannot_be_changed(session: Session) -> None:
    issue = make_issue()
    issue.state = IssueState.SCHEDULED
    with pytest.raises(NotPossible):
        drafts.save(issue.id, "sv", written("Sent omtänkt"), 1)
    with pytest.raises(NotPossible):
        drafts.rename(issue.id, issue.topic_id, "Annan titel", None)


def test_an_empty_language_can_begin_with_a_copy_of_another(session: Session) -> None:
    issue = make_issue()
    drafts.copy_language(issue.id, "sv", "da")
    assert text_in(issue.content, "da").subject == text_in(issue.content, "sv").subject


def test_a_copy_never_replaces_what_somebody_wrote(session: Session) -> None:
    issue = make_issue(sv=written("Svenska"), da=written("Dansk"))
    with pytest.raises(NotPossible):
        drafts.copy_language(issue.id, "sv", "da")
    assert text_in(issue.content, "da").subject == "Dansk"


def test_an_older_version_can_be_brought_back_and_the_newer_one_stays_in_the_list(session: Session) -> None:
    issue = make_issue(sv=written("Först"))
    drafts.keep_version(issue, Cause.SAVE, None)
    session.flush()
    first = drafts.versions(issue.id)[0]
    drafts.save(issue.id, "sv", LanguageText("Sedan", blocks=(Block.of(BlockType.DIVIDER, {}),)), 1)
    drafts.restore_version(issue.id, first.id, None)
    session.flush()
    assert text_in(issue.content, "sv").subject == "Först"
    kept = [text_in(version.content, "sv").subject for version in drafts.versions(issue.id)]
    assert kept == ["Sedan", "Först"]


def test_someone_with_the_page_of_before_a_restored_version_is_told(session: Session) -> None:
    issue = make_issue(sv=written("Först"))
    drafts.keep_version(issue, Cause.SAVE, None)
    session.flush()
    drafts.restore_version(issue.id, drafts.versions(issue.id)[0].id, None)
    with pytest.raises(TextConflict):
        drafts.save(issue.id, "sv", written("Gammal sida"), 1)


def test_the_version_of_another_issue_is_not_found(session: Session) -> None:
    issue, other = make_issue(), make_issue(make_newsletter("annat"), slug="annat")
    drafts.keep_version(other, Cause.SAVE, None)
    session.flush()
    with pytest.raises(NotFound):
        drafts.restore_version(issue.id, drafts.versions(other.id)[0].id, None)
