import pytest
from sqlalchemy.orm import Session

from newsletter.errors import Conflict, Invalid, NotFound
from newsletter.subscribers import topics
from newsletter.subscribers.models import TopicKind
from newsletter.subscribers.topics import TopicData
from tests.newsletter.subscribers.factories import make_topic

pytestmark = pytest.mark.usefixtures("session")

TITLED = {"sv": {"title": "Barns rätt"}}


def test_a_topic_without_a_short_name_gets_one_from_its_title() -> None:
    assert topics.add(TopicData("", TopicKind.THEME, TITLED)).slug == "barns-ratt"


def test_a_topic_needs_a_title_in_some_language() -> None:
    with pytest.raises(Invalid) as refused:
        topics.add(TopicData("barn", TopicKind.THEME, {"sv": {"title": " \u200b "}}))
    assert refused.value.field == "title"


def test_two_topics_cannot_share_an_address() -> None:
    make_topic("barn")
    with pytest.raises(Invalid) as refused:
        topics.add(TopicData("Barn", TopicKind.THEME, TITLED))
    assert refused.value.field == "slug"


def test_a_text_that_is_missing_comes_in_the_default_language_and_says_so() -> None:
    topic = make_topic("barn")
    assert topics.text_in(topic, "purpose", "en") == ("To tell you about the topic.", "en")
    assert topics.text_in(topic, "description", "fi") == ("Om ämnet.", "sv")
    assert topics.text_in(topic, "nothing", "fi") == ("", "fi")


def test_control_characters_and_direction_marks_do_not_stay_in_titles() -> None:
    topic = topics.add(TopicData("a", TopicKind.THEME, {"sv": {"title": "Barn\r\nBcc: \u202ex\x00"}}))
    assert topic.texts["sv"]["title"] == "Barn Bcc: x"


def test_children_stand_below_their_parent_in_order() -> None:
    parent, first, second = make_topic("p"), make_topic("a"), make_topic("b")
    first.parent_id = second.parent_id = parent.id
    topics.move(second, -1, None)
    (branch,) = topics.tree(topics.list_topics())
    assert branch.topic is parent
    assert [child.topic.slug for child in branch.children] == ["b", "a"]


def test_a_child_whose_parent_is_not_shown_stands_at_the_top() -> None:
    parent = make_topic("p", is_public=False)
    make_topic("a", parent_id=parent.id)
    assert [branch.topic.slug for branch in topics.tree(topics.offered())] == ["a"]


def test_moving_past_the_end_changes_nothing() -> None:
    first, second = make_topic("a"), make_topic("b")
    topics.move(first, -1, None)
    topics.move(second, 1, None)
    assert topics.list_topics() == [first, second]


def test_no_topic_can_stand_below_itself() -> None:
    parent = make_topic("p")
    child = make_topic("c", parent_id=parent.id)
    with pytest.raises(Invalid) as refused:
        topics.edit(parent, TopicData("p", TopicKind.THEME, TITLED, parent_id=child.id), None)
    assert refused.value.field == "parent"
    assert topics.possible_parents(parent) == []


def test_an_edit_of_an_older_version_is_refused() -> None:
    topic = make_topic("a")
    topics.edit(topic, TopicData("a", TopicKind.SERIES, TITLED, revision=1), None)
    with pytest.raises(Conflict):
        topics.edit(topic, TopicData("a", TopicKind.THEME, TITLED, revision=1), None)
    assert topic.kind is TopicKind.SERIES


def test_an_archived_topic_is_offered_to_nobody_and_can_come_back(session: Session) -> None:
    topic = make_topic("a")
    topics.archive(topic, None)
    session.flush()
    assert topics.offered() == []
    assert topics.list_topics(archived=True) == [topic]
    topics.restore(topic, None)
    assert topics.offered() == [topic]


def test_what_is_not_public_is_not_offered() -> None:
    make_topic("inside", is_public=False)
    assert topics.offered() == []


def test_an_unknown_short_name_is_not_found() -> None:
    with pytest.raises(NotFound):
        topics.by_slug("nothing")


def test_the_command_line_needs_only_a_short_name_and_a_title() -> None:
    topic = topics.add_topic("barn", "Barn och unga")
    assert topics.title_in(topic, "fi") == "Barn och unga"
    assert topics.list_topics() == [topic]
