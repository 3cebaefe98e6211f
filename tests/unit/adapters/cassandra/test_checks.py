"""What is said of a keyspace's replicas."""

import pytest

from adapters.cassandra.checks import judge_replication


@pytest.mark.parametrize(
    ("replication", "ok", "words"),
    [
        ({"class": "NetworkTopologyStrategy", "here": "3", "there": "2"}, True, "3 replicas in here"),
        ({"class": "SimpleStrategy", "replication_factor": "1"}, True, "1 replicas in here"),
        ({"class": "NetworkTopologyStrategy", "there": "2"}, False, "there: 2"),
        ({"class": "NetworkTopologyStrategy", "here": "0", "there": "2"}, False, "no replica"),
    ],
)
def test_replicas_must_be_where_we_read(replication: dict[str, str], ok: bool, words: str) -> None:  # noqa: FBT001 - a row
    """A keyspace without a replica in our data centre is no good, and it is said where it has some."""
    found, detail = judge_replication(replication, "here")
    assert found is ok
    assert words in detail
