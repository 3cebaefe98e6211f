"""
The audit log: what a change is, how its rows are chained, and whether a log is whole. PURE.

Each row's hash covers the row before, so that a row that was changed, removed or moved breaks the chain; how many rows
there are and the last hash are kept in another table (and in every certificate), so that the last rows cannot go
unnoticed either. Must not know SQL.

Guarded by `tests/unit/adapters/test_audit.py`.
"""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final, NamedTuple


class Change(NamedTuple):
    """Who changes something, why and when; each change of a site, stage, flag, rule or login carries one."""

    who: str
    why: str
    at_epoch_ms: int


class AuditRow(NamedTuple):
    """
    One row of the audit log.

    Args:
        number: from 1, without a gap.
        action: what was done, such as `stage`, `site`, `flag`, `login`.
        subject: what was changed: a site, a login, a flag with its site.
        before: its text before, `""` when it was not there.
        after: its text after; never a password or its hash.
        hash: `chained` over the row before and all of the above.
    """

    number: int
    at_epoch_ms: int
    who: str
    action: str
    subject: str
    before: str
    after: str
    why: str
    hash: str = ""


class AuditHead(NamedTuple):
    """What is known of the log outside of its table: how many rows, and the last one's hash."""

    rows: int
    hash: str


EMPTY: Final = AuditHead(0, "")


def instant_text(epoch_ms: int) -> str:
    """Return an instant as it is printed: ISO 8601 in UTC, to the second."""
    return datetime.fromtimestamp(epoch_ms // 1_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def left(last: AuditRow | None) -> str:
    """
    Return how the last change of something left it, for a line: `on, set by jane at 2030-01-31T12:00:00Z`.

    Args:
        last: its newest row of the log, `None` when there is none.
    """
    if last is None:
        return "not set"
    made = f"by {last.who} at {instant_text(last.at_epoch_ms)}"
    return f"{last.after}, set {made}" if last.after else f"not set, cleared {made}"


def chained(previous: str, row: AuditRow) -> AuditRow:
    """
    Return a row with its hash.

    Args:
        previous: the hash of the row before, `""` before the first.
        row: its own hash does not count.

    Returns:
        The hash is SHA-256 over the JSON array of the previous hash and the row's fields in their order, without blanks
        and in ASCII, in hex.
    """
    text = json.dumps([previous, *row[:-1]], separators=(",", ":"))
    return row._replace(hash=sha256(text.encode("ascii")).hexdigest())


class Chain:
    """Follows a log row by row, from its first on; `seen` is how far it has come."""

    def __init__(self) -> None:
        self.seen = EMPTY

    def follow(self, rows: Iterable[AuditRow]) -> str | None:
        """Take the next rows; return what is wrong with the first bad one, or `None`."""
        for row in rows:
            expected = self.seen.rows + 1
            if row.number != expected:
                return f"row {expected} is missing: row {row.number} comes after row {self.seen.rows}"
            if chained(self.seen.hash, row) != row:
                return f"row {row.number} is not as it was written, or the row before it is not"
            self.seen = AuditHead(row.number, row.hash)
        return None

    def finish(self, head: AuditHead) -> str | None:
        """
        Return what is wrong with the log's end, or `None`.

        Args:
            head: what the log must end with.
        """
        if self.seen.rows < head.rows:
            return f"row {self.seen.rows + 1} is missing, and all after it: {head.rows} were written"
        if self.seen != head:
            return f"row {self.seen.rows} is not the end of the log as the store remembers it, row {head.rows}"
        return None
