"""
How an answer is asked for: format, titles, dates and callback, the same on every listing page.

Source: `legacy-contract.md`, sections 2 and 5.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from adapters.base import Site
from shim.call import Answer, Call
from shim.legacy import jsonp
from shim.legacy.cells import Moment
from shim.legacy.clock import Clock
from shim.legacy.data_types import DATA_TYPES, data_type_of
from shim.legacy.data_types.as_jsonjqgrid import Grid, parse_sheet
from shim.legacy.dates import DEFAULT_PATTERN, date_format
from shim.legacy.errors import Row
from shim.legacy.java import parse_boolean
from shim.legacy.presentation import Listing, Presentation, Writer
from shim.services import Services

DEFAULT_LOCALE: Final = "en_US"
HTML: Final = "text/html"

MAX_PATTERN: Final = 512
"""Characters of a `dateFormat` [inferred]. Ours, for safety: every row prints it twice, and a body may bring 64 KiB."""


class Form(NamedTuple):
    """
    The form of one answer.

    Args:
        presentation: how its rows are shown.
        writer: takes the rows and makes the bytes.
        callback: the function to call with them, or `None`.
        content_type: of the answer when nothing is called.
    """

    presentation: Presentation
    writer: Writer
    callback: str | None
    content_type: str

    def answer(self, next_token: str) -> Answer:
        """Return what goes out once all rows were taken."""
        pieces = self.writer.finish(next_token)
        if self.callback:
            return Answer(f"{jsonp.CONTENT_TYPE};charset=UTF-8", jsonp.wrap(self.callback, pieces))
        return Answer(f"{self.content_type};charset=UTF-8", pieces)

    def answer_rows(self, rows: Sequence[Any]) -> Answer:
        """Return the answer that lists just these rows, which were all there are."""
        if isinstance(self.writer, Grid):
            self.writer.records = len(rows)
            rows = rows[self.writer.sheet.first :][: self.writer.sheet.rows]
        self.writer.add(rows)
        return self.answer("")


def form_of(
    call: Call,
    listing: Listing,
    site: Site,
    services: Services,
    *,
    clock: Clock,
    now_epoch_ms: int,
    limit: int,
    data_types: Collection[str] = DATA_TYPES.keys(),
) -> Form:
    """
    Read the parameters that every listing page shares, in the order of the contract's table.

    Raises:
        LegacyError: REQUEST_TOO_LARGE, ILLEGAL_PATTERN..., INVALID_CALLBACK; jqGrid's own parameters come last.
    """
    locale = call.given("locale") or DEFAULT_LOCALE
    titles = _ids if parse_boolean(call.given("ignoreLocale")) else services.labels.current.titles(locale)
    pattern = call.given("dateFormat") or DEFAULT_PATTERN
    if len(pattern) > MAX_PATTERN:
        raise Row.REQUEST_TOO_LARGE.error()
    dates = date_format(pattern, locale, clock)
    moment = Moment(now_epoch_ms, services.settings.online_window_s * 1000, dates)
    presentation = Presentation(listing, titles, moment, services.settings.expand_url)
    data_type = data_type_of(call.given("dataType"), data_types)
    writer = (data_type.frozen_writer if call.frozen else data_type.writer)(presentation)
    callback = jsonp.parse_callback(call.given("jsoncallback", "callback"))
    if isinstance(writer, Grid):
        writer.sheet = parse_sheet(
            call.given("page"), call.given("rows"), call.given("sidx"), call.given("sord"), limit
        )
    if data_type.is_json:
        return Form(presentation, writer, callback, site.content_type)
    return Form(presentation, writer, None, HTML)


def _ids(ids: Sequence[str]) -> tuple[str, ...]:
    """Return the untranslated titles: the ids themselves."""
    return tuple(ids)
