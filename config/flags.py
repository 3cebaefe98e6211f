"""
ONE TABLE: the flags that operators turn while the shim runs: name, default, scope, what is allowed, help.

A flag has a value for all sites, and where its scope is the site, each site may have its own, which wins. No flag is
about one user. Requests read `Flags`, an immutable snapshot, and never the store.
To add a flag: a row here, a field of `Flags`, a row of README; `tests/unit/config/test_flags.py` compares them.

Source: spec `migration-model.md`, "Fallback, breaker, kill switches".
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

FlagValue = bool | int | str

EVERYWHERE: Final = ""
"""In place of a site: the value of all sites that have none of their own."""

ON, OFF = True, False
ON_OFF: Final = MappingProxyType({"on": ON, "off": OFF})
MAX_PERCENT: Final = 100


class FlagScope(StrEnum):
    """Whom a value may be set for."""

    GLOBAL = "global"
    SITE = "site"


class FlagError(ValueError):
    """A flag, its value or its site is not allowed; the message says what is."""


class Flag(NamedTuple):
    """
    One flag.

    Args:
        name: what operators type.
        default: while nothing is set.
        scope: `SITE` can be set for one site and for all.
        allowed: the texts that are allowed, for people.
        parse: a text to a value; raises `KeyError` or `ValueError`.
        help: what it does.
    """

    name: str
    default: FlagValue
    scope: FlagScope
    allowed: str
    parse: Callable[[str], FlagValue]
    help: str


def _one_of(*texts: str) -> tuple[str, Callable[[str], FlagValue]]:
    return " | ".join(texts), {text: text for text in texts}.__getitem__


def _percent(text: str) -> FlagValue:
    if not (text.isascii() and text.isdecimal() and int(text) <= MAX_PERCENT):
        raise ValueError(text)
    return int(text)


_SWITCH: Final = ("on | off", ON_OFF.__getitem__)
_PERCENT: Final = ("0 to 100", _percent)

MAINTENANCE_OFF: Final = "none"
MAINTENANCE_ERRORS: Final = (
    "EVENTS_TIMEOUT",
    "EVENTS_UNAVAILABLE",
    "EVENTS_UNREACHABLE",
    "LEGACY_UNREACHABLE",
    "LEGACY_TIMEOUT",
    "INTERNAL",
)
"""Rows of `shim/legacy/errors.py` that `maintenance` may answer: those that callers retry."""

NOT_FORCED: Final = "none"

FLAGS: Final = (
    Flag(
        "force-engine",
        NOT_FORCED,
        FlagScope.SITE,
        *_one_of(NOT_FORCED, "legacy", "events"),
        "Serve from this engine, whatever the stage says; nothing is shadowed meanwhile.",
    ),
    Flag(
        "shadow-reads",
        100,
        FlagScope.SITE,
        *_PERCENT,
        "Share of requests that the other engine is asked too, as far as SHIM_SHADOW_PER_S lets them.",
    ),
    Flag("fallback", ON, FlagScope.SITE, *_SWITCH, "Ask the other engine when the first one fails."),
    Flag("passthrough", ON, FlagScope.GLOBAL, *_SWITCH, "Hand on what is not served here to the old server."),
    Flag("true-clock", OFF, FlagScope.SITE, *_SWITCH, "Show true times instead of the legacy clock."),
    Flag("pin-stage", OFF, FlagScope.SITE, *_SWITCH, "Never move back by itself."),
    Flag(
        "maintenance",
        MAINTENANCE_OFF,
        FlagScope.SITE,
        *_one_of(MAINTENANCE_OFF, *MAINTENANCE_ERRORS),
        "Answer this legacy error instead of reading.",
    ),
)

FLAG_TABLE: Final[Mapping[str, Flag]] = MappingProxyType({flag.name: flag for flag in FLAGS})


class Flags(NamedTuple):
    """The values of one site, by field; a field is a flag's name with `_`."""

    force_engine: str = NOT_FORCED
    shadow_reads: int = 100
    fallback: bool = True
    passthrough: bool = True
    true_clock: bool = False
    pin_stage: bool = False
    maintenance: str = MAINTENANCE_OFF


def find_flag(name: str) -> Flag:
    """
    Return a flag.

    Raises:
        FlagError: there is none of that name.
    """
    try:
        return FLAG_TABLE[name]
    except KeyError:
        raise FlagError(f"{name} is not a flag; allowed: {', '.join(FLAG_TABLE)}") from None


def parse_flag(name: str, text: str, site: str = EVERYWHERE) -> FlagValue:
    """
    Return the value that a text means.

    Raises:
        FlagError: the flag is unknown, has no value of a site, or does not allow the text.
    """
    flag = find_flag(name)
    if site and flag.scope is FlagScope.GLOBAL:
        raise FlagError(f"{name} is for all sites together; leave the site out")
    try:
        return flag.parse(text)
    except (KeyError, ValueError):
        raise FlagError(f"{name} cannot be {text!r:.60}; allowed: {flag.allowed}") from None


def flag_text(value: FlagValue) -> str:
    """Return a value as operators type it and the ops store keeps it."""
    return ("on" if value else "off") if isinstance(value, bool) else str(value)


def flag_subject(name: str, site: str) -> str:
    """Return what the audit log calls a flag of a site, or of all."""
    return f"{name} of {site}" if site else name
