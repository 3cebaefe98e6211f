"""
The shim itself as a real process, for end-to-end tests: on a free port, in a folder of its own.

    with ShimProcess.start("demo", folder) as shim:
        reply = shim.get("/api/views/...?...")
"""

import http.client
import re
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from tests.servers.processes import ServerProcess, python

ROOT: Final = Path(__file__).parents[2]
LISTENING: Final = re.compile(r"listening on http://127\.0\.0\.1:(\d+)")
OPERATORS: Final = re.compile(r"operators: http://127\.0\.0\.1:(\d+)")


class Reply(NamedTuple):
    """One answer: header names are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


class ShimProcess:
    """One running `shim demo` or `shim serve`."""

    def __init__(self, process: ServerProcess, folder: Path) -> None:
        self.process, self.folder = process, folder
        self.port = 0

    @classmethod
    def start(
        cls,
        command: str,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        *options: str,
        run: Callable[[Sequence[str]], list[str]] = python,
        **how: Any,  # noqa: ANN401 - as `ServerProcess` takes it
    ) -> Self:
        """Start a command on a free port and wait until it listens; it runs in `folder`."""
        arguments = run(["-m", "shim", command, "--port", "0", *options])
        variables = {"PYTHONPATH": str(ROOT)} | dict(environment or {})
        started = cls(ServerProcess(arguments, folder, variables, **how), folder)
        started.process.wait_until(started._is_listening, limit_s=30)
        return started

    def _is_listening(self) -> bool:
        found = LISTENING.search(self.output())
        self.port = int(found[1]) if found else 0
        return bool(found)

    def output(self) -> str:
        """Return everything it has printed."""
        return self.process.log.read_text("utf-8", "replace")

    def get(self, target: str, method: str = "GET", body: str | None = None, **headers: str) -> Reply:
        """Send one request on a new connection and return the answer."""
        return self._ask(self.port, target, method, body, headers)

    def ask_operators(self, target: str, method: str = "GET", body: str | None = None, **headers: str) -> Reply:
        """Send one request to the ops listener and return the answer."""
        return self._ask(self.ops_port, target, method, body, headers)

    @property
    def ops_port(self) -> int:
        """The port of its ops listener."""
        found = OPERATORS.search(self.output())
        assert found, "it has no ops listener"
        return int(found[1])

    @staticmethod
    def _ask(port: int, target: str, method: str, body: str | None, headers: Mapping[str, str]) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request(method, target, body, {name.replace("_", "-"): text for name, text in headers.items()})
            reply = connection.getresponse()
            return Reply(reply.status, {name.lower(): text for name, text in reply.getheaders()}, reply.read())
        finally:
            connection.close()

    def run(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """Run `shim` with other arguments in the same folder, to its end."""
        return run_shim(self.folder, *arguments, stdin=stdin)

    def terminate(self) -> None:
        """Ask it to drain and wait until it is gone."""
        self.process.terminate(signal.SIGTERM)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.terminate()


def run_shim(
    folder: Path,
    *arguments: str,
    stdin: str = "",
    environment: Mapping[str, str] | None = None,
    module: str = "shim",
    run: Callable[[Sequence[str]], list[str]] = python,
) -> subprocess.CompletedProcess[str]:
    """Run a command line of ours in `folder`, to its end; only the given variables and PATH are set."""
    return subprocess.run(
        run(["-m", module, *arguments]),
        cwd=folder,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"} | dict(environment or {}),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
