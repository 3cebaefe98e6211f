"""
What an operator does to differences: rules that ignore one for a while, and mismatches that were kept. No printing.

Every function works on an opened store. Errors are `RuleError`, `TextError` or `LookupError`, with texts that say what
is allowed; whoever is refused has changed nothing.

A rule that names a column which no listing has would wait for ever and look as if it helped, so it is refused. Own
properties are free names, and `cell:NAME` cannot tell one from a slip of the pen: a rule marks it as the table of
columns does, `cell:properties.NAME`. A grid with own properties names its columns by places (`cell:#9`). A title, which
stands for a column where a format tells no id, is none: in another language it would be another one; `cell:*` covers
it. Rules that were kept before this was asked for go on as they are.

Source: `migration-model.md`, "Verdicts". Guarded by `tests/integration/test_flag_operations.py`.
"""

import re
from datetime import UTC, datetime
from typing import Final

from adapters.audit import AuditRow, Change
from adapters.base import OpsStore
from adapters.evidence import IgnoreRule, Mismatch
from config.columns import BUILT_IN_IDS
from shim.compare import ALONE, ANY_CELL, CELL, NAMING, OWN_CELL
from shim.flag_operations import check_site
from shim.legacy.columns import OWN_PROPERTY
from shim.legacy.data_types.read_back import PAGE_VIEW_IDS
from shim.texts import checked, checked_change

COLUMN_IDS: Final = tuple(dict.fromkeys((*BUILT_IN_IDS, *PAGE_VIEW_IDS)))
"""Built-in columns of every listing that is compared."""

PLACE: Final = re.compile(r"#[1-9][0-9]{0,2}")
"""What stands for a column's id where a grid has more columns than the built-in ones."""


class RuleError(ValueError):
    """A rule that cannot be; the message says what is allowed."""


def parse_until(text: str, now_epoch_ms: int) -> int:
    """
    Return the instant that an ISO date or instant means, unix ms; without a zone it is UTC, a date is its first moment.

    Raises:
        RuleError: it is none, or is over.
    """
    try:
        at = datetime.fromisoformat(text)
        until_epoch_ms = int((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp() * 1_000)
    except (ValueError, OverflowError):
        raise RuleError("until takes an ISO date or instant, such as 2030-01-31 or 2030-01-31T12:00Z") from None
    if until_epoch_ms <= now_epoch_ms:
        raise RuleError("until is over already; a rule expires in the future")
    return until_epoch_ms


async def add_rule(store: OpsStore, rule: IgnoreRule, change: Change, *, seen: str | None = None) -> AuditRow | None:
    """
    Add a rule, or replace the one of its name; `change` says why. Return the change before, `None` for the first.

    Args:
        store: opened.
        rule: its reason is that of the change.
        change: who, why, when.
        seen: the version that whoever changes it saw, `""` for none; `None` for one who did not look.

    Raises:
        Conflict: it was changed since; the message says what it is now.
        RuleError: its cause is none.
        TextError: its name or the reason cannot be kept.
        LookupError: there is no such site.
    """
    change = checked_change(change)
    checked("the rule's name", rule.name)
    checked("the cause", rule.cause)
    check_cause(rule.cause)
    await check_site(store, rule.site)
    return await store.evidence.put_rule(rule._replace(reason=change.why), change, seen=seen)


def check_cause(cause: str) -> None:
    """
    Say whether a rule may name a cause.

    Raises:
        RuleError: no verdict can have it.
    """
    if cause not in ALONE and not any(cause.startswith(one) and cause != one for one in NAMING):
        raise RuleError(
            f"{cause!r:.60} is no cause; allowed: {', '.join(ALONE)}, cell:COLUMN, cell:*, not-compared:WHY"
        )
    if cause.startswith(CELL) and not _is_column(cause):
        raise RuleError(
            f"{cause!r:.60} names no column; allowed: {ANY_CELL}, {CELL} with one of {', '.join(COLUMN_IDS)},"
            f" {OWN_CELL}NAME of a session's own property, {CELL}#PLACE of a grid"
        )


def _is_column(cause: str) -> bool:
    """Say whether a cause that begins with `cell:` names a column that some listing may have."""
    own = cause.removeprefix(OWN_CELL)
    if own != cause:
        return bool(OWN_PROPERTY.fullmatch(own)) and own not in BUILT_IN_IDS
    name = cause.removeprefix(CELL)
    return cause == ANY_CELL or name in COLUMN_IDS or bool(PLACE.fullmatch(name))


async def remove_rule(store: OpsStore, name: str, change: Change, *, seen: str | None = None) -> AuditRow | None:
    """
    Take a rule away, and return the change before; `seen` as in `add_rule`.

    Raises:
        Conflict: it is no longer as it was seen.
        TextError: the reason cannot be kept.
        LookupError: there is no such rule.
    """
    return await store.evidence.remove_rule(checked("the rule's name", name), checked_change(change), seen=seen)


async def list_mismatches(store: OpsStore, site: str, count: int) -> list[Mismatch]:
    """
    Return the newest mismatches of a site, or with `""` of all, without bodies.

    Raises:
        LookupError: there is no such site.
    """
    await check_site(store, site)
    return await store.evidence.read_mismatches(site or None, count)


async def find_mismatch(store: OpsStore, id_: str) -> Mismatch:
    """
    Return one with its bodies.

    Raises:
        LookupError: there is none of that id.
    """
    found = await store.evidence.find_mismatch(checked("the mismatch's id", id_))
    if found is None:
        raise LookupError(f"there is no mismatch {id_}; to see them: shim mismatch list")
    return found


async def close_mismatch(store: OpsStore, id_: str, change: Change) -> None:
    """
    Say that one is dealt with.

    Raises:
        TextError: the reason cannot be kept.
        LookupError: there is none of that id, or it is closed.
    """
    await store.evidence.close_mismatch(checked("the mismatch's id", id_), checked_change(change))
