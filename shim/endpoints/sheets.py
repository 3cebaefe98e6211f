"""
Sheets: a listing as jqGrid asks for it, a page of it counted and sorted among the newest 10,000 sessions.

Source: `legacy-contract.md`, section 7.
"""

import asyncio
from collections.abc import Sequence

from adapters.base import Position, Session, SessionQuery
from adapters.walk import PAGE_ROWS
from shim.call import Answer
from shim.forms import Form
from shim.legacy.data_types.as_jsonjqgrid import NEWEST, Grid, Sorter
from shim.reads import Reading


async def answer_sheet(grid: Grid, form: Form, reading: Reading, query: SessionQuery) -> Answer:
    """
    Answer one sheet of a walk.

    Args:
        grid: the form's writer.
        form: of the answer.
        reading: of the request.
        query: what its `offset` skips is not counted; its `limit` plays no part.

    Raises:
        LegacyError: the engine's failure as callers know it.
    """
    if grid.sheet.sort_id is None:
        await _take_page(grid, reading, query)
    else:
        sorter = Sorter(form.presentation, grid.sheet)
        await reading.walk(query._replace(limit=NEWEST), sorter.add)
        grid.records = sorter.records
        rows = sorter.finish()
        for at in range(0, len(rows), PAGE_ROWS):
            grid.add(rows[at : at + PAGE_ROWS])
            await asyncio.sleep(0)
    return form.answer("")


async def _take_page(grid: Grid, reading: Reading, query: SessionQuery) -> None:
    """Give the grid its page of a walk, and count the rows behind it, if there are any."""
    first = min(grid.sheet.first, NEWEST)
    page = query._replace(offset=query.offset + first, limit=min(grid.sheet.rows, NEWEST - first))
    last: Session | None = None

    def take(rows: Sequence[Session]) -> None:
        nonlocal last
        grid.add(rows)
        last = rows[-1] if rows else last

    token = await reading.walk(page, take)
    taken = first + grid.rows
    if last is not None and token and grid.rows == page.limit:
        begin = Position(last.session_start_epoch_ms, last.session_id)
        grid.records = taken - 1 + await reading.count(query._replace(begin=begin, limit=NEWEST - taken + 1))
    elif last is None and (first or not page.limit):  # the walk ended before the page, or the page has no rows
        counted = await reading.count(query._replace(limit=query.offset + NEWEST))
        grid.records = max(counted - query.offset, 0)
    else:
        grid.records = taken
