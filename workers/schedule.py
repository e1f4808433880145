"""Every periodic task of the service, in one table."""

from typing import Any

# Name: task, and seconds or a crontab between two runs. Beat runs them itself, one after the other, see `workers.beat`.
PERIODIC: dict[str, dict[str, Any]] = {
    "start and ring": {"task": "outbox.tick", "schedule": 1.0},
    "send due notices": {"task": "notices.tick", "schedule": 5.0},
    "make digests": {"task": "notices.digests", "schedule": 20.0},
    "take up what was left": {"task": "outbox.sweep", "schedule": 2.0},
    "end offers of places": {"task": "registrations.tick", "schedule": 5.0},
    "erase old registrations": {"task": "registrations.erase_old", "schedule": 3600.0},
    "forget old sign-ups": {"task": "subscribers.clear_sign_ups", "schedule": 3600.0},
}
