"""
What `shim check` says of Cassandra: whether it answers, and whether keyspace, tables and migrations are as needed.

To add a check: a coroutine here, called in `check`. Guarded by `tests/integration/test_cassandra_check.py`.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Final

from adapters.base import Finding
from adapters.cassandra import statements
from adapters.cassandra.client import Client
from adapters.errors import AdapterError
from config.settings import Settings

_Described = tuple[Any, ...]
"""A column's type, kind, position and order."""

_TO_MIGRATE: Final = "run `shim-migrate cql`"
_MIGRATIONS: Final = "cassandra migrations"

_UNNOTED: Final = Finding(
    _MIGRATIONS, ok=True, detail=f"none noted, as all was made for a trial; {_TO_MIGRATE} to note"
)
"""Tables that `create_schema` made are as good."""


async def check(client: Client, settings: Settings) -> list[Finding]:
    """Return one finding for each thing looked at; what cannot be reached is a finding, too."""
    subject = f"cassandra keyspace {settings.cassandra_keyspace}"
    try:
        findings = [await _check_replication(client, settings, subject)]
        found = await _find_columns(client, settings)
        findings += [_check_table(name, table, found[name]) for name, table in statements.TABLES.items()]
        if all(finding.ok for finding in findings):
            noted = statements.MIGRATIONS_TABLE in found
            findings += [await _check_migrations(client) if noted else _UNNOTED, await _check_read(client, settings)]
    except AdapterError as error:
        return [Finding(subject, ok=False, detail=f"{error}; {_hint(settings)}")]
    return findings


def _hint(settings: Settings) -> str:
    nodes = ", ".join(settings.cassandra_contact_points)
    return (
        f"asked {nodes} port {settings.cassandra_port}; SHIM_CASSANDRA_* says whom to ask, "
        f"and the keyspace must be there before `shim-migrate cql`"
    )


async def _check_replication(client: Client, settings: Settings, subject: str) -> Finding:
    [(replication,)] = await client.fetch(statements.DESCRIBE_KEYSPACE, (settings.cassandra_keyspace,))
    return Finding(subject, *judge_replication(replication, settings.cassandra_local_dc))


def judge_replication(replication: Mapping[str, str], data_centre: str) -> tuple[bool, str]:
    """
    Say whether a keyspace has a replica where we read, and how many.

    Args:
        replication: as `system_schema.keyspaces` has it: `class`, and a number for each data centre or for all.
        data_centre: where we read.
    """
    everywhere = replication.get("replication_factor", "0")
    replicas = replication.get(data_centre, everywhere)
    if replicas != "0":
        return True, f"{replicas} replicas in {data_centre}"
    elsewhere = ", ".join(f"{name}: {number}" for name, number in replication.items() if name != "class")
    return False, f"has no replica in SHIM_CASSANDRA_LOCAL_DC {data_centre}, but {elsewhere}"


async def _find_columns(client: Client, settings: Settings) -> Mapping[str, dict[str, _Described]]:
    """Return what the columns of each table are; an absent table has none."""
    found: defaultdict[str, dict[str, _Described]] = defaultdict(dict)
    for table, column, *what in await client.fetch(statements.DESCRIBE_COLUMNS, (settings.cassandra_keyspace,)):
        found[table][column] = tuple(what)
    return found


def _check_table(name: str, table: statements.Table, found: Mapping[str, _Described]) -> Finding:
    wanted = statements.described(table)
    wrong = [f"{column} is {_words(found.get(column))}" for column, what in wanted.items() if found.get(column) != what]
    trouble = f"{'; '.join(wrong)}" if found else "is missing"
    detail = f"{trouble}; {_TO_MIGRATE}" if wrong else f"{len(found)} columns"
    return Finding(f"cassandra table {name}", ok=not wrong, detail=detail)


def _words(what: _Described | None) -> str:
    return "{} ({} {}, order {})".format(*what) if what else "missing"


async def _check_migrations(client: Client) -> Finding:
    newest = max((number for (number,) in await client.fetch(statements.READ_MIGRATIONS, ())), default=0)
    ok = newest >= statements.SCHEMA_NUMBER
    detail = f"ran to number {newest}"
    return Finding(
        _MIGRATIONS, ok=ok, detail=detail if ok else f"{detail} of {statements.SCHEMA_NUMBER}; {_TO_MIGRATE}"
    )


async def _check_read(client: Client, settings: Settings) -> Finding:
    await client.fetch(statements.FIND_SESSION, ("", ""))
    return Finding("cassandra reads", ok=True, detail=f"answered at {settings.cassandra_consistency}")
