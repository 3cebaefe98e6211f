"""
Bodies: what a POST carries beside its query, read within bounds.

Must not know which parameters exist. A form is read by the container's rules (`legacy/params.py`), a multipart body by
aiohttp's reader; every other type is left alone. To read another type: a row in `READERS`.

Source: `legacy-contract.md`, section 2. Guarded by `tests/integration/test_wire.py`.
"""

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import BodyPartReader, ClientPayloadError, MultipartReader, StreamReader, web
from aiohttp.http import HttpProcessingError
from aiohttp.web_protocol import RequestPayloadError

from shim.legacy.errors import Row
from shim.legacy.params import FORM, MAX_PARAMETERS, Pairs, decode_text, parse_content_type, parse_form

MAX_BODY_BYTES: Final = 65_536

BODY_TIMEOUT_S: Final = 20
"""How long a body may take; the servlet container's own connection timeout."""

MULTIPART: Final = "multipart/form-data"

_BROKEN_MULTIPART: Final = (ValueError, LookupError, RuntimeError, AssertionError, HttpProcessingError, Warning)


class BodyError(Exception):
    """The body does not end, or is not what its framing says; the request cannot be answered."""


async def read_parameters(request: web.BaseRequest) -> Pairs:
    """
    Read the parameters of a POST's body.

    Returns:
        All of them in order; none for a body that is neither a form nor multipart, or is broken multipart.

    Raises:
        LegacyError: `REQUEST_TOO_LARGE` above 64 KiB; the rest of the body is not read.
        BodyError: the body was cut off, took too long, or is malformed.
    """
    kind, charset = parse_content_type(request.headers.get("Content-Type", ""))
    reader = READERS.get(kind)
    if reader is None or not request.body_exists:
        return []
    return await reader(request, await _read_bounded(request), charset)


async def _read_bounded(request: web.BaseRequest) -> bytes:
    if int(request.headers.get("Content-Length", "0")) > MAX_BODY_BYTES:
        raise Row.REQUEST_TOO_LARGE.error()
    await ask_to_continue(request)
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_TIMEOUT_S):
            while piece := await request.content.readany():
                body += piece
                if len(body) > MAX_BODY_BYTES:
                    raise Row.REQUEST_TOO_LARGE.error()
    except (RequestPayloadError, ClientPayloadError, ConnectionError, TimeoutError) as error:
        raise BodyError from error
    return bytes(body)


async def ask_to_continue(request: web.BaseRequest) -> None:
    """Tell a caller to send the body it holds back; any other expectation is ignored, as 7.0.22 does."""
    if request.headers.get("Expect", "").lower() == "100-continue":
        await request.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        request.writer.output_size = 0  # an answer can still be made


async def _read_form(_request: web.BaseRequest, body: bytes, charset: str | None) -> Pairs:
    return parse_form(body, charset)


async def _read_multipart(request: web.BaseRequest, body: bytes, charset: str | None) -> Pairs:
    """
    Read the fields of a multipart body.

    Parts with a file name are no parameters, as in servlet containers since 3.0. A body that breaks off carries none:
    half of what was meant would be a different request.
    """
    stream = StreamReader(request.protocol, MAX_BODY_BYTES, loop=asyncio.get_running_loop())
    stream.feed_data(body)
    stream.feed_eof()
    pairs: Pairs = []
    try:
        # an aiohttp warning would print the header; nothing below waits, so no other task sees the filter
        with warnings.catch_warnings(action="error"):
            parts = MultipartReader(request.headers, stream)
            while (part := await parts.next()) is not None and len(pairs) <= MAX_PARAMETERS:
                if isinstance(part, BodyPartReader) and part.name and part.filename is None:
                    pairs.append(await _read_field(part, part.name, charset))
    except _BROKEN_MULTIPART:
        return []
    return pairs


async def _read_field(part: BodyPartReader, name: str, charset: str | None) -> tuple[str, str]:
    _, own_charset = parse_content_type(part.headers.get("Content-Type", ""))
    raw_name = name.encode("utf-8", "surrogateescape")
    return decode_text(raw_name, charset), decode_text(bytes(await part.read()), own_charset or charset)


Reader = Callable[[web.BaseRequest, bytes, str | None], Awaitable[Pairs]]

READERS: Final[dict[str, Reader]] = {FORM: _read_form, MULTIPART: _read_multipart}
