"""Every error text is what callers compare with."""

import pytest

from adapters.base import Family
from adapters.errors import AdapterError, EngineMisconfigured, EngineTimeout, EngineUnavailable, EngineUnreachable
from shim.endpoints.management import login_user
from shim.legacy.errors import Bare, Row, engine_failure

TEXTS = {
    Row.CREDENTIALS: "java.lang.RuntimeException: Login/ site combination is not valid",
    Row.NUMBER_FORMAT: 'java.lang.NumberFormatException: For input string: "x{}"',
    Row.UNPARSEABLE_DATE: 'java.text.ParseException: Unparseable date: "x{}"',
    Row.ILLEGAL_PATTERN_CHARACTER: "java.lang.IllegalArgumentException: Illegal pattern character 'x{}'",
    Row.UNTERMINATED_QUOTE: "java.lang.IllegalArgumentException: Unterminated quote",
    Row.USER_WITH_VISIT: ("java.lang.UnsupportedOperationException: query is not available: machine id with visit id"),
    Row.NEGATIVE_LIMIT: "java.lang.IllegalArgumentException: negative limit",
    Row.NEGATIVE_OFFSET: "java.lang.IllegalArgumentException: negative offset",
    Row.INVALID_CALLBACK: "java.lang.IllegalArgumentException: invalid callback",
    Row.REQUEST_TOO_LARGE: "java.lang.IllegalStateException: request too large",
    Row.TOO_MANY_PARAMETERS: "java.lang.IllegalStateException: too many parameters",
    Row.INVALID_CHARACTER: "java.lang.IllegalArgumentException: invalid character in parameter",
    Row.EVENTS_TIMEOUT: "me.prettyprint.hector.api.exceptions.HTimedOutException: TimedOutException()",
    Row.EVENTS_UNAVAILABLE: (
        "me.prettyprint.hector.api.exceptions.HUnavailableException: : May not be enough replicas present to handle "
        "consistency level."
    ),
    Row.EVENTS_UNREACHABLE: (
        "me.prettyprint.hector.api.exceptions.HectorException: All host pools marked down. Retry burden pushed out to "
        "client."
    ),
    Row.LEGACY_UNREACHABLE: "java.sql.SQLException: Communications link failure",
    Row.LEGACY_TIMEOUT: "java.sql.SQLTimeoutException: Statement cancelled due to timeout or client request",
    Row.INTERNAL: "java.lang.RuntimeException: Internal error",
}


SENTENCES = {
    Bare.NO_ADMINISTRATOR: "administrator is not supplied.",
    Bare.NO_PASSWORD: "password is not supplied.",
    Bare.NO_PROFILE: "No data profile for administrator.",
    Bare.WRONG_PASSWORD: "Password is not correct for administrator.",
    Bare.UNKNOWN_SITE: "site is unknown in administrator's account.",
}


@pytest.mark.parametrize("sentence", list(Bare))
def test_sentence(sentence: Bare) -> None:
    """Each sentence of the management pages is the published one."""
    assert SENTENCES[sentence] == sentence.value


def test_a_login_that_fails_is_the_bare_word() -> None:
    """The answer of `login_user.jsp` to every failure is `false`, with no byte around it."""
    assert login_user.REFUSED.body == (b"false",)
    assert login_user.REFUSED.content_type == "text/html;charset=UTF-8"


@pytest.mark.parametrize("row", list(Row))
def test_text(row: Row) -> None:
    """Each row's text is the contract's, with the input that Java repeats, braces and all."""
    assert TEXTS.get(row, row.value.replace("{}", "x{}")) == row.error("x{}").text


@pytest.mark.parametrize("row", list(Row))
def test_exception_does_not_repeat_the_input(row: Row) -> None:
    """What a caller sent is in the answer's text, never in what a log would print of the exception."""
    assert "secret" not in f"{row.error('secret')!r} {row.error('secret')}"


@pytest.mark.parametrize(
    ("family", "error", "row"),
    [
        (Family.EVENTS, EngineTimeout, Row.EVENTS_TIMEOUT),
        (Family.EVENTS, EngineUnavailable, Row.EVENTS_UNAVAILABLE),
        (Family.EVENTS, EngineUnreachable, Row.EVENTS_UNREACHABLE),
        (Family.EVENTS, EngineMisconfigured, Row.EVENTS_UNREACHABLE),
        (Family.LEGACY_SQL, EngineTimeout, Row.LEGACY_TIMEOUT),
        (Family.LEGACY_SQL, EngineUnavailable, Row.LEGACY_UNREACHABLE),
        (Family.LEGACY_SQL, EngineUnreachable, Row.LEGACY_UNREACHABLE),
        (Family.LEGACY_SQL, AdapterError, Row.LEGACY_UNREACHABLE),
    ],
)
def test_engine_failure(family: Family, error: type[AdapterError], row: Row) -> None:
    """An engine's failure is told in the words of the old server's client for that engine."""
    assert row is engine_failure(family, error("reason")).row
