"""
The rows that are measured: three sites of growing age, the same for every engine and every run. PURE.

All three sites have the same number of sessions a day, so that they differ in nothing but how far back they reach.
Rows look like the published one: about 1.1 KB when rendered, one in twenty with typographic quotes, dashes or accents
in its titles, one in ten with unknown values. Who changes what comes out raises `VERSION`: kept data is found by it.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import Any, Final, NamedTuple

from adapters.base import Session
from adapters.loading import DAY_MS, SessionsOfDay

VERSION: Final = 1
SEED: Final = 20_111_116

NEWEST_MS: Final = 1_700_000_000_000
"""No session starts after this; long ago, so that no clock makes one of them "online"."""
GAP_MS: Final = 43_200
"""Between two starts on average: 2,000 sessions a day."""

PROFILES: Final = 1_000
SPECIAL_SHARE: Final = 0.05
UNKNOWN_SHARE: Final = 0.1

MAIN_USERS: Final = tuple(f"{1_319_502_921_449 + number}.{180_515_048 + number}" for number in range(500))
MAIN_SESSIONS: Final = 60
HEAVY_USER: Final = "1319502900001.100000001"
HEAVY_SESSIONS: Final = 10_500
LONE_USER: Final = "1319502900002.100000002"
PROPERTIES_USER: Final = "1319502900003.100000003"

_UNKNOWN: Final = ("area_code", "dma_code", "postal_code", "search", "referrer", "session_referrer", "company_org")
_FIRST_TEXT: Final = Session._fields.index("browser")
_TEXTS: Final = Session._fields[_FIRST_TEXT:-1]
_EVENT_ID: Final = _TEXTS.index("event_id")


class BenchSite(NamedTuple):
    """A site and how many sessions it has."""

    name: str
    sessions: int


SMALL: Final = BenchSite("small.bench.example.com", 1_000)
MAIN: Final = BenchSite("main.bench.example.com", 50_000)
LARGE: Final = BenchSite("large.bench.example.com", 1_000_040)
"""A little more than a million, so that `offset=1000000` leaves a page to answer."""
SITES: Final = (SMALL, MAIN, LARGE)


def sessions(site: BenchSite) -> Iterator[Session]:
    """Yield a site's sessions, oldest first, as they would have been stored."""
    random = Random(f"{SEED} {site.name}")  # noqa: S311 - data of benchmarks
    texts = _profiles()
    users = _users(site, random)
    for number, start_ms in enumerate(_starts(site)):
        user = users[number % len(users)]
        lasted_ms = random.randrange(4_000_000)
        last_ms = start_ms + lasted_ms
        known = random.random() >= UNKNOWN_SHARE
        profile = random.choice(texts)
        yield Session._make(
            (
                site.name,
                f"{start_ms}.{100_000_000 + number}",
                user,
                start_ms,
                last_ms,
                last_ms * 1_000,
                last_ms - 200,
                start_ms - 90 * DAY_MS,
                start_ms if known else None,
                number % 40 + 1,
                number % 90 + 1,
                number % 900 + 1,
                lasted_ms if known else None,
                lasted_ms * 5,
                *profile[:_EVENT_ID],
                f"{last_ms - 200}.{100_000_000 + number}",
                *profile[_EVENT_ID + 1 :],
                {"email": f"visitor{number}@example.com", "plan": "basic"} if user == PROPERTIES_USER else None,
            )
        )


def sessions_of_day(sites: Sequence[BenchSite]) -> SessionsOfDay:
    """Return how many sessions start on each UTC day of each site, for a writer that plans."""
    return Counter((site.name, start_ms // DAY_MS) for site in sites for start_ms in _starts(site))


def batches(site: BenchSite, rows: int) -> Iterator[list[Session]]:
    """Yield a site's sessions in batches."""
    stream = sessions(site)
    while batch := list(itertools.islice(stream, rows)):
        yield batch


def _starts(site: BenchSite) -> Iterator[int]:
    """Yield when each session starts, ascending, every one at an instant of its own."""
    random = Random(f"{SEED} starts of {site.name}")  # noqa: S311 - data of benchmarks
    oldest_ms = NEWEST_MS - site.sessions * GAP_MS
    for number in range(site.sessions):
        yield oldest_ms + number * GAP_MS + random.randrange(GAP_MS)


def _users(site: BenchSite, random: Random) -> Sequence[str]:
    """Return whose each session is; beyond the end it begins anew."""
    if site is not MAIN:
        return [
            f"{1_300_000_000_000 + number}.{random.randrange(10**9)}" for number in range(max(1, site.sessions // 5))
        ]
    named = [HEAVY_USER] * HEAVY_SESSIONS + [LONE_USER] + [PROPERTIES_USER] * MAIN_SESSIONS
    named += [user for user in MAIN_USERS for _ in range(MAIN_SESSIONS)]
    others = [f"{1_310_000_000_000 + number // 3}.{number // 3}" for number in range(site.sessions - len(named))]
    users = named + others
    random.shuffle(users)
    return users


@cache
def _profiles() -> Sequence[tuple[str, ...]]:
    """Return the texts of a thousand visitors, in the order of the fields from `browser` to `timezone`."""
    random = Random(SEED)  # noqa: S311 - data of benchmarks
    return [_profile(random, number) for number in range(PROFILES)]


def _profile(random: Random, number: int) -> tuple[str, ...]:
    city, region, country, code = random.choice(_PLACES)
    page, title = random.choice(_PAGES)
    if number < PROFILES * SPECIAL_SHARE:
        title = _SPECIAL_TITLES[number % len(_SPECIAL_TITLES)]
    address = f"{random.randrange(1, 224)}.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(1, 255)}"
    fields: dict[str, Any] = {
        "browser": random.choice(("Firefox", "Chrome", "MSIE", "Safari")),
        "collector_ip": f"10.245.{random.randrange(256)}.{random.randrange(256)}",
        "area_code": str(random.randrange(200, 999)),
        "browser_version": f"{random.randrange(3, 16)}.0",
        "city": city,
        "company_org": f"{city} Cable",
        "country_code": code,
        "country_name": country,
        "dma_code": str(random.randrange(500, 600)),
        "entry_root_url": f"http://{MAIN.name}/{page}",
        "entry_title": title,
        "exit_root_url": f"http://{MAIN.name}/{page}/{number}",
        "exit_title": title,
        "ip_number": address,
        "isp": f"{city} Online",
        "isp_org": f"{city} Online Business",
        "latitude": f"{random.uniform(-60, 60):.4f}",
        "longitude": f"{random.uniform(-180, 180):.4f}",
        "platform": random.choice(("Win7", "WinXP", "MacOSX", "Linux")),
        "postal_code": str(random.randrange(10_000, 99_999)),
        "provider": f"cable-{number}.example.net",
        "referrer": f"http://search.example.org/?q=shop+{number}",
        "referrersLogo": "http://img.example.com/search.png",
        "region": region,
        "region_code": region[:2].upper(),
        "resolution": random.choice(("1920x1080", "1280x1024", "1024x768")),
        "rnd": str(random.randrange(10**9)),
        "search": f"shop {number}",
        "session_referrer": f"http://search.example.org/?q=shop+{number}",
        "session_referrer_hostname": "search.example.org",
        "timezone": random.choice(("America/New_York", "Europe/Amsterdam", "Asia/Tokyo")),
    }
    if random.random() < UNKNOWN_SHARE:
        fields |= dict.fromkeys(_UNKNOWN, "")
    return tuple(fields.get(field, "") for field in _TEXTS)


_PLACES: Final = (
    ("Brooklyn", "New York", "United States", "US"),
    ("Amsterdam", "Noord-Holland", "Netherlands", "NL"),
    ("Osaka", "Osaka", "Japan", "JP"),
    ("Leeds", "Yorkshire", "United Kingdom", "GB"),
    ("Toronto", "Ontario", "Canada", "CA"),
)
_PAGES: Final = (
    ("products", "Products and prices at a glance"),
    ("support/contact", "Contact our support team"),
    ("blog/2011/11/begin", "Getting started in five minutes"),
    ("loginpage", "Get in here"),
)
_SPECIAL_TITLES: Final = (
    "The shop\u2019s \u201cbest\u201d offers \u2013 today only",
    'He said "buy it" \\ she did not',
    "Caf\u00e9 M\u00fcller \u2014 sp\u00e9cialit\u00e9s de Gen\u00e8ve\u2026",
    "Prijzen vanaf \u20ac 9,95",
)
