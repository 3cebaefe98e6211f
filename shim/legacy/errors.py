"""
ONE TABLE: every error text that callers know. PURE.

A text is what follows `Error: `. Callers compare these strings, so a row is never edited without a capture that proves
it. To add one: a row here with where it was seen; `tests/unit/shim/legacy/test_errors.py` holds the exact bytes.

Source: `legacy-contract.md`, section 9.
"""

from enum import StrEnum
from typing import Final

from adapters.base import Family
from adapters.errors import AdapterError, EngineTimeout, EngineUnavailable


class LegacyError(Exception):
    """
    An error that the caller sees: `text` is the Java exception's class and message, or the sentence of a page.

    `str()` gives the row's name only: the text may repeat what a caller sent, and that never reaches a log.
    """

    def __init__(self, row: "Row | Bare", text: str) -> None:
        super().__init__(row.name)
        self.row = row
        self.text = text


class Row(StrEnum):
    """The rows: name = text; `{}` stands for the input that Java repeats."""

    # seen on the published page
    CREDENTIALS = "java.lang.RuntimeException: Login/ site combination is not valid"
    # printed by a JDK
    NUMBER_FORMAT = 'java.lang.NumberFormatException: For input string: "{}"'
    UNPARSEABLE_DATE = 'java.text.ParseException: Unparseable date: "{}"'
    ILLEGAL_PATTERN_CHARACTER = "java.lang.IllegalArgumentException: Illegal pattern character '{}'"
    UNTERMINATED_QUOTE = "java.lang.IllegalArgumentException: Unterminated quote"
    ILLEGAL_PATTERN = "java.lang.IllegalArgumentException: {}"
    # nothing is published of these: they are ours
    USER_WITH_VISIT = "java.lang.UnsupportedOperationException: query is not available: machine id with visit id"
    NEGATIVE_LIMIT = "java.lang.IllegalArgumentException: negative limit"
    NEGATIVE_OFFSET = "java.lang.IllegalArgumentException: negative offset"
    INVALID_CALLBACK = "java.lang.IllegalArgumentException: invalid callback"
    REQUEST_TOO_LARGE = "java.lang.IllegalStateException: request too large"
    TOO_MANY_PARAMETERS = "java.lang.IllegalStateException: too many parameters"
    INVALID_CHARACTER = "java.lang.IllegalArgumentException: invalid character in parameter"
    # the old server's Cassandra client
    EVENTS_TIMEOUT = "me.prettyprint.hector.api.exceptions.HTimedOutException: TimedOutException()"
    EVENTS_UNAVAILABLE = (
        "me.prettyprint.hector.api.exceptions.HUnavailableException: "
        ": May not be enough replicas present to handle consistency level."
    )
    EVENTS_UNREACHABLE = (
        "me.prettyprint.hector.api.exceptions.HectorException: "
        "All host pools marked down. Retry burden pushed out to client."
    )
    # ours too, in a JDBC driver's words
    LEGACY_UNREACHABLE = "java.sql.SQLException: Communications link failure"
    LEGACY_TIMEOUT = "java.sql.SQLTimeoutException: Statement cancelled due to timeout or client request"
    # whatever was not foreseen: never the text of an exception of ours
    INTERNAL = "java.lang.RuntimeException: Internal error"

    def error(self, repeated: str = "") -> LegacyError:
        """Return this row as an exception; `repeated` is the input that stands in the text."""
        return LegacyError(self, self.value.replace("{}", repeated))


class Bare(StrEnum):
    """The sentences of the management pages, which stand alone; from their published pages."""

    NO_ADMINISTRATOR = "administrator is not supplied."
    NO_PASSWORD = "password is not supplied."  # noqa: S105 - a sentence
    NO_PROFILE = "No data profile for administrator."
    WRONG_PASSWORD = "Password is not correct for administrator."  # noqa: S105 - a sentence; of strangers, too [ours]
    UNKNOWN_SITE = "site is unknown in administrator's account."

    def error(self) -> LegacyError:
        """Return this sentence as an exception."""
        return LegacyError(self, self.value)


ENGINE_FAILURES: Final = {
    (Family.EVENTS, EngineTimeout): Row.EVENTS_TIMEOUT,
    (Family.EVENTS, EngineUnavailable): Row.EVENTS_UNAVAILABLE,
    (Family.LEGACY_SQL, EngineTimeout): Row.LEGACY_TIMEOUT,
}
ENGINE_ROWS: Final = {
    Row.EVENTS_TIMEOUT: "timeout",
    Row.LEGACY_TIMEOUT: "timeout",
    Row.EVENTS_UNAVAILABLE: "engine",
    Row.EVENTS_UNREACHABLE: "engine",
    Row.LEGACY_UNREACHABLE: "engine",
}
"""Every row that says that an engine failed, and how."""

UNREACHABLE: Final = {Family.EVENTS: Row.EVENTS_UNREACHABLE, Family.LEGACY_SQL: Row.LEGACY_UNREACHABLE}


def engine_failure(family: Family, error: AdapterError) -> LegacyError:
    """
    Return what callers see when an engine fails.

    Whatever is neither a timeout nor a lack of replicas is "unreachable" to a caller; the log tells operators more.
    """
    return ENGINE_FAILURES.get((family, type(error)), UNREACHABLE[family]).error()
