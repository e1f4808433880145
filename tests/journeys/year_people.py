"""What people do on pages in the course of a year: an editor, and those who come."""

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.year import EDITOR, Year
from tests.support.browser import look_at
from tests.support.staff import PASSWORD


class Editor:
    """At the staff pages, in English; signs in again where the session has ended meanwhile."""

    def __init__(self, year: Year, browser: Browser) -> None:
        self.page = year.page(browser)
        self.event = self.public = ""
        """Addresses of the event that is worked on: for staff, and for everybody."""

    def open(self, part: str = "") -> Page:
        self.page.goto("/staff/")
        if self.page.locator("[name=password]").count():
            self.page.get_by_label("E-mail address").fill(f"{EDITOR}@example.org")
            self.page.get_by_label("Password").fill(PASSWORD)
            self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Overview")
        self.page.goto(f"{self.event}{part}")
        return self.page

    def announce(self, text: str, topic: str, dates: dict[str, str], **more: str) -> None:
        """From the pasted page to the published event; `dates` are what must have been read."""
        self.event = "/staff/events/read"
        page = self.open()
        page.get_by_label("Text of the announcement").fill(text)
        page.get_by_role("button", name="Read the text").click()
        for name, day in dates.items():
            expect(page.locator(f"[name={name}]")).to_have_value(day)
        fill(page, registration_mode="builtin", **more)
        page.get_by_label(topic).check()
        for box in page.locator("[name^=checked-]").all():
            box.check()
        look_at(page, f"{topic}-read".lower())
        self.save()
        self.event = page.url.split("#")[0]
        page.get_by_role("button", name="Publish").click()
        self.sees("The event is published.")
        self.public = str(page.get_by_role("link", name="Public page").get_attribute("href"))

    def save(self) -> None:
        self.page.get_by_role("button", name="Save", exact=True).last.click()
        self.page.wait_for_load_state()
        if self.page.get_by_role("button", name="Save the change").count():
            self.page.get_by_role("button", name="Save the change").click()
        expect(self.page.locator("form#event-form")).to_have_count(0)

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def extend(self, day: str, reason: str) -> None:
        fill(self.open("/extend"), deadline_on=day, reason=reason)
        look_at(self.page, "extend")
        self.page.get_by_role("button", name="Extend").click()
        self.sees("The deadline is extended.")

    def move(self, people: int, **times: str) -> None:
        """Is told how many should hear of it before it is saved, and takes the programme along."""
        fill(self.open("/edit"), **times)
        self.page.get_by_role("button", name="Save", exact=True).last.click()
        self.sees(f"{people} people should be told of the change")
        self.page.locator("[name=shift_programme]").check()
        look_at(self.page, "move")
        self.page.get_by_role("button", name="Save the change").click()
        self.sees("The event is saved.")

    def approve(self) -> None:
        self.open().get_by_role("link", name="Look at it and decide").click()
        look_at(self.page, "approve")
        self.page.get_by_role("button", name="Approve").click()
        self.sees("The notice is approved.")

    def note_who_came(self, *names: str) -> None:
        page = self.open("/attendance")
        for name in names:
            page.get_by_label(name).check()
        look_at(page, "attendance")
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_load_state()

    def add_material(self, **titles: str) -> None:
        """`slides="What helps early"`: a kind and a title each."""
        page = self.open("/edit")
        for number, (kind, title) in enumerate(titles.items()):
            page.locator("[value='add:materials']").click()
            row = f"materials__{number}"
            address = f"https://example.org/{kind}"
            fill(page, **{f"{row}__title": title, f"{row}__url": address, f"{row}__kind": kind})
        self.save()

    def rank(self, **places: int) -> None:
        """The order that a workplace has stated of its own people."""
        page = self.open("/allocation")
        for name, place in places.items():
            page.get_by_label(f"Order of {name} within the workplace").fill(str(place))
        page.get_by_role("button", name="Save the order").click()
        self.sees("The order is saved.")

    def would_get_a_place(self, rule: str) -> list[str]:
        """Nothing is decided by looking."""
        page = self.open(f"/allocation?rule={rule}")
        self.sees("wishes would get a place.")
        look_at(page, f"places-by-{rule}")
        wishes = page.get_by_role("table", name="Wishes").get_by_role("row")
        return sorted(
            wish.get_by_role("rowheader").inner_text()
            for wish in wishes.all()
            if "A place" in wish.inner_text()
        )

    def give_the_places(self, rule: str, rest: str) -> None:
        page = self.open(f"/allocation?rule={rule}")
        fill(page, rest=rest)
        page.get_by_role("button", name="Give the places").click()
        self.sees("Everybody gets an e-mail.")
        look_at(page, "places-given")

    def cancel(self, reason: str, people: int) -> None:
        """Is told whom it concerns, and writes a word before it is done."""
        fill(self.open("/cancel"), reason=reason)
        self.sees(f"{people} people are told by e-mail at once.")
        self.page.get_by_role("button", name="Cancel the event").click()
        self.sees("Please correct this to continue")
        look_at(self.page, "cancel")
        fill(self.page, confirmation="cancel")
        self.page.get_by_role("button", name="Cancel the event").click()
        self.sees("The event is cancelled.")
        look_at(self.page, "cancelled-staff")

    def who_gets_what(self, name: str) -> Page:
        return self.open(f"/who?address={name}@example.org")


def fill(page: Page, **values: str) -> None:
    """By the names of the fields; a value that a radio button has chooses it."""
    for name, value in values.items():
        fields = page.locator(f"[name='{name.replace('__', '-')}']")
        _fill(fields, value)


def _fill(fields: Locator, value: str) -> None:
    if fields.first.get_attribute("type") in ("radio", "checkbox"):
        fields.and_(fields.page.locator(f"[value='{value}']")).check()
    elif fields.first.evaluate("e => e.tagName") == "SELECT":
        fields.select_option(value)
    else:
        fields.first.fill(value)


def register(
    year: Year,
    browser: Browser,
    event: str,
    name: str,
    *colleagues: str,
    language: str = "en",
    workplace: str = "Ekby",
) -> None:
    """Somebody, with colleagues or alone."""
    page = year.page(browser)
    page.goto(f"{event}?lang={language}")
    page.goto(f"{event}/register")
    fill(page, name=name, email=f"{name.lower()}@example.org", affiliation=workplace)
    for number, colleague in enumerate(colleagues):
        page.locator("button[value=add]").click()
        page.locator(f"[name=colleagues-{number}-name]").fill(colleague)
        page.locator(f"[name=colleagues-{number}-email]").fill(f"{colleague.lower()}@example.org")
    look_at(page, f"register-{name}")
    page.locator("button[value=register]").last.click()
    page.wait_for_url("**/done**")
    look_at(page, f"registered-{name}")
    page.context.close()


def give_up(reader: Page, own_page: str) -> None:
    reader.goto(own_page)
    reader.get_by_role("link", name="Give up my place").click()
    look_at(reader, "give-up")
    reader.get_by_role("button", name="Give up my place").click()


def take_the_place(reader: Page, own_page: str) -> None:
    """In English, which is chosen on the page of somebody who reads Swedish."""
    reader.goto(own_page)
    look_at(reader, "offer")
    reader.get_by_role("link", name="English").click()
    reader.get_by_role("button", name="Take the place").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("You have a place")
