"""Titles come from bundles, and a bundle cannot break the envelope."""

import json
from pathlib import Path

import pytest

from shim.legacy.labels import LabelError, Labels, parse_bundle

SAMPLE = json.loads(Path("tests/golden/sessions-by-user.documentation.json").read_bytes())


def test_english_titles_are_the_samples() -> None:
    """The bundle that is shipped gives the sample's 64 titles."""
    bundle = parse_bundle(Path("config/labels/labels_en.properties").read_text("iso-8859-1"), "labels_en")

    assert tuple(SAMPLE["label"]) == Labels({"en": bundle}).titles(SAMPLE["field"])


def test_missing_title_is_the_id() -> None:
    """A column without a title shows its id."""
    assert Labels({}).titles(["area_code"]) == ("area_code",)


@pytest.mark.parametrize("value", ['say "x"', r"back\\slash", r"line\nbreak"])
def test_label_that_would_break_the_envelope_is_refused(value: str) -> None:
    """Quotes, backslashes and control characters are refused with the key's name."""
    with pytest.raises(LabelError, match="my: the label of 'key'"):
        parse_bundle(f"key={value}", "my")


def test_bad_escape_refuses_the_whole_file() -> None:
    """Java refuses a file with a bad unicode escape; so do we, with the file's name."""
    with pytest.raises(LabelError, match=r"^my: "):
        parse_bundle("a=b\nc=\\u12", "my")
