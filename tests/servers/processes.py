"""
A server's process and its folder: start, wait until it answers, pause, kill, and leave nothing behind.

Must not know which server it is. Only processes and folders that were made here are ever touched, by their id.
"""

import atexit
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

POLL_S: Final = 0.05
TAIL_LINES: Final = 40
JAVA_VARIABLES: Final = ("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")
"""They would change a server's JVM from outside."""

ABOVE_MODES: Final = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root write and read whatever there is."""


class ServerError(Exception):
    """A server did not start or died; the message carries the end of its log."""


def free_port(address: str = "127.0.0.1") -> int:
    """Return a port that was free a moment ago; whoever uses it tries once more with another if it was taken."""
    with socket.socket() as probe:
        probe.bind((address, 0))
        return int(probe.getsockname()[1])


def unprivileged() -> Mapping[str, Any]:
    """Return what `subprocess` needs to run something as `nobody` when we are root, and nothing otherwise."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def python(arguments: Sequence[str]) -> list[str]:
    """Return how to run Python."""
    return [sys.executable, *arguments]


def without_privileges(arguments: Sequence[str]) -> list[str]:
    """Return how to run Python so that modes of files hold for it even when we are root, who is above them."""
    if os.geteuid() != 0:
        return python(arguments)
    dropped = f"for capability in {ABOVE_MODES}: ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)"  # PR_CAPBSET_DROP
    code = f"import ctypes, os, sys\n{dropped}\nos.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    return [sys.executable, "-c", code, *arguments]


def scratch_folder(prefix: str) -> Path:
    """
    Make a folder for one server, removed at exit at the latest.

    It belongs to whom `unprivileged` names, and lies directly under the system's folder for such things: pytest's
    `tmp_path` lies under folders that only root may enter.
    """
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    owner = unprivileged()
    if owner:
        os.chown(folder, owner["user"], owner["group"])
    atexit.register(remove, folder)
    return folder


def remove(folder: Path) -> None:
    """Remove a folder and what is in it; it may be gone already."""
    shutil.rmtree(folder, ignore_errors=True)


class ServerProcess:
    """
    One running program that writes to one log file, which later starts continue.

    Args:
        arguments: the program and its arguments.
        folder: where it runs and where its log is.
        environment: variables added to ours.
        account: `unprivileged()`, or nothing to run it as ourselves.
        stderr: where its standard error goes, a descriptor; else to the log file, too.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        folder: Path,
        environment: Mapping[str, str] | None = None,
        account: Mapping[str, Any] | None = None,
        stderr: int = subprocess.STDOUT,
    ) -> None:
        self.log = folder / "server.log"
        inherited = {name: value for name, value in os.environ.items() if name not in JAVA_VARIABLES}
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                list(arguments),
                cwd=folder,
                env=inherited | dict(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=stderr,
                start_new_session=True,
                **(account or {}),
            )
        atexit.register(self.kill)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether it is there, be it paused or not."""
        return self._process.poll() is None

    def tail(self) -> str:
        """Return the last lines of the log."""
        return "\n".join(self.log.read_text("utf-8", "replace").splitlines()[-TAIL_LINES:])

    def wait_until(self, ready: Callable[[], bool], limit_s: float = 120) -> None:
        """
        Return as soon as `ready` says so.

        Raises:
            ServerError: the process ended, or the time is over.
        """
        ends_s = time.monotonic() + limit_s
        while not ready():
            if not self.alive:
                raise ServerError(f"ended with {self._process.returncode}; the end of its log:\n{self.tail()}")
            if time.monotonic() > ends_s:
                raise ServerError(f"not ready after {limit_s:g} s; the end of its log:\n{self.tail()}")
            time.sleep(POLL_S)

    def stop(self) -> None:
        """Pause it: it keeps its connections and answers nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def cont(self) -> None:
        """Let it go on after `stop`."""
        self._process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once, paused or not, and wait until it is gone; safe to call twice."""
        self._process.kill()
        self._process.wait()
        atexit.unregister(self.kill)

    def terminate(self, kind: signal.Signals = signal.SIGTERM, limit_s: float = 20) -> None:
        """Ask it to end, and `kill` it when it has not after `limit_s`; safe to call twice."""
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(kind)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(limit_s)
        self.kill()

    def send(self, kind: signal.Signals) -> None:
        """Send it a signal."""
        self._process.send_signal(kind)

    def exit_status(self, limit_s: float = 20) -> int:
        """Return how it ended; waits for that."""
        return self._process.wait(limit_s)
