"""Titles come from bundles, and a bundle cannot break the envelope."""

import json
import re
from pathlib import Path

import pytest

from config.columns import BUILT_IN_IDS
from shim.legacy.bundles import LabelError, bundle_name
from shim.legacy.labels import Labels, parse_bundle
from tests.vectors import OURS, Vector, load_vectors

FILE = "java/resource-bundle.jsonl"
SAMPLE = json.loads(Path("tests/golden/sessions-by-user.documentation.json").read_bytes())


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors(FILE, lambda vector: vector["kind"] == "bytes"))
def test_bytes_are_latin_1(vector: Vector) -> None:
    """A file's bytes are ISO-8859-1 whatever they look like, as before Java 9."""
    assert parse_bundle(bytes(vector["bytes"])) == vector["jdk8andOlder"]


REFUSED = {
    "would break the envelope": re.compile(r'["\\\x00-\x1f\u2028\u2029]'),
}
"""Labels that Java reads and we do not, with the reason: they are printed raw (`legacy-contract.md`, section 5)."""


@pytest.mark.vectors
def test_only_what_would_break_the_envelope_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A file that Java reads is read with the same labels, or refused by a named rule, and never the other way."""
    excepted = dict.fromkeys(REFUSED, 0)
    wrong = []
    vectors = [case.values[0] for case in load_vectors(FILE, lambda vector: "properties" in vector)]
    for vector in vectors:
        assert isinstance(vector, dict)
        labels = vector["properties"]
        rule = next((name for name, text in REFUSED.items() if any(map(text.search, labels.values()))), None)
        if rule:
            excepted[rule] += 1
        if _outcome(vector["text"]) != (None if rule else labels):
            wrong.append(vector["text"])
    with capsys.disabled():
        print(f"\n  {len(vectors)} texts that Java reads; excepted: {excepted}")  # noqa: T201 - how many, in every run
    assert not wrong
    assert not OURS or all(excepted.values())


def _outcome(text: str) -> dict[str, str] | None:
    """Return what a file of this text says, each character beyond ISO-8859-1 escaped; `None` if it is refused."""
    escaped = "".join(one if one <= "\xff" else f"\\u{ord(one):04x}" for one in text)
    try:
        return parse_bundle(escaped.encode("iso-8859-1"))
    except LabelError:
        return None


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors(FILE, lambda vector: vector["kind"] == "lookup"))
def test_titles_are_those_of_javas_bundle(vector: Vector) -> None:
    """A key has the label that `getBundle` finds; what Java throws for is the id."""
    bundles = {bundle_name(file) or "": parse_bundle(text.encode()) for file, text in vector["files"].items()}
    keys = ["area_code", *{key for bundle in bundles.values() for key in bundle}]
    found = vector.get("values", {})
    titles = Labels(bundles, vector["default"]).titles(vector["locale"])
    assert titles(keys) == tuple(found.get(key, key) for key in keys)


def test_english_titles_are_the_samples() -> None:
    """The bundle that is shipped gives the sample's 64 titles."""
    bundle = parse_bundle(Path("config/labels/labels_en.properties").read_bytes())
    assert tuple(SAMPLE["label"]) == Labels({"en": bundle}).titles("en_US")(SAMPLE["field"])


def test_missing_title_is_the_id() -> None:
    """A column without a title shows its id."""
    assert Labels({}).titles("en_US")(["area_code"]) == ("area_code",)


@pytest.mark.parametrize("locale", ["pt_BR", "pt-BR", "pt_br", "PT_BR_x", "pt_PT"])
def test_titles_of_the_same_files_are_the_same_function(locale: str) -> None:
    """Locales with the same files share one function, by which the envelope's head is kept."""
    labels = Labels({"pt": {"a": "b"}})
    assert labels.titles(locale) is labels.titles("pt")


def test_hostile_locales_leave_nothing_behind() -> None:
    """However many locales are asked for, those without files share the default's function."""
    labels = Labels({"en": {"a": "b"}})
    assert {labels.titles(f"{number}_{'x' * number}") for number in range(1_000)} == {labels.titles("en_US")}


@pytest.mark.parametrize("path", sorted(Path("config/demo/labels").iterdir()), ids=lambda path: path.stem)
def test_the_demos_translations_are_of_columns(path: Path) -> None:
    """A translation of the demo has only keys that are columns, and each key of the English file."""
    keys = parse_bundle(path.read_bytes()).keys()
    english = parse_bundle(Path("config/labels/labels_en.properties").read_bytes()).keys()
    assert english <= keys <= set(BUILT_IN_IDS)


@pytest.mark.parametrize("value", ['say "x"', r"back\\slash", r"line\nbreak", r"\u0022", r"a\u2028b", r"a\u2029b"])
def test_label_that_would_break_the_envelope_is_refused(value: str) -> None:
    """Quotes, backslashes, control characters and line separators are refused with the key's name."""
    with pytest.raises(LabelError, match="the label of 'key'"):
        parse_bundle(f"key={value}".encode())


def test_bad_escape_refuses_the_whole_file() -> None:
    """Java refuses a file with a bad unicode escape; so do we, with the key."""
    with pytest.raises(LabelError, match=r"the label of 'c': Malformed"):
        parse_bundle(b"a=b\nc=\\u12")
