"""Which room answers for which kind of mailing; filled once by `newsletter.app`."""

from collections.abc import Mapping

from newsletter.outbox.producer import Producer

_producers: dict[str, Producer] = {}


def register(producers: Mapping[str, Producer]) -> None:
    """Replaces all producers."""
    _producers.clear()
    _producers.update(producers)


def producer(kind: str) -> Producer:
    try:
        return _producers[kind]
    except KeyError:
        raise LookupError(f"no producer is registered for mailings of the kind {kind!r}") from None


def kinds() -> list[str]:
    return sorted(_producers)
