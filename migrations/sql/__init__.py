"""
Schema changes of the ops store, by Alembic: `env.py` runs `versions/` in order, for `migrations/apply_sql.py`.

To add a change: `versions/NNNN_what.py` after the model of the others, the same change in
`adapters/ops_store/statements.py`, and its `REVISION`; `tests/integration/test_apply_sql.py` compares the two.
"""
