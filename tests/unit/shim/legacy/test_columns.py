"""The columns table agrees with the published sample."""

import json
from pathlib import Path

from shim.legacy.columns import DISPLAY_COLUMNS, MAX_OWN_COLUMNS, TAIL_COLUMNS, arrange, own_columns

SAMPLE = json.loads(Path("tests/golden/sessions-by-user.documentation.json").read_bytes())


def test_ids_and_order_are_those_of_the_sample() -> None:
    """The 64 built-in columns stand in the sample's order."""
    assert SAMPLE["field"] == [column.id for column in arrange(())]


def test_tail_is_in_ascii_order() -> None:
    """After the display columns, ids are in ASCII order: capitals, underscore, small letters."""
    ids = [column.id for column in TAIL_COLUMNS]

    assert sorted(ids) == ids
    assert len(DISPLAY_COLUMNS) == 7


def test_own_properties_join_the_sorted_tail() -> None:
    """An own property stands where its id sorts, never among the display columns."""
    ids = [column.id for column in arrange(("Zeta", "email", "zz"))]

    assert ids[7] == "Zeta"
    assert ids.index("dma_code") < ids.index("email") < ids.index("entry_root_url")
    assert ids[-1] == "zz"


def test_own_property_never_takes_a_built_in_place() -> None:
    """Ids that are built in, or that are no identifiers, become no columns."""
    assert own_columns(["city", "email", "no good", "1st", "é", "_x"]) == ("_x", "email")


def test_own_property_named_like_a_stored_field_shows_its_own_value() -> None:
    """`user_id` is no column, so a customer may have a property of that name; it does not show the stored user."""
    (column,) = (column for column in arrange(("user_id",)) if column.id == "user_id")

    assert column.source == "properties.user_id"


def test_own_columns_are_bounded() -> None:
    """One answer shows at most MAX_OWN_COLUMNS own properties, the first in ASCII order."""
    ids = [f"p{number:04}" for number in range(MAX_OWN_COLUMNS + 10)]

    assert own_columns(reversed(ids)) == tuple(ids[:MAX_OWN_COLUMNS])
