"""
What an operator does to flags: list, set, clear. No printing.

Every function works on an opened store. Errors are `FlagError`, `TextError` or `LookupError`, with texts that say what
is allowed; whoever is refused has changed nothing.
Guarded by `tests/integration/test_flag_operations.py`.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from adapters.audit import AuditRow, Change
from adapters.base import FlagRow, OpsStore
from config.flags import EVERYWHERE, FLAGS, Flag, FlagError, find_flag, flag_text, parse_flag
from shim.switch import find_site
from shim.texts import checked, checked_change


class ListedFlag(NamedTuple):
    """
    A flag as it counts for a site, or for all that have no value of their own.

    Args:
        site: `""` for all.
        come_from: `default`, `everywhere` or `site`; or what was set and is not understood.
        version: of what is set for just these, `""` when nothing is.
    """

    flag: str
    site: str
    value: str
    come_from: str
    allowed: str
    help: str
    version: str


async def list_flags(store: OpsStore, site: str = EVERYWHERE) -> list[ListedFlag]:
    """
    Return every flag as it counts for a site; without one as it counts for all, and the sites' own values beside it.

    Raises:
        LookupError: there is no such site.
    """
    await check_site(store, site)
    rows = await store.read_flags()
    if site:
        return [_listed(flag, site, rows) for flag in FLAGS]
    return [
        _listed(flag, one, rows)
        for flag in FLAGS
        for one in (EVERYWHERE, *(row.site for row in rows if row.name == flag.name and row.site))
    ]


async def set_flag(
    store: OpsStore, name: str, text: str, site: str, change: Change, *, seen: str | None = None
) -> AuditRow | None:
    """
    Set a flag for a site, or for all, and return the change before, `None` when there was none.

    Args:
        store: opened.
        name: of the flag.
        text: its value, as operators type it.
        site: `""` for all.
        change: who, why, when.
        seen: the version that whoever changes it saw; `None` for one who did not look.

    Raises:
        Conflict: it was changed since; the message says what it is now.
        FlagError: the flag, its value or its site is not allowed.
        TextError: the reason is not.
        LookupError: there is no such site.
    """
    value = parse_flag(name, text, site)
    return await _put(store, name, site, flag_text(value), change, seen=seen)


async def clear_flag(
    store: OpsStore, name: str, site: str, change: Change, *, seen: str | None = None
) -> AuditRow | None:
    """
    Take a flag's value away, and return the change before; whoever did not look takes away what stands now.

    Raises:
        Conflict: it is no longer as it was seen.
        FlagError: there is no such flag, or it has no value there.
        TextError: the reason is not allowed.
        LookupError: there is no such site.
    """
    find_flag(name)
    version = version_of(await store.read_flags(), name, site)
    if not (version or seen):
        await check_site(store, site)
        raise FlagError(f"{name} has no value of {f'{site} alone' if site else 'all sites'}; nothing is cleared")
    return await _put(store, name, site, None, change, seen=version if seen is None else seen)


def version_of(rows: Iterable[FlagRow], name: str, site: str) -> str:
    """Return the version of what is set for just a site, or with `""` for all; `""` when nothing is."""
    return next((str(row.version) for row in rows if (row.name, row.site) == (name, site)), "")


async def check_site(store: OpsStore, site: str) -> None:
    """
    Say whether a site is known; `""`, all of them, is.

    Raises:
        LookupError: it is not.
    """
    if site:
        try:
            await find_site(store, site)
        except LookupError:
            checked("the site's name", site)
            raise


async def _put(
    store: OpsStore, name: str, site: str, value: str | None, change: Change, *, seen: str | None
) -> AuditRow | None:
    change = checked_change(change)
    await check_site(store, site)
    return await store.put_flag(name, site, value, change, seen=seen)


def _listed(flag: Flag, site: str, rows: Sequence[FlagRow]) -> ListedFlag:
    """Return a flag as it counts: of what was set and is understood, the site's own wins."""
    texts = {row.site: row.value for row in rows if row.name == flag.name}
    value, come_from = flag_text(flag.default), "default"
    for whose, name in {EVERYWHERE: "everywhere", site: "site" if site else "everywhere"}.items():
        if whose in texts:
            try:
                value, come_from = flag_text(parse_flag(flag.name, texts[whose], whose)), name
            except FlagError:
                come_from += f", as {texts[whose]!r:.60} of {name} is not understood"
    version = version_of(rows, flag.name, site)
    return ListedFlag(flag.name, site, value, come_from, flag.allowed, flag.help, version)
