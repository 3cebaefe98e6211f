"""
The HTTP face of the shim.

A **call** (legacy URL and parameters, `call.py`) becomes a **plan** (which engine serves, `routing.py`), the plan is
**read** through an adapter into typed rows (`reads.py`), and the rows are **rendered** into the legacy **envelope**
(`legacy/`). Only `reads.py`, `logins.py`, `directory.py` and the HTTP edge (`app.py`, `protocol.py`, `middleware.py`)
do I/O; everything under `legacy/`, and `routing.py`, is pure.
"""
