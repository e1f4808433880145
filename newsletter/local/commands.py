"""The processes of the service as commands: what `newsletter up` starts and what `newsletter web` … become."""

import os
import sys
from collections.abc import Sequence

from newsletter.settings import Settings

LANES = ("urgent", "notices", "bulk")
WARNING_OF_CELERY = "You're running the worker with superuser privileges"  # usual where one tries things out
GUNICORN = ("-m", "gunicorn", "newsletter.app:create_app()", "--worker-class", "gthread", "--threads", "8")


def web(settings: Settings) -> list[str]:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    workers = os.environ.get("WEB_CONCURRENCY", "2" if settings.is_production else "1")
    options = ["--bind", f"{host}:{settings.port}", "--workers", workers, "--log-level", "warning"]
    return [sys.executable, *GUNICORN, *options, "--graceful-timeout", "8", "--no-control-socket"]


def worker(lanes: Sequence[str] = LANES) -> list[str]:
    """By name, for `newsletter` never imports `workers`."""
    return [sys.executable, "-m", "workers", "worker", "--lanes", ",".join(lanes)]


def beat() -> list[str]:
    return [sys.executable, "-m", "workers", "beat"]


def mailbox(port: int) -> list[str]:
    return [sys.executable, "-m", "newsletter.cli", "mailbox", "--port", str(port)]


def environment(settings: Settings) -> dict[str, str]:
    """What the processes get: complete settings, as in production."""
    env = dict(os.environ)
    env |= {
        "DATA_DIR": str(settings.data_dir),
        "HOST": settings.host,
        "PORT": str(settings.port),
        "DATABASE_URL": settings.database_url or "",
        "REDIS_URL": settings.redis_url or "",
        "SMTP_URL": settings.smtp_url.get_secret_value() if settings.smtp_url else "",
        "SECRET_KEY": " ".join(key.get_secret_value() for key in settings.secret_key),
        "PYTHONUNBUFFERED": "1",
    }
    env.setdefault("PYTHONWARNINGS", f"ignore:{WARNING_OF_CELERY}")
    return env
