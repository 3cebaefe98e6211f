"""
What an operator does to sites and logins, and what `shim check` looks at: one function each, no printing.

Every function opens the ops store, does one thing and closes it. Errors are `SettingsError`, `AdapterError` or
`LookupError`, with texts that say what to do next.
"""

from collections.abc import Awaitable, Iterable, Mapping

from adapters.audit import Change
from adapters.base import Finding, Login, Site
from adapters.errors import AdapterError
from config.columns import BUILT_IN_IDS
from config.settings import Settings, SettingsError
from shim.bootstrap import engine_openers, ops_store
from shim.label_files import read_files
from shim.legacy.bundles import LabelError
from shim.legacy.clock import clock_for
from shim.legacy.zones import zone_ids
from shim.passwords import hash_password
from shim.reads import OpenEngine
from shim.switch import find_site


async def put_site(settings: Settings, site: Site, change: Change) -> Site:
    """
    Add a site, or change what is known of it, and return it; where one stands that is there already stays.

    Raises:
        LookupError: its time zone or its clock is not known.
    """
    if site.timezone not in zone_ids():
        raise LookupError(f"{site.timezone} is no time zone of the tz database; an example is America/New_York")
    clock_for(site.clock, site.timezone)
    async with ops_store(settings) as store:
        await store.put_site(site, change)
        return await find_site(store, site.name)


async def read_sites(settings: Settings) -> list[Site]:
    """Return all sites by name."""
    async with ops_store(settings) as store:
        return await store.read_sites()


async def put_login(settings: Settings, login: str, password: str, sites: Iterable[str], change: Change) -> None:
    """
    Add a login, or replace its password and sites.

    Raises:
        LookupError: one of the sites does not exist.
    """
    async with ops_store(settings) as store:
        known = {site.name for site in await store.read_sites()}
        for site in sites:
            if site not in known:
                raise LookupError(f"there is no site {site}; add it first: shim site add {site}")
        await store.put_logins([Login(login, hash_password(password), frozenset(sites))], change)


async def read_logins(settings: Settings) -> list[Login]:
    """Return all logins by name."""
    async with ops_store(settings) as store:
        return await store.read_logins()


async def check(settings: Settings) -> list[Finding]:
    """Look at the label files, the ops store and every engine that the settings name."""
    findings = check_labels(settings)
    findings += await _checked("ops store", _check_store(settings))
    for family, opener in engine_openers(settings).items():
        findings += await _checked(f"engine {family.value}", _check_engine(opener))
    return findings


def check_labels(settings: Settings) -> list[Finding]:
    """Return one finding a label file: refused, or which column ids it has no label for, and which keys are none."""
    try:
        files = read_files(settings.labels_folder)
    except LabelError as error:
        return [Finding("labels: SHIM_LABELS_FOLDER", ok=False, detail=str(error))]
    return [
        Finding(f"labels: {name}", ok=isinstance(outcome, dict), detail=_compared(outcome))
        for name, outcome in files.items()
    ]


def _compared(outcome: Mapping[str, str] | LabelError) -> str:
    if isinstance(outcome, LabelError):
        return str(outcome)
    ids = dict.fromkeys(BUILT_IN_IDS)
    missing = [id_ for id_ in ids if id_ not in outcome]
    surplus = [ascii(key)[1:-1] for key in outcome if key not in ids]
    named = {"missing": missing, "surplus": surplus}
    return "; ".join(f"{word}: {', '.join(keys)}" for word, keys in named.items() if keys)


async def _check_store(settings: Settings) -> list[Finding]:
    async with ops_store(settings) as store:
        return await store.check()


async def _check_engine(opener: OpenEngine) -> list[Finding]:
    engine = await opener()
    try:
        return await engine.check()
    finally:
        await engine.close()


async def _checked(subject: str, findings: Awaitable[list[Finding]]) -> list[Finding]:
    try:
        return [finding._replace(subject=f"{subject}: {finding.subject}") for finding in await findings]
    except (AdapterError, SettingsError) as error:
        return [Finding(subject, ok=False, detail=str(error))]
