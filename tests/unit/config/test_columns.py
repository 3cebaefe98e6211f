"""The built-in columns are those of the published answer."""

import json
from pathlib import Path

from config.columns import BUILT_IN_IDS

GOLDEN = Path(__file__).parents[2] / "golden" / "sessions-by-user.documentation.json"


def test_ids_are_the_published_ones() -> None:
    """The ids are the 64 of the sample's `field` list, in its order."""
    assert list(BUILT_IN_IDS) == json.loads(GOLDEN.read_bytes())["field"]
