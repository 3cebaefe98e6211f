"""
Sheets: a listing as jqGrid asks for it, a page of it counted and sorted among the newest 10,000 sessions.

Source: `legacy-contract.md`, section 7.
"""

import asyncio

from adapters.base import SessionQuery
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
    sheet = grid.sheet
    if sheet.sort_id is None:
        first = min(sheet.first, NEWEST)
        page = query._replace(offset=query.offset + first, limit=min(sheet.rows, NEWEST - first))
        token = await reading.walk(page, grid.add)
        if (grid.rows or not first) and (not token or grid.rows < page.limit):  # it has ended here
            grid.records = first + grid.rows
        else:
            counted = await reading.count(query._replace(limit=query.offset + NEWEST))
            grid.records = max(counted - query.offset, 0)
    else:
        sorter = Sorter(form.presentation, sheet)
        await reading.walk(query._replace(limit=NEWEST), sorter.add)
        grid.records = sorter.records
        rows = sorter.finish()
        for at in range(0, len(rows), PAGE_ROWS):
            grid.add(rows[at : at + PAGE_ROWS])
            await asyncio.sleep(0)
    return form.answer("")
