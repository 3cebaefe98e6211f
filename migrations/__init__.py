"""
Changes to stores and what fills them: schema changes, loading, the demo's data. Run by operators, not by `shim`.

`__main__.py` is the command line `shim-migrate`; `engines.py` is the only file here that names concrete engines.
"""
