from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

import pytest

from newsletter.transport import Meaning, Outgoing, Result, Sender, Senders, Server, Timeouts, Trouble
from tests.support.sink import Sink

BODY = b"Subject: hello\r\n\r\n..dots\r\nand lines\r\n"


def copies(count: int, data: bytes = BODY, start: int = 0) -> list[Outgoing]:
    return [
        Outgoing(number, f"bounce-{number}@news.test", f"reader{number}@example.org", data)
        for number in range(start, start + count)
    ]


@dataclass
class Run:
    """Sends, and keeps every result."""

    sender: Sender | Senders
    results: dict[int, Result] = field(default_factory=dict)
    trouble: Trouble | None = None

    def send(
        self,
        source: Iterable[Outgoing],
        tick: Callable[[], bool] = lambda: True,
        is_wanted: Callable[[int], bool] = lambda number: True,
    ) -> "Run":
        self.trouble = self.sender.send(iter(source), self._settle, tick=tick, is_wanted=is_wanted)
        return self

    def _settle(self, number: int, result: Result) -> None:
        assert number not in self.results, "a copy has one result"
        self.results[number] = result

    def meanings(self) -> list[Meaning]:
        return [self.results[number].meaning for number in sorted(self.results)]


@pytest.fixture
def run() -> Iterator[Callable[..., Run]]:
    """Makes a `Run` towards a sink."""
    senders = []

    def make(sink: Sink, connections: int = 4, **timeouts: float) -> Run:
        server = Server.parse(sink.url, own_name="news.test")
        sender = Sender(server, connections, Timeouts(**timeouts))
        senders.append(sender)
        return Run(sender)

    yield make
    for sender in senders:
        sender.close()
