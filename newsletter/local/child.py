"""A program run as a script: it becomes another program that ends with its parent.

A `preexec_fn` would run Python in the fork of a process that may have threads, and the kernel forgets the
parent-death signal when the user changes, so this small program stands in between: it drops root, asks for the
signal, and only then becomes the server. It imports nothing of ours and is run with `-I -S`: it costs some 20 ms.

    child.py '{"parent": 12, "signal": 15, "uid": 65534, "reach": ["/data/postgres"]}' COMMAND [ARGUMENT ...]
"""

import ctypes
import json
import os
import signal
import sys
import time
from collections.abc import Iterable
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAPABILITY_VERSION_3 = 0x20080522
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
FORWARDED = (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT, signal.SIGHUP)
SECONDS_BETWEEN_LOOKS = 0.2


def main() -> None:
    plan, command = json.loads(sys.argv[1]), sys.argv[2:]
    reach = [command[0], *plan["reach"]]
    if plan["uid"] is not None:
        drop_root(plan["uid"], plan["gid"], reach)
    if sys.platform == "linux":
        _libc().prctl(PR_SET_PDEATHSIG, plan["signal"], 0, 0, 0)
        if os.getppid() != plan["parent"]:  # it died before we asked
            sys.exit(1)
    else:
        stay_as_guardian(plan["parent"], plan["signal"])
    become(command)


def become(command: list[str]) -> None:
    try:
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    except OSError as error:
        sys.exit(f"{command[0]} cannot be run: {error.strerror}.")


def drop_root(uid: int, gid: int, reach: Iterable[str]) -> None:
    """Becomes `uid`; keeps the one right to pass closed folders only where the way leads through one.

    A clone in /root (0700) is the common case. Opening that folder to everybody is not ours to do, and a copy
    elsewhere would put the data outside DATA_DIR.
    """
    linux = sys.platform == "linux"
    if linux:
        _libc().prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    closed = [path for path in reach if not os.access(path, os.X_OK)]
    if closed and not (linux and keep_right_to_search()):
        sys.exit(
            f"{closed[0]} cannot be reached without the rights of root. Start as an ordinary user, "
            "or move the project and DATA_DIR to a folder that others may enter, such as /srv."
        )


def keep_right_to_search() -> bool:
    """Makes reading closed folders an ambient capability, which survives the coming exec; False if refused."""
    libc = _libc()
    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable; twice
    if libc.capget(header, sets) != 0:
        return False
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        bit = 1 << capability
        if not sets[1] & bit:
            continue
        wanted = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)
        if libc.capset(header, wanted) != 0:
            return False
        return bool(libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0)
    return False


def stay_as_guardian(parent: int, farewell: int) -> None:
    """Where the system has no parent-death signal (macOS): returns in a fork, and watches the parent here."""
    pid = os.fork()
    if pid == 0:
        return
    for number in FORWARDED:
        signal.signal(number, lambda received, _: os.kill(pid, received))
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            os._exit(abs(os.waitstatus_to_exitcode(status)))
        if os.getppid() != parent:
            os.kill(pid, farewell)
            parent = os.getppid()
        time.sleep(SECONDS_BETWEEN_LOOKS)


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)


if __name__ == "__main__":
    main()
