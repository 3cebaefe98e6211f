"""A running demo with hostile sessions among its data, and what its clients are to read."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

from tests.builders import make_session
from tests.clients.tools import tool
from tests.servers.shim import ShimProcess, run_shim

PATH: Final = "/api/views/c_view_sessions_by_user.jsp"
LOGIN: Final = {"login": "demo@opentracker.net", "password": "demo123"}
HOSTILE_SITE: Final = "shop.example.com"
HOSTILE_MS: Final = 1_321_472_800_000
"""Later than all others of the demo, so that these rows come first."""

HOSTILE_TEXTS: Final = (
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "\"quoted\" 'twice' \\ and / slashes",
    "one\u2028line, two\u2029lines",
    "emoji 🎉 and 👩‍👩‍👧",
    "&amp; &lt;b&gt; is text",
)


class Demo:
    """One running demo and the URLs of its main page."""

    def __init__(self, process: ShimProcess) -> None:
        self.process = process
        self.base = f"http://127.0.0.1:{process.port}"
        self.operators = f"http://127.0.0.1:{process.ops_port}"

    def target(self, **parameters: object) -> str:
        """Return path and query that ask for sessions."""
        return f"{PATH}?{urlencode({**LOGIN, 'from': 0, **parameters})}"

    def url(self, **parameters: object) -> str:
        """Return the whole URL."""
        return self.base + self.target(**parameters)

    def envelope(self, **parameters: object) -> dict[str, Any]:
        """Return the envelope that is answered, parsed."""
        parsed: dict[str, Any] = json.loads(self.process.get(self.target(**parameters)).body)
        return parsed


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, after the hostile sessions were loaded as an operator would."""
    folder = tmp_path_factory.mktemp("demo")
    with ShimProcess.start("demo", folder) as process:
        rows = folder / "hostile.jsonl"
        rows.write_text("".join(_line(number, text) for number, text in enumerate(HOSTILE_TEXTS)), "utf-8")
        (data,) = (file.parent for file in folder.rglob("events.db"))
        environment = {
            "SHIM_EVENTS_ENGINE": "embedded",
            "SHIM_EMBEDDED_FILE": str(data / "events.db"),
            "SHIM_LEGACY_URL": f"sqlite:///{data / 'legacy.db'}",
        }
        for engine in ("embedded", "legacy"):  # on one alone they would be mismatches, and move the site back
            loaded = run_shim(
                folder, "load", str(rows), "--engine", engine, environment=environment, module="migrations"
            )
            assert loaded.returncode == 0, loaded.stderr
        yield Demo(process)


def _line(number: int, text: str) -> str:
    start_ms = HOSTILE_MS + number
    session = make_session(
        site=HOSTILE_SITE,
        session_id=f"{start_ms}.{number}",
        user_id="hostile",
        session_start_epoch_ms=start_ms,
        last_event_epoch_ms=start_ms,
        country_name=text,
        city=text,
        exit_root_url=text,
        exit_title=text,
    )
    fields = {name: value for name, value in session._asdict().items() if value not in (None, "")}
    return json.dumps({"kind": "session", **fields}) + "\n"


@pytest.fixture(scope="session")
def session_ids(demo: Demo) -> list[str]:
    """What every client is to read: the newest forty sessions of a site, by id."""
    envelope = demo.envelope(site=HOSTILE_SITE)
    place = envelope["field"].index("session_id")
    ids = [row[place] for row in envelope["resultsList"]]
    assert len(ids) == 40
    return ids


@pytest.fixture(scope="session")
def browser() -> Iterator[webdriver.Chrome]:
    """Debian's Chromium, headless."""
    options = webdriver.ChromeOptions()
    options.binary_location = str(tool("chromium"))
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    driver = webdriver.Chrome(options=options, service=Service(str(tool("chromedriver"))))
    yield driver
    driver.quit()


@pytest.fixture(scope="session")
def screenshots() -> Path:
    """Where pictures go, for whoever wants to look at them."""
    folder = Path("build/screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder
