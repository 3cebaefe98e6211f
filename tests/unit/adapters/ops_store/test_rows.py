"""Rows of the ops store become sites and logins."""

import pytest

from adapters.base import Login, Site
from adapters.ops_store import rows
from config.stages import Stage


def test_sites_come_by_name_with_their_stages() -> None:
    """Sites are sorted by name, whatever order the database has, and a stage is one of ours."""
    others = ("America/New_York", "legacy", "text/html", "")
    found = rows.sites([("b", "live", *others), ("B", "legacy", *others), ("é", "live", *others)])
    assert found == [Site("B"), Site("b", Stage.LIVE), Site("é", Stage.LIVE)]
    assert found[0].stage is Stage.LEGACY


def test_an_unknown_stage_is_told() -> None:
    """A stage that only a newer version knows is an error that names it."""
    with pytest.raises(LookupError, match="warped"):
        rows.sites([("a", "warped", "UTC", "legacy", "text/html", "")])


def test_logins_come_by_name_with_all_their_sites() -> None:
    """A login has one row for each site in any order, or one without a site; case makes another login."""
    found = rows.logins([("x", "h", "b"), ("y", "i", None), ("X", "j", "b"), ("x", "h", "a")])
    assert found == [Login("X", "j", frozenset("b")), Login("x", "h", frozenset("ab")), Login("y", "i")]


def test_a_login_is_stored_in_two_tables() -> None:
    """The rows of a login's sites repeat its name, one for each site."""
    login = Login("x", "h", frozenset("ba"))
    assert rows.stored_login(login) == {"login": "x", "password_hash": "h"}
    assert rows.stored_login_sites(login) == [{"login": "x", "site": "a"}, {"login": "x", "site": "b"}]
