"""
The values of all flags as requests read them: for each site an immutable snapshot, made when it is first asked for.

A change replaces the whole book at once; a request that has begun keeps what it read. Must not know where values are
stored (`directory.py` follows the ops store), who is asked first (`flag_provider.py`), nor what they do.
Guarded by `tests/unit/shim/test_flags.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

import structlog

from adapters.base import FlagRow
from config.flags import EVERYWHERE, FLAGS, FlagError, Flags, FlagValue, parse_flag

Evaluate = Callable[[str, str, FlagValue], FlagValue]
"""The value of a flag for a site: name, site, default."""

DEFAULTS: Final = Flags()


class FlagBook:
    """
    All flags of all sites.

    Args:
        evaluate: says what a flag is for a site.
        version: the store's counter of flags that it stands for.
    """

    def __init__(self, evaluate: Evaluate, version: int = 0) -> None:
        self._evaluate = evaluate
        self.version = version
        self._known: dict[str, Flags] = {}

    def of(self, site: str) -> Flags:
        """Return the flags of a site; `""` is whoever has none of his own."""
        flags = self._known.get(site)
        if flags is None:
            flags = self._known[site] = Flags._make(self._evaluate(flag.name, site, flag.default) for flag in FLAGS)
        return flags


def stored_values(rows: Iterable[FlagRow]) -> dict[tuple[str, str], FlagValue]:
    """
    Return what operators set, by flag and site.

    What this version does not understand, since another one wrote it, is logged and left out.
    """
    values: dict[tuple[str, str], FlagValue] = {}
    for row in rows:
        try:
            values[row.name, row.site] = parse_flag(row.name, row.value, row.site)
        except FlagError as error:
            structlog.get_logger().error("flag_not_understood", reason=str(error))
    return values


def evaluator(values: Mapping[tuple[str, str], FlagValue]) -> Evaluate:
    """Return the evaluation of stored values: the site's own, else everybody's, else the default."""

    def evaluate(name: str, site: str, default: FlagValue) -> FlagValue:
        own = values.get((name, site))
        return values.get((name, EVERYWHERE), default) if own is None else own

    return evaluate
