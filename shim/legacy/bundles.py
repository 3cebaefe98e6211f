r"""
`java.util.ResourceBundle`: which files a locale asks for, and what a `.properties` text says. PURE.

Must not know what the keys mean. A bundle is named by what follows `labels_` in its file's name: `pt_BR`, and `""` for
the base file. To teach it another old language code: a row in `OLD_LANGUAGES`.

Source: `tomcat.md`, "Label files"; `resource-bundle.jsonl`; guarded by `tests/unit/shim/legacy/test_bundles.py`.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

MAX_LOCALE: Final = 64
"""Characters of a locale that is looked at. Ours, for safety: each `_` is another file to ask for."""

OLD_LANGUAGES: Final[Mapping[str, str]] = {"iw": "he", "in": "id", "ji": "yi"}
"""Codes that Java used before 17, in names of files and in locales, to today's; both are accepted."""

CHINESE_SCRIPTS: Final[Mapping[str, str]] = {"CN": "Hans", "SG": "Hans", "HK": "Hant", "MO": "Hant", "TW": "Hant"}

CHINESE_COUNTRIES: Final[Mapping[str, str]] = {"Hans": "CN", "Hant": "TW"}

BOKMAL: Final[Mapping[str, tuple[str, str]]] = {"nb": ("nb", "no"), "no": ("no", "nb")}
"""Two names of one language: each also asks for the other's files."""

_TAG: Final = re.compile(r"([A-Za-z]{2,8})(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?")

_FILE: Final = re.compile(r"labels(?:_(.+))?\.properties")

_END: Final = r"(?:\r\n|\r|\n)"
_LINE: Final = re.compile(
    rf"(?:[ \t\f\r\n]|\\{_END})*+"  # blank lines, and blanks before a line, continued or not
    rf"(?:[#!][^\r\n]*|((?:[^\\\r\n]|\\{_END}|\\[^\r\n])+))?"  # a comment, else what may go on after a backslash
)
_JOINT: Final = re.compile(rf"\\{_END}[ \t\f]*")
_PAIR: Final = re.compile(r"((?:[^\\=: \t\f]|\\.)*)[ \t\f]*[=:]?[ \t\f]*(.*)", re.DOTALL)
_ESCAPE: Final = re.compile(r"\\(u[0-9A-Fa-f]{4}|.)", re.DOTALL)
_SHORT: Final[Mapping[str, str]] = {"t": "\t", "n": "\n", "r": "\r", "f": "\f"}


class LabelError(ValueError):
    """A label file cannot be used; the message names the key, and once the file is known, the file."""


class Locale(NamedTuple):
    """The parts of a `java.util.Locale`, each `""` where it has none."""

    language: str
    script: str
    country: str
    variant: str

    @property
    def name(self) -> str:
        """The name of its own bundle: `zh_Hant_TW`, `_US`, `de__POSIX`."""
        script = [self.script] if self.script else []
        return "_".join([self.language, *script, self.country, self.variant]).rstrip("_")


NYNORSK: Final = Locale("no", "", "NO", "NY")
"""The old name of `nn_NO`."""


def parse_locale(text: str) -> Locale:
    """
    Read a locale.

    Args:
        text: a caller's: `ll`, `ll_CC`, `ll_CC_variant`, or with hyphens `ll-CC`, `ll-Script-CC`. Any other text is
            a locale without files.

    Source: `resource-bundle.jsonl`, `new Locale(split by _)`; hyphens are ours, read as `Locale.forLanguageTag` does.
    """
    text = text if len(text) <= MAX_LOCALE else ""
    if tag := _TAG.fullmatch(text):
        (language, script, country), variant = tag.groups(""), ""
    else:
        script, (language, country, variant) = "", [*text.split("_", 2), "", ""][:3]
    language = language.lower()
    return Locale(OLD_LANGUAGES.get(language, language), script.title(), country.upper(), variant)


def bundle_name(file: str) -> str | None:
    """Return the name of the bundle in a file such as `labels_pt_BR.properties`, `None` if it is no label file."""
    match = _FILE.fullmatch(file)
    if not match:
        return None
    language, *rest = (match[1] or "").split("_")
    return "_".join([OLD_LANGUAGES.get(language, language), *rest])


def file_name(bundle: str) -> str:
    """Return the name of the file of a bundle, by today's language codes."""
    return f"labels_{bundle}.properties" if bundle else "labels.properties"


def candidates(locale: Locale) -> list[str]:
    """
    Return the names of the bundles of a locale, most specific first, the base (`""`) last.

    Source: `ResourceBundle.Control.getCandidateLocales` of Java 7 and later, `resource-bundle.jsonl`.
    """
    language, script, country, variant = locale
    if language == "nn" or locale == NYNORSK:
        nynorsk = Locale("nn", script, country, variant if language == "nn" else "")
        return [*[narrowed.name for narrowed in _narrowing(nynorsk)], "no_NO_NY", "no_NO", "no", ""]
    if language == "zh":
        locale = locale._replace(script=script or CHINESE_SCRIPTS.get(country, ""))
    names = [
        narrowed._replace(language=either).name
        for narrowed in _narrowing(locale)
        for either in BOKMAL.get(language, (language,))
    ]
    return [*filter(None, names), ""]


def _narrowing(locale: Locale) -> list[Locale]:
    """Return the locale and what it becomes with fewer and fewer of its parts, down to its language."""
    language, script, country, _ = locale
    last = Locale(language, "", "", "")
    if not script:
        return [*_by_variant(locale), last]
    if language == "zh":
        country = country or CHINESE_COUNTRIES.get(script, "")
    plain = _by_variant(locale._replace(script="", country=country))
    return [*_by_variant(locale), last._replace(script=script), *plain, last]


def _by_variant(locale: Locale) -> list[Locale]:
    """Return the locale with fewer and fewer pieces of its variant, and with none if it has a country."""
    pieces = locale.variant.split("_") if locale.variant else []
    least = 0 if locale.country else 1
    return [locale._replace(variant="_".join(pieces[:count])) for count in range(len(pieces), least - 1, -1)]


def parse_properties(text: str) -> dict[str, str]:
    r"""
    Read a `.properties` text; the last of equal keys counts.

    Raises:
        LabelError: a `\u` that four hexadecimal digits do not follow; it refuses the whole text.

    Source: `java.util.Properties.load`, `resource-bundle.jsonl`.
    """
    return dict(_pairs(text))


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for line in _LINE.finditer(text):
        if line[1] and (pair := _PAIR.fullmatch(_JOINT.sub("", line[1]))):
            key, value = pair.groups()
            try:
                yield _unescaped(key), _unescaped(value)
            except LabelError as error:
                raise LabelError(f"the label of {key!r}: {error}") from error


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    units = _ESCAPE.sub(_character, text)
    return units.encode("utf-16-be", "surrogatepass").decode("utf-16-be", "surrogatepass")  # joins halves


def _character(escape: re.Match[str]) -> str:
    if escape[1] == "u":
        raise LabelError(r"Malformed \uxxxx encoding.")
    return chr(int(escape[1][1:], 16)) if escape[1][0] == "u" else _SHORT.get(escape[1], escape[1])
