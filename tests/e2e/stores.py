"""
Makes the stores of a real process before it starts, in the test's own process: each command costs a start of Python.

For tests whose subject is something else; how commands make the same is in `test_command_line.py` and
`tests/integration/test_faults_end_to_end.py`.
"""

import asyncio
from collections.abc import Mapping, Sequence

from adapters.base import Family, Login, Site
from config.settings import load_settings
from shim.bootstrap import fill, ops_store
from shim.passwords import hash_password
from tests.builders import BY_TEST


def make_stores(
    environment: Mapping[str, str],
    *sites: Site,
    passwords: Mapping[str, str] | None = None,
    engines: Sequence[Family] = (),
) -> None:
    """
    Make an ops store, and engines without a row.

    Args:
        environment: the settings of the process.
        sites: of the ops store.
        passwords: by login; each is for all the sites.
        engines: whose tables are made.
    """
    asyncio.run(_make_stores(environment, sites, passwords or {}, engines))


async def _make_stores(
    environment: Mapping[str, str], sites: Sequence[Site], passwords: Mapping[str, str], engines: Sequence[Family]
) -> None:
    settings, names = load_settings(environment), frozenset(site.name for site in sites)
    async with ops_store(settings) as store:
        await store.create_schema()
        for site in sites:
            await store.put_site(site, BY_TEST)
        logins = [Login(login, hash_password(password), names) for login, password in passwords.items()]
        await store.put_logins(logins, BY_TEST)
    for family in engines:
        await fill(settings, family, ())
