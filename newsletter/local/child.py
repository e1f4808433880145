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
from collections.abc import Sequence
from typing import Any

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_SECUREBITS = 28
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
SECBIT_NO_SETUID_FIXUP = 4
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


def drop_root(uid: int, gid: int, reach: Sequence[str]) -> None:
    """Becomes `uid`; keeps the one right to pass closed folders only where the way leads through one.

    A clone in /root (0700) is the common case. Opening that folder to everybody is not ours to do, and a copy
    elsewhere would put the data outside DATA_DIR.
    """
    linux = sys.platform == "linux"
    if linux:
        _libc().prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    try:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    except OSError as error:
        sys.exit(f"Root may not become an ordinary user here ({error.strerror}). Start as an ordinary user.")
    if can_reach(reach) or (linux and keep_right_to_pass(reach)):
        return
    closed = next(path for path in reach if not os.access(path, os.X_OK))
    sys.exit(
        f"{closed} cannot be reached without the rights of root. Start as an ordinary user, "
        "or move the project and DATA_DIR to a folder that others may enter, such as /srv."
    )


def can_reach(paths: Sequence[str]) -> bool:
    return all(os.access(path, os.X_OK) for path in paths)


def keep_right_to_pass(reach: Sequence[str]) -> bool:
    """Makes the smallest right that opens the way an ambient capability, which survives the coming exec.

    The secure bit lets it count in access(2) as well, with which PostgreSQL looks for its own programs.
    """
    permitted = _permitted()
    _set_capabilities(permitted, permitted)
    if _libc().prctl(PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0) != 0:
        return False
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        only = permitted & (1 << capability)
        if only and _set_capabilities(only, permitted) and can_reach(reach):
            _set_capabilities(only, only)
            return bool(_libc().prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0) == 0)
    return False


def _permitted() -> int:
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable: the low halves, then the high ones
    _libc().capget((ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), sets)
    return int(sets[1])


def _set_capabilities(effective: int, permitted: int) -> bool:
    """What is effective becomes inheritable too, as an ambient capability must be."""
    sets = (ctypes.c_uint32 * 6)(effective, permitted, effective, 0, 0, 0)
    return bool(_libc().capset((ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), sets) == 0)


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
