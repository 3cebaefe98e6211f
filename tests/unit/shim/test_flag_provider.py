"""Flags through the OpenFeature SDK: our values, an operator's provider in front, and what neither may say."""

import asyncio
import io
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Final

import pytest
import pytest_asyncio
from openfeature.exception import FlagNotFoundError
from openfeature.provider import FeatureProvider
from openfeature.provider.in_memory_provider import InMemoryFlag, InMemoryProvider

from config.flags import EVERYWHERE, Flags
from config.settings import SettingsError
from shim.flag_provider import FlagProvider, LiveFlags, operators_provider
from shim.flags import DEFAULTS
from shim.logs import configure_logs

SITE: Final = "www.example.com"


@pytest_asyncio.fixture
async def live() -> AsyncIterator[Callable[[FeatureProvider | None], LiveFlags]]:
    made: list[LiveFlags] = []

    def make(front: FeatureProvider | None = None) -> LiveFlags:
        made.append(LiveFlags(front))
        made[-1].open()
        return made[-1]

    yield make
    for flags in made:
        flags.close()
        flags.close()


Make = Callable[..., LiveFlags]


def flagd_file(file: Path, **flags: Any) -> None:  # noqa: ANN401 - values of flagd's own kinds
    """Write flagd's file, whole or not at all; a value that is a mapping is a flag as flagd has it."""
    of_flag = {
        name.replace("_", "-"): value
        if isinstance(value, dict)
        else {"state": "ENABLED", "variants": {"it": value}, "defaultVariant": "it"}
        for name, value in flags.items()
    }
    new = file.with_suffix(".new")
    new.write_text(json.dumps({"flags": of_flag}))
    if file.exists():  # its look at the file is a look at this
        os.utime(new, ns=(file.stat().st_mtime_ns + 10**9,) * 2)
    new.rename(file)


async def until(what: Callable[[], object], limit_s: float = 30) -> None:
    """Let others run until something holds."""
    async with asyncio.timeout(limit_s):
        while not what():  # noqa: ASYNC110 - nobody sets an event for it
            await asyncio.sleep(0.005)


async def test_stored_values_make_a_new_book(live: Make) -> None:
    """Once values are put the book is a new one with their version; the old one's snapshots stay as they were."""
    flags = live()
    before = flags.book.of(SITE)
    assert before == DEFAULTS
    await flags.put({("fallback", SITE): False, ("shadow-reads", EVERYWHERE): 7, ("passthrough", EVERYWHERE): False}, 5)
    assert flags.book.version == 5
    assert flags.book.of(SITE) == Flags(fallback=False, shadow_reads=7, passthrough=False)
    assert flags.book.of("other") == Flags(shadow_reads=7, passthrough=False)
    await flags.put({}, 6)
    assert flags.book.of(SITE) == DEFAULTS
    assert before == DEFAULTS


async def test_two_do_not_disturb_each_other(live: Make) -> None:
    """Two directories of one process have each their own values."""
    one, other = live(), live()
    await one.put({("fallback", EVERYWHERE): False}, 1)
    assert (one.book.of(SITE).fallback, other.book.of(SITE).fallback) == (False, True)


async def test_an_operators_provider_wins(live: Make) -> None:
    """What the provider in front knows wins, though it says the default; what it does not know is ours to say."""
    front = InMemoryProvider({"fallback": InMemoryFlag("yes", {"yes": True})})
    flags = live(front)
    await flags.put({("fallback", SITE): False, ("shadow-reads", SITE): 3}, 1)
    assert flags.book.of(SITE) == Flags(shadow_reads=3)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("shadow-reads", 101),
        ("shadow-reads", -1),
        ("shadow-reads", True),
        ("shadow-reads", "50"),
        ("shadow-reads", 1.5),
        ("fallback", "off"),
        ("fallback", 0),
        ("force-engine", "both"),
        ("force-engine", ["legacy"]),
        ("maintenance", "CREDENTIALS"),
    ],
)
async def test_what_is_not_allowed_is_the_default(live: Make, name: str, value: Any) -> None:  # noqa: ANN401 - any
    """A value that the table does not allow is logged, once for all sites, and the default counts."""
    stream = io.BytesIO()
    configure_logs("error", stream)
    flags = live(InMemoryProvider({name: InMemoryFlag("it", {"it": value})}))
    await flags.put({(name, EVERYWHERE): {"shadow-reads": 3, "fallback": False}.get(name, "none")}, 1)
    assert flags.book.of(SITE) == flags.book.of("other") == DEFAULTS
    assert stream.getvalue().count(b"flag_not_understood") == 1
    assert name.encode() in stream.getvalue()


def test_no_flag_is_a_fraction_or_a_structure() -> None:
    """Whoever asks our provider for a kind that no flag has is told that there is none."""
    for ask in (FlagProvider().resolve_float_details, FlagProvider().resolve_object_details):
        with pytest.raises(FlagNotFoundError):
            ask("shadow-reads", None)  # type: ignore[arg-type] # that is the point


@pytest.mark.alone
async def test_flagds_file_is_followed(live: Make, tmp_path: Path) -> None:
    """The file of flagd wins over what is stored, by site too, and a change of it is effective within a second."""
    file = tmp_path / "flags.json"
    of_site = {"if": [{"==": [{"var": "targetingKey"}, SITE]}, "few", "all"]}
    flagd_file(
        file,
        fallback=False,
        shadow_reads={
            "state": "ENABLED",
            "variants": {"few": 5, "all": 100},
            "defaultVariant": "all",
            "targeting": of_site,
        },
        true_clock={"state": "DISABLED", "variants": {"it": True}, "defaultVariant": "it"},
    )
    flags = live(operators_provider(f"flagd:{file}"))
    await flags.put({("fallback", SITE): True, ("pin-stage", SITE): True}, 1)
    assert flags.book.of(SITE) == Flags(fallback=False, shadow_reads=5, pin_stage=True)
    assert flags.book.of("other") == Flags(fallback=False)
    now_s = asyncio.get_running_loop().time
    begun_s = now_s()
    flagd_file(file, maintenance="INTERNAL")
    await until(lambda: flags.book.of(SITE) == Flags(maintenance="INTERNAL", pin_stage=True))
    assert now_s() - begun_s < 1
    assert flags.book.version == 1


async def test_a_broken_file_changes_nothing(live: Make, tmp_path: Path) -> None:
    """When flagd cannot read its file any more, that is logged and its last values stay; the next good one counts."""
    stream = io.BytesIO()
    configure_logs("warning", stream)
    file = tmp_path / "flags.json"
    flagd_file(file, fallback=False)
    flags = live(operators_provider(f"flagd:{file}"))
    file.rename(tmp_path / "away.json")
    await until(lambda: b"flag_provider_failed" in stream.getvalue())
    assert flags.book.of(SITE) == Flags(fallback=False)
    assert b"library" not in stream.getvalue()
    await flags.put({("pin-stage", SITE): True}, 1)
    assert flags.book.of(SITE) == Flags(fallback=False, pin_stage=True)
    (tmp_path / "away.json").rename(file)
    flagd_file(file, shadow_reads=1)
    await until(lambda: flags.book.of(SITE) == Flags(shadow_reads=1, pin_stage=True))
    assert stream.getvalue().count(b"flag_provider_failed") == 1


async def test_a_provider_that_cannot_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is missing or no JSON, a kind that is none, and a package that is missing are settings to mend."""
    (tmp_path / "bad.json").write_text("{")
    broken = LiveFlags(operators_provider(f"flagd:{tmp_path / 'bad.json'}"))
    with pytest.raises(SettingsError, match="SHIM_FLAG_PROVIDER: does not start: JSONDecodeError"):
        broken.open()
    with pytest.raises(SettingsError, match=r"there is no file .*none\.json"):
        operators_provider(f"flagd:{tmp_path / 'none.json'}")
    with pytest.raises(SettingsError, match="must begin with flagd:"):
        operators_provider("abacus:x")
    monkeypatch.setitem(sys.modules, "openfeature.contrib.provider.flagd", None)
    with pytest.raises(SettingsError, match=r"install legacy-shim\[flagd\]"):
        operators_provider(f"flagd:{tmp_path / 'bad.json'}")
    assert operators_provider("") is None
