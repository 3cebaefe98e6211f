"""One site's figures: charts without gaps in their hours, tallies, and flags with where they come from."""

from adapters.audit import AuditRow
from adapters.base import FlagRow
from adapters.evidence import Count, Latency
from shim.histogram import bucket_of
from shim.ops.site_figures import OTHERS, charts, flag_lines, history, sections, tallies


def counted(hour: int, outcome: str, number: int, stage: str = "shadow") -> Count:
    return Count("a", stage, hour, "q json", "live", outcome, number)


def test_comparisons_are_stacked_by_the_hour() -> None:
    """Each hour has a value; outcomes of one kind are added up; hours outside are left out."""
    rows = [
        counted(10, "identical", 5),
        counted(10, "transient:x", 1),
        counted(12, "dropped:pool", 2),
        counted(9, "identical", 7),
    ]
    compared, _, _ = charts(rows, [], 10, 12)
    assert compared.hours == [36_000, 39_600, 43_200]
    assert [(one.title, list(one.values)) for one in compared.series] == [
        ("compared", [6, 0, 0]),
        ("dropped", [0, 0, 2]),
    ]
    assert compared.rows == [(43_200_000, (0, 2)), (36_000_000, (6, 0))]


def test_rare_causes_are_one_series() -> None:
    """The four most frequent causes have a series each, all others share one."""
    rows = [counted(10, f"different:cell:{name}", 10 - at) for at, name in enumerate("abcdef")]
    _, different, _ = charts(rows, [], 10, 10)
    assert [one.title for one in different.series] == ["cell:a", "cell:b", "cell:c", "cell:d", OTHERS]
    assert different.series[-1].values == [6 + 5]
    assert different.drawn["first"] == 1


def test_an_hour_without_reads_is_a_gap() -> None:
    """Lines are interrupted where nothing was measured, and an engine without any has none."""
    _, _, latency = charts([], [Latency("a", 11, "q json", "legacy", bucket_of(20), 3)], 10, 11)
    assert [one.title for one in latency.series] == ["legacy p50", "legacy p99"]
    assert latency.series[0].values[0] is None
    assert latency.drawn["data"][0] == [36_000, 39_600]  # type: ignore[index] # columns of numbers


def test_nothing_is_an_empty_chart() -> None:
    """Without evidence there is nothing to draw."""
    assert [(chart.series, chart.hours, chart.rows) for chart in charts([], [], 1, 2)] == [([], [], [])] * 3


def test_tallies_are_of_the_stage_and_window() -> None:
    """Shares are of what was sampled, in this stage and since that hour."""
    rows = [
        counted(10, "sampled", 10),
        counted(10, "identical", 9),
        counted(10, "dropped:x", 1),
        counted(10, "identical", 5, "canary"),
        counted(3, "identical", 5),
    ]
    assert [tuple(tally) for tally in tallies(rows, "shadow", 10)] == [("identical", 9, 0.9), ("dropped:x", 1, 0.1)]
    assert tallies([], "shadow", 1) == []


def test_a_flag_says_where_its_value_is_from() -> None:
    """The site's own value wins over that of all sites, that over the default."""
    rows = [FlagRow("fallback", "", "off", 1), FlagRow("fallback", "a", "on", 2), FlagRow("pin-stage", "", "on", 3)]
    found = {line.flag.name: (line.value, line.origin, line.own) for line in flag_lines(rows, "a")}
    assert found["fallback"] == ("on", "this site", "on")
    assert found["pin-stage"] == ("on", "all sites", "")
    assert found["maintenance"] == ("none", "default", "")
    everybody = {line.flag.name: (line.value, line.origin, line.own) for line in flag_lines(rows, "")}
    assert everybody["fallback"] == ("off", "all sites", "off")


def test_choices_are_what_is_allowed() -> None:
    """A flag of a few values offers them, one of a number none."""
    choices = {line.flag.name: line.choices for line in flag_lines([], "")}
    assert choices["force-engine"] == ["none", "legacy", "events"]
    assert choices["shadow-reads"] == ()


def test_the_history_is_the_moves() -> None:
    """Of a site's audit rows, those that moved it."""
    rows = [
        AuditRow(2, 0, "jane", "stage", "a", "legacy", "shadow", ""),
        AuditRow(1, 0, "jane", "site", "a", "", "{}", ""),
    ]
    assert history(rows) == rows[:1]


def test_a_certificates_parts() -> None:
    """Facts by their names, records as a table, anything deeper under joined names; what is empty is left out."""
    records = [{"name": "comparisons", "met": True}, {"name": "history", "by_whom": "jane"}]
    certificate = {"site": "a", "conditions": records, "audit": {"head": {"rows": 3}}, "rules": []}
    assert [tuple(section) for section in sections(certificate)] == [
        ("The step", [("site", "a")], (), ()),
        ("Conditions", [], ["name", "met", "by whom"], [["comparisons", "true", ""], ["history", "", "jane"]]),
        ("Audit", [("head rows", "3")], (), ()),
    ]
