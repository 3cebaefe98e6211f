"""The legacy engine: an old SQL database, PostgreSQL or SQLite, read through four relations. Begin at `adapter.py`."""
