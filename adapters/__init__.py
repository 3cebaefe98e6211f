"""
The engines, and the store of operational facts. Knows nothing of HTTP, cells or the envelope.

To add an engine:

1. Make a folder `adapters/<name>/` with `adapter.py` (I/O), `statements.py` and `rows.py` (PURE).
2. Implement `adapters.base.EngineAdapter`: six reads and checks, nothing else; `adapters.walk` does the walking.
3. Map every driver exception to `adapters.errors` in one context manager.
4. Name it in `shim/bootstrap.py` and `migrations/engines.py`: the only places that know concrete engines.
5. Add one line to the `engine` fixture in `tests/contract/conftest.py` and make the suite pass.
6. Say in the adapter's docstring how its tables are laid out, and the arithmetic that bounds them.
"""
