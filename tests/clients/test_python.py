"""Python's own client, requests and pandas read the same rows."""

import io
import json
from urllib.request import urlopen

import pandas as pd
import requests

from tests.clients.conftest import HOSTILE_SITE, HOSTILE_TEXTS, Demo


def ids_of(answer: bytes) -> list[str]:
    """Return the session ids of an envelope."""
    envelope = json.loads(answer)
    place = envelope["field"].index("session_id")
    return [row[place] for row in envelope["resultsList"]]


def test_urllib(demo: Demo, session_ids: list[str]) -> None:
    """The standard library."""
    with urlopen(demo.url(site=HOSTILE_SITE)) as answer:  # noqa: S310 - our own demo
        assert ids_of(answer.read()) == session_ids


def test_requests(demo: Demo, session_ids: list[str]) -> None:
    """requests: GET and POST, several on one connection."""
    with requests.Session() as session:
        for _ in range(2):
            assert ids_of(session.get(demo.url(site=HOSTILE_SITE), timeout=30).content) == session_ids
        posted = session.post(demo.url(), data={"site": HOSTILE_SITE}, timeout=30)
        assert posted.headers["Content-Type"] == "text/html;charset=UTF-8"
        assert ids_of(posted.content) == session_ids


def test_pandas_reads_the_table(demo: Demo, session_ids: list[str]) -> None:
    """`pandas.read_html` finds one table of 64 columns, with the hostile texts in it as they are."""
    page = requests.get(demo.url(site=HOSTILE_SITE, dataType="html", ignoreLocale="true"), timeout=30).text
    (table,) = pd.read_html(io.StringIO(page), attrs={"id": "one"}, converters={"session_id": str})
    assert list(table["session_id"]) == session_ids
    shown = list(table["country_name"])[: len(HOSTILE_TEXTS)]
    assert [" ".join(text.split()) for text in shown] == [" ".join(text.split()) for text in reversed(HOSTILE_TEXTS)]
