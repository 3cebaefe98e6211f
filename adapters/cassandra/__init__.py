"""
The Events Engine on Cassandra. How the tables are laid out, and what bounds them, stands in `adapter.py`.

`adapter.py` reads, `writer.py` writes, `checks.py` looks; `client.py` keeps one connection for all, `connection.py` is
the only importer of the driver and `bridge.py` awaits it. `statements.py`, `rows.py` and `slices.py` are PURE.
Guarded by `tests/contract/`, `tests/unit/adapters/cassandra/` and `tests/integration/test_cassandra_*.py`.
"""

from adapters.cassandra.adapter import CassandraEngine, from_settings, make_cassandra

__all__ = ["CassandraEngine", "from_settings", "make_cassandra"]
