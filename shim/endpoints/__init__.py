"""
One file for each legacy page; the URL's path is the file's path. Each: parse, plan, read, render, under 80 lines.

To add a page: its file here, its row in `shim/routes.py`; `tests/architecture` compares the two.
"""
