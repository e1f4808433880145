"""Topics as the public sees them in forms: under their kinds, each with what has to be said about it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext

from newsletter.subscribers import consent, topics
from newsletter.subscribers.consent import Fact
from newsletter.subscribers.models import Topic, TopicKind
from newsletter.subscribers.topics import Branch, Text

KIND_NAME = {
    TopicKind.NEWSLETTER: _l("Newsletter"),
    TopicKind.THEME: _l("Theme"),
    TopicKind.PROJECT: _l("Project"),
    TopicKind.SERIES: lazy_pgettext("one", "Series of events"),
}
GROUP_NAMES = {
    TopicKind.NEWSLETTER: _l("Newsletters"),
    TopicKind.THEME: _l("Themes"),
    TopicKind.PROJECT: _l("Projects"),
    TopicKind.SERIES: lazy_pgettext("several", "Series of events"),
}


@dataclass(frozen=True)
class Choice:
    topic: Topic
    title: Text
    description: Text
    facts: Sequence[Fact]
    children: "Sequence[Choice]"


@dataclass(frozen=True)
class Group:
    name: str
    choices: Sequence[Choice]


def grouped(offered: Sequence[Topic], language: str) -> list[Group]:
    """The topics at the top of the tree under their kinds; what is below them stays with them."""
    branches = topics.tree(offered)
    return [
        Group(str(name), [_choice(branch, language) for branch in branches if branch.topic.kind is kind])
        for kind, name in GROUP_NAMES.items()
        if any(branch.topic.kind is kind for branch in branches)
    ]


def _choice(branch: Branch, language: str) -> Choice:
    return Choice(
        topic=branch.topic,
        title=topics.title(branch.topic, language),
        description=topics.text_in(branch.topic, "description", language),
        facts=consent.facts(branch.topic, language),
        children=[_choice(child, language) for child in branch.children],
    )
