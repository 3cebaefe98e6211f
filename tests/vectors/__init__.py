"""
What real Java printed, one case a line.

`SHIM_VECTORS` names another folder of the same layout; without it the copies here are read.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from _pytest.mark import ParameterSet

FOLDER: Final = Path(__file__).parent

OURS: Final = not os.environ.get("SHIM_VECTORS")
"""Whether the copies here are read: of other files nobody knows how many cases they have, nor what they except."""

Vector = dict[str, Any]


def read_lines(name: str) -> list[tuple[str, Vector]]:
    """Return the lines of a file such as `jdk/clock.jsonl`, each with its `file:line`."""
    path = Path(os.environ.get("SHIM_VECTORS") or FOLDER) / name
    lines = enumerate(path.read_text("utf-8").split("\n"), start=1)
    return [(f"{path.name}:{number}", json.loads(line)) for number, line in lines if line]


def load_vectors(name: str, wanted: Callable[[Vector], bool] = lambda _: True) -> list[ParameterSet]:
    """Return the wanted lines of a file as pytest cases, named `file:line`."""
    return [pytest.param(vector, id=line) for line, vector in read_lines(name) if wanted(vector)]
