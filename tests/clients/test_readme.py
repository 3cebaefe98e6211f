"""Every `curl` line of the README does what the README says, on the demo that it starts."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from shim.routes import ROUTES
from tests.clients.conftest import Demo
from tests.clients.tools import tool

README = Path("README.md").read_text()
LINES = [" ".join(line.split()) for line in re.findall(r"^ {4,}(curl .+)$", README, re.MULTILINE)]
ADDRESS, OPERATORS = "http://127.0.0.1:8080", "http://127.0.0.1:8081"
LOOKS = {
    "json": b'{"rows": ',
    "jsondatatable": b'{"rows": ',
    "html": b'<table id="one"><thead><tr><th>',
    "jsonjqgrid": b'{"page":',
}
"""Formats, and how their answers begin."""


@pytest.mark.parametrize("line", LINES)
def test_a_line_of_the_readme(demo: Demo, line: str) -> None:
    """The line, with the demo's ports, answers a page of its format, or an operator, and no error."""
    assert ADDRESS in line or OPERATORS in line
    line = line.replace(ADDRESS, demo.base).replace(OPERATORS, demo.operators)
    shell = subprocess.run(
        [
            "/bin/sh",
            "-c",
            line.replace("curl ", f"{tool('curl')} --silent --show-error --fail ", 1),
        ],
        capture_output=True,
        check=True,
    )
    asked = re.search(r"dataType=(\w+)", line)
    body = shell.stdout
    assert body
    assert not body.startswith((b"Error: ", b"false"))
    if asked and "callback=" not in line and "/2010-05-28/" not in line:
        assert body.startswith(LOOKS[asked[1]])
        if asked[1] != "html":
            json.loads(body)


@pytest.mark.parametrize("route", [route for route in ROUTES if route.fate == "served"], ids=lambda route: route.path)
def test_the_readme_shows_each_page(route: object) -> None:
    """There is a line for each page that is served."""
    path = getattr(route, "path", "")
    assert [line for line in LINES if path in line], path


def test_the_readme_shows_each_format() -> None:
    """There is a line for each format."""
    assert [name for name in LOOKS if not any(f"dataType={name}" in line for line in LINES)] == []
