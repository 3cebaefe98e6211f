"""
README's walk "The demo's site, moved", by clicking: on a running demo, with its own shadow reads, in Chromium.

What cannot be clicked is typed as README has it: how few comparisons are enough, and the session that is loaded again.
Callers are README's own line. Written into the store are the comparisons of six earlier days, since nobody can wait for
them: so the last gate opens by itself, and the certificate is of a site that has proven itself; and the latencies of
`tests/walk.py`.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from selenium import webdriver
from selenium.common.exceptions import TimeoutException

from adapters.evidence import Batch, Count
from tests.clients.page import NARROW, WIDE, Page
from tests.clients.tools import tool
from tests.servers.shim import ShimProcess
from tests.walk import LINES, SHAPE, SITE, look_like_a_checkout, quiet_hour, this_hour, typed, write

OTHER_SITE: Final = "shop.example.com"
ASK: Final = next(line for line in LINES if re.fullmatch(r"ask \d", line))
ASK_ENOUGH: Final = next(line for line in LINES if re.fullmatch(r"ask \d{3}", line))
ASK_OTHER: Final = next(line for line in LINES if line.startswith("curl "))
FEW: Final = next(line for line in LINES if "--gate-comparisons" in line)
LOAD: Final = [line for line in LINES if "missed.jsonl" in line]

ROUNDS, ROUND_S = 4, 8.0
"""How often something is tried that stays away, and for how long it is waited for."""


@pytest.fixture(scope="module")
def moving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ShimProcess]:
    """A demo of its own, with the update that is missed."""
    folder = tmp_path_factory.mktemp("walk")
    look_like_a_checkout(folder)
    tool("curl")  # or an error that says what to install
    with ShimProcess.start("demo", folder, {}, "--with-mismatch") as process:
        write(folder, quiet_hour())
        yield process


@pytest.fixture
def page(browser: webdriver.Chrome, moving: ShimProcess, screenshots: Path) -> Iterator[Page]:
    with Page(browser, f"http://127.0.0.1:{moving.ops_port}", screenshots) as page:
        yield page


def type_(shim: ShimProcess, *lines: str) -> None:
    """Type lines as README has them."""
    for line in lines:
        done = typed(line, shim.folder, shim.port)
        assert done.returncode == 0, done.stderr


def insist(attempt: Callable[[], object]) -> None:
    """Try what a busy machine may spoil, as README says: comparisons are left out there, or take long."""
    for _ in range(ROUNDS - 1):
        with suppress(TimeoutException):
            attempt()
            return
    attempt()


def ask_until(page: Page, holds: Callable[[], bool], shim: ShimProcess, line: str) -> None:
    """Ask once, and wait until something holds on the page, which follows by itself."""

    def attempt() -> None:
        type_(shim, line)
        page.until(holds, ROUND_S)

    insist(attempt)


def move(page: Page, stage: str, reason: str, done: str) -> None:
    """Move the site by clicking, with a picture of what would be, and wait until it is said to be done."""
    page.open(f"/sites/{SITE}")
    page.preview(f"input[name=stage][value={stage}]", reason)
    page.until(lambda: page.texts(".fromto dd") == done.split(" → "))
    page.picture(f"walk-{stage}-preview")
    page.press("Do it")
    page.until(lambda: done in "".join(page.texts(".banner.done")), ROUND_S)
    page.picture(f"walk-{stage}")


def prove(page: Page, shim: ShimProcess, *lacking: str) -> None:
    """Let callers ask until every condition is met but those; the browser rests meanwhile, as it is on one machine."""
    page.browser.get("about:blank")
    type_(shim, ASK_ENOUGH)

    def proven() -> bool:
        page.open(f"/sites/{SITE}")
        return page.texts(".conditions .unmet th") == list(lacking)

    page.until(proven, ROUND_S)


def prove_and_move(page: Page, shim: ShimProcess, stage: str, reason: str, done: str) -> None:
    """Move the site forward, through its gate."""

    def attempt() -> None:
        prove(page, shim)
        move(page, stage, reason, done)

    insist(attempt)


def six_days() -> Batch:
    """Return what six earlier days in `live` would have counted."""
    hours = [this_hour() - 24 * day for day in range(1, 7)]
    return Batch([Count(SITE, "live", hour, SHAPE, "live", "identical", 200) for hour in hours], (), (), ())


def look_at(page: Page, name: str) -> None:
    """Keep pictures of the page that is open: wide, narrow, dark; it is never wider than its window."""
    for width, dark in ((WIDE, False), (NARROW, False), (WIDE, True)):
        page.look(width, dark=dark)
        assert page.overflow() <= 0
        page.picture(f"walk-{name}-{'narrow' if width == NARROW else 'dark' if dark else 'wide'}")
    page.look(WIDE)


def test_a_site_goes_its_whole_way_by_clicking(page: Page, moving: ShimProcess) -> None:
    """From `legacy` to `complete`; what the Events Engine missed is found by its cell, loaded again and closed."""
    page.open("/")
    page.until(lambda: page.names() == [OTHER_SITE, SITE] or page.names() == [SITE, OTHER_SITE])
    page.picture("walk-sites")
    type_(moving, ASK)
    move(page, "shadow", "let us compare", "legacy → shadow")
    type_(moving, FEW)

    find_the_mismatch(page, moving)
    type_(moving, *LOAD)
    close_the_mismatch(page)

    page.open(f"/sites/{SITE}")
    page.find(".attest summary").click()
    page.preview("#condition", "the copy is whole again")
    page.picture("walk-attest-preview")
    page.press("Do it")
    page.until(lambda: "nothing → history verified" in "".join(page.texts(".banner.done")))

    prove_and_move(page, moving, "canary", "nothing else differs", "shadow → canary 10")
    prove_and_move(page, moving, "live", "nothing differs", "canary 10 → live")
    insist(lambda: prove(page, moving, "every day"))
    page.picture("walk-one-day")
    write(moving.folder, six_days())
    prove_and_move(page, moving, "complete", "seven days without a difference", "live → complete")
    read_the_certificate(page)


def find_the_mismatch(page: Page, shim: ShimProcess) -> None:
    """One caller is enough: it comes up on the page by itself, and opens with its one differing cell marked."""
    ask_until(page, lambda: page.texts("#mismatches .bad") == ["open"], shim, ASK)
    page.picture("walk-mismatch-came")
    assert page.texts("#mismatches .value") == ["cell:city"]
    page.find("#mismatches a").click()
    page.until(lambda: page.texts("table.sides thead th") == ["Engine", "city", "session_id"])
    assert page.texts("table.sides tbody th") == ["legacy", "events"]
    assert [text.split("\n") for text in page.texts(".sides mark")] == [
        ["differs:", "Brooklyn"],
        ["differs:", "New York"],
    ]
    look_at(page, "mismatch")


def close_the_mismatch(page: Page) -> None:
    """With a reason, and seen first; then it no longer stands in the way."""
    page.preview("#reason-close", "the session was loaded again")
    page.until(lambda: page.texts(".fromto dd") == ["open", "closed"])
    page.picture("walk-close-preview")
    page.press("Do it")
    page.until(lambda: "closed by" in "".join(page.texts(".facts dd")))
    page.picture("walk-closed")


def read_the_certificate(page: Page) -> None:
    """It is a link away, and says that the gate was open."""
    page.browser.find_element("link text", "The certificate").click()
    page.until(lambda: page.texts("h1") == ["Certificate of retirement"])
    text = "".join(page.texts(".certificate"))
    assert "nothing would be missed" in text
    assert "7 of 7" in text
    look_at(page, "certificate")


def test_the_guard_is_watched_moving_a_site_back(page: Page, moving: ShimProcess) -> None:
    """One caller gets the row that was missed; without a hand on the page it says so, and why, within seconds."""
    page.open(f"/sites/{OTHER_SITE}")
    page.until(lambda: page.texts("#live .word") == ["live"])
    assert page.texts(".way .now b") == ["live"]
    page.picture("walk-guard-before")
    ask_until(page, lambda: page.texts(".way .now b") == ["shadow"], moving, ASK_OTHER)
    page.until(lambda: page.texts("#mismatches .bad") == ["open"])
    assert "live → shadow" in page.texts(".moves li")[0]
    assert "shim guard: unexplained mismatches" in page.texts(".moves li")[0]
    assert "Moved back by itself, live → shadow. unexplained mismatches" in "".join(page.texts("#warnings"))
    assert page.texts("#gate-title") == ["Next step: canary"]
    assert [text.split() for text in page.texts("#move .choice")] == [["legacy", "back"], ["canary", "forward"]]
    page.picture("walk-guard-after")
