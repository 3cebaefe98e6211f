"""
The demo: two sites with sample data, one on each engine, nothing to install.

Both engines hold the same rows, so that a site can be moved; with a mismatch, the Events Engine lacks the last update
of one session of each site. Its databases stay in a folder, so that a second start is quick and `shim site stage` finds
them; its sites, stages and login are set anew at every start. It never touches a store that the settings name: its
password is public.
"""

import asyncio
import hashlib
from importlib import resources
from pathlib import Path
from typing import Final

import click
import orjson

from adapters.audit import Change
from adapters.base import Family, Login, Site
from config.settings import Settings, load_settings
from config.stages import Stage
from shim.bootstrap import fill, ops_store, wall_clock_ms
from shim.demo_page import page_routes
from shim.passwords import hash_password
from shim.routes import ROUTES
from shim.running import run_server

LOGIN: Final = "demo@opentracker.net"
PASSWORD: Final = "demo123"  # noqa: S105 - the published one
SITES: Final = (Site("www.opentracker.net", Stage.LEGACY), Site("shop.example.com", Stage.LIVE))

AS_BEGUN: Final = {site.name: site for site in SITES}

MISSED: Final = {"1321397999803.180515048": {"city": "New York"}, "1321472742360.013000014": {"city": "Lyon"}}
"""With a mismatch: sessions whose last update the Events Engine has missed, and what they say there."""

OPS_FILE: Final = "ops.db"
MAX_PORT: Final = 65_535

PATH: Final = (
    "/api/views/c_view_sessions_by_user.jsp"
    f"?filterByMachineId=1319502921449.180515048&site=www.opentracker.net&login={LOGIN}&password={PASSWORD}"
)
"""The published example; `login` and `password` are those of the demo."""


def demo_settings(folder: Path, port: int) -> Settings:
    """Return the settings of a demo in `folder`; the environment has no say."""
    return load_settings(
        {},
        port=port,
        ops_port=port + 1 if 0 < port < MAX_PORT else 0,
        ops_store_url=f"sqlite:///{folder / OPS_FILE}",
        legacy_url=f"sqlite:///{folder / 'legacy.db'}",
        labels_folder=str(resources.files("config").joinpath("demo/labels")),
        events_engine="embedded",
        embedded_file=str(folder / "events.db"),
        shadow_per_s=1_000,  # nobody else is served, so whatever is asked is compared
        login_failure_ms=2_000,  # a newcomer's first request must not fail because his machine is busy installing
    )


def run_demo(folder: Path, port: int, now_epoch_ms: int | None, *, with_mismatch: bool = False) -> None:
    """
    Prepare and serve the demo until it is told to stop.

    Args:
        folder: of its databases; made if missing.
        port: 0 takes a free one.
        now_epoch_ms: where its clock stands; `None` is the real one.
        with_mismatch: begin with an Events Engine that has missed an update of `MISSED`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_run(folder.absolute(), port, now_epoch_ms, with_mismatch=with_mismatch))


async def _run(folder: Path, port: int, now_epoch_ms: int | None, *, with_mismatch: bool) -> None:
    settings = demo_settings(folder, port)
    await _forget_older(settings, folder / OPS_FILE)
    await _prepare(settings)
    await _fill(settings, folder, with_mismatch=with_mismatch)
    now = wall_clock_ms if now_epoch_ms is None else lambda: now_epoch_ms
    await run_server(settings, _say_what_to_try, now, (*ROUTES, *page_routes()), _say_where)


async def _forget_older(settings: Settings, file: Path) -> None:
    """Remove the ops store of an older version: all that is in it begins anew."""
    async with ops_store(settings) as store:
        outdated = await store.outdated()
    if outdated:
        _remove(file)


async def _prepare(settings: Settings) -> None:
    change = Change("shim demo", "the demo begins anew", wall_clock_ms())
    async with ops_store(settings) as store:
        await store.create_schema()
        for site in SITES:
            await store.put_site(site, change)
        for site in await store.read_sites():
            if site != (anew := AS_BEGUN.get(site.name, site)._replace(since_epoch_ms=site.since_epoch_ms)):
                await store.move_site(site.name, site, anew, change)
        login = Login(LOGIN, hash_password(PASSWORD), frozenset(site.name for site in SITES))
        await store.put_logins([login], change)


async def _fill(settings: Settings, folder: Path, *, with_mismatch: bool) -> None:
    """Load both engines once; with a mismatch anew, and so that a start without one loads what was missed."""
    data = resources.files("config").joinpath("demo/sessions.jsonl").read_bytes()
    lines, loaded = data.splitlines(keepends=True), folder / f"loaded-{hashlib.sha256(data).hexdigest()[:16]}"
    if with_mismatch:
        _remove(loaded, Path(settings.embedded_file))
    if not loaded.exists():
        await fill(settings, Family.LEGACY_SQL, lines)
        await fill(settings, Family.EVENTS, map(_before_the_missed, lines) if with_mismatch else lines)
    if not with_mismatch:
        loaded.touch()


def _remove(*files: Path) -> None:
    """Remove files, and what SQLite keeps beside them."""
    for file in files:
        for stale in file.parent.glob(f"{file.name}*"):
            stale.unlink(missing_ok=True)


def _before_the_missed(line: bytes) -> bytes:
    """Return a row as it was before an update that was missed; most have missed none."""
    row = orjson.loads(line)
    before = MISSED.get(row["session_id"]) if row["kind"] == "session" else None
    return orjson.dumps(row | before | {"version_us": row["version_us"] - 1}) if before else line


def _say_where(url: str) -> None:
    click.echo(f"operators: {url}/")


def _say_what_to_try(port: int) -> None:
    base = f"http://127.0.0.1:{port}"
    move = f"shim site stage {SITES[0].name} {Stage.SHADOW}"
    click.echo(f"listening on {base}\ntry {base}{PATH}\nor, in a browser, {base}/\nand, while it runs: {move}")
