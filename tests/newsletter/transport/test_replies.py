import pytest

from newsletter.transport.replies import Meaning, ReplyReader, Step, judge, parse


@pytest.mark.parametrize(
    ("step", "reply", "meaning"),
    [
        (Step.RCPT, "550 5.1.1 no such user", Meaning.REFUSED),
        (Step.RCPT, "550 no such user", Meaning.REFUSED),
        (Step.RCPT, "553 5.3.0 user unknown", Meaning.REFUSED),
        (Step.RCPT, "550 5.2.1 mailbox disabled", Meaning.REFUSED),
        (Step.RCPT, "552 mailbox full", Meaning.DEFERRED),
        (Step.RCPT, "450 4.2.0 greylisted", Meaning.DEFERRED),
        (Step.RCPT, "452 4.5.3 too many recipients", Meaning.DEFERRED),
        (Step.RCPT, "550 5.7.1 not from you", Meaning.FAULT),
        (Step.RCPT, "554 5.7.1 relay access denied", Meaning.FAULT),
        (Step.RCPT, "554 go away", Meaning.FAULT),
        (Step.RCPT, "550 5.1.8 bad sender's domain", Meaning.FAULT),
        (Step.RCPT, "503 5.5.1 need MAIL", Meaning.FAULT),
        (Step.MAIL, "550 5.1.1 no such sender", Meaning.FAULT),
        (Step.MAIL, "530 5.7.0 authentication required", Meaning.FAULT),
        (Step.MAIL, "552 5.3.4 too big", Meaning.FAULT),
        (Step.MAIL, "451 4.3.0 later", Meaning.DEFERRED),
        (Step.DATA, "554 no", Meaning.FAULT),
        (Step.BODY, "250 ok", Meaning.ACCEPTED),
        (Step.BODY, "554 5.6.0 malformed", Meaning.FAULT),
        (Step.BODY, "550 5.7.26 unauthenticated", Meaning.FAULT),
        (Step.BODY, "552 5.2.2 over quota", Meaning.REFUSED),
        (Step.BODY, "554 no", Meaning.FAULT),
        (Step.BODY, "451 4.7.1 slow down", Meaning.DEFERRED),
    ],
)
def test_replies_are_judged_by_whom_they_speak_of(step: Step, reply: str, meaning: Meaning) -> None:
    assert judge(step, parse(reply.encode())).meaning is meaning


def test_replies_are_cut_wherever_the_network_cuts_them() -> None:
    stream = b"250 2.0.0 ok\r\n250-one\r\n250-two\r\n250 three\r\n354 go\r\n550 bare\n"
    for cut in range(len(stream)):
        reader = ReplyReader()
        replies = reader.feed(stream[:cut]) + reader.feed(stream[cut:])
        assert [parse(reply).code for reply in replies] == [250, 250, 354, 550]
        assert parse(replies[1]).text == "one two three"
