"""Load files, whatever stands in them."""

import io
from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from adapters.base import PageView, Session
from adapters.loading import MAX_EPOCH_MS, MAX_INTEGER, SESSION_RULES, BadLineError, bounded_lines, parse_line
from config.columns import BUILT_IN_IDS
from tests.builders import make_session

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50)
OWN_IDS = st.from_regex(r"\A[A-Za-z_][A-Za-z0-9_]{0,20}\Z").filter(lambda id_: id_ not in BUILT_IN_IDS)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


@st.composite
def sessions(draw: st.DrawFn) -> Session:
    """Return any session that a load file may hold."""
    start_ms = draw(st.integers(0, MAX_EPOCH_MS))
    fields: dict[str, Any] = {}
    for field, default in Session._field_defaults.items():
        most = MAX_EPOCH_MS if field.endswith("_epoch_ms") else MAX_INTEGER
        fields[field] = draw(TEXTS if default == "" else st.none() | st.integers(0, most))
    fields["properties"] = draw(st.none() | st.dictionaries(OWN_IDS, TEXTS, min_size=1, max_size=5))
    ids: Any = {field: draw(TEXTS.filter(bool)) for field in ("site", "session_id", "user_id")}
    last_ms, version_us = draw(st.integers(start_ms, MAX_EPOCH_MS)), draw(st.integers(1, MAX_INTEGER))
    return Session(session_start_epoch_ms=start_ms, last_event_epoch_ms=last_ms, version_us=version_us, **ids, **fields)


@given(sessions())
def test_every_session_survives_its_line(session: Session) -> None:
    """A session written as a line is read as the same session."""
    assert parse_line(orjson.dumps({"kind": "session"} | session._asdict())) == session


def read(line: bytes) -> Session | PageView | str:
    """Return the row on a line, or why there is none."""
    try:
        return parse_line(line)
    except BadLineError as error:
        return str(error)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_row_or_a_reason(line: bytes) -> None:
    """Whatever stands on a line, reading it gives a row or a reason, never another failure."""
    found = read(line)
    assert not isinstance(found, str) or found.isprintable()


@given(st.sampled_from(sorted(SESSION_RULES)), JSON)
def test_any_value_is_kept_or_refused_by_its_rule(field: str, value: object) -> None:
    """A field with any JSON value is kept as it is, or refused by name."""
    found = read(orjson.dumps({"kind": "session"} | make_session()._asdict() | {field: value}))
    if isinstance(found, str):
        assert found.startswith((f"{field}: ", "last_event_epoch_ms: "))
    else:
        assert getattr(found, field) == value or value in (None, {})


@given(st.lists(st.binary(max_size=40).filter(lambda line: b"\n" not in line)))
def test_lines_are_split_at_line_feeds_only(lines: list[bytes]) -> None:
    """Reading a file gives its lines back."""
    whole = b"".join(line + b"\n" for line in lines)
    assert [line[:-1] for line in bounded_lines(io.BytesIO(whole))] == lines
