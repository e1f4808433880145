"""The mail server refuses, defers, hangs up, stays silent, babbles and goes away, at every step of the dialogue."""

import signal
import ssl
import time
from pathlib import Path

import pytest

from newsletter.core.database import transaction
from newsletter.outbox import service
from newsletter.outbox.models import DeliveryState, MailingState, OnUnknown
from newsletter.transport import Timeouts
from tests.faults.conftest import Prove
from tests.faults.mail import always, every, first, slowly
from tests.support.certificates import write_certificate
from tests.support.dialogue import DROP, DROP_AND_KEEP, Answer, Step
from tests.support.far_end import EXTENSIONS
from tests.support.stage import CONNECTIONS, Sending, Stage

slow = pytest.mark.thorough
MINUTE = 60
FEW = 60  # who is asked for patience sends ten a second for a while
SILENCE = Answer(wait=float("inf"))


def tried(stage: Stage, sending: Sending) -> None:
    """Everybody was offered once, and no worker holds anything."""

    def is_so() -> bool:
        counted = stage.figures(sending.id)
        return (
            counted.recipients == sending.recipients and not counted.queued + counted.sending + stage.held()
        )

    stage.wait_until(is_so)


@pytest.mark.fault(16, "421 to connections, and in the middle of sessions")
@pytest.mark.parametrize(
    "step", [pytest.param(step, marks=slow) for step in (Step.CONNECT, Step.MAIL, Step.RCPT)] + [Step.DATA]
)
def test_421_is_waited_out(stage: Stage, prove: Prove, step: Step) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[step] = first(6, b"421 4.7.0 too busy, come back later")
    stage.far_end.drop_all()
    sending = stage.send(FEW)
    stage.wait_for_state(sending)
    prove(sending)
    stage.dismiss()  # with what they know of the server's patience


@pytest.mark.fault(17, "451 greylisting of everybody's first try")
def test_who_is_greylisted_is_tried_again_after_five_minutes_and_gets_one_copy(
    stage: Stage, prove: Prove, load: int
) -> None:
    stage.crew(workers=1)
    stage.far_end.rules[Step.RCPT] = every(1, b"451 4.2.0 greylisted, try again in five minutes")
    sending = stage.send(load)
    tried(stage, sending)
    stage.set_clock(3 * MINUTE)
    time.sleep(2)
    assert stage.taken() == 0
    stage.set_clock(6 * MINUTE)
    stage.wait_for_state(sending)
    prove(sending)


@pytest.mark.fault(18, "452 too many recipients, or no room, for every second person")
@pytest.mark.parametrize(
    "code",
    [b"452 4.5.3 too many recipients", pytest.param(b"452 4.3.1 insufficient system storage", marks=slow)],
)
def test_452_puts_a_copy_off(stage: Stage, prove: Prove, load: int, code: bytes) -> None:
    stage.crew(workers=1)
    stage.far_end.rules[Step.RCPT] = every(2, code)
    sending = stage.send(load)
    tried(stage, sending)
    assert stage.taken() == load - load // 2
    stage.set_clock(6 * MINUTE)
    stage.wait_for_state(sending)
    prove(sending)


@pytest.mark.fault(19, "550 5.1.1 for every seventh person")
def test_an_unknown_user_is_refused_once_and_not_tried_again(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1)
    stage.far_end.commands = []
    stage.far_end.rules[Step.RCPT] = lambda address: (
        b"550 5.1.1 no such user" if int(address.partition("@")[0][6:]) % 7 == 0 else None
    )
    sending = stage.send(load)
    stage.wait_for_state(sending)
    prove(sending)
    assert stage.figures(sending.id).refused == load // 7
    offers = [text for _, text in stage.far_end.commands or () if text.startswith("RCPT")]
    assert len(offers) == len(set(offers)) == load


@pytest.mark.fault(20, "550 5.7.1 and 5.7.26 for everybody")
@pytest.mark.parametrize(
    "code", [pytest.param(b"550 5.7.1 policy", marks=slow), b"550 5.7.26 unauthenticated"]
)
def test_an_objection_to_us_pauses_the_issue_and_blames_nobody(
    stage: Stage, prove: Prove, load: int, code: bytes
) -> None:
    stage.crew(workers=1)
    stage.far_end.rules[Step.RCPT] = always(code)
    pauses_and_goes_on(stage, prove, load, code.split()[1].decode())


@pytest.mark.fault(21, "552 and 554 to the final dot: size, content")
@pytest.mark.parametrize(
    "code", [pytest.param(b"552 5.3.4 message too big", marks=slow), b"554 5.6.0 content rejected"]
)
def test_an_objection_to_the_letter_pauses_the_issue(
    stage: Stage, prove: Prove, load: int, code: bytes
) -> None:
    stage.crew(workers=1)
    stage.far_end.rules[Step.DOT] = always(code)
    pauses_and_goes_on(stage, prove, load, code.split()[1].decode())


def pauses_and_goes_on(stage: Stage, prove: Prove, load: int, words: str) -> None:
    sending = stage.send(load)
    stage.wait_for_state(sending, MailingState.PAUSED)
    stage.wait_until(lambda: stage.held() == 0)
    assert words in stage.mailing(sending.id).fault
    assert stage.taken() == stage.figures(sending.id).refused == 0
    stage.far_end.rules.clear()
    with transaction():
        service.resume(sending.id, None)
    stage.wait_for_state(sending)
    prove(sending)


@slow
@pytest.mark.fault(22, "451 for two days")
def test_a_server_that_defers_for_two_days_is_given_up(stage: Stage, prove: Prove) -> None:
    stage.crew(workers=1)
    stage.far_end.rules[Step.RCPT] = always(b"451 4.3.0 later")
    sending = stage.send(50)
    tried(stage, sending)
    for hours in range(1, 60, 2):
        stage.set_clock(hours * 60 * MINUTE)
        time.sleep(2.5)
        if stage.is_now(sending, MailingState.COMPLETED):
            break
        assert hours < 53, "never given up"
    assert hours > 43
    prove(sending)
    assert stage.figures(sending.id).refused == 50


@pytest.mark.fault(23, "the connection breaks in the middle of every tenth body")
def test_a_body_that_broke_off_is_sent_again_once(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.BODY] = every(10, DROP)
    sending = stage.send(load)
    stage.wait_for_state(sending)
    prove(sending)


@pytest.mark.fault(24, "the connection breaks between the final dot and the reply, for every fortieth person")
@pytest.mark.parametrize("keeps", [True, pytest.param(False, marks=slow)], ids=["kept", "thrown away"])
@pytest.mark.parametrize("policy", OnUnknown)
def test_a_lost_reply_follows_the_mailings_wish(
    stage: Stage, prove: Prove, load: int, policy: OnUnknown, keeps: bool
) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = every(40, DROP_AND_KEEP if keeps else DROP)
    sending = stage.send(load, policy)
    doubtful = load // 40
    if policy is OnUnknown.REPEAT:
        tried(stage, sending)
        stage.set_clock(2 * MINUTE)
    stage.wait_for_state(sending)
    repeats = doubtful if keeps and policy is OnUnknown.REPEAT else 0
    found = prove(sending, allowed=repeats)
    assert found.repeated == repeats
    assert stage.figures(sending.id).unknown == (doubtful if policy is OnUnknown.ASK else 0)


@pytest.mark.fault(25, "a reply at 20 octets a second, and a connection that is never greeted")
def test_a_slow_connection_holds_up_nobody_else(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1)
    stage.far_end.drop_all()
    stage.far_end.rules[Step.CONNECT] = first(1, SILENCE)
    stage.far_end.rules[Step.DOT] = first(1, Answer(drip=0.05))
    sending = stage.send(load)
    begun = time.monotonic()
    stage.wait_for_state(sending)
    assert time.monotonic() - begun < 60  # a fifth of the time that a greeting may take
    prove(sending)


@pytest.mark.fault(25, "SIGTERM while the server withholds its replies")
def test_asked_to_end_a_worker_does_not_wait_for_a_silent_server(stage: Stage, prove: Prove) -> None:
    stage.crew(workers=1)
    stage.far_end.rules[Step.DOT] = first(4, SILENCE)
    sending = stage.send(200, OnUnknown.ASK)
    stage.wait_for_copies(4)
    stage.workers[0].send_signal(signal.SIGTERM)
    assert stage.workers[0].wait(15) == 0
    stage.crew(workers=1)
    stage.wait_for_state(sending)
    prove(sending)
    assert stage.figures(sending.id).unknown == 4


def test_a_server_gets_as_much_time_as_the_standard_asks_for() -> None:
    """RFC 5321 section 4.5.3.2."""
    times = Timeouts()
    assert (times.greeting, times.command) >= (300, 300)
    assert (times.data, times.block, times.final) >= (120, 180, 600)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_certificate(tmp_path_factory.mktemp("tls") / "far-end.pem")


@slow
@pytest.mark.fault(26, "STARTTLS is not offered, then refused, then with a wrong certificate")
def test_mail_waits_for_the_security_asked_for(
    stage: Stage, prove: Prove, certificate: Path, tmp_path: Path
) -> None:
    url = stage.far_end.url.replace("smtp://", "smtp+starttls://") + f"?ca={certificate}"
    stage.far_end.commands = []
    stage.crew(workers=1, env={"SMTP_URL": url})
    sending = stage.send(FEW)
    stage.wait_until(lambda: "STARTTLS" in stage.mailing(sending.id).fault)
    stage.far_end.extensions = [*EXTENSIONS, "STARTTLS"]
    stage.far_end.rules[Step.STARTTLS] = always(b"554 5.3.0 TLS is out of order")
    stage.set_clock(10)
    stage.wait_until(lambda: "TLS is out of order" in stage.log)
    stage.far_end.rules.clear()
    stage.far_end.tls = context(write_certificate(tmp_path / "other.pem"))
    stage.set_clock(60)
    stage.wait_until(lambda: "certificate" in stage.mailing(sending.id).fault)
    assert not any(text.startswith("MAIL") for _, text in stage.far_end.commands)
    assert stage.figures(sending.id).queued == FEW
    stage.far_end.tls = context(certificate)
    stage.set_clock(180)
    stage.wait_for_state(sending)
    prove(sending)
    stage.dismiss()  # with what they know of the server's patience


def context(certificate: Path) -> ssl.SSLContext:
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(certificate)
    return made


@slow
@pytest.mark.fault(27, "the sign-in is refused for a while")
def test_a_refused_sign_in_is_told_and_mail_stays_due(stage: Stage, prove: Prove, load: int) -> None:
    stage.far_end.extensions = [*EXTENSIONS, "AUTH PLAIN"]
    stage.far_end.rules[Step.AUTH] = always(b"535 5.7.8 wrong password")
    stage.crew(workers=1, env={"SMTP_URL": stage.far_end.url.replace("//", "//news:secret@")})
    sending = stage.send(load)
    stage.wait_until(lambda: "535" in stage.mailing(sending.id).fault)
    assert stage.figures(sending.id).queued == load
    stage.far_end.rules.clear()
    stage.wait_for_state(sending)
    prove(sending)


HOSTILE = (
    b"550-5.1.1 one\r\n550-two <script>alert(1)</script>\r\n550 5.1.1 three",
    "550 5.1.1 användaren finns inte".encode("latin-1"),
    b"550 5.1.1 " + b"x" * 100_000,
    b"550-5.1.1 many\r\n" * 2000 + b"550 5.1.1 lines",
    b"550 5.1.1 nul\x00bel\x07\x1b[31m\xe2\x80\xae",
)


@pytest.mark.fault(28, "replies of many lines, of 100 kB, with NUL, escape codes, script and other alphabets")
def test_hostile_replies_are_kept_short_and_harmless(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1)

    def answers(address: str) -> bytes | None:
        number = int(address.partition("@")[0][6:])
        return None if number % 10 else HOSTILE[number // 10 % len(HOSTILE)]

    stage.far_end.rules[Step.RCPT] = answers
    sending = stage.send(load)
    stage.wait_for_state(sending)
    prove(sending)
    notes = service.exceptions(sending.id, DeliveryState.REFUSED)
    assert len(notes) == min(load // 10, 200)
    assert all(len(note.said) <= 500 and note.said.isprintable() for note in notes)


@pytest.mark.fault(29, "the server offers no extension at all")
def test_a_server_without_extensions_gets_the_mail(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1)
    stage.far_end.extensions = ()
    stage.far_end.drop_all()
    sending = stage.send(load)
    stage.wait_for_state(sending)
    prove(sending)


@pytest.mark.fault(29, "the server takes no more than 1,000 octets")
def test_a_letter_that_is_too_large_is_never_begun(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1)
    stage.far_end.commands = []
    stage.far_end.extensions = ("PIPELINING", "SIZE 1000", "8BITMIME")
    stage.far_end.drop_all()
    sending = stage.send(load)
    stage.wait_for_state(sending, MailingState.PAUSED)
    stage.wait_until(lambda: stage.held() == 0)
    assert not any(text == "DATA" for _, text in stage.far_end.commands)
    assert "too large" in stage.mailing(sending.id).fault
    stage.far_end.extensions = EXTENSIONS
    stage.far_end.drop_all()
    with transaction():
        service.resume(sending.id, None)
    stage.wait_for_state(sending)
    prove(sending)


@pytest.mark.fault(30, "the mail server goes away in the middle of an issue, and comes back")
def test_a_mail_server_that_is_away_is_waited_for(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=2)
    stage.far_end.rules[Step.DOT] = slowly
    sending = stage.send(load, OnUnknown.REPEAT)
    stage.wait_for_copies(load / 4)
    stage.far_end.close()
    stage.far_end.drop_all()
    stage.wait_until(lambda: stage.held() == 0)
    stage.far_end.rules.clear()
    stage.far_end.open()
    tried(stage, sending)
    stage.set_clock(2 * MINUTE)
    stage.wait_for_state(sending)
    prove(sending, allowed=2 * CONNECTIONS)


@slow
@pytest.mark.fault(30, "the mail server's name does not resolve")
def test_a_name_that_does_not_resolve_costs_nothing_but_time(stage: Stage, prove: Prove, load: int) -> None:
    stage.crew(workers=1, env={"SMTP_URL": "smtp://no-such-host.invalid:25"})
    sending = stage.send(load)
    stage.wait_until(lambda: "no-such-host" in stage.log)
    assert stage.figures(sending.id).recipients == stage.figures(sending.id).waiting == load
    stage.crew(workers=1)
    stage.wait_for_state(sending)
    prove(sending)
