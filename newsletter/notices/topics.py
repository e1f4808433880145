"""Whose followers are told of an event: those of its topics, and of the project or series it belongs to."""

from newsletter.events.models import Event


def told_topic_ids(event: Event) -> list[int]:
    wanted = {topic.id for topic in event.topics}
    if event.parent_topic_id is not None:
        wanted.add(event.parent_topic_id)
    return sorted(wanted)
