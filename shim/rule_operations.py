"""
What an operator does to differences: rules that ignore one for a while, and mismatches that were kept. No printing.

Every function works on an opened store. Errors are `RuleError`, `TextError` or `LookupError`, with texts that say what
is allowed; whoever is refused has changed nothing.

Source: `migration-model.md`, "Verdicts". Guarded by `tests/integration/test_flag_operations.py`.
"""

from datetime import UTC, datetime

from adapters.audit import AuditRow, Change
from adapters.base import OpsStore
from adapters.evidence import IgnoreRule, Mismatch
from shim.compare import ALONE, NAMING
from shim.flag_operations import check_site
from shim.texts import checked, checked_change


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
    if rule.cause not in ALONE and not any(rule.cause.startswith(one) and rule.cause != one for one in NAMING):
        raise RuleError(
            f"{rule.cause!r:.60} is no cause; allowed: {', '.join(ALONE)}, cell:COLUMN, cell:*, not-compared:WHY"
        )
    await check_site(store, rule.site)
    return await store.evidence.put_rule(rule._replace(reason=change.why), change, seen=seen)


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
