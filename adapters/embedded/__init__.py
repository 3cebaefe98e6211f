"""
The Events Engine on one machine with nothing to install: SQLite, read by one connection on one thread.

`adapter.py` does the I/O, `statements.py` and `rows.py` are PURE. How the tables are laid out, and what bounds them,
stands in `statements.py`. Guarded by `tests/contract/` and `tests/unit/adapters/embedded/`.
"""
