"""`shim login`: add, import and list logins."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from shim.commands.console import as_json, change_by_operator, print_rows, with_store


@click.group()
def login() -> None:
    """Add, import and list logins."""


@login.command("add")
@click.argument("name")
@click.option("--site", "sites", multiple=True, required=True, help="A site it may read; repeat for several.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
def login_add(name: str, sites: Sequence[str], password_stdin: bool) -> None:
    """
    Add a login, or replace its password and sites.

    \b
        shim login add jane@example.com --site www.example.com
    """
    from shim.operations import put_login

    password = sys.stdin.readline().rstrip("\n") if password_stdin else click.prompt("Password", hide_input=True)
    with_store(lambda settings: put_login(settings, name, password, sites, change_by_operator("")))
    click.echo(f"{name} may read {', '.join(sites)}")


@login.command("import")
@click.argument("file", type=click.File("rb"), required=False)
@click.option("--from-legacy", is_flag=True, help="Read the old database's relation of logins instead of a file.")
def login_import(file: Any, from_legacy: bool) -> None:  # noqa: ANN401 - click's file
    """
    Import logins with their old hashes; each is replaced by argon2id at its first good login.

    FILE has one JSON object a line: {"login": ..., "password_hash": ..., "sites": [...]}, the hash being {md5}...,
    {sha1}..., {bcrypt}..., {plain}... or argon2id's own form.

    \b
        shim login import logins.jsonl
        shim login import --from-legacy
    """
    from shim.logins_import import import_logins

    if (file is None) is not from_legacy:
        raise click.UsageError("name a FILE, or --from-legacy, and not both")
    imported, refused = with_store(lambda settings: import_logins(settings, file, change_by_operator("")))
    for reason in refused:
        click.echo(reason, err=True)
    click.echo(f"{imported} logins imported, {len(refused)} refused")
    sys.exit(1 if refused else 0)


@login.command("list")
@as_json
def login_list(as_json: bool) -> None:
    """
    List all logins with the kind of their hash and their sites; never the hash itself.

    \b
        shim login list
    """
    from shim.operations import read_logins
    from shim.passwords import scheme_of

    rows = [(one.login, scheme_of(one.password_hash), sorted(one.sites)) for one in with_store(read_logins)]
    print_rows(("login", "hash", "sites"), rows, as_json=as_json)
