"""
Makes the demo's data, the same bytes each time: `python -m migrations.demo_data > config/demo/sessions.jsonl`.

The published session and the older one of its user come first, as the sample shows them; everything else is made up
from a fixed seed, of other users, and ends before the sample's instant. To add a kind of visitor: a row in `VISITORS`.
`tests/unit/migrations/test_demo_data.py` compares with the committed file and walks the published answer.

Source of the published session: `tests/golden/sessions-by-user.documentation.json`; `legacy-contract.md`, section 6.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from random import Random
from typing import Final, NamedTuple

import orjson

from adapters.base import PageView, Session

NOW_MS: Final = 1_321_472_822_803
"""The instant of the published answer: 2011-11-16 19:47:02.803 UTC."""

HOUR_MS: Final = 3_600_000
SEED: Final = 2011
LOGIN_PAGE: Final = "http://www.opentracker.net/loginpage"
LOGIN_TITLE: Final = "Get in here. | Opentracker.net"
LOGOUT_PAGE: Final = "http://ot2.opentracker.net/login/logout.jsp"

PUBLISHED: Final = Session(
    site="www.opentracker.net",
    session_id="1321397999803.180515048",
    user_id="1319502921449.180515048",
    session_start_epoch_ms=1_321_397_999_803,
    last_event_epoch_ms=1_321_472_798_140,
    version_us=1_321_472_798_140_000,
    session_end_epoch_ms=1_321_472_797_944,
    first_session_epoch_ms=1_319_502_921_449,
    session_referrer_epoch_ms=1_321_397_999_803,
    number_visits=12,
    pages_viewed=1_171,
    total_pages_viewed=22_075,
    last_visit_duration_ms=0,
    browser="Firefox",
    collector_ip="10.245.194.182",
    area_code="718",
    browser_version="8.0",
    city="Brooklyn",
    country_code="US",
    country_name="United States",
    dma_code="501",
    entry_root_url=LOGIN_PAGE,
    entry_title=LOGIN_TITLE,
    event_id="1321472797944.180515048",
    exit_root_url=LOGIN_PAGE,
    exit_title=LOGIN_TITLE,
    ip_number="24.146.250.82",
    isp_org="Optimum Online",
    latitude="40.633194",
    longitude="-73.9967",
    platform="Windows XP",
    postal_code="11219",
    provider="optonline.net",
    referrer=LOGOUT_PAGE,
    referrersLogo="opentracker.net",
    region="New York",
    region_code="NY",
    resolution="1920 x 1080",
    rnd="05177",
    session_referrer=LOGOUT_PAGE,
    session_referrer_hostname="opentracker",
    timezone="America/New_York",
)

OLDER: Final = PUBLISHED._replace(
    session_id="1321313757710.180515048",
    session_start_epoch_ms=1_321_313_757_710,
    last_event_epoch_ms=1_321_317_402_118,
    version_us=1_321_317_402_118_000,
    session_end_epoch_ms=1_321_317_401_902,
    session_referrer_epoch_ms=1_321_313_757_710,
    number_visits=11,
    pages_viewed=64,
    total_pages_viewed=20_904,
    event_id="1321317401902.180515048",
    rnd="88214",
)


class Visitor(NamedTuple):
    """Where made-up visitors come from, and with what."""

    country_code: str
    country_name: str
    region: str
    region_code: str
    city: str
    postal_code: str
    latitude: str
    longitude: str
    timezone: str
    provider: str
    browser: str
    browser_version: str
    platform: str
    resolution: str


VISITORS: Final = (
    Visitor("US", "United States", "New York", "NY", "Brooklyn", "11219", "40.6331", "-73.9967", "America/New_York",
            "verizon.net", "Internet Explorer", "8.0", "Windows 7", "1366 x 768"),
    Visitor("US", "United States", "California", "CA", "San José", "95110", "37.34", "-121.90", "America/Los_Angeles",
            "comcast.net", "Chrome", "15.0", "Mac OS X", "1440 x 900"),
    Visitor("NL", "Netherlands", "Noord-Holland", "07", "Amsterdam", "1012", "52.374", "4.8897", "Europe/Amsterdam",
            "xs4all.nl", "Firefox", "7.0.1", "Windows XP", "1280 x 1024"),
    Visitor("DE", "Germany", "Nordrhein-Westfalen", "07", "Köln", "50667", "50.9333", "6.95", "Europe/Berlin",
            "t-dialin.net", "Firefox", "8.0", "Linux", "1680 x 1050"),
    Visitor("FR", "France", "Île-de-France", "A8", "Paris", "75001", "48.8667", "2.3333", "Europe/Paris",
            "wanadoo.fr", "Internet Explorer", "9.0", "Windows Vista", "1280 x 800"),
    Visitor("JP", "Japan", "Tōkyō", "40", "東京", "100-0001", "35.685", "139.7514", "Asia/Tokyo",
            "ocn.ne.jp", "Safari", "5.1", "iPhone", "320 x 480"),
    Visitor("BR", "Brazil", "São Paulo", "27", "São Paulo", "01000-000", "-23.5333", "-46.6167", "America/Sao_Paulo",
            "telesp.net.br", "Chrome", "14.0", "Windows 7", "1024 x 768"),
    Visitor("IN", "India", "Karnataka", "19", "Bangalore", "560001", "12.9833", "77.5833", "Asia/Kolkata",
            "airtel.in", "Opera", "11.52", "Windows XP", "1024 x 600"),
)  # fmt: skip


class Place(NamedTuple):
    """A made-up site: its pages with their titles, where its visitors come from, how many sessions it gets."""

    site: str
    sessions: int
    users: int
    pages: tuple[tuple[str, str], ...]
    referrers: tuple[tuple[str, str, str], ...]


PLACES: Final = (
    Place(
        "www.opentracker.net",
        96,
        24,
        (
            ("/", "Website statistics | Opentracker.net"),
            ("/loginpage", LOGIN_TITLE),
            ("/features", "Features & prices | Opentracker.net"),
            ("/nl/functies", "Bezoekersstatistieken, één oogopslag | Opentracker.net"),
            ("/article/unique-visitors", 'What is a "unique visitor"? | Opentracker.net'),
        ),
        (
            ("http://www.google.com/search?q=visitor+tracking", "google", "visitor tracking"),
            ("http://www.google.nl/search?q=bezoekers+volgen", "google", "bezoekers volgen"),
            ("", "", ""),
        ),
    ),
    Place(
        "shop.example.com",
        54,
        14,
        (
            ("/", "Shop · Größen & Farben"),
            ("/produkt/müsli", "Müsli, 500 g"),
            ("/cart", "Your cart <1 item>"),
            ("/日本", "日本からのご注文 😀"),
            ("/checkout/done", "Thank you!"),
        ),
        (
            ("http://news.example.org/?utm_source=letter&utm_medium=email", "example", ""),
            ("http://www.bing.com/search?q=muesli", "bing", "muesli"),
            ("", "", ""),
        ),
    ),
)

OWN_PROPERTIES: Final = ({"email": "jo@example.com", "plan": "pro"}, {"email": "zoë@example.com"}, {"basket": "3"})
"""What some visitors were tagged with."""


def demo_rows() -> Iterator[Session | PageView]:
    """Yield the published session, the older one of its user, everything made up, and page views of some of them."""
    random = Random(SEED)  # noqa: S311 - made-up data
    yield from (PUBLISHED, OLDER)
    yield from _page_views(random, PUBLISHED, 5)
    for place in PLACES:
        for number in range(place.sessions):
            session = _session(random, place, number)
            yield session
            if number % 6 == 0:
                yield from _page_views(random, session, random.randint(1, 6))


def _session(random: Random, place: Place, number: int) -> Session:
    """Return one made-up session: a third of them in the sample's last hour, the others over the week before it."""
    since_ms = random.randrange(HOUR_MS * 2 // 3) if number % 3 == 0 else random.randrange(HOUR_MS, 7 * 24 * HOUR_MS)
    start_ms = NOW_MS - since_ms
    last_ms = start_ms + random.randrange(min(since_ms + 1, 2 * HOUR_MS))
    user = random.randrange(place.users)
    visitor = VISITORS[user % len(VISITORS)]
    first_ms = NOW_MS - (8 + user) * 24 * HOUR_MS - user * 7_919
    pages_viewed = random.randint(1, 40)
    entry_path, entry_title = random.choice(place.pages)
    exit_path, exit_title = random.choice(place.pages)
    referrer, hostname, search = random.choice(place.referrers)
    suffix = f"{user + 1:03}{place.users:06}"
    return Session(
        site=place.site,
        session_id=f"{start_ms}.{suffix}",
        user_id=f"{first_ms}.{suffix}",
        session_start_epoch_ms=start_ms,
        last_event_epoch_ms=last_ms,
        version_us=last_ms * 1000,
        session_end_epoch_ms=last_ms,
        first_session_epoch_ms=first_ms,
        session_referrer_epoch_ms=start_ms if referrer else None,
        number_visits=random.randint(1, 30),
        pages_viewed=pages_viewed,
        total_pages_viewed=pages_viewed + random.randrange(400),
        last_visit_duration_ms=random.choice((0, None, random.randrange(2 * HOUR_MS))),
        total_duration_ms=random.choice((None, random.randrange(48 * HOUR_MS))),
        collector_ip="10.245.194.182",
        event_id=f"{last_ms}.{suffix}",
        entry_root_url=f"http://{place.site}{entry_path}",
        entry_title=entry_title,
        exit_root_url=f"http://{place.site}{exit_path}",
        exit_title=exit_title,
        ip_number=f"203.0.113.{user + 1}",
        referrer=referrer,
        referrersLogo=f"{hostname}.com" if hostname else "",
        rnd=f"{random.randrange(100_000):05}",
        search=search,
        session_referrer=referrer,
        session_referrer_hostname=hostname,
        properties=OWN_PROPERTIES[user % 3] if user % 5 == 0 else None,
        **visitor._asdict(),
    )


def _page_views(random: Random, session: Session, count: int) -> Iterator[PageView]:
    """Yield `count` page views of a session, the last one at its last event."""
    suffix = session.session_id.partition(".")[2]
    before = range(session.session_start_epoch_ms, session.last_event_epoch_ms)
    for at_ms in [*sorted(random.sample(before, min(count - 1, len(before)))), session.last_event_epoch_ms]:
        yield PageView(
            site=session.site,
            session_id=session.session_id,
            event_id=f"{at_ms}.{suffix}",
            event_epoch_ms=at_ms,
            version_us=at_ms * 1000,
            user_id=session.user_id,
            page_url=session.exit_root_url,
            page_title=session.exit_title,
            referrer=session.entry_root_url,
        )


def as_lines(rows: Iterable[Session | PageView]) -> Iterator[bytes]:
    """Yield rows as lines of a load file; what is unknown is left out."""
    kinds: Mapping[type, str] = {Session: "session", PageView: "page_view"}
    for row in rows:
        known = {field: value for field, value in row._asdict().items() if value not in (None, "")}
        yield orjson.dumps({"kind": kinds[type(row)]} | known, option=orjson.OPT_APPEND_NEWLINE)


if __name__ == "__main__":
    sys.stdout.buffer.writelines(as_lines(demo_rows()))
