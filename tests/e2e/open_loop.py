"""
An open loop: requests leave at a fixed rate whatever becomes of earlier ones, and every answer is compared to the byte.

Callers do not wait for one another, so neither does this: a server that hangs is asked on. What is right may change
while it runs; then an answer has to be right at some instant from `FOLLOWS_S` before it was asked for until it came.
"""

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from math import inf
from typing import Final, NamedTuple, Self

import aiohttp

FOLLOWS_S: Final = 1.0
"""So long after a change what was right before may still be answered."""

MOST_IN_FLIGHT: Final = 2_000
"""A server that is further behind fails the test, before the machine does."""

PATIENCE_S: Final = 30
SHOWN_BYTES: Final = 200


class Answer(NamedTuple):
    """One answer, or in `body` what there was instead; times are the event loop's."""

    port: int
    target: str
    sent_s: float
    came_s: float
    body: bytes


class OpenLoop:
    """
    Asks while its context is open; when that ends without another error, every answer was right.

    Args:
        ports: asked in turn, each for every target.
        right: targets, and the answer to each.
        per_s: requests a second, of all ports together.
    """

    def __init__(self, ports: Sequence[int], right: Mapping[str, bytes], per_s: int) -> None:
        self.answers: list[Answer] = []
        self._asked = itertools.cycle(itertools.product(right, ports))
        self._right = {target: [(-inf, frozenset((body,)))] for target, body in right.items()}
        self._per_s = per_s
        self._bodies: dict[bytes, bytes] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._time = asyncio.get_running_loop().time

    def expect(self, target: str, *bodies: bytes) -> None:
        """Take these as the right answers of a target from now on."""
        self._right[target].append((self._time(), frozenset(bodies)))

    def expect_all(self, right: Mapping[str, bytes], *instead: bytes) -> None:
        """Take each of these answers as right from now on, and instead of each also what else is named."""
        for target, body in right.items():
            self.expect(target, body, *instead)

    async def answered(self, count: int) -> None:
        """Wait for so many answers to requests that leave from now on."""
        begun_s, before = self._time(), len(self.answers)
        async with asyncio.timeout(PATIENCE_S + count / self._per_s):
            while sum(answer.sent_s >= begun_s for answer in self.answers[before:]) < count:
                if self._pacing.done():
                    self._pacing.result()
                await asyncio.sleep(0.01)

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0), timeout=aiohttp.ClientTimeout(PATIENCE_S)
        )
        self._pacing = asyncio.create_task(self._pace())
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._pacing.cancel()
        try:
            await asyncio.gather(*self._running)
        finally:
            await self._session.close()
        if kind is None:
            wrong = [answer for answer in self.answers if not self._is_right(answer)]
            assert not wrong, f"{len(wrong)} of {len(self.answers)}: {[_shown(answer) for answer in wrong[:3]]}"

    async def _pace(self) -> None:
        begun_s = self._time()
        for number, (target, port) in enumerate(self._asked):
            await asyncio.sleep(max(0, begun_s + number / self._per_s - self._time()))
            assert len(self._running) < MOST_IN_FLIGHT, "it is too far behind"
            task = asyncio.create_task(self._ask(port, target))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def _ask(self, port: int, target: str) -> None:
        sent_s = self._time()
        try:
            async with self._session.get(f"http://127.0.0.1:{port}{target}") as reply:
                body = await reply.read()
                if reply.status != HTTPStatus.OK:
                    body = f"status {reply.status}".encode()
        except (aiohttp.ClientError, TimeoutError) as error:
            body = repr(error).encode()
        self.answers.append(Answer(port, target, sent_s, self._time(), self._bodies.setdefault(body, body)))

    def _is_right(self, answer: Answer) -> bool:
        spans = self._right[answer.target]
        ends_s = [since_s + FOLLOWS_S for since_s, _ in spans[1:]] + [inf]
        return any(
            answer.body in bodies
            for (since_s, bodies), end_s in zip(spans, ends_s, strict=True)
            if since_s <= answer.came_s and answer.sent_s <= end_s
        )


def _shown(answer: Answer) -> tuple[object, ...]:
    return answer._replace(body=answer.body[:SHOWN_BYTES])
