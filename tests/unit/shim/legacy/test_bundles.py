"""Files are chosen and read as `java.util.ResourceBundle` and `Properties` do."""

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import pytest

from shim.legacy.bundles import (
    MAX_LOCALE,
    LabelError,
    Locale,
    bundle_name,
    candidates,
    file_name,
    parse_locale,
    parse_properties,
)
from tests.vectors import OURS, Vector, load_vectors, read_lines

FILE = "java/resource-bundle.jsonl"


class Rule(NamedTuple):
    """Where we differ from the JDK 17 that printed the vectors, on purpose: which, and what is checked instead."""

    reason: str
    covers: Callable[[Vector], bool]
    holds: Callable[[Vector], bool]


LOCALE_RULES = {
    "hyphen": Rule(
        "`ll-CC` was no locale with data; ours reads it as a language tag",
        lambda vector: "-" in vector["text"],
        lambda vector: _as_printed(parse_locale(vector["text"])) == vector["forLanguageTag"],
    ),
}


def _as_printed(locale: Locale) -> str:
    script = f"_#{locale.script}" if locale.script else ""
    return f"{locale.language}_{locale.country}{script}"


def _given(vector: Vector) -> Locale:
    """Return the locale of a vector; one that callers cannot write, with its script, is read as Java printed it."""
    if "#" not in vector["locale"]:
        return parse_locale(vector["locale"])
    text, _, script = vector["toString"].partition("_#")
    return parse_locale(text)._replace(script=script)


def of_kind(kind: str) -> Callable[[Vector], bool]:
    return lambda vector: vector["kind"] == kind


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors(FILE, of_kind("properties")))
def test_texts_are_read_as_java_does(vector: Vector) -> None:
    """A text gives Java's keys and values, or is refused with Java's reason."""
    if "error" in vector:
        with pytest.raises(LabelError) as caught:
            parse_properties(vector["text"])
        assert str(caught.value).endswith(vector["error"].partition(": ")[2])
    else:
        assert parse_properties(vector["text"]) == vector["properties"]


@pytest.mark.vectors
@pytest.mark.parametrize("vector", load_vectors(FILE, of_kind("candidates")))
def test_a_locale_asks_for_javas_files(vector: Vector) -> None:
    """The files that a locale asks for are those of Java 7 and later; an old language code is today's in both."""
    assert candidates(_given(vector)) == [bundle_name(file) for file in vector["files"]]


LOCALE_KIND = of_kind("new Locale(split by _)")
LOCALES = load_vectors(FILE, LOCALE_KIND)


def rule_of(vector: Vector) -> str | None:
    """Return the name of the first rule that covers a locale."""
    return next((name for name, rule in LOCALE_RULES.items() if rule.covers(vector)), None)


@pytest.mark.vectors
@pytest.mark.parametrize("vector", LOCALES)
def test_locales_are_read_as_java_does(vector: Vector) -> None:
    """A caller's text is the locale that Java makes of its parts, but where a named rule says otherwise."""
    if name := rule_of(vector):
        assert LOCALE_RULES[name].holds(vector)
    else:
        assert parse_locale(vector["text"]) == (vector["language"], "", vector["country"], vector["variant"])


@pytest.mark.vectors
def test_every_rule_excepts_a_locale(capsys: pytest.CaptureFixture[str]) -> None:
    """What the rules except is counted and printed; of our own files it is never nothing."""
    excepted = Counter(name for _, vector in read_lines(FILE) if LOCALE_KIND(vector) and (name := rule_of(vector)))
    with capsys.disabled():
        print(f"\n  {len(LOCALES)} locales of the JDK; excepted: {dict(excepted)}")  # noqa: T201 - how many, in every run
    assert not OURS or set(excepted) == set(LOCALE_RULES)


@pytest.mark.parametrize("text", ["x" * 100_000, "de_" + "_" * 65_536, "de" + " " * MAX_LOCALE])
def test_a_long_locale_is_none(text: str) -> None:
    """A text longer than any locale asks for the base file alone, whatever it holds."""
    assert candidates(parse_locale(text)) == [""]


@pytest.mark.parametrize("text", ["../../etc/passwd", "de\0", "de\n", "DE/", "\udc80", "_", "__", "-", "a-b-c-d-e-f"])
def test_a_hostile_locale_names_no_file_of_ours(text: str) -> None:
    """A text that is no locale has a chain, and none of its names but the base is a language's."""
    names = candidates(parse_locale(text))
    assert names[-1] == ""
    assert not {"de", "en"} & set(names)


@pytest.mark.parametrize("text", ["\\\n" * 100_000, "\\" * 100_001, "a\\\n " * 50_000, "#\\\r\n" * 50_000])
def test_hostile_texts_are_read_in_one_pass(text: str) -> None:
    """A text of nothing but continuations ends within the test's own time, with one label at most."""
    assert len(parse_properties(text)) <= 1


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("labels.properties", ""),
        ("labels_pt_BR.properties", "pt_BR"),
        ("labels_iw_IL.properties", "he_IL"),
        ("labels_de.properties.bak", None),
        (".labels_de.properties.swp", None),
        ("messages_de.properties", None),
    ],
)
def test_names_of_files(file: str, name: str | None) -> None:
    """A label file is known by its name alone, its old language code by today's."""
    assert bundle_name(file) == name
    if name is not None:
        assert bundle_name(file_name(name)) == name
