"""The operator's page in a browser: what its tests click, read and keep pictures of."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, Self

from selenium import webdriver
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.wait import WebDriverWait

LIMIT_S: Final = 20
WIDE, NARROW = 1440, 390


class Page:
    """
    The page as its operator uses it.

    Args:
        browser: that shows it, on a wide and light screen at first.
        base: URL of the ops listener.
        screenshots: folder of pictures.
    """

    def __init__(self, browser: webdriver.Chrome, base: str, screenshots: Path) -> None:
        self.browser, self._base, self._screenshots = browser, base, screenshots

    def __enter__(self) -> Self:
        self.look(WIDE)
        return self

    def __exit__(self, *_: object) -> None:
        self.browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})

    def look(self, width: int, *, dark: bool = False) -> None:
        """Make the window so wide, and the system dark or light."""
        size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        scheme = {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]}
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", scheme)

    def open(self, path: str) -> None:
        """Go to a page."""
        self.browser.get(self._base + path)

    def until(self, holds: Callable[[], Any], limit_s: float = LIMIT_S) -> Any:  # noqa: ANN401 - whatever was waited for
        """Wait until something holds, and return it."""
        replaced = [StaleElementReferenceException]  # by news, between finding it and looking at it
        return WebDriverWait(self.browser, limit_s, ignored_exceptions=replaced).until(lambda _: holds())

    def find(self, selector: str) -> WebElement:
        """Return the first element of a selector."""
        return self.browser.find_element(By.CSS_SELECTOR, selector)

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all elements of a selector, of one moment."""
        script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.innerText)"
        found: list[str] = self.browser.execute_script(script, selector)
        return found

    def names(self) -> list[str]:
        """Return the sites that are listed."""
        return self.texts(".sites .name a")

    def press(self, text: str) -> None:
        """Press the first button of a text that can be seen, once there is one."""
        self.until(lambda: self._buttons(text))[0].click()

    def _buttons(self, text: str) -> list[WebElement]:
        buttons = self.browser.find_elements(By.XPATH, f"//button[normalize-space()='{text}']")
        return [button for button in buttons if button.is_displayed()]

    def preview(self, choice: str, reason: str) -> None:
        """Choose by a selector, say why, and ask what would be."""
        chosen = self.find(choice)
        if chosen.tag_name == "input":
            chosen.click()
        form = chosen.find_element(By.XPATH, "ancestor::form")
        form.find_element(By.NAME, "reason").send_keys(reason)
        form.find_element(By.CSS_SELECTOR, "button").click()

    def picture(self, name: str) -> None:
        """Keep a picture for whoever wants to look."""
        self.browser.save_screenshot(str(self._screenshots / f"operator-{name}.png"))

    def overflow(self) -> int:
        """Return by how many pixels the page is wider than its window."""
        script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.browser.execute_script(script))
