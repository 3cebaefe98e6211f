"""The programs that the tests call. An absent one is an error that says what to install, never a skip."""

import shutil
from pathlib import Path
from typing import Final

PACKAGES: Final = {
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
    "curl": "curl",
    "npm": "npm",
    "java": "default-jdk-headless",
    "javac": "default-jdk-headless",
}
"""ONE TABLE: each program, and the Debian package that brings it."""


class ToolError(Exception):
    """A program is missing."""


def tool(name: str) -> Path:
    """
    Return where a program is.

    Raises:
        ToolError: nowhere; names the package that has it.
    """
    found = shutil.which(name)
    if found is None:
        raise ToolError(f"{name} is missing: install Debian's package {PACKAGES[name]}")
    return Path(found)
