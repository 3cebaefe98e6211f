"""curl reads the same rows, however it asks."""

import json
import subprocess

import pytest

from tests.clients.conftest import HOSTILE_SITE, LOGIN, PATH, Demo
from tests.clients.tools import tool

FIELDS = {**LOGIN, "site": HOSTILE_SITE, "from": "0"}


def curl(*arguments: str) -> bytes:
    return subprocess.run(
        [tool("curl"), "--silent", "--show-error", "--fail", *arguments], capture_output=True, check=True
    ).stdout


@pytest.mark.parametrize(("option", "extra"), [("--data-urlencode", ["--get"]), ("--data-urlencode", []), ("-F", [])])
def test_every_way_to_send_is_equal(demo: Demo, session_ids: list[str], option: str, extra: list[str]) -> None:
    """A query, a form and a multipart body ask the same."""
    fields = [argument for name, value in FIELDS.items() for argument in (option, f"{name}={value}")]
    envelope = json.loads(curl(*extra, *fields, demo.base + PATH))
    place = envelope["field"].index("session_id")
    assert [row[place] for row in envelope["resultsList"]] == session_ids


def test_head_is_get_without_a_body(demo: Demo) -> None:
    """HEAD answers the length of GET's body."""
    whole = curl(demo.url(limit=2))
    head = curl("--head", demo.url(limit=2)).decode()
    assert f"\r\nContent-Length: {len(whole)}\r\n" in head
