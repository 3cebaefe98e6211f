"""The operator's page in Chromium: 300 sites, changes by clicking, the keyboard; wide, narrow and dark."""

import asyncio
import threading
import time
from collections.abc import Awaitable, Iterator
from pathlib import Path
from typing import Final, TypeVar

import pytest
from aiohttp import web
from aiohttp.typedefs import Handler
from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from adapters.audit import Change
from adapters.base import OpsStore, Site
from adapters.ops_store import open_store
from config.settings import load_settings
from config.stages import Stage
from shim.directory import Directory
from shim.explain import Explanations
from shim.ops.access import OPERATOR
from shim.ops.context import CONTEXT, OpsContext
from shim.ops.pages import add_pages
from shim.reads import Engines
from tests.clients.page import NARROW, WIDE, Page
from tests.ops_data import fill_sites, fill_totals, fill_week

T = TypeVar("T")

SITE: Final = "www.opentracker.net"


class Listener:
    """The page over a filled store, on an event loop of its own."""

    def __init__(self, folder: Path) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.store, self._runner, self.base = self.run(_served(folder))

    def run(self, work: Awaitable[T]) -> T:
        """Run something on the page's loop, to its end."""

        async def run() -> T:
            return await work

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(60)

    def close(self) -> None:
        """End it all."""
        self.run(self._runner.cleanup())
        self.run(self.store.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


def now_ms() -> int:
    return time.time_ns() // 1_000_000


async def _served(folder: Path) -> tuple[OpsStore, web.AppRunner, str]:
    store = open_store(f"sqlite:///{folder / 'ops.db'}", 60_000)
    await store.open()
    await store.create_schema()
    sites = await fill_sites(store, 300, now_ms())
    await fill_totals(store, sites, now_ms(), hours=6)
    await fill_week(store, SITE, now_ms())
    directory = Directory(store)
    await directory.start()
    app = web.Application(middlewares=[_as_jane])
    app[CONTEXT] = OpsContext(load_settings({}), "node-1", store, directory, Engines({}), Explanations(600), now_ms)
    app.on_cleanup.append(lambda _: directory.stop())
    add_pages(app)
    runner = web.AppRunner(app, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return store, runner, f"http://127.0.0.1:{site.port}"


@web.middleware
async def _as_jane(request: web.Request, handler: Handler) -> web.StreamResponse:
    request[OPERATOR] = "jane"
    return await handler(request)


@pytest.fixture(scope="module")
def listener(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listener]:
    made = Listener(tmp_path_factory.mktemp("operator"))
    yield made
    made.close()


@pytest.fixture
def page(browser: webdriver.Chrome, listener: Listener, screenshots: Path) -> Iterator[Page]:
    with Page(browser, listener.base, screenshots) as page:
        yield page


def stage_of(listener: Listener, name: str) -> str:
    return next(site.stage.value for site in listener.run(listener.store.read_sites()) if site.name == name)


def test_the_list_is_searched_sorted_and_paged(page: Page) -> None:
    """Typing searches, headings sort, links turn pages: each without loading the page anew, and with a URL to keep."""
    page.open("/")
    first = page.names()
    assert len(first) == 50
    page.browser.execute_script("window.stayed = true")
    page.find("#page-Next").click()
    page.until(lambda: page.names() != first)
    assert not set(page.names()) & set(first)
    assert "page=2" in page.browser.current_url
    page.find("#by-compared").click()
    page.until(lambda: "sort=compared" in page.browser.current_url and page.names() not in ([], first))
    page.until(lambda: page.texts("[aria-sort=descending]") == ["Compared ↓"])
    page.find("#search").send_keys("museum01")
    page.until(lambda: page.names() and all(name.startswith("museum01") for name in page.names()))
    assert page.browser.execute_script("return window.stayed")
    page.picture("search")


def test_a_site_is_moved_back_by_clicking(page: Page, listener: Listener) -> None:
    """Choose, give a reason, read what would be, do it; the page says what was done and by whom."""
    page.open(f"/sites/{SITE}")
    page.find("input[name=stage][value=shadow]").click()
    page.find("#reason-stage").send_keys("cities look <b>wrong</b>")
    page.press("Show what would happen")
    page.until(lambda: page.texts(".fromto dd") == ["canary 10", "shadow"])
    assert stage_of(listener, SITE) == "canary"
    page.picture("dry-run")
    page.press("Do it")
    page.until(lambda: "canary 10 → shadow, by jane." in "".join(page.texts(".banner.done")))
    assert stage_of(listener, SITE) == "shadow"
    assert page.texts(".moves li")[0].endswith("jane: cities look <b>wrong</b>")


def test_a_refused_step_can_be_forced_by_a_box_of_its_own(page: Page, listener: Listener) -> None:
    """The unmet conditions are shown; without the box the browser sends nothing; with it the site moves, audited."""
    site = Site("forced.example.com", Stage.SHADOW)
    listener.run(listener.store.put_site(site, Change("import", "", now_ms())))
    page.open("/?search=forced")
    page.until(page.names)
    page.open(f"/sites/{site.name}")
    page.find("input[name=stage][value=canary]").click()
    page.find("#reason-stage").send_keys("a customer asks")
    page.press("Show what would happen")
    page.until(lambda: page.texts(".glass") and page.texts(".conditions .unmet th"))
    page.picture("refused")
    page.press("Force it")
    assert page.find("input[name=force]").is_displayed()
    assert stage_of(listener, site.name) == "shadow"
    page.find("input[name=force]").click()
    page.press("Force it")
    page.until(lambda: "shadow → canary 10" in "".join(page.texts(".banner.done")))
    assert stage_of(listener, site.name) == "canary"


def test_a_flag_is_set_with_the_keyboard(page: Page) -> None:
    """Everything is reached by Tab, what has the focus can be seen, and Enter sends the form."""
    page.open("/flags")
    summary = page.find(".flags li:nth-child(2) summary")
    page.browser.execute_script("arguments[0].focus()", summary)
    summary.send_keys(Keys.ENTER)
    value = page.find("#value-shadow-reads")
    summary.send_keys(Keys.TAB)
    assert page.browser.switch_to.active_element == value
    outline = page.browser.execute_script("return getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    value.clear()
    value.send_keys("50", Keys.TAB)
    page.browser.switch_to.active_element.send_keys("half is enough", Keys.ENTER)
    page.until(lambda: page.texts(".fromto dd") == ["not set", "50"])
    page.press("Do it")
    page.until(lambda: "shadow-reads: not set → 50, by jane." in "".join(page.texts(".banner.done")))


def test_the_page_follows_by_itself(page: Page, listener: Listener) -> None:
    """A site that somebody else moves is shown where it now stands, without a hand on the page."""
    page.open("/?search=books0299")
    page.until(lambda: page.texts("#live .word") == ["live"])
    (name,) = page.names()
    site = next(site for site in listener.run(listener.store.read_sites()) if site.name == name)
    moved = site._replace(stage=Stage.SHADOW)
    listener.run(listener.store.move_site(name, site, moved, Change("omar", "", now_ms())))
    page.until(lambda: page.texts(".sites .stage") == ["shadow"])


def test_what_is_chosen_stays_until_the_site_moves(page: Page, listener: Listener) -> None:
    """News leaves the form alone; once the site stands elsewhere, the form offers the ways from there."""
    site = Site("chosen.example.com", Stage.SHADOW)
    listener.run(listener.store.put_site(site, Change("import", "", now_ms())))
    page.open("/?search=chosen")
    page.until(page.names)
    page.open(f"/sites/{site.name}")
    page.until(lambda: page.texts("#live .word") == ["live"])
    page.find("#move input[value=legacy]").click()
    page.browser.execute_script(
        "document.activeElement.blur(); document.querySelector('#standing').dataset.old = 'yes';"
        "document.body.dispatchEvent(new Event('changed'))"
    )
    page.until(lambda: not page.find("#standing").get_attribute("data-old"))
    assert page.find("#move input[value=legacy]").is_selected()
    moved = site._replace(stage=Stage.LIVE)
    listener.run(listener.store.move_site(site.name, site, moved, Change("omar", "", now_ms())))
    page.until(lambda: len(page.texts("#move .choice")) == 4)
    assert page.texts("#gate-title") == ["Next step: complete"]


@pytest.mark.parametrize("path", ["/", f"/sites/{SITE}", "/mismatches/3f9c0a7e", "/flags", "/requests"])
def test_how_it_looks(page: Page, path: str) -> None:
    """Wide, narrow, dark: no page is wider than its window, charts are drawn, the browser complains of nothing."""
    name = path.strip("/").partition("/")[0] or "overview"
    page.browser.get_log("browser")
    for width, dark in ((WIDE, False), (WIDE, True), (NARROW, False), (NARROW, True)):
        page.look(width, dark=dark)
        page.open(path)
        if name == "sites":
            page.until(lambda: len(page.browser.find_elements(By.CSS_SELECTOR, ".plot canvas")) == 3)
        assert page.overflow() <= 0
        ground = page.browser.execute_script("return getComputedStyle(document.body).backgroundColor")
        assert ground == ("rgb(18, 23, 22)" if dark else "rgb(252, 252, 251)")
        page.picture(f"{name}-{'narrow' if width == NARROW else 'wide'}{'-dark' if dark else ''}")
    assert page.browser.get_log("browser") == []


def test_what_is_being_read_is_left_alone(page: Page) -> None:
    """News fills every part of a site's page with one request; an opened table stays open, charts are drawn anew."""
    page.open(f"/sites/{SITE}")
    page.until(lambda: page.texts("#live .word") == ["live"])
    page.browser.execute_script(
        "window.asked = 0; document.addEventListener('htmx:beforeRequest', () => window.asked++)"
    )
    page.find(".chart summary").click()
    page.browser.execute_script("document.querySelector('#mismatches').dataset.old = 'yes'")
    page.browser.execute_script("document.body.dispatchEvent(new Event('changed'))")
    page.until(lambda: not page.find("#mismatches").get_attribute("data-old"))
    assert page.find(".chart details").get_attribute("open")
    page.find(".chart summary").click()
    page.browser.execute_script(
        "document.querySelector('#evidence').dataset.old = 'yes'; document.activeElement.blur()"
    )
    page.browser.execute_script("document.body.dispatchEvent(new Event('changed'))")
    page.until(lambda: not page.find("#evidence").get_attribute("data-old"))
    page.until(lambda: len(page.browser.find_elements(By.CSS_SELECTOR, ".plot canvas")) == 3)
    assert page.browser.execute_script("return window.asked") < 6
    assert page.find("#history .moves")
