"""
Column titles by locale, from Java-style resource bundles. PURE: texts come in, titles go out.

A key that no file of the chain has is shown as the field id, as the sample shows `area_code`. Must not know where files
lie nor when they change (`shim/label_files.py`).

Source: `legacy-contract.md`, section 8; `resource-bundle.jsonl`; `tests/golden/sessions-by-user.documentation.json`.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from shim.legacy.bundles import MAX_LOCALE, LabelError, candidates, parse_locale, parse_properties
from shim.legacy.memo import Memo

Titles = Callable[[Sequence[str]], tuple[str, ...]]
"""Column ids to their titles, in order; the id itself where there is none."""

Chain = tuple[str, ...]
"""Names of bundles, most specific first."""

SERVER_LOCALE: Final = "en_US"
"""The old server's own locale: its files are asked when the caller's has none."""

KEPT: Final = 256
"""Locales, and chains of files, that are remembered."""

UNPRINTABLE: Final = re.compile(r'["\\\x00-\x1f\u2028\u2029]')
"""
Labels are printed raw into the envelope: these would break it (`legacy-contract.md`, section 5). U+2028 and U+2029
ended a line of JavaScript until its edition of 2019, also within quotes, so they would break JSONP [ours].
"""


class Labels:
    """
    The titles of all languages; never changes, a newer state of the files is another one.

    Args:
        bundles: name to bundle, as `bundle_name` and `parse_bundle` return them; `""` is the base.
        server_locale: asked when a caller's has no file of its own.
    """

    def __init__(self, bundles: Mapping[str, Mapping[str, str]], server_locale: str = SERVER_LOCALE) -> None:
        self._bundles = bundles
        self._server_chain = self._files(server_locale)
        self._chains: Memo[str, Chain] = Memo(self._chain_of, KEPT)
        self._titles: Memo[Chain, Titles] = Memo(self._titles_of, KEPT)

    def titles(self, locale: str) -> Titles:
        """
        Return the titles of a locale: the same function for the same files.

        Args:
            locale: a caller's text, as `parse_locale` reads it.

        Source: `ResourceBundle.getBundle`, `resource-bundle.jsonl`: the first locale that has any file but the base.
        """
        return self._titles[self._chains[locale[: MAX_LOCALE + 1]]]  # what is cut here is no locale anyway

    def _chain_of(self, locale: str) -> Chain:
        chain = self._files(locale)
        return chain if any(chain) else self._server_chain

    def _files(self, locale: str) -> Chain:
        """Return those candidates of a locale that there are."""
        return tuple([name for name in candidates(parse_locale(locale)) if name in self._bundles])

    def _titles_of(self, chain: Chain) -> Titles:
        labels: dict[str, str] = {}
        for name in reversed(chain):
            labels |= self._bundles[name]
        return lambda ids: tuple([labels.get(id_, id_) for id_ in ids])


def parse_bundle(data: bytes) -> dict[str, str]:
    """
    Read a `.properties` file: ISO-8859-1 whatever it holds, as Java did before 9.

    Raises:
        LabelError: bad unicode escape, or a label that would break the envelope.

    Source: `resource-bundle.jsonl`, `jdk8andOlder`.
    """
    bundle = parse_properties(data.decode("iso-8859-1"))
    for key, label in bundle.items():
        if UNPRINTABLE.search(label):
            raise LabelError(
                f"the label of {key!r}: it holds a quote, a backslash, a control character or a line separator"
            )
    return bundle
