"""
Speed and memory, side by side with floors in one run: `make bench`. Never part of the tests.

Begin at `__main__.py`, which has the table of sections. Each measures the real server (`subjects.py`) beside a bare one
(`floor.py`) on data made once from a seed (`data.py`) in engines that keep it in the user's cache (`engines.py`).
"""
