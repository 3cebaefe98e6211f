"""
The demo, read by real clients of the old API: browsers, curl, Python, spreadsheets' readers and Java.

`make test-clients` runs them; an absent tool is an error there. They need Chromium and its driver, curl, Node's npm and
a JDK, which `make test` does not.
"""
