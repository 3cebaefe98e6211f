"""
Rows of the ops store become sites and logins. PURE.

Must not know SQL. Guarded by `tests/unit/adapters/ops_store/test_rows.py`.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from adapters.base import Login, Site, Ticket
from config.stages import Stage

STAGES: Final[Mapping[str, Stage]] = {stage.value: stage for stage in Stage}


def sites(rows: Iterable[tuple[Any, ...]]) -> list[Site]:
    """
    Return sites by name.

    Args:
        rows: fields in the order of `Site`.

    Raises:
        LookupError: a newer version has put a site into a stage that this one does not know.
    """
    return sorted(Site(name, STAGES[stage], *others) for name, stage, *others in rows)


def logins(rows: Iterable[tuple[str, str, str | None]]) -> list[Login]:
    """
    Return logins by name.

    Args:
        rows: login, hash and one of its sites each, in any order; no site is `None`.
    """
    hashes: dict[str, str] = {}
    allowed: dict[str, list[str]] = {}
    for login, password_hash, site in rows:
        hashes[login] = password_hash
        allowed.setdefault(login, []).extend(() if site is None else (site,))
    return [Login(login, hashes[login], frozenset(allowed[login])) for login in sorted(hashes)]


def ticket(rows: Sequence[tuple[int, str, str, str | None]]) -> Ticket | None:
    """
    Return a ticket.

    Args:
        rows: when it expires, then a row of `logins` each; none when there is no such ticket.
    """
    return Ticket(logins(row[1:] for row in rows)[0], rows[0][0]) if rows else None


def is_storable(text: str) -> bool:
    """Say whether both databases can hold a text: it has neither NUL nor half of a surrogate pair."""
    return not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)


def login_text(login: Login | None) -> str:
    """Return what the audit log says of a login: its sites, and never its hash; `""` when there was none."""
    return "" if login is None else f"sites: {', '.join(sorted(login.sites)) or 'none'}"


def stored_login(login: Login) -> Mapping[str, Any]:
    """Return the values of the row of a login."""
    return {"login": login.login, "password_hash": login.password_hash}


def stored_login_sites(login: Login) -> list[Mapping[str, Any]]:
    """Return the values of the rows of its sites."""
    return [{"login": login.login, "site": site} for site in sorted(login.sites)]
