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
from shim.routing import ReadPlan
from shim.services import Services


async def answer_sheet(grid: Grid, form: Form, plan: ReadPlan, query: SessionQuery, services: Services) -> Answer:
    """
    Answer one sheet of a walk.

    Args:
        grid: the form's writer.
        form: of the answer.
        plan: who reads.
        query: what its `offset` skips is not counted; its `limit` plays no part.
        services: as everywhere.

    Raises:
        LegacyError: the engine's failure as callers know it.
    """
    reads, sheet = services.reads, grid.sheet
    if sheet.sort_id is None:
        first = min(sheet.first, NEWEST)
        page = query._replace(offset=query.offset + first, limit=min(sheet.rows, NEWEST - first))
        token = await reads.walk(plan, page, grid.add)
        if (grid.rows or not first) and (not token or grid.rows < page.limit):  # it has ended here
            grid.records = first + grid.rows
        else:
            counted = await reads.count(plan, query._replace(limit=query.offset + NEWEST))
            grid.records = max(counted - query.offset, 0)
    else:
        sorter = Sorter(form.presentation, sheet)
        await reads.walk(plan, query._replace(limit=NEWEST), sorter.add)
        grid.records = sorter.records
        rows = sorter.finish()
        for at in range(0, len(rows), PAGE_ROWS):
            grid.add(rows[at : at + PAGE_ROWS])
            await asyncio.sleep(0)
    return form.answer("")
