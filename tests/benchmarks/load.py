"""
The load generator: a closed or an open loop over raw sockets that checks every answer.

A closed loop sends the next request when the last one was answered, as fast as the server lets it. An open loop sends
each at its time, whatever became of the others, and a request that had to wait for a connection began when it was due.

An HTTP library would cost as much as the server that is measured. So this knows just enough of HTTP/1.1: lengths and
chunks. An answer of the wrong status, length or beginning (an error text comes with status 200) ends the run.
"""

import asyncio
import http.client
import itertools
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from tests.benchmarks.figures import BenchError, percentile

ADDRESS: Final = "127.0.0.1"
HEAD_END: Final = b"\r\n\r\n"
SHOWN_BYTES: Final = 200
PATIENCE_S: Final = 120
"""How much longer than planned a run may take before it counts as hung."""

NextDue = Callable[[], float | None]
"""Returns when the next request is due, by `time.perf_counter`; `None` when there is none."""

AT_ONCE: Final = 0.0


class Request(NamedTuple):
    """
    What is sent, and what must come back.

    Args:
        wire: the request's bytes.
        begins: the first bytes of the answer's body.
        body_bytes: its length; `None` when it is not known beforehand.
    """

    wire: bytes
    begins: bytes
    body_bytes: int | None


class Sample(NamedTuple):
    """One answer: from the request's first byte to the answer's first and last."""

    first_byte_ms: float
    whole_ms: float


class Load(NamedTuple):
    """What a run has seen."""

    samples: Sequence[Sample]
    elapsed_s: float

    @property
    def per_s(self) -> float:
        """Answers per second."""
        return len(self.samples) / self.elapsed_s

    def whole_ms(self, share: float) -> float:
        """Return the time within which `share` of the answers were complete."""
        return percentile((sample.whole_ms for sample in self.samples), share)


def fetch(port: int, target: str) -> bytes:
    """
    Return the body of one answer.

    Raises:
        BenchError: its status is not 200.
    """
    connection = http.client.HTTPConnection(ADDRESS, port, timeout=PATIENCE_S)
    try:
        connection.request("GET", target)
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != http.HTTPStatus.OK:
        raise BenchError(f"status {answer.status}: {body[:SHOWN_BYTES]!r}")
    return body


def get(target: str, begins: bytes, body_bytes: int | None = None) -> Request:
    """Return the request for a path and query."""
    return Request(f"GET {target} HTTP/1.1\r\nHost: {ADDRESS}\r\n\r\n".encode(), begins, body_bytes)


def expecting(port: int, target: str, begins: bytes) -> Request:
    """
    Ask once, and return the request that expects the same length for ever after.

    Raises:
        BenchError: the answer does not begin as it must.
    """
    body = fetch(port, target)
    if not body.startswith(begins):
        raise BenchError(f"expected {begins!r}, got {body[:SHOWN_BYTES]!r}")
    return get(target, begins, len(body))


async def drive(
    port: int,
    requests: Sequence[Request],
    connections: int,
    *,
    seconds: float = 0,
    answers: int = 0,
    per_s: float = 0,
) -> Load:
    """
    Keep so many requests in flight, each on its own connection, and return what was seen.

    Args:
        port: of the server.
        requests: sent in turn; each connection begins at another one.
        connections: requests in flight.
        seconds: for how long; 0 asks for a number of answers instead.
        answers: how many in all, when `seconds` is 0.
        per_s: requests a second, for an open loop; 0 is a closed one.

    Raises:
        BenchError: a wrong answer, a lost connection, or no end.
    """
    loop, samples = asyncio.get_running_loop(), list[Sample]()
    started_s = time.perf_counter()
    number = itertools.count()

    def next_due() -> float | None:
        if not per_s:
            more = time.perf_counter() - started_s < seconds if seconds else next(number) < answers
            return AT_ONCE if more else None
        after_s = next(number) / per_s
        return started_s + after_s if after_s < seconds else None

    clients = []
    for place in range(connections):
        at = place * len(requests) // connections
        turns = itertools.cycle([*requests[at:], *requests[:at]])
        client = _Client(turns, next_due, samples, loop.create_future())
        await loop.create_connection(lambda client=client: client, ADDRESS, port)  # type: ignore[misc] # bound now
        clients.append(client)
    try:
        async with asyncio.timeout(seconds + PATIENCE_S):
            await asyncio.gather(*(client.done for client in clients))
    except TimeoutError:
        raise BenchError(f"no end after {seconds + PATIENCE_S:g} s") from None
    finally:
        for client in clients:
            client.close()
    return Load(samples, time.perf_counter() - started_s)


class _Client(asyncio.Protocol):
    """One connection: sends, reads and checks, again and again."""

    def __init__(
        self,
        requests: Iterator[Request],
        next_due: NextDue,
        samples: list[Sample],
        done: asyncio.Future[None],
    ) -> None:
        self.done = done
        self._requests, self._next_due, self._samples = requests, next_due, samples
        self._transport: asyncio.Transport | None = None
        self._request = Request(b"", b"", 0)
        self._answer = AnswerReader()
        self._sent_s = self._first_byte_s = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._send()

    def data_received(self, data: bytes) -> None:
        if not self._first_byte_s:
            self._first_byte_s = time.perf_counter()
        try:
            if not self._answer.feed(data):
                return
            self._check()
        except BenchError as error:
            self._end(error)
            return
        ended_s = time.perf_counter()
        first_byte_ms, whole_ms = (self._first_byte_s - self._sent_s) * 1_000, (ended_s - self._sent_s) * 1_000
        self._samples.append(Sample(first_byte_ms, whole_ms))
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(BenchError(f"the server closed a connection: {exc}"))

    def close(self) -> None:
        """Close the connection; whatever comes then is no failure."""
        if not self.done.done():
            self.done.cancel()
        if self._transport is not None:
            self._transport.close()

    def _send(self) -> None:
        due_s = self._next_due()
        if due_s is None:
            self._end(None)
            return
        wait_s = due_s - time.perf_counter()
        if wait_s > 0:
            asyncio.get_running_loop().call_later(wait_s, self._write, AT_ONCE)
        else:
            self._write(due_s)

    def _write(self, due_s: float) -> None:
        if self.done.done():
            return
        assert self._transport is not None
        self._request = next(self._requests)
        self._answer = AnswerReader()
        self._first_byte_s = 0.0
        self._sent_s = due_s or time.perf_counter()
        self._transport.write(self._request.wire)

    def _check(self) -> None:
        answer, request = self._answer, self._request
        if (
            answer.status != http.HTTPStatus.OK
            or request.body_bytes not in {None, answer.body_bytes}
            or not answer.beginning.startswith(request.begins)
        ):
            raise BenchError(
                f"status {answer.status}, {answer.body_bytes} bytes, {answer.beginning!r}; "
                f"expected {request.body_bytes} bytes, {request.begins!r}"
            )

    def _end(self, error: BenchError | None) -> None:
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


class AnswerReader:
    """Reads one answer as its bytes come, and keeps no more of the body than its beginning."""

    __slots__ = (
        "_chunk_left",
        "_chunked",
        "_in_body",
        "_last_chunk",
        "_length",
        "_waiting",
        "beginning",
        "body_bytes",
        "status",
    )

    def __init__(self) -> None:
        self.status = 0
        self.beginning = b""
        self.body_bytes = 0
        self._waiting = b""
        self._in_body = self._chunked = self._last_chunk = False
        self._length = self._chunk_left = 0

    def feed(self, data: bytes) -> bool:
        """Take some bytes and tell whether the answer is complete."""
        if not self._in_body:
            head, end, data = (self._waiting + data).partition(HEAD_END)
            if not end:
                self._waiting = head
                return False
            self._read_head(head)
        return self._feed_chunks(data) if self._chunked else self._feed_plain(data)

    def _read_head(self, head: bytes) -> None:
        self._in_body, self._waiting = True, b""
        self.status = int(head[9:12])
        fields = head.lower()
        self._chunked = b"\r\ntransfer-encoding: chunked" in fields
        if not self._chunked:
            self._length = int(fields.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])

    def _feed_plain(self, data: bytes) -> bool:
        if len(self.beginning) < SHOWN_BYTES:
            self.beginning += data[:SHOWN_BYTES]
        self.body_bytes += len(data)
        return self.body_bytes >= self._length

    def _feed_chunks(self, data: bytes) -> bool:
        data, at = self._waiting + data, 0
        while True:
            taken = min(self._chunk_left, len(data) - at)
            if len(self.beginning) < SHOWN_BYTES:
                self.beginning += data[at : at + min(taken, SHOWN_BYTES)]
            self._chunk_left -= taken
            at += taken
            if not self._chunk_left and self._last_chunk:
                return True
            end = -1 if self._chunk_left else data.find(b"\r\n", at)
            if end < 0:
                self._waiting = data[at:]
                return False
            size = int(data[at:end], 16)
            self.body_bytes += size
            self._last_chunk, self._chunk_left = size == 0, size + 2  # each chunk ends in a line end
            at = end + 2
