"""Caught messages, as the mail server would have stored them."""

from newsletter.core.database import session
from newsletter.mailbox.models import CaughtMail
from newsletter.mailbox.reading import summarise

PLAIN = (
    b"From: =?utf-8?q?N=C3=A4tverket?= <news@example.org>\r\nTo: eva@example.org\r\n"
    b"Subject: =?utf-8?q?Sista_dagen_f=C3=B6r_anm=C3=A4lan?=\r\nDate: Tue, 1 Dec 2026 10:00:00 +0100\r\n"
)
ALTERNATIVE = (
    PLAIN + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nHej! Se https://news.example.org/confirm/abc.\r\n"
    b"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"
    b"<!DOCTYPE html><html><head><title>x</title></head><body><p>Hej</p></body></html>\r\n--b--\r\n"
)


def caught(raw: bytes = ALTERNATIVE, to: tuple[str, ...] = ("eva@example.org",)) -> CaughtMail:
    summary = summarise(raw)
    mail = CaughtMail(
        mail_from="bounce@example.org",
        rcpt_to=list(to),
        sender=summary.sender,
        subject=summary.subject,
        sent_at=summary.sent_at,
        raw=raw,
    )
    session.add(mail)
    session.flush()
    return mail
