"""
Column titles from Java-style resource bundles. PURE: texts come in, mappings go out.

The chain of bundles that a locale asks is data (`CHAIN`); this release has the English of the published sample for
every locale. A key that no bundle has is shown as the field id, as the sample shows `area_code`.

Source: `legacy-contract.md`, section 8; `tests/golden/sessions-by-user.documentation.json`.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

import javaproperties

CHAIN: Final = ("en",)
"""Languages asked in turn, whatever the locale."""

UNPRINTABLE: Final = re.compile(r'["\\\x00-\x1f]')
"""Labels are printed raw into the envelope: these would break it (`legacy-contract.md`, section 5)."""


class LabelError(ValueError):
    """A label file cannot be used; the message names the file and the key."""


class Labels:
    """
    The titles of all languages.

    Args:
        bundles: language to its bundle, as `parse_bundle` returns them.
    """

    def __init__(self, bundles: Mapping[str, Mapping[str, str]]) -> None:
        self._titles: dict[str, str] = {}
        for language in reversed(CHAIN):
            self._titles |= bundles.get(language, {})

    def titles(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Return the title of each column id, in order; the id itself where there is none."""
        return tuple([self._titles.get(id_, id_) for id_ in ids])


def parse_bundle(text: str, name: str) -> dict[str, str]:
    """
    Read one `.properties` text.

    Args:
        text: decoded as ISO-8859-1, as the old server's Java did.
        name: of the file, for the error.

    Raises:
        LabelError: bad unicode escape, or a label that would break the envelope.
    """
    try:
        bundle = javaproperties.loads(text)
    except javaproperties.InvalidUEscapeError as error:
        raise LabelError(f"{name}: {error}") from error
    for key, label in bundle.items():
        if UNPRINTABLE.search(label):
            raise LabelError(f"{name}: the label of {key!r} holds a quote, a backslash or a control character")
    return dict(bundle)
