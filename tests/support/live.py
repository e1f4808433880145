"""The service in a process of its own, as browsers and journeys meet it: real commits, no shared transaction."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

SECONDS_TO_START = 30


class LiveServer:
    """Started by the constructor, which returns when it answers; `environment` is what `load_settings` reads."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        inherited = {
            name: os.environ[name] for name in ("PATH", "HOME", "LANG", "PYTHONPATH") if name in os.environ
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.live"],
            env={**inherited, "PORT": str(self.port), "BASE_URL": self.url, **environment},
        )
        self._wait()

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(timeout=10)

    def _wait(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_START
        while not _answers(self.url):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self._process.kill()
                raise RuntimeError(f"The service did not start; it ended with {self._process.wait()}.")
            time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def _answers(url: str) -> bool:
    try:
        urlopen(f"{url}/static/manifest.json", timeout=5).close()
    except HTTPError:
        return True
    except (URLError, OSError):
        return False
    return True


def main() -> None:
    from werkzeug.serving import make_server

    from newsletter.app import create_app
    from newsletter.settings import load_settings

    settings = load_settings()
    make_server("127.0.0.1", settings.port, create_app(settings), threaded=True).serve_forever()


if __name__ == "__main__":
    main()
