"""The mail server of the mailbox: it takes every message over loopback and delivers none."""

import asyncio
import signal
from contextlib import suppress
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy import Engine, delete, func, insert, select

from newsletter.core.database import connect
from newsletter.mailbox.models import CaughtMail
from newsletter.mailbox.reading import summarise

HOST = "127.0.0.1"
GREATEST_MESSAGE = 32 * 1024 * 1024
MOST_AT_ONCE = 200
KEPT = 50_000
MESSAGES_BETWEEN_CLEANINGS = 2_000

Waiting = tuple[dict[str, Any], asyncio.Future[None]]


class Catcher:
    """Handler of aiosmtpd. A message is acknowledged when it is committed, together with those that came meanwhile."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.waiting: asyncio.Queue[Waiting] = asyncio.Queue()

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [
            *responses[:-1],
            "250-PIPELINING",
            responses[-1],
        ]  # it reads on from its buffer; it only never says so

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        raw = bytes(envelope.original_content or b"")
        summary = summarise(raw)
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        row = {
            "mail_from": printable(envelope.mail_from or ""),
            "rcpt_to": [printable(address) for address in envelope.rcpt_tos],
            "sender": summary.sender,
            "subject": summary.subject,
            "sent_at": summary.sent_at,
            "raw": raw,
        }
        await self.waiting.put((row, stored))
        await stored
        return "250 2.0.0 OK"

    async def store_forever(self) -> None:
        until_cleaning = 0
        while True:
            batch = [await self.waiting.get()]
            while len(batch) < MOST_AT_ONCE and not self.waiting.empty():
                batch.append(self.waiting.get_nowait())
            try:
                await asyncio.to_thread(self._store, [row for row, _ in batch], clean=until_cleaning <= 0)
            except Exception as error:
                answer(batch, error)
            else:
                answer(batch, None)
            until_cleaning = (
                MESSAGES_BETWEEN_CLEANINGS if until_cleaning <= 0 else until_cleaning - len(batch)
            )

    def _store(self, rows: list[dict[str, Any]], *, clean: bool) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(CaughtMail), rows)
            if clean:
                newest = select(func.max(CaughtMail.id)).scalar_subquery()
                connection.execute(delete(CaughtMail).where(CaughtMail.id <= newest - KEPT))


def answer(batch: list[Waiting], error: Exception | None) -> None:
    """An error becomes a temporary refusal of aiosmtpd's, and the sender keeps the message."""
    for _, stored in batch:
        if stored.done():  # its connection is gone
            continue
        if error is None:
            stored.set_result(None)
        else:
            stored.set_exception(error)


def printable(address: str) -> str:
    return address.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")


def serve(database_url: str, port: int) -> None:
    """Takes mail until the process is asked to end."""
    engine = connect(database_url)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(engine, port))
    engine.dispose()


async def _serve(engine: Engine, port: int) -> None:
    loop = asyncio.get_running_loop()
    catcher = Catcher(engine)

    def protocol() -> SMTP:
        return SMTP(
            catcher, data_size_limit=GREATEST_MESSAGE, enable_SMTPUTF8=True, hostname="localhost", loop=loop
        )

    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    server = await loop.create_server(protocol, HOST, port)
    storing = asyncio.create_task(catcher.store_forever())
    await stopping.wait()
    server.close()
    storing.cancel()
