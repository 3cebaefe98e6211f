"""The demo's front page in Chromium: real jQuery 1.7.2 and real jqGrid 4.6.0 show what the API answers."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from tests.clients.conftest import HOSTILE_SITE, HOSTILE_TEXTS, LOGIN, Demo
from tests.clients.tools import tool

VENDORS = (Path("config/demo/page/vendor"), Path("shim/ops/static/vendor"))
FROM_NPM = {
    "jquery-1.7.2.js": "jquery/tmp/jquery.js",
    "jquery.jqGrid-4.6.0.src.js": "jqgrid/js/jquery.jqGrid.src.js",
    "ui.jqgrid-4.6.0.css": "jqgrid/css/ui.jqgrid.css",
    "grid.locale-ar-4.6.0.js": "jqgrid/js/i18n/grid.locale-ar.js",
    "grid.locale-de-4.6.0.js": "jqgrid/js/i18n/grid.locale-de.js",
    "grid.locale-en-4.6.0.js": "jqgrid/js/i18n/grid.locale-en.js",
    "htmx-2.0.11.min.js": "htmx.org/dist/htmx.min.js",
    "uPlot-1.6.32.iife.min.js": "uplot/dist/uPlot.iife.min.js",
    "uPlot-1.6.32.min.css": "uplot/dist/uPlot.min.css",
}
SITE = "www.opentracker.net"
LIMIT_S = 20


class Page:
    """The front page as its visitor uses it."""

    def __init__(self, browser: webdriver.Chrome, demo: Demo, screenshots: Path) -> None:
        self.browser, self.demo, self.screenshots = browser, demo, screenshots
        browser.set_window_size(1280, 900)
        browser.get(demo.base + "/")
        self.until(lambda: self.rows("#sessions"))

    def until(self, holds: Callable[[], Any]) -> Any:  # noqa: ANN401 - whatever was waited for
        """Wait until something holds, and return it."""
        return WebDriverWait(self.browser, LIMIT_S).until(lambda _: holds())

    def find(self, selector: str) -> WebElement:
        """Return the first element of a selector."""
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def status(self) -> str:
        """Return what the page says of itself."""
        return str(self.find("#status").text)

    def choose(self, **choices: str) -> None:
        """Pick from the lists, and wait until what was picked is shown."""
        for name, value in choices.items():
            Select(self.find(f"select[name={name}]")).select_by_value(value)
        self.press("button[type=submit]")

    def press(self, selector: str) -> None:
        """Click, and wait until what was asked for is shown."""
        self.browser.execute_script("$('#status').text('waiting')")
        self.find(selector).click()
        self.settle()

    def settle(self) -> None:
        """Wait until rows were counted."""
        self.until(lambda: "row" in self.status() and "waiting" not in self.status())

    def rows(self, table: str) -> list[list[str]]:
        """Return the texts of a table's rows, without those that open inside it."""
        script = """return $(arguments[0]).find('> tbody > tr').not('.views, .jqgfirstrow').map(function () {
            var cells = $(this).find('> td:visible:not(:has(.expand))');
            return [cells.map(function () { return [$(this).text()]; }).get()];
        }).get();"""
        found: list[list[str]] = self.browser.execute_script(script, table)
        return found

    def headings(self) -> list[str]:
        """Return the column titles of the grid."""
        return [cell.text for cell in self.browser.find_elements(By.CSS_SELECTOR, "#sessions th[scope]")]

    def arrows(self) -> list[str]:
        """Return the headings of jqGrid that are shown with the arrow of the order."""
        script = "return $('.s-ico').filter(':visible').map(function () { return $(this).parent().attr('id'); }).get();"
        found: list[str] = self.browser.execute_script(script)
        return found

    def begins_left(self, cell: str) -> bool:
        """Tell whether a text that is written from the left is shown so."""
        script = """var text = $(arguments[0])[0].firstChild;
        var lefts = [0, text.data.length - 1].map(function (at) {
            var range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            return range.getBoundingClientRect().left;
        });
        return lefts[0] < lefts[1];"""
        return bool(self.browser.execute_script(script, cell))

    def picture(self, name: str) -> None:
        """Keep a picture for whoever wants to look."""
        self.browser.save_screenshot(str(self.screenshots / f"{name}.png"))

    def pwned(self) -> bool:
        """Tell whether a script of some cell has run."""
        return bool(self.browser.execute_script("return !!window.pwned"))


@pytest.fixture
def page(browser: webdriver.Chrome, demo: Demo, screenshots: Path) -> Page:
    return Page(browser, demo, screenshots)


def displayed(envelope: dict[str, Any]) -> list[list[str]]:
    """Return the display columns of an envelope's rows."""
    return [row[:7] for row in envelope["resultsList"]]


def test_our_copies_are_npms(tmp_path: Path) -> None:
    """The libraries of the demo's page and of the operator's are the files that npm has, byte for byte."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        (tmp_path / name).write_bytes((Path(__file__).parent / "npm" / name).read_bytes())
    subprocess.run([tool("npm"), "ci", "--silent"], cwd=tmp_path, check=True)
    copies = {path.name: path for folder in VENDORS for path in folder.iterdir()}
    assert sorted(copies) == sorted([*FROM_NPM, "LICENSES.txt"])
    for ours, theirs in FROM_NPM.items():
        assert copies[ours].read_bytes() == (tmp_path / "node_modules" / theirs).read_bytes(), ours


def test_the_grid_shows_and_pages(page: Page) -> None:
    """The first page, the next by its token, and the first again, as the API has them."""
    first = page.demo.envelope(site=SITE, limit=20)
    second = page.demo.envelope(site=SITE, limit=20, nextToken=first["nextToken"])
    assert page.headings() == first["label"][:7]
    assert page.rows("#sessions") == displayed(first)
    page.picture("grid-wide")
    page.press("#older")
    assert page.rows("#sessions") == displayed(second)
    page.press("#newer")
    assert page.rows("#sessions") == displayed(first)


def test_the_pop_up_shows_what_is_hidden(page: Page) -> None:
    """A row's pop-up has the filled fields of `popUpColumns`, by their labels."""
    envelope = page.demo.envelope(site=SITE, limit=20)
    cells = dict(zip(envelope["field"], envelope["resultsList"][0], strict=True))
    labels = dict(zip(envelope["field"], envelope["label"], strict=True))
    page.find("#sessions .more").click()
    terms = [term.text for term in page.browser.find_elements(By.CSS_SELECTOR, "#popup dt")]
    assert terms == [labels[id_] for id_ in envelope["popUpColumns"][0] if cells.get(id_)]
    page.picture("pop-up")


def test_a_row_opens_its_page_views(page: Page) -> None:
    """The envelope's own `expandUrl` answers the page views of the row's session."""
    envelope = page.demo.envelope(site=SITE, limit=20)
    visit = envelope["resultsList"][0][envelope["field"].index("visit_id")]
    target = f"/api/visitors-online-email/cassandraPageViews.jsp?filterByVisitId={visit}&site={SITE}&" + "&".join(
        f"{name}={value}" for name, value in LOGIN.items()
    )
    views = page.demo.process.get(target).body
    page.press("#sessions .expand")
    assert page.status() == "2 rows of page views"
    shown = page.rows("#sessions .views table")
    assert {len(row) for row in shown} == {4}
    assert all(text.encode() in views or text == "" for row in shown for text in row if "/" not in text)
    page.picture("page-views")


@pytest.mark.parametrize(
    ("locale", "direction"), [("en_US", "ltr"), ("de_DE", "ltr"), ("ar_EG", "rtl")], ids=lambda value: value
)
def test_locales(page: Page, locale: str, direction: str) -> None:
    """Labels and dates are the locale's, and the page reads from its side."""
    page.choose(locale=locale)
    envelope = page.demo.envelope(site=SITE, limit=20, locale=locale)
    assert page.headings() == envelope["label"][:7]
    assert page.rows("#sessions") == displayed(envelope)
    assert page.find("html").get_attribute("dir") == direction
    page.picture(f"grid-{locale}")


@pytest.mark.parametrize(
    ("data_type", "cell"),
    [
        ("jsondatatable", "#sessions td.visits_pageviews"),
        ("jsonjqgrid", "#jq td[aria-describedby=jq_visits_pageviews]:eq(1)"),
    ],
)
def test_texts_keep_their_own_direction(page: Page, data_type: str, cell: str) -> None:
    """On a page that reads from the right `9 (7)` stays `9 (7)`, and an address keeps its last slash at its end."""
    page.choose(locale="ar_EG", dataType=data_type)
    assert page.begins_left(cell)
    assert page.begins_left("#status")
    page.picture(f"right-to-left-{data_type}")


@pytest.mark.parametrize("data_type", ["jsondatatable", "jsonjqgrid"])
def test_hostile_cells_are_shown_and_nothing_runs(page: Page, data_type: str) -> None:
    """Scripts, quotes, line separators and emoji stand there as the texts they are."""
    page.choose(site=HOSTILE_SITE, dataType=data_type)
    table = "#jq" if data_type == "jsonjqgrid" else "#sessions"
    shown = [row[4] for row in page.rows(table)[: len(HOSTILE_TEXTS)]]
    assert shown == list(reversed(HOSTILE_TEXTS))
    assert not page.pwned()
    page.picture(f"hostile-{data_type}")


def test_html_cannot_run_what_it_holds(page: Page) -> None:
    """Opened as a page of its own, the table shows hostile cells and runs none."""
    page.browser.get(page.demo.url(site=HOSTILE_SITE, dataType="html"))
    shown = page.browser.find_element(By.ID, "one").text
    assert "<img src=x onerror=window.pwned=1>" in shown
    assert not page.pwned()


def test_jqgrid_sorts_and_pages_by_itself(page: Page) -> None:
    """A click on a heading sorts, the pager turns the page, and both show what the API answers to the grid."""
    page.choose(dataType="jsonjqgrid")
    sheet = json.loads(page.demo.process.get(page.demo.target(site=SITE, dataType="jsonjqgrid", rows=20)).body)
    assert page.status() == f"{sheet['records']} rows, page 1 of {sheet['total']}"
    assert page.rows("#jq") == [row["cell"][:7] for row in sheet["rows"]]
    assert page.arrows() == []  # rows come by session start, which is no column that is shown
    page.picture("jqgrid-wide")
    page.press("#jqgh_jq_country")
    assert page.arrows() == ["jqgh_jq_country"]
    countries = [row[4] for row in page.rows("#jq")]
    assert countries == sorted(countries)
    page.press("#next_jq-pager_left, #next_jq-pager")
    assert f"page 2 of {sheet['total']}" in page.status()
    more = [row[4] for row in page.rows("#jq")]
    assert countries[-1] <= more[0]
    assert more == sorted(more)


@pytest.mark.parametrize("data_type", ["jsondatatable", "jsonjqgrid"])
def test_narrow_and_dark(page: Page, data_type: str) -> None:
    """A narrow window scrolls the table, not the page; dark is dark."""
    page.choose(dataType=data_type)
    page.browser.set_window_size(500, 900)
    overflow = page.browser.execute_script("return document.documentElement.scrollWidth - window.innerWidth")
    page.picture(f"narrow-{data_type}")
    assert overflow <= 0
    page.browser.set_window_size(1280, 900)
    dark = {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", dark)
    ground = page.browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    page.picture(f"dark-{data_type}")
    page.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})
    assert ground == "rgb(18, 24, 31)"


def test_the_url_of_what_is_shown_can_be_copied(page: Page) -> None:
    """The visible URL answers what the grid shows."""
    url = page.find("#url").get_attribute("value") or ""
    assert url.startswith(page.demo.base)
    answer = page.demo.process.get(url.removeprefix(page.demo.base)).body
    assert all(row[0].encode() in answer for row in page.rows("#sessions"))
    page.find("#copy").click()
    assert page.status() == "copied"
