"""What the product is for, from outside: sign up, confirm, get a newsletter and a reminder, leave."""

import urllib.request
from collections import Counter

import pytest
from playwright.sync_api import Browser, Page, expect

from newsletter.core.languages import LANGUAGES
from tests.journeys.service import Mail, Service, eventually

READER = "reader@example.org"
NO_SCRIPTS_TIME = 1500  # ms that a scanner leaves a page open


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
        scanner.wait_for_timeout(NO_SCRIPTS_TIME)
    person = service.page(browser)
    person.goto(mail.link("/confirm/"))
    expect(person.locator("main form")).to_be_visible()  # still waiting for a person


@pytest.fixture(scope="module")
def sent_issue(service: Service, browser: Browser, reader: str) -> Page:
    """The draft of the sample, sent to all; the page of its figures."""
    page = service.sign_in(browser)
    page.goto("/staff/issues")
    page.locator("main a", has_text="Årets sista nyhetsbrev").first.click()
    page.wait_for_url("**/staff/issues/*")
    page.goto(page.url.split("?")[0] + "/send")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/sending")
    return page


def issue_mails(service: Service) -> list[str]:
    return [
        mail["to"]
        for mail in service.mails()
        if "barns delaktighet" in mail["subject"] or "børns" in mail["subject"]
    ]


def test_an_issue_reaches_every_reader_once(service: Service, sent_issue: Page, reader: str) -> None:
    mail = service.wait_for_mail(reader, "barns delaktighet")
    mail.keeps_the_rules("bulk", reader, service.address)
    eventually(lambda: "100" in sent_issue.content() or sent_issue.reload() is None)
    eventually(lambda: len(issue_mails(service)) > 500)

    def is_quiet() -> bool:
        before = len(issue_mails(service))
        sent_issue.wait_for_timeout(1500)
        return len(issue_mails(service)) == before

    eventually(is_quiet)
    copies = Counter(issue_mails(service))
    assert set(copies.values()) == {1}
    assert reader in copies


def test_one_click_leaves_the_newsletter(service: Service, sent_issue: Page, reader: str) -> None:
    address = service.wait_for_mail(reader, "barns delaktighet").one_click()
    assert service.post(address, "List-Unsubscribe=One-Click") == 200
    assert service.post(address, "List-Unsubscribe=One-Click") == 200
    request = urllib.request.Request(address, method="HEAD")
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200


def test_the_mail_can_be_read_in_a_browser(
    service: Service, browser: Browser, sent_issue: Page, reader: str
) -> None:
    page = service.page(browser)
    page.goto(service.wait_for_mail(reader, "barns delaktighet").link("/view/"))
    assert READER not in page.content()


def test_a_deadline_reminder_sent_at_once_reaches_the_reader_and_can_be_answered(
    service: Service, browser: Browser, reader: str
) -> None:
    staff = service.sign_in(browser)
    staff.goto("/staff/events")
    staff.locator("main a", has_text="små barn").first.click()
    staff.locator("a[href*='/staff/notices/']").first.click()
    send = staff.url if staff.url.endswith("/send") else staff.url + "/send"
    staff.goto(send)
    staff.locator("main form button[type=submit]").first.click()
    staff.wait_for_load_state()
    mail = eventually(
        lambda: next(
            (
                found
                for each in service.mails(reader)
                if "/marks/" in (found := service.mail(each["id"])).text
            ),
            None,
        )
    )
    mail.keeps_the_rules("bulk", reader, service.address)
    page = service.page(browser)
    page.goto(mail.link("/marks/"))
    page.locator("main button[type=submit]").first.click()
    page.wait_for_load_state()
    expect(page.locator("h1")).to_be_visible()
    eventually(lambda: len([one for one in service.mails() if one["to"] == reader]) >= 3)
    reminded = Counter(
        mail["to"] for mail in service.mails() if mail["subject"] == mail_subject(mail, service, reader)
    )
    assert set(reminded.values()) <= {1}


def mail_subject(_each: object, service: Service, reader: str) -> str:
    return next(
        mail["subject"]
        for mail in service.mails(reader)
        if "12" in mail["subject"] or "11" in mail["subject"]
    )
