"""The book of flags: whose value wins, and how often it is asked for."""

import io

import pytest

from adapters.base import FlagRow
from config.flags import EVERYWHERE, Flags, FlagValue
from shim.flags import DEFAULTS, FlagBook, evaluator, stored_values
from shim.logs import configure_logs


@pytest.mark.parametrize(
    ("rows", "of_a", "of_b"),
    [
        ([], 100, 100),
        ([FlagRow("shadow-reads", EVERYWHERE, "50", 1)], 50, 50),
        ([FlagRow("shadow-reads", "a", "0", 1)], 0, 100),
        ([FlagRow("shadow-reads", EVERYWHERE, "50", 1), FlagRow("shadow-reads", "a", "0", 2)], 0, 50),
        ([FlagRow("shadow-reads", EVERYWHERE, "0", 1), FlagRow("shadow-reads", "a", "100", 2)], 100, 0),
    ],
)
def test_whose_value_wins(rows: list[FlagRow], of_a: int, of_b: int) -> None:
    """A site's own value wins over everybody's, that over the default; a value that is off or 0 is a value too."""
    book = FlagBook(evaluator(stored_values(rows)))
    assert (book.of("a").shadow_reads, book.of("b").shadow_reads) == (of_a, of_b)
    assert book.of("a")._replace(shadow_reads=100) == DEFAULTS


def test_a_site_is_evaluated_when_it_is_asked_for() -> None:
    """Each flag of a site is evaluated once, at the first question; ten thousand other sites are not."""
    asked: list[tuple[str, str]] = []

    def evaluate(name: str, site: str, default: FlagValue) -> FlagValue:
        asked.append((name, site))
        return default

    book = FlagBook(evaluate, 7)
    assert (book.version, asked) == (7, [])
    assert book.of("a") is book.of("a")
    assert [site for _, site in asked] == ["a"] * len(Flags._fields)


def test_what_a_newer_version_wrote_is_left_out() -> None:
    """A flag, a value or a site of one that this version does not understand is logged, and all others count."""
    stream = io.BytesIO()
    configure_logs("error", stream)
    rows = [
        FlagRow("warp", EVERYWHERE, "9", 1),
        FlagRow("fallback", EVERYWHERE, "sometimes", 2),
        FlagRow("passthrough", "a", "off", 3),
        FlagRow("pin-stage", "a", "on", 4),
    ]
    assert stored_values(rows) == {("pin-stage", "a"): True}
    log = stream.getvalue()
    assert log.count(b"flag_not_understood") == 3
    assert b"warp is not a flag" in log
