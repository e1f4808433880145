"""What the product is for, from outside: sign up, confirm, get a newsletter and a reminder, leave."""

from collections import Counter

import pytest
from playwright.sync_api import Browser, Page, expect

from newsletter.core.languages import LANGUAGES
from tests.journeys.service import Mail, Service, eventually

READER = "reader@example.org"
MARKED = "Har sagt sig vara anmälda, inte intresserade eller bara vilja ha materialet"
SCANNER_STAYS = 1500  # ms


def ask(service: Service, browser: Browser, address: str, language: str = "en") -> Page:
    """Signs `address` up for everything on offer; the page is then the one that says to look into the inbox."""
    page = service.page(browser, language)
    page.goto("/subscribe")
    page.locator("input[name=email]").fill(address)
    for box in page.locator("input[type=checkbox]").all():
        if box.is_visible():
            box.check()
    page.wait_for_timeout(2100)  # people need two seconds; what is faster is taken for a program
    page.locator("main button[type=submit]").click()
    page.wait_for_url("**/check-your-inbox")
    return page


def confirm(page: Page, mail: Mail) -> None:
    page.goto(mail.link("/confirm/"))
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()


@pytest.fixture(scope="module")
def reader(service: Service, browser: Browser) -> str:
    """Somebody who signed up and confirmed."""
    page = ask(service, browser, READER)
    confirm(page, service.wait_for_mail(READER))
    return READER


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_visitor_signs_up_and_confirms_in_any_language(
    service: Service, browser: Browser, language: str
) -> None:
    address = f"visitor.{language}@example.org"
    page = ask(service, browser, address, language)
    mail = service.wait_for_mail(address)
    assert f'lang="{language}"' in mail.html
    mail.keeps_the_rules("transactional", address, service.address)
    confirm(page, mail)
    expect(page.locator("h1")).to_be_visible()
    page.goto(mail.link("/confirm/"))
    expect(page.locator("main form")).to_have_count(0)  # a second visit finds it done


def test_a_scanner_that_opens_every_link_changes_nothing(service: Service, browser: Browser) -> None:
    address = "scanned@example.org"
    ask(service, browser, address)
    mail = service.wait_for_mail(address)
    scanner = service.page(browser)
    for words in ("/confirm/", "/not-me"):
        scanner.goto(mail.link(words))
        scanner.wait_for_timeout(SCANNER_STAYS)
    person = service.page(browser)
    person.goto(mail.link("/confirm/"))
    expect(person.locator("main form")).to_be_visible()  # still waiting for a person


@pytest.fixture(scope="module")
def readers(service: Service, browser: Browser, reader: str) -> int:
    """The draft of the sample is sent to all; the number of readers that was shown before."""
    page = service.sign_in(browser)
    page.goto("/staff/issues")
    page.locator("main a", has_text="Årets sista nyhetsbrev").first.click()
    page.wait_for_url("**/staff/issues/*")
    page.goto(page.url.split("?")[0] + "/send")
    for box in page.locator("main input[type=checkbox]:not([name=hours_only])").all():
        box.check()
    button = page.locator("main form button[type=submit]").first
    promised = int("".join(letter for letter in button.inner_text() if letter.isdigit()))
    button.click()
    page.wait_for_url("**/sending")
    return promised


def issue_mails(service: Service) -> Counter[str]:
    subjects = ("barns delaktighet", "børns deltagelse")
    return Counter(
        mail["to"] for mail in service.mails() if any(words in mail["subject"] for words in subjects)
    )


def test_an_issue_reaches_as_many_as_promised_each_once(service: Service, readers: int, reader: str) -> None:
    eventually(lambda: issue_mails(service).total() >= readers, seconds=90)
    copies = issue_mails(service)
    assert copies.total() == len(copies) == readers > 500
    assert reader in copies
    service.wait_for_mail(reader, "barns delaktighet").keeps_the_rules("bulk", reader, service.address)


def test_one_click_leaves_the_newsletter_without_cookie_or_login(
    service: Service, readers: int, reader: str
) -> None:
    address = service.wait_for_mail(reader, "barns delaktighet").one_click()
    assert service.post(address, "List-Unsubscribe=One-Click") == 200
    assert service.post(address, "List-Unsubscribe=One-Click") == 200


def test_the_mail_in_a_browser_names_nobody(
    service: Service, browser: Browser, readers: int, reader: str
) -> None:
    page = service.page(browser)
    page.goto(service.wait_for_mail(reader, "barns delaktighet").link("/view/"))
    assert "barns delaktighet" in page.content()
    assert reader not in page.content()


def reminders(service: Service, to: str) -> list[Mail]:
    """Newest first."""
    opened = (service.mail(each["id"]) for each in service.mails(to))
    return [mail for mail in opened if "/marks/" in mail.text]


def send_the_next_reminder(staff: Page) -> None:
    staff.goto("/staff/events")
    staff.locator("main a", has_text="små barn").first.click()
    deadline = staff.locator("main li", has_text="sista anmälningsdag")
    deadline.locator("a[href$='/send']").first.click()
    staff.locator("main form button[type=submit]").first.click()
    staff.wait_for_load_state()


def test_a_reminder_sent_at_once_reaches_the_reader_until_it_is_answered(
    service: Service, browser: Browser, reader: str
) -> None:
    staff = service.sign_in(browser)
    send_the_next_reminder(staff)
    (mail,) = eventually(lambda: reminders(service, reader))
    mail.keeps_the_rules("bulk", reader, service.address)

    page = service.page(browser)
    page.goto(mail.link("/marks/"))
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_be_visible()

    staff.goto(f"/staff/events/1/who?address={reader}")
    answer = staff.locator("main tr, main li", has_text="sista anmälningsdag")
    expect(answer.filter(has_text=MARKED).first).to_be_visible()
    assert len(reminders(service, reader)) == 1
