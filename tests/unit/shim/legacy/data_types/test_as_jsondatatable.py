"""The envelope is the published one, byte for byte, and stays well-formed for any rows."""

import json
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from adapters.base import Session
from shim.legacy.cells import Moment
from shim.legacy.data_types.as_jsondatatable import Envelope
from shim.legacy.listings import SESSIONS
from shim.legacy.presentation import Presentation

GOLDEN = Path("tests/golden/sessions-by-user.documentation.json").read_bytes()
URL = "http://api.opentracker.net/api/visitors-online-email/cassandraPageViews.jsp?jsoncallback=?"
PRESENTATION = Presentation(SESSIONS, tuple, Moment(0, 0, str), URL)


def session(number: int, **properties: str) -> Session:
    """Return one session; `properties` are its own."""
    return Session("s", f"{number}.1", "u", number, number, 1, properties=properties or None)


def answer(*pages: list[Session], token: str = "") -> bytes:
    """Return the bytes of an answer that was read in `pages`."""
    envelope = Envelope(PRESENTATION)
    for page in pages:
        envelope.add(page)
    return b"".join(envelope.finish(token))


def test_constant_parts_are_the_samples() -> None:
    """Between the token and the rows, the bytes are the published ones."""
    mine = answer([session(1)], token="1321313757710.180515048")
    middle = GOLDEN[GOLDEN.index(b'"caption"') : GOLDEN.index(b'"resultsList"')]

    assert middle in mine
    assert mine.startswith(b'{"rows": 1, "field": ["lastEvent", "duration", ')


def test_rows_are_separated_as_promised() -> None:
    """`[[ "a", "b"], [ "c", "d"] ] }` for two rows, `[[ "a", "b"] ] }` for one, `[ ] }` for none."""
    one, two, none = answer([session(1)]), answer([session(1), session(2)]), answer()

    assert one.count(b"[ ") - two.count(b"[ ") == -1
    assert b'"], [ "' in two
    assert two.endswith(b'"] ] }')
    assert none.endswith(b'"resultsList": [ ] }')
    assert json.loads(none)["rows"] == 0


def test_token_is_escaped() -> None:
    """A token is a customer's id: it is escaped as a cell is."""
    assert json.loads(answer(token='a"/\\'))["nextToken"] == 'a"/\\'


def test_pages_do_not_show() -> None:
    """The bytes do not depend on how many pages the rows came in."""
    sessions = [session(number) for number in range(5)]

    assert answer(sessions) == answer(sessions[:2], [], sessions[2:])


def test_own_properties_are_columns_of_every_row() -> None:
    """A property that only the last page has is a column, empty in the pages before it."""
    parsed = json.loads(answer([session(1, b="1")], [session(2)], [session(3, a='"/', z="–")]))
    place = {id_: place for place, id_ in enumerate(parsed["field"])}

    assert parsed["label"][place["a"]] == "a"
    assert [[row[place[id_]] for id_ in "abz"] for row in parsed["resultsList"]] == [
        ["", "1", ""],
        ["", "", ""],
        ['"/', "", "–"],
    ]


@given(
    st.lists(
        st.lists(
            st.dictionaries(st.sampled_from(["a", "B", "_c", "email", "zz"]), st.text(st.characters(codec="utf-8"))),
            max_size=3,
        ),
        max_size=4,
    )
)
def test_any_pages_read_like_one_page(pages: list[list[dict[str, str]]]) -> None:
    """However own properties fall on pages, the answer is that of one page."""
    made = [[session(number, **own) for number, own in enumerate(page)] for page in pages]

    assert answer(*made) == answer([row for page in made for row in page])
