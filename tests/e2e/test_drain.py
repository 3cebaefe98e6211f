"""SIGTERM drains: what was accepted is answered, and the process ends with 0."""

import signal
import socket
from pathlib import Path

from tests.servers.shim import ShimProcess

REQUEST = b"GET /c_view_sessions_by_user.jsp?login=nobody HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def test_accepted_request_is_answered_after_sigterm(tmp_path: Path) -> None:
    """A refused login is answered at its fixed time, although the signal came in between."""
    with ShimProcess.start("demo", tmp_path) as shim, socket.create_connection(("127.0.0.1", shim.port)) as caller:
        caller.sendall(REQUEST)
        shim.process.send(signal.SIGTERM)
        answer = b"".join(iter(lambda: caller.recv(65_536), b""))

    assert answer.endswith(b"Error: java.lang.RuntimeException: Login/ site combination is not valid")
    assert shim.process.exit_status() == 0
