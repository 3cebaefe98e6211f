"""
Parameters `date`, `from` and `to` to the instants between which sessions count. PURE: now is passed in.

Must not know queries or engines. Each parameter that is given is read, in the order of the contract's table, also
`date` when `from` or `to` then replaces it: so a bad date is told whatever follows it [inferred: only the first error
is told, and the table decides which is first].

Source: `legacy-contract.md`, sections 2, 4 and 9; guarded by `tests/unit/shim/legacy/test_window.py`.
"""

from typing import Final, NamedTuple

from shim.legacy.clock import Clock
from shim.legacy.java import parse_date, parse_int, parse_long
from shim.legacy.zones import DAY_MS

_MOST_MS: Final = 2**63 - 1


class Window(NamedTuple):
    """Both ends are inclusive unix ms of 64 bits; `None` is open."""

    from_epoch_ms: int | None
    to_epoch_ms: int | None


def window_of(date: str | None, from_: str | None, to: str | None, clock: Clock, now_epoch_ms: int) -> Window:
    """
    Return the window that a call asks for.

    Args:
        date: a day, else the current one by the same clock.
        from_: unix ms; it or `to` replaces `date`, and one alone leaves the other end open.
        to: unix ms.
        clock: the site's; it cuts days.
        now_epoch_ms: the instant of the answer.

    Raises:
        LegacyError: UNPARSEABLE_DATE, then NUMBER_FORMAT; an empty text counts as absent.
    """
    midnight_ms = parse_date(date) if date else None
    from_ms, to_ms = parse_long(from_) if from_ else None, parse_long(to) if to else None
    if from_ms is not None or to_ms is not None:
        return Window(from_ms, to_ms)
    if midnight_ms is None:
        shown_ms = now_epoch_ms + clock.offset_ms(now_epoch_ms)
        midnight_ms = shown_ms - shown_ms % DAY_MS
    return Window(_long(clock.epoch_ms(midnight_ms)), _long(clock.epoch_ms(midnight_ms + DAY_MS) - 1))


def days_until(date: str | None, period: str | None, clock: Clock) -> Window:
    """
    Return the window of some days that end with a day.

    Args:
        date: the last of them; without it the window is open, whatever the period.
        period: how many, `1d` when absent; what stands before the `d` is read as a number, less than one counts as one.
        clock: the site's; it cuts days.

    Raises:
        LegacyError: UNPARSEABLE_DATE, then NUMBER_FORMAT [inferred].

    Source: `legacy-contract.md`, section 7, `c_view_session.jsp`.
    """
    midnight_ms = parse_date(date) if date else None
    days = max(parse_int((period or "1d").removesuffix("d")), 1)
    if midnight_ms is None:
        return Window(None, None)
    begin_ms = midnight_ms - (days - 1) * DAY_MS
    return Window(_long(clock.epoch_ms(_long(begin_ms))), _long(clock.epoch_ms(midnight_ms + DAY_MS) - 1))


def _long(epoch_ms: int) -> int:
    """Return the nearest 64-bit number: engines compare with nothing greater."""
    return max(~_MOST_MS, min(epoch_ms, _MOST_MS))
