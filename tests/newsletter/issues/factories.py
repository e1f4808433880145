"""Issues and what they stand on, made the short way."""

from typing import Any

from newsletter.core.database import session
from newsletter.issues.content import Block, BlockType, LanguageText
from newsletter.issues.models import Issue
from newsletter.subscribers.models import Topic, TopicKind


def make_newsletter(slug: str = "natverksbrevet", title: str = "Nätverksbrevet") -> Topic:
    topic = Topic(
        slug=slug,
        kind=TopicKind.NEWSLETTER,
        texts={"sv": {"title": title, "purpose": "Nytt från nätverket"}},
    )
    session.add(topic)
    session.flush()
    return topic


def written(subject: str = "Nytt i höst", *blocks: Block) -> LanguageText:
    own = blocks or (Block.of(BlockType.TEXT, {"html": "<p>Hej {name|du}!</p>"}, "hello"),)
    return LanguageText(subject=subject, preheader="Tre seminarier", blocks=own, revision=1)


def make_issue(topic: Topic | None = None, slug: str = "hosten", **languages: LanguageText) -> Issue:
    texts = languages or {"sv": written()}
    content: dict[str, Any] = {language: text.to_json() for language, text in texts.items()}
    issue = Issue(slug=slug, topic=topic or make_newsletter(), title="Hösten", content=content)
    session.add(issue)
    session.flush()
    return issue
