"""
The old dialect: what the JSP pages of 2011 promised, and nothing else. PURE: no I/O, no clock, no framework.

`params.py java.py paths.py` read a request, `clock.py dates.py window.py paging.py` read its times,
`columns.py cells.py escaping.py bundles.py labels.py data_types/` write the answer, `errors.py` holds every error text.
"""
