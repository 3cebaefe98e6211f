"""
Rows for tests: one at a time with what the test cares about, or many from a seed.

`tests/test_builders.py` holds them to the rules of load files.
"""

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from adapters.audit import Change
from adapters.base import PageView, Session

SITE: Final = "www.example.com"
USER: Final = "1319502921449.180515048"
START_MS: Final = 1_321_397_999_803
MINUTE_MS: Final = 60_000

BY_TEST: Final = Change("test", "a test asked for it", 0)
"""Who changes things in tests, and why."""

_TEXT_FIELDS: Final = tuple(field for field, default in Session._field_defaults.items() if default == "")
_WORDS: Final = ("", "a", "New York", "Zürich", "a/b?c=d&e", "Größe 😀", 'say "hi"', "\u2028", "北京", "ext. \\ 7", "0")


def make_session(**overrides: Any) -> Session:  # noqa: ANN401 - each field has its own type
    """Return a session of `SITE` and `USER`; its id and last event follow from its start unless given."""
    start_ms = overrides.get("session_start_epoch_ms", START_MS)
    fields = {
        "site": SITE,
        "session_id": f"{start_ms}.180515048",
        "user_id": USER,
        "session_start_epoch_ms": start_ms,
        "last_event_epoch_ms": start_ms + MINUTE_MS,
        "version_us": 1_000,
    }
    return Session(**fields | overrides)


def make_page_view(**overrides: Any) -> PageView:  # noqa: ANN401 - each field has its own type
    """Return a page view of the session that `make_session()` returns; its id follows from its time unless given."""
    at_ms = overrides.get("event_epoch_ms", START_MS)
    fields = {
        "site": SITE,
        "session_id": f"{START_MS}.180515048",
        "event_id": f"{at_ms}.180515048",
        "event_epoch_ms": at_ms,
        "version_us": 1_000,
    }
    return PageView(**fields | overrides)


def many_sessions(
    seed: int,
    count: int,
    *,
    site: str = SITE,
    users: Sequence[str] = (USER,),
    newest_ms: int = START_MS,
    gap_ms: int = MINUTE_MS,
) -> list[Session]:
    """
    Return sessions of one site, newest first, every field filled with something.

    Args:
        seed: the same seed gives the same sessions.
        count: how many.
        site: of all of them.
        users: one of them each.
        newest_ms: start of the first.
        gap_ms: at most this between two starts; some start at the same instant.
    """
    random = Random(seed)  # noqa: S311 - data of tests
    sessions, start_ms = [], newest_ms
    for number in range(count, 0, -1):
        fields: dict[str, Any] = {field: random.choice(_WORDS) for field in _TEXT_FIELDS}
        fields |= {"number_visits": random.choice((None, 0, 12)), "pages_viewed": random.randrange(2_000)}
        fields |= {"session_end_epoch_ms": start_ms + random.randrange(MINUTE_MS)}
        fields |= {"properties": random.choice((None, None, None, {"email": "a@example.com"}))}
        sessions.append(
            make_session(
                site=site,
                session_id=f"{start_ms}.{number:09}",
                user_id=random.choice(users),
                session_start_epoch_ms=start_ms,
                **fields,
            )
        )
        start_ms -= random.choice((0, 1, gap_ms))
    return sessions
