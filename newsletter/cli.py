"""The `newsletter` command. Results go to standard output, everything else to standard error."""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import urlsplit, urlunsplit

from pydantic import SecretStr

from newsletter.local import commands
from newsletter.local.embedded import embedded_urls
from newsletter.local.processes import CannotStart, start_child
from newsletter.local.supervisor import Supervisor
from newsletter.settings import Settings, SettingsError, load_settings, read_environment

MASK = "••••••"


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options) or 0)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # `newsletter topics | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except Exception as error:
        from newsletter.local.reasons import in_one_sentence

        reason = in_one_sentence(error)
        if reason is None:
            raise
        complain(reason)
    return 1


def complain(*lines: str) -> None:
    print(*lines, sep="\n", file=sys.stderr)


# Processes


def run_up(options: argparse.Namespace) -> None:
    Supervisor(load_settings()).run()


def run_web(options: argparse.Namespace) -> int:
    settings = load_settings()
    return become(settings, commands.web(settings))


def run_worker(options: argparse.Namespace) -> int:
    return become(load_settings(), commands.worker(options.lanes))


def run_beat(options: argparse.Namespace) -> int:
    return become(load_settings(), commands.beat())


def run_mailbox(options: argparse.Namespace) -> None:
    from newsletter.mailbox.server import serve

    settings = load_settings()
    if settings.is_production:
        raise CannotStart("Production runs no mailbox: SMTP_URL names the mail server.")
    with embedded_urls(settings) as complete:
        serve(complete.database_url or "", options.port)


def run_healthy(options: argparse.Namespace) -> int:
    from newsletter.local.health import is_healthy

    if is_healthy(options.part, load_settings()):
        return 0
    complain(f"The process “{options.part}” does not work.")
    return 1


def become(settings: Settings, command: list[str]) -> int:
    """Turns into the process, with the settings complete; beside embedded servers it is run as a child instead."""
    with embedded_urls(settings) as complete:
        env = commands.environment(complete)
        if complete.database_url == settings.database_url and complete.redis_url == settings.redis_url:
            os.execve(command[0], command, env)  # noqa: S606 - no shell is wanted
        process = start_child(command, env=env)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: process.send_signal(signal.SIGTERM))
        return process.wait()


# Settings


def run_settings(options: argparse.Namespace) -> int:
    from newsletter.local.remarks import remarks

    faults: list[str] = []
    notes: list[str] = []
    try:
        settings = load_settings()
        values, notes = settings.model_dump(), remarks(settings)
    except SettingsError as error:
        faults = error.faults
        values, _ = read_environment(os.environ)
    rows = [
        {
            "name": name.upper(),
            "meaning": field.description or "",
            "value": masked(name, values.get(name, field.default)),
        }
        for name, field in Settings.model_fields.items()
    ]
    if options.json:
        print(
            json.dumps({"settings": rows, "faults": faults, "remarks": notes}, ensure_ascii=False, indent=2)
        )
    else:
        for row in rows:
            print(f"{row['name']} = {row['value']}\n    {row['meaning']}")
    if faults or notes:
        complain(*faults, *notes)
    return 1 if faults else 0


def masked(name: str, value: object) -> str:
    """A value fit for a terminal: keys as dots, addresses without their password."""
    if value is None or value == "" or value == ():
        return "(not set)"
    plain = value.get_secret_value() if isinstance(value, SecretStr) else str(value)
    if name in ("secret_key", "dkim_keys"):
        return MASK
    return " ".join(map(without_password, plain.split(" ")))


def without_password(plain: str) -> str:
    try:
        parts = urlsplit(plain)
    except ValueError:  # one of the faults
        return MASK if "@" in plain else plain
    if parts.password is None:
        return plain
    return urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", f":{MASK}@", 1)))


# Without the database


def run_events_read(options: argparse.Namespace) -> int:
    from newsletter.local.announcements import run_read

    return run_read(options)


# With the database


@contextmanager
def service() -> Iterator[Settings]:
    """The whole service inside one command: servers, schema, application context."""
    from newsletter.app import create_app
    from newsletter.migrations.upgrade import upgrade

    with embedded_urls(load_settings()) as settings:
        app = create_app(settings)
        upgrade(app.extensions["database"])
        with app.app_context():
            yield settings
        app.extensions["database"].dispose()


def run_migrate(options: argparse.Namespace) -> None:
    with service():
        complain("The database has the newest schema.")


def run_staff_add(options: argparse.Namespace) -> None:
    from newsletter.accounts import invite, links
    from newsletter.accounts.models import Role, TokenPurpose
    from newsletter.core.database import transaction
    from newsletter.organisation import service as organisation

    with service(), transaction():
        language = options.language or organisation.get().default_language
        staff = invite.add(options.email, Role(options.role), language)
        link = links.make(staff, TokenPurpose.INVITATION)
    show(options, {"email": options.email, "role": options.role, "link": link}, link)


def run_topics(options: argparse.Namespace) -> None:
    from newsletter.subscribers.topics import list_topics, title_in

    with service() as _:
        rows = [
            {"slug": topic.slug, "kind": topic.kind.value, "title": title_in(topic, "en")}
            for topic in list_topics()
        ]
    show(options, rows, "\n".join(f"{row['slug']}\t{row['kind']}\t{row['title']}" for row in rows))


def run_topics_add(options: argparse.Namespace) -> None:
    from newsletter.core.database import transaction
    from newsletter.subscribers.topics import add_topic

    with service(), transaction():
        slug = add_topic(options.slug, options.title, options.kind).slug
    show(options, {"slug": slug, "title": options.title}, slug)


def show(options: argparse.Namespace, answer: object, text: str) -> None:
    print(json.dumps(answer, ensure_ascii=False, indent=2) if options.json else text)


# Wording


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line and where the help is; argparse prints the whole usage."""

    def error(self, message: str) -> NoReturn:
        complain(f"{self.prog}: {message}.", f"`{self.prog} --help` lists what is possible.")
        raise SystemExit(2)


def parser() -> argparse.ArgumentParser:
    root = Parser(prog="newsletter", description="Newsletters and event notices for public bodies.")
    places = root.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(
        name: str, run: Callable[[argparse.Namespace], Any] | None, words: str, to: Any = places
    ) -> Parser:
        command: Parser = to.add_parser(name, help=words, description=words)
        command.set_defaults(run=run)
        return command

    add(
        "up",
        run_up,
        "Run the whole service on this machine: web, workers, beat and mailbox. Ctrl-C stops it.",
    )
    add("web", run_web, "Run the web server.")
    worker = add("worker", run_worker, "Run a worker that sends mail.")
    worker.add_argument(
        "--lanes",
        type=lanes,
        default=commands.LANES,
        help="lanes to serve, separated by commas; default: all of them",
    )
    add("beat", run_beat, "Run the clock that starts what is due. One for the whole service.")
    mailbox = add(
        "mailbox", run_mailbox, "Run the mail server that delivers nothing and shows all mail at /mailbox."
    )
    mailbox.add_argument("--port", type=int, default=1025, help="loopback port to listen on; default: 1025")
    healthy = add(
        "healthy", run_healthy, "Say with the exit code whether a process of the service does its work."
    )
    healthy.add_argument("part", choices=("web", "worker", "beat"))
    add("migrate", run_migrate, "Bring the database to the newest schema. Safe to run twice and at once.")
    add_json(
        add("settings", run_settings, "Print every setting with its meaning and value, and every fault.")
    )
    _add_staff(add("staff", None, "Staff accounts."), add)
    _add_events(add("events", None, "Announcements of events."), add)
    _add_topics(add("topics", run_topics, "List the topics, or add one."), add)
    return root


def _add_staff(staff: Parser, add: Callable[..., Parser]) -> None:
    actions = staff.add_subparsers(title="actions", metavar="ACTION", required=True)
    words = "Create a staff member and print a one-time link to set a password."
    command = add("add", run_staff_add, words, actions)
    command.add_argument("email", metavar="EMAIL")
    command.add_argument("--role", required=True, choices=("editor", "admin"))
    command.add_argument("--language", help="language of this person's pages; default: the organisation's")
    add_json(command)


def _add_events(events: Parser, add: Callable[..., Parser]) -> None:
    actions = events.add_subparsers(title="actions", metavar="ACTION", required=True)
    words = (
        "Read an announcement (plain text, HTML or .ics) and print the event found as JSON. Writes nothing."
    )
    command = add("read", run_events_read, words, actions)
    command.add_argument("file", metavar="FILE", help="the file to read; - reads standard input")


def _add_topics(topics: Parser, add: Callable[..., Parser]) -> None:
    add_json(topics)
    actions = topics.add_subparsers(title="actions", metavar="ACTION")
    command = add("add", run_topics_add, "Create a topic.", actions)
    command.add_argument("slug", metavar="SLUG", help="the name in addresses, like barns-ratt")
    command.add_argument("--title", required=True, help="the name people see")
    kinds = ("theme", "newsletter", "project", "series")
    command.add_argument("--kind", choices=kinds, default="theme", help="issues need a newsletter")
    add_json(command)


def add_json(command: argparse.ArgumentParser) -> None:
    command.add_argument("--json", action="store_true", help="print JSON for a program to read")


def lanes(text: str) -> tuple[str, ...]:
    chosen = tuple(filter(None, text.split(",")))
    if not chosen or not set(chosen) <= set(commands.LANES):
        raise argparse.ArgumentTypeError(f"choose from {', '.join(commands.LANES)}")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
